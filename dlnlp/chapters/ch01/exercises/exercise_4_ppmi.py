"""Chapter 1, exercise 4: smoothed PPMI of a dense table of counts."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from dlnlp.chapters.answers import Asked, NotYet, numbers, show
from dlnlp.chapters.ch01.exercises.sentence import COUNTS, VOCAB
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _
from dlnlp.vectors import ppmi


def check_ppmi(my_ppmi: Callable[..., Any]) -> Verdict:
    """Exercise 4. `my_ppmi(X, smoothing)`: dense counts (V, V) to bits (V, V)."""
    counts = COUNTS.toarray().astype(float)
    plain, smoothed = (ppmi(COUNTS, smoothing=s).toarray() for s in (1, 0.75))
    cat, drinks, water = VOCAB.id("cat"), VOCAB.id("drinks"), VOCAB.id("water")
    lonely = np.array([[0.0, 3.0, 0.0], [3.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    asked = Asked(my_ppmi)

    def table(smoothing: float = 1.0, X: Any = counts) -> Any:
        answer = asked(X, smoothing)
        matrix = numbers(answer)
        if matrix is None or matrix.shape != X.shape:
            raise NotYet(
                _("yours is {}").format(show(answer)),
                _("one number for each pair of words: {} in, {} out").format(
                    X.shape, X.shape
                ),
            )
        return matrix

    bits = plain[cat, drinks]
    columns = counts.sum(axis=0)
    share = columns**0.75 / (columns**0.75).sum()
    forgot = counts / (counts.sum(axis=1, keepdims=True) * columns**0.75 / counts.sum())
    on_rows = counts / (share[:, None] * columns)
    rows_too = _("the rows stay as they were: only the columns are raised to the power")
    both = counts / (np.outer(share, share) * counts.sum())
    unshared = counts / (columns[:, None] ** 0.75 * share)
    slips = [
        (np.log2(np.maximum(slip, 1)), hint)
        for slip, hint in (
            (forgot, _("after the power, divide by the new sum: shares add up to 1")),
            (on_rows, _("only the columns' counts are raised to the power")),
            (both, rows_too),
            (unshared, rows_too),
        )
    ]
    return grade(
        Step(_("a matrix of the same shape"), lambda: table().shape == counts.shape),
        Step(
            _("cat beside drinks, without smoothing"),
            lambda: table()[cat, drinks],
            bits,
            _("X[i, j] * total / (sum of row i * sum of column j), total = X.sum()"),
            mistakes=[
                (bits * np.log(2), _("is that the natural logarithm?")),
                (2**bits, _("that is the ratio; where is its logarithm?")),
                (bits + np.log2(8 / 26), _("total: the sum of all cells, not T")),
                (smoothed[cat, drinks], _("use the argument, not 0.75")),
            ],
        ),
        Step(
            _("a pair that never met has 0"),
            lambda: table()[cat, water],
            0.0,
            _("log2(0) is minus infinity; what is its positive part? is yours nan?"),
        ),
        Step(
            _("all cells, without smoothing"),
            table,
            plain,
            _("negative values become 0: see np.maximum"),
        ),
        Step(
            _("all cells, smoothing 0.75"),
            lambda: table(0.75),
            smoothed,
            _("P(j) becomes the j-th column sum to the power, divided by all of them"),
            mistakes=[*slips, (plain, _("does your function use smoothing?"))],
        ),
        Step(
            _("a word that met nobody"),
            lambda: table(1.0, lonely),
            ppmi(csr_array(lonely)).toarray(),
            _("its row sums to 0, and 0 / 0 is nan: divide only where X > 0"),
        ),
        Step(_("X is left as it was"), asked.left_alone),
    )
