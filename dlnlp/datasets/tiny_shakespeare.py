"""Tiny Shakespeare, on which small models of characters are compared."""

from dlnlp.datasets.files import fetch, read_text

NAME = "tinyshakespeare.txt"


def tiny_shakespeare() -> tuple[str, str]:
    """1,115,394 characters of Shakespeare's plays: for training, and for validation.

    The first 90 % are 1,003,854 characters, 65 different ones; the others are held out,
    as in nanoGPT's data/shakespeare_char.

    Errors: those of `fetch`.
    Source: Karpathy (2015), "The unreasonable effectiveness of recurrent neural
    networks".
    """
    text = read_text(fetch(NAME))
    cut = int(0.9 * len(text))
    return text[:cut], text[cut:]
