"""Chapter 4's checkers of chances: sentences, perplexity, a source."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.datasets.sequences import MarkovSource

# the cat drinks milk, in ids 0 … 3: rows are the word before, columns the word after
FIRST = np.array([0.5, 0.25, 0.0, 0.25])
P = np.array([[0.0, 0.5, 0.0, 0.5], [0.125, 0.125, 0.5, 0.25],
              [0.25, 0.0, 0.25, 0.5], [0.5, 0.5, 0.0, 0.0]])  # fmt: skip
WET = np.array([[0.75, 0.25], [0.125, 0.875]])  # weather: dry and wet days


def check_surprise(surprise: Callable[..., Any]) -> Verdict:
    """Exercise 2. `surprise(first, P, ids)`: nats of a sentence; -1 is a smudge."""

    def mine(*ids: int) -> Any:
        with np.errstate(all="ignore"):
            return surprise(FIRST.copy(), P.copy(), list(ids))

    def arguments_afterwards() -> Any:
        first, table, ids = FIRST.copy(), P.copy(), np.array([0, -1, 2])
        surprise(first, table, ids)
        return np.concatenate([first, table.ravel(), ids])

    ln2 = math.log(2)
    smudged = -math.log(FIRST[1]), -math.log((P @ P)[1, 2])  # of 1 ? 2
    likeliest = smudged[0] - math.log((P[1] * P[:, 2]).max())
    return grade(
        Step("one word, 0", lambda: mine(0), ln2,
             "it has the probability first[0] = 1/2",
             mistakes=[(1.0, "that is in bits, with log2; ln is asked for"),
                       (-ln2, "-ln of a probability is never below 0"),
                       (0.5, "that is the probability; its surprise?"),
                       (0.0, "the first word surprises, too: by -ln first[…]")]),
        Step("three words, 0 1 2", lambda: mine(0, 1, 2), 3 * ln2,
             "-ln of 1/2 for the first word, of P[0, 1] and of P[1, 2]; add them up",
             mistakes=[(2 * ln2, "three words, three surprises: where is the first?"),
                       (ln2, "the sum for the whole sentence, not the mean"),
                       (1 / 8, "that is the probability of the sentence"),
                       (-ln2 * 3, "-ln of a probability is never below 0"),
                       (math.inf, "the row of P is the word before, the column the "
                        "word after")]),
        Step("four words, 1 0 3 1", lambda: mine(1, 0, 3, 1), 7 * ln2,
             "the row of P is the word before, the column the word after"),
        Step("a step that is impossible, 0 2",
             lambda: bool(mine(0, 2) == math.inf), True,
             "P[0, 2] is 0: no surprise is large enough, the sum is infinite"),
        Step("a smudge in the middle, 1 ? 2", lambda: mine(1, -1, 2), sum(smudged),
             "any word may have stood there; each of them is one way from 1 to 2, and "
             "probabilities of different ways add up",
             mistakes=[(likeliest, "that is the likeliest word; but the others might "
                        "have stood there, too"),
                       (smudged[0] - math.log(P[1, 2]), "1 and 2 don't stand side by "
                        "side: there is a word between them"),
                       (smudged[0], "2 can be read, so it has a surprise"),
                       (math.inf, "as an index, -1 is the last word; here it stands "
                        "for any word")]),
        Step("a smudge at the end, 0 1 ?", lambda: mine(0, 1, -1), 2 * ln2,
             "nothing is read there, so nothing can surprise: all words together have "
             "the probability 1"),
        Step("a smudge at the beginning, ? 2", lambda: mine(-1, 2),
             -math.log(float((FIRST @ P)[2])),
             "here first has the probabilities of what may have stood there"),
        Step("two smudges, 0 ? ? 1", lambda: mine(0, -1, -1, 1),
             ln2 - math.log(float((P @ P @ P)[0, 1])),
             "keep the probabilities of all words at the present place, (V,); one "
             "step further they are these @ P"),
        Step("a sentence of 4,000 words", lambda: mine(*[0, 1] * 2000), ln2
             + 2000 * -math.log(P[0, 1]) + 1999 * -math.log(P[1, 0]),
             "a product of 4,000 factors is too small for a float: add logarithms"),
        Step("the arguments are left as they were", arguments_afterwards,
             np.concatenate([FIRST, P.ravel(), [0, -1, 2]]),
             "your function writes into what it was given"),
    )  # fmt: skip


def judged(texts: list[Array], letters: int) -> tuple[float, float]:
    """Perplexity of all words of several texts, and their bits a letter."""
    with np.errstate(divide="ignore"):
        surprises = -np.log(np.concatenate(texts))  # nats, one a word
    bits = surprises.sum() / math.log(2) / letters
    return math.exp(surprises.mean()), float(bits)


def check_perplexity(judge: Callable[..., Any]) -> Verdict:
    """Exercise 3. `judge(texts, letters)`: perplexity, bits a letter."""
    short, long = [1 / 2], [1 / 8, 1 / 8, 1 / 32]  # mean surprises: 1 bit, 11/3 bits
    book = [[1 / 8] * 8_000, [1 / 8] * 2_000]

    def both(texts: list[list[float]], letters: int) -> Any:
        arrays = [np.array(text) for text in texts]
        with np.errstate(all="ignore"):
            given = judge(arrays, letters)
        if given is ... or given is None:
            return given
        if not isinstance(given, tuple | list) or len(given) != 2:
            raise ValueError("two numbers are wanted: perplexity, bits a letter")
        return given

    def part(number: int, texts: list[list[float]], letters: int) -> Any:
        given = both(texts, letters)
        if given is ... or given is None or given[number] is ...:
            return None
        return given[number]

    def argument_afterwards() -> Any:
        texts = [np.array([0.5]), np.array([0.25, 0.125])]
        judge(texts, 10)
        return np.concatenate(texts)

    pair, nats = [short, long], 12 * math.log(2)
    by_text = math.exp((math.log(2) + 11 / 3 * math.log(2)) / 2)
    return grade(
        Step("one text, 1/2 and 1/8: perplexity", lambda: part(0, [[1 / 2, 1 / 8]], 8),
             4, "1/2 times 1/8 is 1/16, the same as twice 1/4",
             mistakes=[(5.0, "the mean of 2 and 8: but it is the surprises, -ln p, "
                        "that are averaged"),
                       (3.2, "one over the mean probability: but it is the "
                        "surprises, -ln p, that are averaged"),
                       (math.log(4), "that is the mean surprise in nats; and then?"),
                       (2.0, "that is the mean surprise in bits; and then?"),
                       (16.0, "one over the product: which mean is it?"),
                       (2 ** math.log(4), "nats and a power of two do not fit")]),
        Step("two texts, of one and of three words: perplexity",
             lambda: part(0, pair, 20), 8,
             "four words, and 12 bits of surprise in all",
             mistakes=[((2 + 2 ** (11 / 3)) / 2, "perplexities cannot be averaged; "
                        "surprises can"),
                       (by_text, "every word counts alike, so a long text counts for "
                        "more than a short one"),
                       (2.0, "only the first text?"),
                       (2 ** (11 / 3), "only the last text?")]),
        Step("the same two texts, 20 letters: bits a letter",
             lambda: part(1, pair, 20), 12 / 20,
             "12 bits of surprise in all, however the text was cut into words",
             mistakes=[(nats / 20, "that is in nats; a bit is ln 2 of them"),
                       (3 / 20, "the surprise of all words, not their mean"),
                       (3.0, "that is bits a word; a letter?"),
                       (12.0, "that is all bits together; a letter?"),
                       (2**0.6, "that is a perplexity a letter; bits are asked for"),
                       (8 / 20, "surprise is shared among letters, a perplexity is "
                        "not")]),
        Step("a sure guesser who is always right", lambda: both([[1.0], [1.0]], 9),
             np.array([1.0, 0.0]), "no surprise at all: one choice, no bits"),
        Step("a book of 10,000 words, each 1/8, 30,000 letters",
             lambda: both(book, 30_000), np.array([8.0, 1.0]),
             "a product of 10,000 factors is too small for a float, and it is rounded "
             "to 0: add logarithms instead"),
        Step("one word was thought impossible",
             lambda: bool(part(0, [[0.5, 0.0], [0.5]], 9) == math.inf), True,
             "-ln 0 is infinite, and so is the mean"),
        Step("the probabilities are left as they were", argument_afterwards,
             np.array([0.5, 0.25, 0.125]), "your function writes into its argument"),
    )  # fmt: skip


def check_source(lowest: Callable[..., Any]) -> Verdict:
    """Exercise 7. `lowest(P)`: the least perplexity on text from the source P."""
    even = np.full((4, 4), 0.25)
    larger = np.array([[0.5, 0.25, 0.25], [0.1, 0.8, 0.1], [0.3, 0.1, 0.6]])

    def mine(table: Array) -> Any:
        return lowest(table.copy())

    def argument_afterwards() -> Any:
        table = WET.copy()
        lowest(table)
        return table

    rows = -(WET * np.log(WET)).sum(axis=1)
    share = np.array([1, 2]) / 3  # 1/4 of the dry days end, 1/8 of the wet ones
    nats = float(share @ rows)
    return grade(
        Step("four words, always all alike", lambda: mine(even), 4,
             "nobody can do better than hesitate among four",
             mistakes=[(math.log(4), "that is the entropy in nats; the perplexity?"),
                       (2.0, "that is the entropy in bits; the perplexity?")]),
        Step("dry and wet days, P = [[3/4, 1/4], [1/8, 7/8]]", lambda: mine(WET),
             math.exp(nats),
             "how many of all days are dry? as many days leave that state as enter it",
             mistakes=[(math.exp(rows.mean()), "dry days are rarer than wet ones: "
                        "weigh the rows by how often each comes"),
                       (float(share @ np.exp(rows)), "average the surprises, then "
                        "take e to that power"),
                       (math.exp(-(share * np.log(share)).sum()), "that guesser does "
                        "not look at the day before"),
                       (nats, "that is the entropy in nats; the perplexity?"),
                       *((math.exp(float((np.full(2, 0.5) @ np.linalg.matrix_power(
                           WET, days)) @ rows)), "nearly: the shares still change; "
                          "go on longer") for days in range(1, 12))]),
        Step("three words", lambda: mine(larger),
             math.exp(MarkovSource(larger).entropy),
             "the shares must stay as they are: shares @ P = shares"),
        Step("P is left as it was", argument_afterwards, WET,
             "your function writes into its argument"),
    )  # fmt: skip
