"""Chapter 4's checkers of chances: sentences, perplexity, Kneser-Ney, a source."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnlp.datasets.sequences import MarkovSource
from dlnlp.exercises.grading import Step, Verdict, grade

Array = NDArray[Any]

# the cat drinks milk, in ids 0 … 3: rows are the word before, columns the word after
FIRST = np.array([0.5, 0.25, 0.0, 0.25])
P = np.array([[0.0, 0.5, 0.0, 0.5], [0.125, 0.125, 0.5, 0.25],
              [0.25, 0.0, 0.25, 0.5], [0.5, 0.5, 0.0, 0.0]])  # fmt: skip
WET = np.array([[0.75, 0.25], [0.125, 0.875]])  # weather: dry and wet days


def check_surprise(surprise: Callable[..., Any]) -> Verdict:
    """Exercise 2. `surprise(first, P, ids)`: nats of a whole sentence."""

    def mine(*ids: int) -> Any:
        with np.errstate(all="ignore"):
            return surprise(FIRST.copy(), P.copy(), list(ids))

    def arguments_afterwards() -> Any:
        first, table, ids = FIRST.copy(), P.copy(), np.array([0, 1, 2])
        surprise(first, table, ids)
        return np.concatenate([first, table.ravel(), ids])

    ln2 = math.log(2)
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
        Step("the arguments are left as they were", arguments_afterwards,
             np.concatenate([FIRST, P.ravel(), [0, 1, 2]]),
             "your function writes into what it was given"),
    )  # fmt: skip


def check_perplexity(perplexity: Callable[..., Any]) -> Verdict:
    """Exercise 3. `perplexity(p)`: of the probabilities (T,) that right words got."""

    def mine(p: Any) -> Any:
        with np.errstate(all="ignore"):
            return perplexity(np.array(p, dtype=float))

    def argument_afterwards() -> Any:
        p = np.array([0.5, 0.25])
        perplexity(p)
        return p

    return grade(
        Step("ten words, each with probability 1/8", lambda: mine([1 / 8] * 10), 8,
             "who is always unsure among 8 equal choices has a perplexity of 8",
             mistakes=[(math.log(8), "that is the mean surprise in nats; and then?"),
                       (3.0, "that is the mean surprise in bits"),
                       (8.0**10, "that is one over the product: which mean is it?"),
                       (1 / 8, "one over it; and mind which mean"),
                       (2 ** math.log(8), "nats and a power of two do not fit")]),
        Step("1/2 and 1/8", lambda: mine([1 / 2, 1 / 8]), 4,
             "1/2 times 1/8 is 1/16, the same as twice 1/4",
             mistakes=[(5.0, "the mean of 2 and 8: but it is the surprises, -ln p, "
                        "that are averaged"),
                       (3.2, "one over the mean probability: but it is the "
                        "surprises, -ln p, that are averaged")]),
        Step("a sure guesser who is always right", lambda: mine([1.0, 1.0]), 1,
             "no surprise at all: one choice"),
        Step("a book of 10,000 words, each 1/8", lambda: mine([1 / 8] * 10_000), 8,
             "a product of 10,000 factors is too small for a float, and it is rounded "
             "to 0: add logarithms instead"),
        Step("one word was thought impossible",
             lambda: bool(mine([0.5, 0.0, 0.5]) == math.inf), True,
             "-ln 0 is infinite, and so is the mean"),
        Step("the probabilities are left as they were", argument_afterwards,
             [0.5, 0.25], "your function writes into its argument"),
    )  # fmt: skip


def kneser_ney(C: Array, d: float) -> Array:
    """Interpolated Kneser-Ney of order 2, from counts C (V, V), one discount d."""
    after = np.count_nonzero(C, axis=0) / np.count_nonzero(C)  # (V,) contexts
    total, different = C.sum(axis=1, keepdims=True), np.count_nonzero(C, axis=1)
    rest = np.where(total > 0, d * different[:, None] / np.maximum(total, 1), 1.0)
    smoothed: Array = np.maximum(C - d, 0) / np.maximum(total, 1) + rest * after
    return smoothed


def check_kneser_ney(smooth: Callable[..., Any]) -> Verdict:
    """Exercise 4. `smooth(C, d)`: P (V, V) from counts C (V, V) and a discount d."""
    C = np.array([[0.0, 3.0, 1.0], [2.0, 0.0, 2.0], [0.0, 8.0, 0.0]])
    lonely = np.pad(C, (0, 1))
    lonely[0, 3] = 2.0  # word 3 comes, but nothing was seen after it
    d = 0.5

    def mine(counts: Array = C) -> Any:
        with np.errstate(all="ignore"):
            return smooth(counts.copy(), d)

    def sums() -> Any:
        given = mine()
        return given if given is ... or given is None else np.sum(given, axis=1)

    def argument_afterwards() -> Any:
        counts = C.copy()
        smooth(counts, d)
        return counts

    total = C.sum(axis=1, keepdims=True)
    kept = np.maximum(C - d, 0) / total
    rest = d * (C > 0).sum(axis=1, keepdims=True) / total
    by_count = kept + rest * (C.sum(axis=0) / C.sum())
    even = kept + rest / 3
    return grade(
        Step("every row sums to 1", sums, np.ones(3),
             "what the discount takes from a row must all be given back in it",
             mistakes=[(kept.sum(axis=1), "the discount is taken; who gets it?"),
                       ((kept + d * (C > 0).sum(axis=0) / (C > 0).sum()).sum(axis=1),
                        "each row gives back what it lost itself: d for each different "
                        "word, out of its own total")]),
        Step("the whole table", mine, kneser_ney(C, d),
             "max(C - d, 0) / total, plus what the row has lost times the share of "
             "each word among all different pairs",
             mistakes=[(C / total, "that is maximum likelihood"),
                       (by_count, "the lower order is the share of all counts: count "
                        "each different word before it once, however often it came"),
                       (even, "you give to all words alike; words that came after "
                        "many different ones should get more"),
                       (kneser_ney(C.T, d), "rows are the words before"),
                       (kneser_ney(C, d).T, "rows are the words before")]),
        Step("a word after which nothing was seen", lambda: mine(lonely),
             kneser_ney(lonely, d),
             "its total is 0, and 0 / 0 is nan: its row is the lower order alone"),
        Step("C is left as it was", argument_afterwards, C,
             "your function writes into its argument"),
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
                       (nats, "that is the entropy in nats; the perplexity?")]),
        Step("three words", lambda: mine(larger),
             math.exp(MarkovSource(larger).entropy),
             "the shares must stay as they are: shares @ P = shares"),
        Step("P is left as it was", argument_afterwards, WET,
             "your function writes into its argument"),
    )  # fmt: skip
