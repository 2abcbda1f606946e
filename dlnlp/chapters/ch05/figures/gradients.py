"""The drawings of chapter 5 in which a gradient goes back through time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlnlp.arrays import Array
from dlnlp.explore import style
from dlnlp.explore.diagram import Draw, Say, label, written
from dlnlp.explore.plots import apart
from dlnlp.nn.functional import sigmoid

FAR = 12  # powers of ten that a gradient can grow or shrink before it leaves the frame
FAINT, GROWN = 4, 1.5  # the same for a memory, which mostly fades
MUCH = 10  # a gradient this many times larger or smaller has exploded or vanished


def gradient_norms(
    norms: Mapping[tuple[float, str, str], Any], radii: Mapping[tuple[float, str], Any]
) -> tuple[Draw, Say]:
    """How large the gradient still is after so many steps back through an RNN.

    norms  (largest singular value of Wh, kind of matrix, activation) -> (T + 1,) norms
           of dL/dh at distances 0 to T, as a share of the first
    radii  (largest singular value, kind) -> the largest absolute eigenvalue
    """
    runs = {key: np.asarray(run, dtype=float) for key, run in norms.items()}
    T = len(next(iter(runs.values()))) - 1
    distances = np.arange(T + 1)

    def verdict(run: Array) -> str:
        """What has become of the gradient in the end."""
        if not run[-1] <= MUCH:
            return "explodes"
        return "vanishes" if run[-1] < 1 / MUCH else "keeps its size"

    def say(largest: float, matrix: str, activation: str) -> str:
        run = runs[largest, matrix, activation]
        radius = float(radii[largest, matrix])
        used = "tanh" if activation == "tanh" else "no activation"
        return (
            f"Largest singular value {largest:g}, {matrix} weights (largest "
            f"eigenvalue {radius:.2f}), {used}: the gradient {verdict(run)}; "
            f"{T} steps back it is {_power(run[-1])}."
        )

    @style.figure_style()
    def draw(largest: float, matrix: str, activation: str) -> Figure:
        run, radius = (
            runs[largest, matrix, activation],
            float(radii[largest, matrix]),
        )
        fig, ax = plt.subplots(figsize=(5.2, 3.7))
        ends = []
        with np.errstate(divide="ignore"):
            for name, powers, colour in (
                ("upper bound", distances * np.log10(largest), style.LOSS),
                ("eigenvalue", distances * np.log10(radius), style.MUTED),
                ("gradient", np.log10(run), style.HIDDEN),
            ):
                if name.startswith("eigen") and abs(radius - largest) < 0.01:
                    continue  # the same line as the bound
                ends.append((name, _inside(powers), colour))
        styles = {"upper bound": ("-", 1.2), "gradient": (style.GRADIENT, 2.4)}
        for name, powers, colour in ends:
            dashes, width = styles.get(name, (":", 1.2))
            ax.plot(distances, powers, color=colour, ls=dashes, lw=width)
        ax.set(xlim=(0, T), ylim=(-FAR, FAR), xlabel="steps back in time")
        ax.set_ylabel("norm of the gradient")
        _powers(ax, range(-FAR, FAR + 1, 4))
        _names(ax, T, ends, gap=1.7)
        beyond = {"explodes": "above", "vanishes": "below"}.get(verdict(run))
        title = f"The gradient {verdict(run)}"
        if largest < 1:
            title = "Below 1 the gradient must vanish"
        elif largest > 1 and verdict(run) != "explodes":
            title = f"{largest:g} allows it to explode, yet it {verdict(run)}"
        if beyond is None and largest <= 1:
            title = "The gradient keeps its size"
        ax.set_title(title)
        return fig

    return draw, say


def memory_length(norms: Mapping[float, Any]) -> tuple[Draw, Say]:
    """How long an LSTM's lane remembers before it has learned: its forget bias decides.

    norms  forget bias -> (T + 1,) norms of the gradient at distances 0 to T in an
           untrained LSTM, as a share of the first
    """
    runs = {bias: np.asarray(run, dtype=float) for bias, run in norms.items()}
    T = len(next(iter(runs.values()))) - 1
    distances = np.arange(T + 1)

    def gate(bias: float) -> float:
        return float(sigmoid(np.array(float(bias))))

    def half_life(bias: float) -> float:
        return float(np.log(2) / -np.log(gate(bias)))

    def say(bias: float) -> str:
        return (
            f"Forget bias {written('{:g}', bias)}: the gate stands at "
            f"{gate(bias):.2f}, and half of what is on the lane is gone after "
            f"{_steps(half_life(bias))}; by all ways together, {T} steps back, the "
            f"measured gradient is {_left(float(runs[bias][-1]))}."
        )

    @style.figure_style()
    def draw(bias: float) -> Figure:
        fig, ax = plt.subplots(figsize=(5.2, 3.5), layout="none")
        fig.subplots_adjust(left=0.18, right=0.8, bottom=0.14, top=0.91)
        for other in runs:
            powers = distances * np.log10(gate(other))
            ax.plot(distances, powers, color=style.MUTED, lw=0.7, alpha=0.4)
            if other == bias:
                continue
            low = T * 0.9 * np.log10(gate(other)) < -FAINT  # it leaves by the floor
            x = -0.9 * FAINT / np.log10(gate(other)) if low else 0.9 * T
            ax.text(
                x, x * np.log10(gate(other)), written("{:g}", other), ha="center",
                va="center", color=style.MUTED, fontsize=9,
                bbox={"boxstyle": "round,pad=0.1", "fc": style.PAPER, "ec": "none"},
            )  # fmt: skip
        label(
            ax, "grey: the gates, by bias", (T, GROWN), (-28, -13),
            style.MUTED, ha="right", fontsize=10,
        )  # fmt: skip
        with np.errstate(divide="ignore"):
            measured = np.log10(runs[bias])
        ends = [
            ("the gate", _inside(distances * np.log10(gate(bias)), FAINT),
             style.CELL, "-"),
            ("measured", _inside(measured, FAINT), style.CELL, style.GRADIENT),
        ]  # fmt: skip
        for _, powers, colour, dashes in ends:
            ax.plot(distances, powers, color=colour, ls=dashes, lw=2)
        half = half_life(bias)
        if half <= T:
            ax.plot([half] * 2, [-FAINT, 0.7], color=style.LOSS, lw=1, ls=":")
            ax.plot(half, np.log10(0.5), "o", ms=6, color=style.LOSS)
            room = half < 0.7 * T
            label(
                ax, "half is left", (half, 0.7), (4 if room else -4, -3), style.LOSS,
                ha="left" if room else "right",
            )  # fmt: skip
        ax.set(xlim=(0, T), ylim=(-FAINT, GROWN), xlabel="steps back in time")
        ax.set_ylabel("share that is left")
        ticks = ["0.01%", "0.1%", "1%", "10%", "100%", "1,000%"]
        ax.set_yticks(range(-FAINT, 2), ticks)
        inside = [end[:3] for end in ends if end[1][-1] > -FAINT]
        if inside:
            _names(ax, T, inside, gap=0.38)
        leaving = [end for end in ends if end[1][-1] <= -FAINT]
        for (name, _, colour, _), low in zip(leaving, (-3.5, -2.6), strict=False):
            at = max(int(np.argmax(powers <= low)) for _, powers, *_ in leaving)
            label(ax, name, (at, low), (7, 0), colour, va="center")
        value = written("{:g}", bias)
        ax.set_title(f"Bias {value}: the lane’s half-life is {_steps(half)}")
        return fig

    return draw, say


def _inside(powers: Array, far: float = FAR) -> Array:
    """Just outside of the frame where the numbers lie further away, or are none."""
    known = np.nan_to_num(powers, nan=2.0 * far)
    return np.asarray(np.clip(known, -1.2 * far, 1.2 * far))


def _powers(ax: Axes, powers: Sequence[int]) -> None:
    """An axis of powers of ten."""
    digits = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    names = [f"10{str(p).translate(digits)}" if p else "1" for p in powers]
    ax.set_yticks(powers, names)


def _names(ax: Axes, end: float, lines: Sequence[Any], gap: float) -> None:
    """Each line's name where it ends: (name, its heights, colour)."""
    low, high = ax.get_ylim()
    margin = gap / 2
    heights = [float(np.clip(ys[-1], low + margin, high)) for _, ys, _ in lines]
    moved = apart(heights, gap, high)
    under = max(0.0, low + margin - min(moved))
    for (name, _, colour), y in zip(lines, moved, strict=True):
        label(
            ax, name, (end, y + under), (7, 0), colour, va="center",
            annotation_clip=False,
        )  # fmt: skip


def _left(share: float) -> str:
    """In percent, as on the axis of the memory, where that says something."""
    if 10.0**-FAINT <= share < 0.01:
        return f"{100 * share:.1g}% of what it was"
    return _power(share)


def _power(share: float) -> str:
    """A factor, coarsely: 0.02 times what it was, about 1/1,000,000 of what it was."""
    if 0.95 < share < 1.05:
        return "what it was"
    if not np.isfinite(share):
        return "larger than floating-point numbers can be"
    if share == 0:
        return "zero"
    if 0.01 <= share < 100:
        return f"{share:.2g} times what it was"
    power = round(float(np.log10(share)))
    if power < -FAR:
        return f"less than 1/{10**FAR:,} of what it was"
    if power > FAR:
        return f"more than {10**FAR:,} times what it was"
    factor = f"{10**power:,} times" if power > 0 else f"1/{10**-power:,} of"
    return f"about {factor} what it was"


def _steps(number: float) -> str:
    """A length of time in steps."""
    text = f"{number:.1f}".removesuffix(".0") if number < 10 else f"{number:.0f}"
    return f"{text} step" if text == "1" else f"{text} steps"
