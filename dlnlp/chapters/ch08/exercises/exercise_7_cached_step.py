"""Chapter 8, exercise 7: one step of attention with a KV cache."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, parts
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

D, WIDTH, STEPS = 5, 3, 6
NAMES = ["r", "keys", "values"]
Tables = tuple[Array, Array, Array]


def cached_step(
    x: Array, keys: Array, values: Array, tables: Tables, *, slip: str = ""
) -> tuple[Array, Array, Array]:
    """r (d,), keys and values (P + 1, d); or with a well-known slip."""
    q, k, v = (x @ W for W in tables)
    pairs = ((keys, k), (values, v))
    keys, values = (np.vstack([old, new]) for old, new in pairs)
    if slip == "in front":
        keys, values = (np.vstack([new, old]) for old, new in pairs)
    read_k, read_v = keys, values
    if slip == "not itself" and len(keys) > 1:
        read_k, read_v = keys[:-1], values[:-1]
    scores = read_k @ q / (1 if slip == "no scale" else np.sqrt(len(q)))
    weights = np.exp(scores - scores.max())
    weights = weights / weights.sum()
    return weights @ (read_k if slip == "keys read" else read_v), keys, values


HINTS = {
    "not itself": _("the new token looks at itself, too: first append, then attend"),
    "no scale": _("and the root of d?"),
    "keys read": _("what is read are values"),
}


def check_cached_step(step: Callable[..., Any]) -> Verdict:
    """Exercise 7. `step(x, keys, values, Wq, Wk, Wv)`: r, and the cache, longer."""
    rng = np.random.default_rng(7)
    xs = rng.normal(size=(STEPS, D))
    Wq, Wk, Wv = rng.normal(size=(3, D, WIDTH))
    tables = Wq, Wk, Wv
    asked = Asked(step)

    def part(which: int, P: int) -> Any:
        given = xs[P], xs[:P] @ Wk, xs[:P] @ Wv
        right = cached_step(*given, tables)
        return parts(asked(*given, *tables), NAMES, right)[which]

    def right(which: int, P: int, slip: str = "") -> Array:
        given = xs[P], xs[:P] @ Wk, xs[:P] @ Wv
        return cached_step(*given, tables, slip=slip)[which]

    def one_after_the_other() -> Array:
        keys = values = np.zeros((0, WIDTH))
        found = []
        for x in xs:
            r, keys, values = parts(asked(x, keys, values, *tables), NAMES)
            found.append(np.asarray(r).reshape(WIDTH))
        return np.array(found)

    q, k, v = xs @ Wq, xs @ Wk, xs @ Wv
    scores = np.where(np.tri(STEPS, dtype=bool), q @ k.T / np.sqrt(WIDTH), -np.inf)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    at_once = weights / weights.sum(axis=1, keepdims=True) @ v
    order = _("tokens stand in their order: the newest comes last")
    return grade(
        Step(
            _("the first token: one key is kept"),
            lambda: part(1, 0),
            right(1, 0),
            _("x Wk, as a row below the P that are there; P is 0 here"),
        ),
        Step(
            _("… and its value is read"),
            lambda: part(0, 0),
            right(0, 0),
            _("it looks at itself: a weight of 1"),
        ),
        Step(
            _("the fourth token: the keys"),
            lambda: part(1, 3),
            right(1, 3),
            _("three old rows and a new one"),
            mistakes=[(right(1, 3, "in front"), order)],
        ),
        Step(
            _("the values"),
            lambda: part(2, 3),
            right(2, 3),
            _("as the keys, by Wv"),
            mistakes=[(right(2, 3, "in front"), order)],
        ),
        Step(
            _("what is read"),
            lambda: part(0, 3),
            right(0, 3),
            _("one query, all keys, the softmax, the weighted sum of the values"),
            mistakes=[(right(0, 3, slip), hint) for slip, hint in HINTS.items()],
        ),
        Step(
            _("six steps give what all at once gives"),
            one_after_the_other,
            at_once,
            _("no mask is needed: what comes later isn't there yet"),
        ),
        Step(_("the arguments are left as they were"), asked.left_alone),
    )
