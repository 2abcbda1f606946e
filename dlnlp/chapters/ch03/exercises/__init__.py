"""Chapter 3, Asking fewer questions: the exercises' checkers."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.ch03.exercises.slopes import check_glove, check_gradient
from dlnlp.chapters.ch03.exercises.vectors import (
    check_sentence,
    check_settings,
    toy_analogies,
)
from dlnlp.chapters.grading import Step, Verdict, grade

__all__ = [
    "check_best_score",
    "check_boxes",
    "check_glove",
    "check_gradient",
    "check_noise",
    "check_rows",
    "check_sentence",
    "check_settings",
    "toy_analogies",
]

BOXES = {"the": 20, "cat": 12, "drinks": 5, "milk": 3}  # the words of exercise 4


def check_rows(scores_full: Any, scores_negative: Any, rows_changed: Any) -> Verdict:
    """Exercise 1. Skip-gram, V = 100,000, K = 5: scores of a guess, rows that learn."""
    return grade(
        Step("the scores of a full softmax", lambda: scores_full, 100_000,
             "softmax divides by a sum: over what?",
             mistakes=[(1, "the right word's score alone is no probability"),
                       (6, "that is the other one"),
                       (200_000, "the seen word's vector is read from a table; scores "
                        "are computed for the words that might be the answer")]),
        Step("the scores of negative sampling", lambda: scores_negative, 6,
             "one score for each question; how many questions?",
             mistakes=[(5, "those are the negatives; a question is also asked about "
                        "the right word"),
                       (1, "that is the question about the right word; which others "
                        "are asked?"),
                       (7, "the seen word is part of every question; about which "
                        "words is one asked?"),
                       (100_000, "a word that isn't asked about needs no score")]),
        Step("the rows of W_out that change, at most", lambda: rows_changed, 6,
             "which words' vectors are part of a score?",
             mistakes=[(5, "does the right word's row stay as it is?"),
                       (1, "the negatives' scores were too high; what has to move?"),
                       (7, "the seen word's row changes, too, but it belongs to W_in"),
                       (100_000, "a row that is part of no score gets no gradient")]),
    )  # fmt: skip


def check_noise(noise: Callable[..., Any]) -> Verdict:
    """Exercise 2. `noise(counts, exponent)`: chance of each word to be drawn (V,)."""
    counts = np.array([1.0, 16.0, 81.0])

    def mine(exponent: float, counts: Array = counts) -> Any:
        with np.errstate(all="ignore"):
            return noise(counts.copy(), exponent)

    def argument_afterwards() -> Any:
        argument = counts.copy()
        noise(argument, 0.75)
        return argument

    plain, weights = counts / 98, np.array([1, 8, 27])
    return grade(
        Step("counts of 1, 16 and 81, exponent 0.75", lambda: mine(0.75), weights / 36,
             "each count to the power of the exponent; and then, so that they are "
             "probabilities?",
             mistakes=[(weights, "those are weights; probabilities sum to one"),
                       (plain**0.75, "the power has changed the sum: it isn't one any "
                        "more"),
                       (plain, "each is drawn as often as it occurs; to multiply all "
                        "counts alike changes nothing, and a power does"),
                       (weights / 98, "divide by the sum of the weights, not of the "
                        "counts"),
                       (weights / 27, "divide by the sum, not by the largest")]),
        Step("exponent 1: as often as they occur", lambda: mine(1.0), plain,
             "is there a 0.75 in your function?"),
        Step("exponent 0: all alike", lambda: mine(0.0), np.full(3, 1 / 3),
             "any number to the power 0 is 1"),
        Step("whole numbers, one of them 0",
             lambda: mine(0.5, np.array([0, 1, 4])), np.array([0, 1, 2]) / 3,
             "0 to the power 0.5 is 0, and so is its chance. And an array of whole "
             "numbers can't hold fractions: let the power make a new one",
             mistakes=[(np.sqrt([1, 2, 5]) / np.sqrt([1, 2, 5]).sum(),
                        "did you add 1 to each count? a word that never occurs is "
                        "never drawn")]),
        Step("the counts are left as they were", argument_afterwards, counts,
             "**= or /= writes into the array that was given: make a new one"),
    )  # fmt: skip


def check_boxes(share: Any, alias: Any) -> Verdict:
    """Exercise 4. Four boxes for the, cat, drinks, milk: own part, and who fills up."""
    words, V = list(BOXES), len(BOXES)
    given = [x for part in (share, alias) if isinstance(part, Sequence) for x in part]
    if share is ... or alias is ... or ... in given:
        return grade(Step("four boxes", lambda: None, True, ""))

    def names() -> list[str]:  # ids will do, too
        return [words[a] if a in range(V) else str(a) for a in alias]

    def parts() -> Any:
        own = np.asarray(share, dtype=float).tolist()
        fit = len(own) == V and all(0 <= part <= 1 for part in own)
        return True if fit else own

    def partners() -> Any:
        fit = len(names()) == V and set(names()) <= set(words)
        return True if fit else str(names())

    def chances() -> Array:
        """(V,) how often each word is drawn from these boxes."""
        own = np.asarray(share, dtype=float)
        chance = own / V
        for part, other in zip(own, names(), strict=True):
            chance[words.index(other)] += (1 - part) / V
        return chance

    return grade(
        Step("share: four numbers from 0 to 1", parts, True,
             "share says which part of a box belongs to its own word: 1 for a box "
             "that holds nothing else",
             mistakes=[([20, 12, 5, 3], "a box has room for ten tokens: which part of "
                        "it do 5 fill?"),
                       ([10, 10, 5, 3], "a box has room for ten tokens: which part of "
                        "it do 5 fill?"),
                       ([2, 1.2, 0.5, 0.3], "a box is full at 1; what is left over "
                        "goes into other boxes")]),
        Step("alias: four words", partners, True,
             "alias names, for each of the four boxes, the word that fills it up; for "
             "a box with one word only, any word will do"),
        Step("the chances of drinks and milk", lambda: chances()[2:],
             np.array([5, 3]) / 40,
             "a box is chosen one time in four; in it, its own word comes with its "
             "share. And neither of these two has anything to give away",
             mistakes=[(np.array([5, 3]) / 160, "share is a part of a box, not of the "
                        "text: a box holds ten tokens")]),
        Step("the chances of the and cat", lambda: chances()[:2],
             np.array([20, 12]) / 40,
             "count tokens: all that 'the' has, in its own box and in others', must "
             "be 20, and all that 'cat' has must be 12",
             mistakes=[(np.array([22, 10]) / 40, "cat has two tokens more than its box "
                        "holds: in which other box are they?"),
                       (np.array([15, 17]) / 40, "cat has given seven tokens to milk: "
                        "are there still ten left for its own box?"),
                       (np.array([17, 15]) / 40, "cat has given five tokens to drinks: "
                        "are there still ten left for its own box?"),
                       (np.array([10, 22]) / 40, "'the' has twenty tokens; where are "
                        "the ten that its box can't hold?")]),
    )  # fmt: skip


def check_best_score(best_score: Callable[..., Any]) -> Verdict:
    """Exercise 5. `best_score(C_ij, C_i, P_j, K)`: where the pair's loss is least."""

    def doubled() -> Any:
        before, after = (best_score(24, 60, 0.1, K) for K in (5, 10))
        return None if before in (..., None) else after - before

    return grade(
        Step("met as often as chance would have it, K = 1",
             lambda: best_score(6, 60, 0.1, 1), 0.0,
             "C_i P(j) is 6, too: as many yes as no. Which score says ½?",
             mistakes=[(0.5, "that is σ(s), the best probability; which s gives it?"),
                       (1.0, "that is e^s; which s gives it?"),
                       (np.log(0.1), "how often does chance have it? i makes C_i "
                        "guesses, and each draws j with P(j)"),
                       (np.log(10), "P(j) is the chance of one draw; how many draws?")
                       ]),
        Step("the same with K = 5", lambda: best_score(6, 60, 0.1, 5), -np.log(5),
             "6 times yes, and five times as often no: where is the slope zero?",
             mistakes=[(0.0, "each guess draws K negatives: does your function use K?"),
                       (np.log(5), "more negatives mean more no: up or down?"),
                       (1 / 6, "that is σ(s), the best probability; which s gives it?"),
                       (1 / 5, "that is e^s; which s gives it?"),
                       (-np.log2(5), "the natural logarithm: np.log"),
                       (-np.log(6), "σ(s) / (1 - σ(s)) is e^s: yes to no, not yes to "
                        "all")]),
        Step("met four times as often, K = 5", lambda: best_score(24, 60, 0.1, 5),
             np.log(4 / 5), "24 times yes, 30 times no"),
        Step("by how much it moves when K doubles", doubled, -np.log(2),
             "twice as many no and as many yes as before"),
    )  # fmt: skip
