"""Chapter 1, exercise 4: PPMI of a dense table of counts."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from dlnlp.chapters.answers import Asked, NotYet, numbers, show
from dlnlp.chapters.ch01.exercises.sentence import COUNTS, VOCAB
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.vectors import ppmi


def check_ppmi(my_ppmi: Callable[..., Any]) -> Verdict:
    """Exercise 4. `my_ppmi(C)`: from dense counts (V, V) to PPMI in bits (V, V)."""
    counts = COUNTS.toarray().astype(float)
    expected = ppmi(COUNTS).toarray()
    cat, drinks, water = VOCAB.id("cat"), VOCAB.id("drinks"), VOCAB.id("water")
    lonely = np.array([[0.0, 3.0, 0.0], [3.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    asked = Asked(my_ppmi)

    def table(C: Any = counts) -> Any:
        answer = asked(C)
        matrix = numbers(answer)
        if matrix is None or matrix.shape != C.shape:
            raise NotYet(
                f"yours is {show(answer)}",
                f"one number for each pair of words: {C.shape} in, {C.shape} out",
            )
        return matrix

    bits = expected[cat, drinks]
    return grade(
        Step("a matrix of the same shape", lambda: table().shape == counts.shape),
        Step("cat beside drinks", lambda: table()[cat, drinks], bits,
             "C[i, j] * N / (sum of row i * sum of column j), with N = C.sum()",
             mistakes=[(bits * np.log(2), "is that the natural logarithm?"),
                       (2**bits, "that is the ratio; where is its logarithm?"),
                       (bits + np.log2(8 / 26), "N is the sum of all cells, not T")]),
        Step("a pair that never met has 0", lambda: table()[cat, water], 0.0,
             "log2(0) is minus infinity; what is its positive part? is yours nan?"),
        Step("all cells", table, expected, "negative values become 0: see np.maximum"),
        Step("a word that met nobody", lambda: table(lonely),
             ppmi(csr_array(lonely)).toarray(),
             "its row sums to 0, and 0 / 0 is nan: divide only where C > 0"),
        Step("C is left as it was", asked.left_alone),
    )  # fmt: skip
