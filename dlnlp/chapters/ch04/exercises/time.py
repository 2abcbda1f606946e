"""Chapter 4's checkers of the way back through time: one step, many, and cut."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.grading import Step, Verdict, grade


def one_step_back(
    dh: Array, g: Array, h_before: Array, x: Array, Wx: Array, Wh: Array, k: float = 0.0
) -> tuple[Array, ...]:
    """Back through h = k h_before + (1 - k) g with g = tanh(x Wx + h_before Wh + b).

    Without k it is that of a plain recurrent network, h = g.
    """
    da = (1 - k) * dh * (1 - g * g)  # (N, H)
    dh_before = da @ Wh.T + k * dh
    return da @ Wx.T, dh_before, x.T @ da, h_before.T @ da, da.sum(axis=0)


def check_step_back(step_back: Callable[..., Any]) -> Verdict:
    """Exercise 5. `step_back(dh, g, h_before, x, Wx, Wh, k)`: five gradients."""
    N, D, H, k = 2, 4, 3, 0.25
    rng = np.random.default_rng(3)
    x, h_before, dh = (rng.normal(size=(N, size)) for size in (D, H, H))
    Wx, Wh = rng.normal(size=(D, H)), rng.normal(size=(H, H))
    g = np.tanh(x @ Wx + h_before @ Wh)
    arguments = (dh, g, h_before, x, Wx, Wh)
    names = ("dx", "dh_before", "dWx", "dWh", "db")
    right = one_step_back(*arguments, k)

    def mine() -> Any:
        given = step_back(*(a.copy() for a in arguments), k)
        if given is ... or given is None:
            return given
        if not isinstance(given, tuple | list) or len(given) != 5:
            raise ValueError("five gradients are wanted, in the order of the text")
        return given

    def part(number: int) -> Callable[[], Any]:
        def compute() -> Any:
            given = mine()
            return given if given is ... or given is None else given[number]

        return compute

    def shapes() -> Any:
        given = mine()
        if given is ... or given is None:
            return given
        return " ".join(
            f"{name} {np.shape(array)}"
            for name, array in zip(names, given, strict=True)
        )

    def arguments_afterwards() -> Any:
        copies = [a.copy() for a in arguments]
        step_back(*copies, k)
        return np.concatenate([a.ravel() for a in copies])

    dg, h = (1 - k) * dh, k * h_before + (1 - k) * g
    return grade(
        Step("five arrays, each of the shape of its partner", shapes,
             " ".join(f"{m} {a.shape}" for m, a in zip(names, right, strict=True)),
             "dWx has the shape of Wx, and so on; which product of matrices gives it? "
             "b has the shape (H,)"),
        Step("db", part(4), right[4],
             "b is added in every row, before the tanh; the slopes of all rows add up",
             mistakes=[(dg.sum(axis=0), "the slope of tanh is missing"),
                       ((dg * (1 - g)).sum(axis=0), "the slope of tanh is 1 - g^2"),
                       ((dg * (1 - np.tanh(g) ** 2)).sum(axis=0),
                        "g is the tanh already: the slope is 1 - g^2"),
                       ((dg * (1 - h * h)).sum(axis=0), "that is the tanh's slope "
                        "at h; but the tanh gave g"),
                       (one_step_back(*arguments)[4],
                        "only the share 1 - k of g goes into h"),
                       (right[4] / N, "a sum over the rows, not their mean")]),
        Step("dx", part(0), right[0], "with da for the slope of "
             "what goes into the tanh: da goes back through Wx"),
        Step("dh_before", part(1), right[1],
             "h_before goes into h along two ways: kept, and through the tanh",
             mistakes=[(right[1] - k * dh, "that is the way through the tanh; "
                        "h_before is also kept, without a tanh"),
                       (right[1] - k * dh + dh, "only the share k is kept"),
                       (one_step_back(*arguments[:5], Wh.T, k)[1],
                        "h_before @ Wh forwards wants da @ Wh.T back")]),
        Step("dWx", part(2), right[2], "each row adds x times da: x.T @ da"),
        Step("dWh", part(3), right[3],
             "as dWx, with what Wh was multiplied by on the way there",
             mistakes=[(g.T @ (dg * (1 - g * g)), "Wh was multiplied by the state "
                        "before, not by the new one")]),
        Step("the arguments are left as they were", arguments_afterwards,
             np.concatenate([a.ravel() for a in arguments]),
             "your function writes into what it was given"),
    )  # fmt: skip


def through_time(dhs: Array, hs: Array, Wh: Array, steps: int) -> Array:
    """dWh (H, H) of one sequence, the way back cut after each piece of `steps`."""
    dWh, dh_next = np.zeros_like(Wh), np.zeros(len(Wh))
    for t in reversed(range(len(hs))):
        if (t + 1) % steps == 0:  # the last step of a piece
            dh_next = np.zeros(len(Wh))
        da = (dhs[t] + dh_next) * (1 - hs[t] ** 2)
        if t:
            dWh += np.outer(hs[t - 1], da)
        dh_next = da @ Wh.T
    return dWh


def check_through_time(way_back: Callable[..., Any]) -> Verdict:
    """Exercise 6. `way_back(dhs, hs, Wh, steps)`: dWh (H, H), cut every `steps`."""
    T, H = 6, 3
    rng = np.random.default_rng(4)
    Wh, dhs = rng.normal(size=(H, H)), rng.normal(size=(T, H))
    hs = np.tanh(rng.normal(size=(T, H)))

    def mine(steps: int, length: int = T, slopes: Array = dhs) -> Any:
        return way_back(slopes[:length].copy(), hs[:length].copy(), Wh.copy(), steps)

    def arguments_afterwards() -> Any:
        copies = [dhs.copy(), hs.copy(), Wh.copy()]
        way_back(*copies, 2)
        return np.concatenate([a.ravel() for a in copies])

    only_last = np.zeros_like(dhs)
    only_last[-1] = dhs[-1]
    forgetful = sum(
        through_time(dhs[at : at + 2], hs[at : at + 2], Wh, 2) for at in range(0, T, 2)
    )
    inner = float(hs[0] @ (dhs[1] * (1 - hs[1] ** 2)))
    return grade(
        Step("two steps, no cut", lambda: mine(2, length=2), through_time(
             dhs[:2], hs[:2], Wh, 2),
             "before the first step the state is zero, so only the second step uses "
             "Wh on something: np.outer(hs[0], da) with the da of hs[1], shape (H, H)",
             mistakes=[(through_time(dhs[:2], hs[:2], Wh, 2).T,
                        "rows belong to the state before, columns to the new one"),
                       (inner, "a row times a row is one number: the slope of Wh "
                        "is (H, H), an np.outer of the two")]),
        Step("six steps, no cut", lambda: mine(T), through_time(dhs, hs, Wh, T),
             "dh at step t is dhs[t] plus what comes back from step t + 1",
             mistakes=[(through_time(dhs, hs, Wh, 1), "every step counts alone here: "
                        "what comes back from the next step?"),
                       (through_time(dhs, hs, Wh.T, T), "back through Wh means da @ "
                        "Wh.T"),
                       (through_time(only_last, hs, Wh, T), "every step has a loss of "
                        "its own, not only the last")]),
        Step("six steps, cut every step", lambda: mine(1), through_time(dhs, hs, Wh, 1),
             "no step hears from the next; but the state before it is still there",
             mistakes=[(through_time(dhs, hs, Wh, T), "does it use steps?"),
                       (np.zeros((H, H)), "the state crosses the cut, only the way "
                        "back ends: h_before is a number like any other")]),
        Step("six steps, cut every 2", lambda: mine(2), through_time(dhs, hs, Wh, 2),
             "hs[1] hears nothing from hs[2], hs[0] hears from hs[1]",
             mistakes=[(forgetful, "the state crosses the cut, only the way back ends")
                       ]),
        Step("six steps, cut every 4", lambda: mine(4), through_time(dhs, hs, Wh, 4),
             "pieces are counted from the beginning: hs[0] to hs[3], then two"),
        Step("the arguments are left as they were", arguments_afterwards,
             np.concatenate([dhs.ravel(), hs.ravel(), Wh.ravel()]),
             "your function writes into what it was given"),
    )  # fmt: skip
