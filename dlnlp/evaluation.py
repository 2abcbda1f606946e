"""How good a model is: one function for each measure, for every model."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike


class LanguageModel(Protocol):
    """What perplexity needs of a model: of a text, nats in all and the words scored."""

    def negative_log_likelihood(
        self, ids: ArrayLike, *, start: int | None = None
    ) -> tuple[float, int]: ...


def perplexity(
    model: LanguageModel, ids: ArrayLike, *, start: int | None = None
) -> float:
    """Perplexity: e to the mean negative log-likelihood, in words to hesitate among.

    ids    (T,) the text, one stream: each word is scored once, after all that the model
           can know of the words before it
    start  the id of the word before the first, "<eos>" of a line before, say. Without
           it, an n-gram model scores the first word too, and a recurrent one reads it

    Infinite where one word has probability 0, and where the mean is beyond 709 nats.
    ValueError: a text without a word to score, ids that are not the model's.

    >>> class Undecided:
    ...     def negative_log_likelihood(self, ids, *, start=None):
    ...         return len(ids) * math.log(6), len(ids)
    >>> round(perplexity(Undecided(), [3, 1, 4]), 6)
    6.0
    """
    nll, words = model.negative_log_likelihood(ids, start=start)
    return _exp(nll / words)


class SequenceModel(Protocol):
    """What token_loss needs of a model: of a batch, nats in all and tokens guessed."""

    def negative_log_likelihood(self, *batch: Any) -> tuple[float, int]: ...


def token_loss(model: SequenceModel, batches: Iterable[Sequence[Any]]) -> float:
    """Mean negative log-likelihood of a token that is to be guessed, in nats.

    batches  each is what `model.negative_log_likelihood(*batch)` takes: sources,
             targets, their masks. Padding counts nowhere, and every real token once,
             however the tokens are spread over batches

    ValueError: no batch; those of the model.
    """
    nll, tokens = 0.0, 0
    for batch in batches:
        of_batch, guessed = model.negative_log_likelihood(*batch)
        nll, tokens = nll + of_batch, tokens + guessed
    if not tokens:
        raise ValueError("the batches hold no token to guess")
    return nll / tokens


def token_perplexity(model: SequenceModel, batches: Iterable[Sequence[Any]]) -> float:
    """Perplexity of the tokens that are to be guessed: e to their `token_loss`."""
    return _exp(token_loss(model, batches))


def exact_match(
    outputs: Sequence[Sequence[Any]], targets: Sequence[Sequence[Any]]
) -> float:
    """Exact match: the proportion of outputs that equal their target, whole.

    outputs  what a model wrote by itself, each word read from its own one before. With
             teacher forcing, where it reads the target's, one slip would stay one slip
    targets  as many; both are texts, lists of words or of ids, or rows of an array

    ValueError: no outputs, or another number of targets.

    >>> exact_match(["62", "7"], ["62", "8"])
    0.5
    """
    _check_pairs(outputs, targets)
    pairs = zip(outputs, targets, strict=True)
    return float(np.mean([list(output) == list(target) for output, target in pairs]))


def corpus_bleu(
    outputs: Sequence[Sequence[str]], references: Sequence[Sequence[str]]
) -> float:
    """BLEU of a corpus, from 0 to 100: how much of the outputs stands in references.

    Of all 1-grams, 2-grams, 3-grams and 4-grams in the outputs, it is the proportions
    that are in their reference, too, each at most as often as there; their geometric
    mean; less if the outputs are shorter than the references. Where none of some order
    are in it, half a match is counted, the next time a quarter, and so on: so small
    corpora do not always have 0.

    outputs, references  lists of tokens, one reference for each output. Published
                         numbers are of the tokens that `bleu_tokens` gives

    ValueError: no outputs, another number of references, texts instead of tokens.
    Source: Papineni et al. (2002); smoothing and numbers are those of sacrebleu (Post
    2018).

    >>> said = ["the cat drinks its milk".split()]
    >>> corpus_bleu(said, said), corpus_bleu(said, ["a dog eats".split()])
    (100.0, 0.0)
    """
    _check_pairs(outputs, references)
    matches, totals = np.zeros(4), np.zeros(4)  # of each order n
    for output, reference in zip(outputs, references, strict=True):
        if isinstance(output, str) or isinstance(reference, str):
            raise ValueError("BLEU counts tokens: split the texts first (bleu_tokens)")
        for n in range(1, 5):
            found = _ngrams(output, n)
            matches[n - 1] += (found & _ngrams(reference, n)).total()
            totals[n - 1] += found.total()
    if not matches.any() or not totals.all():
        return 0.0
    without = matches == 0
    matches[without] = 0.5 ** without.cumsum()[without]
    precision = np.exp(np.log(matches / totals).mean())
    shorter = sum(map(len, references)) / sum(map(len, outputs))
    return float(100 * precision * min(1.0, math.exp(1 - shorter)))


# Marks are words; so are a dash after a digit, and a point or comma if it is not within
# a number
_MARKS = [
    (re.compile(r"([{-~\[-` -&(-+:-@/])"), r" \1 "),
    (re.compile(r"([^0-9])([.,])"), r"\1 \2 "),
    (re.compile(r"([.,])([^0-9])"), r" \1 \2"),
    (re.compile(r"([0-9])(-)"), r"\1 \2 "),
]
_WRITTEN = {"&quot;": '"', "&amp;": "&", "&lt;": "<", "&gt;": ">"}


def bleu_tokens(text: str) -> list[str]:
    """The tokens that published BLEU is of: NIST's mteval-v13a, sacrebleu's "13a".

    Without an agreed tokenization BLEU differs by several points (Post 2018).

    >>> bleu_tokens("It's 1,000.5 m, really.")
    ["It's", '1,000.5', 'm', ',', 'really', '.']
    """
    text = text.rstrip().replace("<skipped>", "").replace("-\n", "").replace("\n", " ")
    for written, mark in _WRITTEN.items():
        text = text.replace(written, mark)
    text = f" {text} "
    for pattern, spaced in _MARKS:
        text = pattern.sub(spaced, text)
    return text.split()


def balanced_accuracy(predicted: ArrayLike, y: ArrayLike) -> float:
    """Mean over the classes in y of the proportion recognised; of two, 0.5 is luck.

    Unlike plain accuracy it gains nothing from always naming the largest class.

    predicted, y  (N,) classes, N at least 1; ValueError otherwise

    >>> balanced_accuracy([0, 0, 0, 0], [0, 0, 0, 1])
    0.5
    """
    predicted, y = np.asarray(predicted), np.asarray(y)
    if y.ndim != 1 or y.size == 0 or predicted.shape != y.shape:
        raise ValueError(
            f"predicted and y are (N,), N at least 1; given {predicted.shape} and "
            f"{y.shape}"
        )
    return float(np.mean([np.mean(predicted[y == k] == k) for k in np.unique(y)]))


def _ngrams(tokens: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    return Counter(zip(*(tokens[i:] for i in range(n)), strict=False))


def _check_pairs(outputs: Sequence[Any], targets: Sequence[Any]) -> None:
    if len(outputs) != len(targets) or len(outputs) == 0:
        raise ValueError(
            f"there must be as many outputs as targets, and one at least; given "
            f"{len(outputs)} and {len(targets)}"
        )


def _exp(nats: float) -> float:
    try:
        return math.exp(nats)
    except OverflowError:
        return math.inf
