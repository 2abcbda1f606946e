"""Chapter 2, Predicting words: the exercises' checkers."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.ch01.exercises import COUNTS, SENTENCE, synonyms_found
from dlnlp.chapters.ch02.exercises.step import check_dscores, check_softmax, check_step
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.datasets import toy_world
from dlnlp.nn.optim import Adam
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.text.windows import contexts, windows
from dlnlp.training.batches import minibatches
from dlnlp.vectors.embeddings import Embeddings
from dlnlp.vectors.word2vec import CBOW

__all__ = [
    "check_dscores",
    "check_floor",
    "check_pairs",
    "check_settings",
    "check_sizes",
    "check_softmax",
    "check_step",
]


def check_sizes(numbers: Any, rows: Any, scores: Any) -> Verdict:
    """Exercise 1. CBOW, V = 10,000, D = 100, w = 5: what it learns, reads, computes."""
    return grade(
        Step("the numbers that are learned", lambda: numbers, 2_000_000,
             "what is learned stands in tables: how many, of which shape?",
             mistakes=[(1_000_000, "a word that is guessed has a row, too: where?"),
                       (10_100, "a table of V rows and D columns has V times D")]),
        Step("the rows of W_in that one guess reads", lambda: rows, 10,
             "whose rows make h?",
             mistakes=[(5, "a window of five has five words on each side"),
                       (11, "may CBOW look at the word that it is to guess?"),
                       (10_000, "words that aren't in the window have no part in h"),
                       (1, "that is skip-gram, which guesses from one word")]),
        Step("the scores that one guess computes", lambda: scores, 10_000,
             "softmax divides by a sum: over what?",
             mistakes=[(1, "the right word's score alone is no probability"),
                       (10, "the neighbours are known; which words may be the answer?"),
                       (100, "each score is a sum of D products; how many scores?"),
                       (1_000_000, "those are the products; D of them make a score")]),
    )  # fmt: skip


def check_pairs(pairs: Callable[..., Any]) -> Verdict:
    """Exercise 2. `pairs(tokens, window)`: the list of (middle word, neighbour)."""
    start = SENTENCE[:3]  # the cat drinks

    def expected(tokens: list[Any], window: int) -> list[str]:
        return [f"{a} → {b}" for a, around in windows(tokens, window) for b in around]

    def answer(tokens: list[Any], window: int) -> Any:
        given = pairs(list(tokens), window)
        if given is ... or given is None:
            return given
        return [
            f"{pair[0]} → {pair[1]}"
            if isinstance(pair, tuple | list | np.ndarray) and len(pair) == 2
            else pair
            for pair in given
        ]

    def number_of_pairs() -> Any:
        given = answer(SENTENCE, 2)
        return given if given is ... or given is None else len(given)

    def tokens_afterwards() -> list[str]:
        tokens = list(SENTENCE)
        list(pairs(tokens, 2))
        return tokens

    return grade(
        Step("the cat drinks, window 1", lambda: answer(start, 1), expected(start, 1),
             "a list of pairs of two words, as many pairs for each middle word as it "
             "has neighbours",
             mistakes=[(["cat → the", "the → cat", "drinks → cat", "cat → drinks"],
                        "the middle word comes first in its pair, its neighbour next"),
                       (["the → cat", "cat → drinks"], "what about the left side?"),
                       (["cat → the", "drinks → cat"], "what about the right side?"),
                       (["cat → the", "cat → drinks"],
                        "the first and the last word have a neighbour, too"),
                       (["the → the", "the → cat", "cat → the", "cat → cat",
                         "cat → drinks", "drinks → cat", "drinks → drinks"],
                        "the middle word is not its own neighbour"),
                       (["the → ['cat']", "cat → ['the', 'drinks']",
                         "drinks → ['cat']"], "one pair for each neighbour")]),
        Step("how many the sentence has, window 2", number_of_pairs, 26,
             "eight words; six of them see a word two steps to their left, seven one "
             "step to their left, and the same on their right",
             mistakes=[(16, "words near the ends have neighbours, only fewer"),
                       (14, "does your function use window, or a 1 somewhere?"),
                       (25, "the second word has one on its left: a slice whose start "
                        "is negative counts from the end of the list"),
                       (29, "an index below zero counts from the end of the list")]),
        Step("all of them, in order", lambda: answer(SENTENCE, 2),
             expected(SENTENCE, 2),
             "middle words in the order of the text; each one's neighbours from left "
             "to right"),
        Step("a word beside itself", lambda: answer(["so", "so", "so"], 1),
             ["so → so"] * 4,
             "leave out the middle token by its position; the same word may stand "
             "beside it"),
        Step("ids in the place of words", lambda: answer([0, 2, 1, 3], 3),
             expected([0, 2, 1, 3], 3), "does your function ask what the tokens are?"),
        Step("the tokens are left as they were", tokens_afterwards, SENTENCE,
             "your function changes the list that it was given"),
    )  # fmt: skip


def check_floor(floor: Callable[..., Any]) -> Verdict:
    """Exercise 6. `floor(C)`: least mean loss of a skip-gram on pairs counted in C."""
    even, uneven = np.ones((2, 2)), np.array([[8.0, 2.0], [1.0, 3.0]])
    counts = COUNTS.toarray().astype(float)
    lonely = np.pad(counts, (0, 1))  # a seventh word, which met nobody

    def mine(C: Array) -> Any:
        with np.errstate(all="ignore"):
            return floor(C.copy())

    def argument_afterwards() -> Any:
        C = counts.copy()
        with np.errstate(all="ignore"):
            floor(C)
        return C

    shares = uneven / uneven.sum(axis=1, keepdims=True)
    right = -(uneven * np.log(shares)).sum() / 14
    joint = -(uneven * np.log(uneven / 14)).sum() / 14
    by_rows = -(shares * np.log(shares)).sum() / 2
    columns = -(uneven * np.log(uneven / uneven.sum(axis=0))).sum() / 14
    best = conditional_entropy(counts)
    return grade(
        Step("every guess a toss of a coin, C = [[1, 1], [1, 1]]", lambda: mine(even),
             np.log(2), "after either word each of the two came half of the time",
             mistakes=[(1.0, "that is with log2; the loss has the natural logarithm"),
                       (-np.log(2), "-ln of a probability is not negative"),
                       (np.log(4), "given the middle word, how probable is each "
                        "neighbour? the probabilities of a row sum to one"),
                       (4 * np.log(2), "that is the sum over the pairs, not the mean"),
                       (np.log(2) / 2, "divide by the number of pairs")]),
        Step("an uneven table, C = [[8, 2], [1, 3]]", lambda: mine(uneven), right,
             "for each of the 14 pairs one loss; how many pairs are in each cell?",
             mistakes=[(joint, "C_ij / N: but the middle word is known"),
                       (by_rows, "the mean over pairs, not over words: word 0 has ten "
                        "pairs, word 1 has four"),
                       (columns, "row i belongs to the word that is seen: divide by "
                        "the sum of its row"),
                       (-np.log(shares).mean(), "a cell with 8 pairs counts 8 times")]),
        Step("the sentence, window 2", lambda: mine(counts), best,
             "a pair that never came costs nothing, but to NumPy 0 * ln 0 is nan: "
             "leave out the cells that hold 0"),
        Step("a word that met nobody", lambda: mine(lonely), best,
             "its row is all zeros, and 0 / 0 is nan; it has no pair, so it should "
             "change nothing"),
        Step("C is left as it was", argument_afterwards, counts,
             "your function writes into its argument: work on a copy"),
    )  # fmt: skip


def conditional_entropy(C: Array) -> float:
    """Mean of -ln(C_ij / C_i) over all counted pairs; C_i is the sum of row i."""
    i, j = np.nonzero(C)
    return float(-(C[i, j] * np.log(C[i, j] / C.sum(axis=1)[i])).sum() / C.sum())


def check_settings(window: Any, dim: Any, lr: Any) -> Verdict:
    """Exercise 7. Find 95 % of the toy world's synonyms in three epochs."""
    settings = (window, dim, lr)
    unanswered = any(setting is ... or setting is None for setting in settings)

    def cheap() -> Any:
        if unanswered:
            return None
        fits = dim <= 50 and window <= 10
        return True if fits else f"{dim} dimensions, {window} words on each side"

    shares: list[float] = []
    losses: list[float] = []

    def enough() -> Any:
        with np.errstate(all="ignore"):  # a learning rate may be far too large
            runs = toy_training(window, dim, lr)
        shares[:], losses[:] = runs
        settled = losses[-1] < losses[0]  # also False if it is nan
        return True if shares[-1] >= 0.95 and settled else report(shares, losses)

    verdict = grade(
        Step("at most 50 dimensions, 10 words on each side", cheap, True,
             "more would be slower, and it is not needed"),
        Step("95 % of the synonyms are found after three epochs", enough, True,
             "a window and dimensions are whole numbers from 1 on, a rate is above 0"),
    )  # fmt: skip
    return (
        replace(verdict, hint=diagnosis(losses)) if losses and not verdict else verdict
    )


