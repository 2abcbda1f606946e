"""Chapter 1, Meaning from company: the exercises' checkers."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.datasets import ToyWorld, toy_world
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.text.windows import windows
from dlnlp.vectors.counts import cooccurrence, ppmi, svd_vectors
from dlnlp.vectors.embeddings import Embeddings

SENTENCE = "the cat drinks milk the dog drinks water".split()
VOCAB = Vocabulary(SENTENCE)
COUNTS = cooccurrence(VOCAB.encode(SENTENCE), len(VOCAB), window=2)


def check_sums(milk: Any, water: Any, everything: Any) -> Verdict:
    """Exercise 1. Sums of the rows of milk and water, and of all cells, window 4."""
    return grade(
        Step("the row of milk", lambda: milk, 7,
             "put a finger on milk and count the words at most four steps to its left "
             "or right; a word that comes twice counts twice"),
        Step("the row of water", lambda: water, 4,
             "what lies to the right of the last word?"),
        Step("all cells", lambda: everything, 44,
             "add what each of the eight words sees; near the ends they see fewer",
             mistakes=[(36, "that is the number of cells; what is in them?"),
                       (64, "only words in the middle of a long text see eight"),
                       (22, "each pair is seen from both sides")]),
    )  # fmt: skip


def check_neighbours(neighbours: Callable[..., Any]) -> Verdict:
    """Exercise 2. `neighbours(tokens, t, window)`: the list of words around token t."""
    looks = list(windows(SENTENCE, 2))

    def at(t: int, window: int = 2) -> Any:
        answer = neighbours(list(SENTENCE), t, window)
        return answer if answer in (..., None) else list(answer)

    def tokens_afterwards() -> list[str]:
        tokens = list(SENTENCE)
        neighbours(tokens, 3, 2)
        return tokens

    return grade(
        Step("in the middle of the text", lambda: at(3), looks[3][1],
             "two words before token t and two after it, but not token t itself: "
             "one flat list, in order, with repetitions"),
        Step("near the end", lambda: at(7), looks[7][1],
             "a slice may end after the end of the list: Python stops where it does"),
        Step("near the start", lambda: at(1), looks[1][1],
             "t - window is negative here, and a negative start counts from the end"),
        Step("a window of one", lambda: at(4, 1), ["milk", "dog"],
             "does your slice use window everywhere, or a 2 somewhere?"),
        Step("a window wider than the text", lambda: at(2, 50),
             SENTENCE[:2] + SENTENCE[3:], "all words but token t, each at its place"),
        Step("the tokens are left as they were", tokens_afterwards, SENTENCE,
             "your function changes the list that it was given"),
    )  # fmt: skip


def check_cosine(cosine: Callable[..., Any]) -> Verdict:
    """Exercise 3. `cosine(u, v)` of two vectors; ValueError if one has length zero."""
    u, v = np.array([2.0, 3.0, 6.0]), np.array([0.0, 4.0, 3.0])
    zero, balanced = np.zeros(3), np.array([3.0, -3.0, 0.0])

    def refuses(a: Any, b: Any) -> Any:
        try:
            with np.errstate(all="ignore"):
                answer = cosine(a, b)
        except ValueError:
            return True
        return f"the number {answer}, where a ValueError was expected"

    return grade(
        Step("a vector and itself", lambda: cosine(u, u), 1.0,
             "divide the dot product by both lengths; the length of (2, 3, 6) is 7"),
        Step("two different vectors", lambda: cosine(u, v), 30 / 35,
             "the dot product of the two is 30, their lengths are 7 and 5"),
        Step("ten times as long", lambda: cosine(u, 10 * v), 30 / 35,
             "the lengths of both vectors must go into the division"),
        Step("opposite directions", lambda: cosine(u, -u), -1.0,
             "a cosine can be negative: is there an abs() too many?"),
        Step("entries that add up to zero", lambda: cosine(u, balanced),
             -1 / (7 * np.sqrt(2)),
             "only a vector *all* of whose entries are zero has no direction"),
        Step("a zero vector is refused, as the second", lambda: refuses(u, zero), True,
             "raise a ValueError before you divide"),
        Step("and as the first", lambda: refuses(zero, u), True,
             "one of the two is enough"),
    )  # fmt: skip


def check_ppmi(my_ppmi: Callable[..., Any]) -> Verdict:
    """Exercise 4. `my_ppmi(C)`: from dense counts (V, V) to PPMI in bits (V, V)."""
    counts = COUNTS.toarray().astype(float)
    expected = ppmi(COUNTS).toarray()
    cat, drinks, water = VOCAB.id("cat"), VOCAB.id("drinks"), VOCAB.id("water")
    lonely = np.array([[0.0, 3.0, 0.0], [3.0, 0.0, 0.0], [0.0, 0.0, 0.0]])

    def mine(C: Any = counts) -> Any:
        with np.errstate(all="raise"):
            return my_ppmi(C.copy())

    def shape() -> Any:
        with np.errstate(all="ignore"):
            answer = my_ppmi(counts.copy())
        return answer if answer is ... or answer is None else list(np.shape(answer))

    def cell(i: int, j: int) -> Any:
        with np.errstate(all="ignore"):
            return my_ppmi(counts.copy())[i, j]

    def argument_afterwards() -> Any:
        argument = counts.copy()
        my_ppmi(argument)
        return argument

    bits = expected[cat, drinks]
    return grade(
        Step("a matrix of the same shape", shape, [6, 6],
             "one number for each pair of words: (6, 6) in, (6, 6) out"),
        Step("cat beside drinks", lambda: cell(cat, drinks), bits,
             "C[i, j] * N / (sum of row i * sum of column j), with N = C.sum()",
             mistakes=[(bits * np.log(2), "is that the natural logarithm?"),
                       (2**bits, "that is the ratio; where is its logarithm?"),
                       (bits + np.log2(8 / 26), "N is the sum of all cells, not T")]),
        Step("a pair that never met has 0", lambda: cell(cat, water), 0.0,
             "log2(0) is minus infinity; what is its positive part? is yours nan?"),
        Step("no warning on the way", lambda: mine().shape == (6, 6), True,
             "compute the logarithm only where C > 0, with where= and out="),
        Step("all cells", mine, expected, "negative values become 0: see np.maximum"),
        Step("a word that met nobody", lambda: mine(lonely),
             ppmi(csr_array(lonely)).toarray(),
             "its row sums to 0, and 0 / 0 is nan: divide only where C > 0"),
        Step("C is left as it was", argument_afterwards, counts,
             "your function writes into its argument: work on a copy"),
    )  # fmt: skip


def check_recluses(pmi_of_recluses: Callable[..., Any]) -> Verdict:
    """Exercise 5. `pmi_of_recluses(N, m)`: two words met m times, and nobody else."""
    return grade(
        Step("met once, 64 counts", lambda: pmi_of_recluses(64, 1), 6.0,
             "C[i, j] = 1; row and column hold nothing else: what are their sums?",
             mistakes=[(np.log(64), "is that the natural logarithm?")]),
        Step("met four times, 64 counts", lambda: pmi_of_recluses(64, 4), 4.0,
             "all three are m now: C[i, j], the row sum and the column sum",
             mistakes=[(8.0, "m stands above the line once, and below it?"),
                       (6.0, "does m cancel altogether? count the m below the line")]),
        Step("met once, a million counts", lambda: pmi_of_recluses(10**6, 1),
             np.log2(1e6), "is there a number left that should be N?"),
    )  # fmt: skip


def check_kept(kept: Callable[..., Any]) -> Verdict:
    """Exercise 6. `kept(S, k)`: share of M's squared entries that k dimensions keep."""
    S = np.array([4.0, 2.0, 2.0, 1.0])
    return grade(
        Step("all dimensions keep everything", lambda: kept(S, 4), 1.0,
             "what you keep, divided by the same thing for all of S"),
        Step("one dimension of four", lambda: kept(S, 1), 16 / 25,
             "the sum of the squared entries of M is that of the *squared* values of S",
             mistakes=[(20 / 25, "S[:k] has k values; S[:k + 1] has one more"),
                       (1 / 25, "the first values are the largest"),
                       (4 / 9, "sum the squares, not the values")]),
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
        share = synonyms_found(embeddings, world)
        return True if share >= 0.95 else f"{share:.0%}"

    def few() -> Any:
        if window is ... or dim is ...:
            return None
        return True if dim <= 15 else dim

    return grade(
        Step("at most 15 dimensions", few, True,
             "with many dimensions it is easy; find the window that needs few"),
        Step("95 % of the synonyms are found", found, True,
             "the figure of the toy world shows which windows rise early; "
             "move one at a time"),
    )  # fmt: skip


def synonyms_found(embeddings: Embeddings, world: ToyWorld) -> float:
    """The share of words whose nearest neighbour is their synonym."""
    pairs = [*world.synonyms, *((b, a) for a, b in world.synonyms)]
    return float(np.mean([embeddings.nearest(a, 1)[0][0] == b for a, b in pairs]))
