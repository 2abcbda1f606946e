"""The Penn Treebank as language models have been compared on it since 2010."""

from dlnlp.datasets.files import fetch, read_text

SPLITS = ("train", "valid", "test")


def penn_treebank(split: str) -> list[str]:
    """Penn Treebank (PTB): the tokens of one part, with "<eos>" after each line.

    split  "train" (929,589 tokens), "valid" (73,760) or "test" (82,430)

    The text is in lower case, numbers are "N", and every word outside the 10,000 most
    frequent is "<unk>" (Mikolov et al. 2010, "Recurrent neural network based
    language model").

    ValueError: another split. Others: those of `fetch`.
    """
    if split not in SPLITS:
        raise ValueError(
            f"the Penn Treebank has the splits {', '.join(SPLITS)}; given {split!r}"
        )
    text = read_text(fetch(f"ptb/ptb.{split}.txt"))
    return [token for line in text.splitlines() for token in (*line.split(), "<eos>")]
