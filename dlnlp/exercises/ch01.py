"""Chapter 1, Meaning from company: the exercises' checkers."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.counts import cooccurrence, ppmi, svd_vectors
from dlnlp.datasets import toy_world
from dlnlp.embeddings import Embeddings
from dlnlp.exercises.grading import Step, Verdict, grade
from dlnlp.text import Vocabulary, windows

SENTENCE = "the cat drinks milk the dog drinks water".split()
VOCAB = Vocabulary(SENTENCE)
COUNTS = cooccurrence(VOCAB.encode(SENTENCE), len(VOCAB), window=2)


def check_sums(milk: Any, water: Any, everything: Any) -> Verdict:
    """Exercise 1. Sums of the rows of milk and water, and of all cells; window 3."""
    return grade(
        Step("the row of milk", lambda: milk, 6,
             "put a finger on milk: how many words lie at most three steps "
             "to its left or right?"),
        Step("the row of water", lambda: water, 3,
             "what lies to the right of the last word?"),
        Step("all cells", lambda: everything, 36,
             "add what each of the eight words sees; "
             "the three at either end see less than six"),
    )  # fmt: skip


def check_neighbours(neighbours: Callable[..., Any]) -> Verdict:
    """Exercise 2. `neighbours(tokens, t, window)`: the list of words around token t."""
    looks = list(windows(SENTENCE, 2))

    def at(t: int, window: int = 2) -> Any:
        answer = neighbours(list(SENTENCE), t, window)
        return answer if answer in (..., None) else list(answer)

    return grade(
        Step("in the middle of the text", lambda: at(3), looks[3][1],
             "two words before token t and two after it, but not token t itself"),
        Step("near the end", lambda: at(7), looks[7][1],
             "a slice may end after the end of the list: "
             "Python stops where the list does"),
        Step("near the start", lambda: at(1), looks[1][1],
             "t - window is negative here, "
             "and a negative start of a slice counts from the end"),
        Step("a window of one", lambda: at(4, 1), ["milk", "dog"],
             "does your slice use window everywhere, or a 2 somewhere?"),
        Step("a window wider than the text", lambda: at(2, 50),
             SENTENCE[:2] + SENTENCE[3:],
             "all words but token t, each at its place"),
    )  # fmt: skip


def check_cosine(cosine: Callable[..., Any]) -> Verdict:
    """Exercise 3. `cosine(u, v)` of two vectors; ValueError if one has length zero."""
    u, v = np.array([1.0, 2.0, 2.0]), np.array([2.0, 0.0, 1.0])

    def refuses_zero() -> bool:
        try:
            cosine(u, np.zeros(3))
        except ValueError:
            return True
        return False

    return grade(
        Step("a vector and itself", lambda: cosine(u, u), 1.0,
             "divide the dot product by both lengths; "
             "what is the length of (1, 2, 2)?"),
        Step("two different vectors", lambda: cosine(u, v), 4 / (3 * np.sqrt(5)),
             "the dot product of the two is 4, "
             "the lengths are 3 and the square root of 5"),
        Step("ten times as long, the same direction", lambda: cosine(u, 10 * v),
             4 / (3 * np.sqrt(5)),
             "the lengths of both vectors must go into the division"),
        Step("opposite directions", lambda: cosine(u, -u), -1.0,
             "a cosine can be negative: is there an abs() too many?"),
        Step("a zero vector is refused", refuses_zero, True,
             "a vector of zeros points nowhere: raise a ValueError before you divide"),
    )  # fmt: skip


def check_ppmi(my_ppmi: Callable[..., Any]) -> Verdict:
    """Exercise 4. `my_ppmi(C)`: from dense counts (V, V) to PPMI in bits (V, V)."""
    counts = COUNTS.toarray().astype(float)
    expected = ppmi(COUNTS).toarray()
    cat, drinks, water = VOCAB.id("cat"), VOCAB.id("drinks"), VOCAB.id("water")

    def mine() -> Any:
        return my_ppmi(counts.copy())

    def argument_afterwards() -> Any:
        argument = counts.copy()
        my_ppmi(argument)
        return argument

    def shape() -> Any:
        answer = mine()
        return answer if answer is ... or answer is None else list(np.shape(answer))

    return grade(
        Step("a matrix of the same shape", shape, [6, 6],
             "one number for each pair of words: (6, 6) in, (6, 6) out"),
        Step("cat beside drinks", lambda: mine()[cat, drinks], expected[cat, drinks],
             "log2 of C[i, j] * N / (row sum of i * column sum of j), "
             "with N = C.sum(), all pairs"),
        Step("a pair that never met has 0", lambda: mine()[cat, water], 0.0,
             "log2(0) is minus infinity, and the positive part of that is 0; "
             "is it nan in yours?"),
        Step("all cells", mine, expected,
             "negative values become 0; look at np.maximum"),
        Step("the counts are left as they were", argument_afterwards, counts,
             "your function writes into its argument: work on a copy"),
    )  # fmt: skip


def check_pmi_of_once(pmi_of_once: Callable[..., Any]) -> Verdict:
    """Exercise 5. `pmi_of_once(N)`: two words met once, and no other, of N counts."""
    return grade(
        Step("64 counts", lambda: pmi_of_once(64), 6.0,
             "C[i, j] = 1, and the row and the column hold nothing else: "
             "what are their sums?"),
        Step("a million counts", lambda: pmi_of_once(10**6), np.log2(1e6),
             "does your formula still contain a row or a column sum other than 1?"),
    )  # fmt: skip


def check_kept(kept: Callable[..., Any]) -> Verdict:
    """Exercise 6. `kept(S, k)`: share of M's squared entries that k dimensions keep."""
    S = np.array([4.0, 2.0, 2.0, 1.0])
    return grade(
        Step("all dimensions keep everything", lambda: kept(S, 4), 1.0,
             "what you keep, divided by the same thing for all of S"),
        Step("one dimension of four", lambda: kept(S, 1), 16 / 25,
             "the sum of the squared entries of M is "
             "the sum of the *squared* singular values"),
        Step("two dimensions", lambda: kept(S, 2), 20 / 25,
             "S[:k] are the first k values"),
    )  # fmt: skip


def check_settings(window: Any, dim: Any) -> Verdict:
    """Exercise 7. Find 95 % of the toy world's synonyms in at most 15 dimensions."""

    def found() -> Any:
        if window is ... or dim is ...:
            return None
        world = toy_world(5_000, rng=np.random.default_rng(7))
        vocab = Vocabulary(world.tokens)
        weighted = ppmi(cooccurrence(vocab.encode(world.tokens), len(vocab), window))
        vectors = svd_vectors(weighted, dim, rng=np.random.default_rng(0))
        embeddings = Embeddings(vocab.words, vectors)
        pairs = [*world.synonyms, *((b, a) for a, b in world.synonyms)]
        share = np.mean([embeddings.nearest(a, 1)[0][0] == b for a, b in pairs])
        return True if share >= 0.95 else f"{share:.0%}"

    return grade(
        Step("at most 15 dimensions", lambda: None if dim is ... else dim <= 15, True,
             "with many dimensions it is easy; find the window that needs few"),
        Step("95 % of the synonyms are found", found, True,
             "the figure of the toy world shows which windows rise early; "
             "move one at a time"),
    )  # fmt: skip
