"""Chapter 8, exercise 8: a causal layer that counts, without positions."""

from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import NotYet, Unanswered, numbers, show
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _
from dlnlp.nn import scaled_dot_product_attention

LENGTHS = (1, 5, 40)


def check_counter(Wq: Any, Wk: Any, Wv: Any) -> Verdict:
    """Exercise 8. Three tables (2, 1): what is read at step t is 1 / t."""

    def table(name: str, given: Any) -> Array:
        if given is ... or given is None:
            raise Unanswered
        array = numbers(given)
        if array is None or array.size != 2:
            raise NotYet(
                _("{} is {}").format(name, show(given)), _("each table is (2, 1)")
            )
        return array.reshape(2, 1)

    def read(T: int) -> Array:
        x = np.array([[1.0, 0.0]] + [[0.0, 1.0]] * (T - 1))  # (T, 2)
        q, k, v = (
            (x @ table(name, W))[None, None]
            for name, W in (("Wq", Wq), ("Wk", Wk), ("Wv", Wv))
        )
        r = scaled_dot_product_attention(q, k, v, np.tri(T, dtype=bool)[None])[0][0]
        return r[0, 0, :, 0]  # (T,)

    def slips(T: int) -> list[tuple[Array, str]]:
        ones, first = np.ones(T), np.eye(T)[0]
        return [
            (ones, _("the same at every step: which tokens should have the value 0?")),
            (
                first,
                _(
                    "later steps read nothing of the first token: are the weights "
                    "equal?"
                ),
            ),
            (
                1 - 1 / np.arange(1, T + 1),
                _("that is the proportion of the others; the first token's is wanted"),
            ),
        ]

    hint = _(
        "if a step looks at all places alike, which proportion of its "
        "weight lies on the first one?"
    )
    claims = (
        _("one token"),
        _("five tokens: 1, 1/2, 1/3, 1/4, 1/5"),
        _("forty tokens"),
    )
    return grade(
        *(
            Step(
                claim,
                lambda T=T: read(T),  # type: ignore[misc]
                1 / np.arange(1, T + 1),
                hint,
                mistakes=slips(T),
            )
            for claim, T in zip(claims, LENGTHS, strict=True)
        )
    )