def report(shares: list[float], losses: list[float]) -> str:
    """What three epochs of training came to."""
    found = ", ".join(f"{share:.0%}" for share in shares)
    course = ", ".join(f"{loss:.2f}" for loss in losses)
    return f"{found} after 1, 2, 3 epochs, mean losses {course}"


def diagnosis(losses: list[float]) -> str:
    """A hint from the course of the loss."""
    first, second, third = losses
    if not third < first:
        return "the loss rises: the steps are too long"
    if third < 0.75 * second:
        return "the loss still falls fast: the steps are too short"
    return (
        "the loss has settled, and the share is small. Does the window reach the clue, "
        "which stands up to four words away, without reaching far beyond it? Are there "
        "dimensions enough?"
    )


def toy_training(
    window: int, dim: int, lr: float, *, seed: int = 0
) -> tuple[list[float], list[float]]:
    """Three epochs of CBOW over the toy world, and two numbers after each of them.

    The share of synonyms nearest to each other, and the epoch's mean loss.
    """
    world = toy_world(2_500, rng=np.random.default_rng(7))
    rng = np.random.default_rng(seed)
    vocab = Vocabulary(world.tokens)
    batches = minibatches(*contexts(vocab.encode(world.tokens), window), size=128)
    model = CBOW(len(vocab), dim, rng=rng)
    optimizer = Adam(model.parameters(), lr)
    shares, means = [], []
    for _ in range(3):
        losses = []
        for centres, neighbours in batches(rng):
            loss, backward = model.loss(centres, neighbours)
            backward()
            optimizer.step()
            losses.append(loss)
        vectors = Embeddings(vocab.words, model.embedding.W.value)
        shares.append(synonyms_found(vectors, world))
        means.append(float(np.mean(losses)))
    return shares, means
