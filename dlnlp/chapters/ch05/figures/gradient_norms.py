"""Chapter 5's drawing of how large a gradient is after so many steps back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlnlp.arrays import Array
from dlnlp.chapters.ch05.figures.powers import (
    FAR,
    name_curves,
    times_what_it_was,
    within,
)
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.language import _

MUCH = 10  # a gradient this many times larger or smaller has exploded or vanished


def gradient_norms(
    norms: Mapping[tuple[float, str, str], Any],
    radii: Mapping[tuple[float, str], Any] | None = None,
) -> tuple[Draw, Say]:
    """How large the gradient still is after so many steps back through an RNN.

    norms  (largest singular value of Wh, kind of matrix, activation) -> (T + 1,) norms
           of dL/dh at distances 0 to T, relative to the first
    radii  (largest singular value, kind) -> the largest absolute eigenvalue; without
           it eigenvalues are neither drawn nor named
    """
    runs = {key: np.asarray(run, dtype=float) for key, run in norms.items()}
    T = len(next(iter(runs.values()))) - 1
    distances = np.arange(T + 1)

    def verdict(run: Array) -> str:
        """What has become of the gradient in the end."""
        if not run[-1] <= MUCH:
            return _("explodes")
        return _("vanishes") if run[-1] < 1 / MUCH else _("keeps its size")

    def say(largest: float, matrix: str, activation: str) -> str:
        run = runs[largest, matrix, activation]
        used, eigenvalue = f", {activation}" if activation == "tanh" else "", ""
        if radii is not None:
            used = used or _(", no activation")
            eigenvalue = _(" (largest eigenvalue {:.2f})").format(
                float(radii[largest, matrix])
            )
        return _(
            "Largest singular value {:g}, {} weights{}{}: the gradient {}; "
            "{} steps back it is {}."
        ).format(
            largest,
            matrix,
            eigenvalue,
            used,
            verdict(run),
            T,
            times_what_it_was(run[-1]),
        )

    @style.figure_style()
    def draw(largest: float, matrix: str, activation: str) -> Figure:
        run = runs[largest, matrix, activation]
        radius = largest if radii is None else float(radii[largest, matrix])
        fig, ax = plots.panels(3.7)
        ends = []
        with np.errstate(divide="ignore"):
            for name, powers, colour in (
                (_("upper bound"), distances * np.log10(largest), palette.LOSS),
                (_("eigenvalue"), distances * np.log10(radius), palette.MUTED),
                (_("gradient"), np.log10(run), palette.HIDDEN),
            ):
                if name.startswith("eigen") and abs(radius - largest) < 0.01:
                    continue  # the same line as the bound
                ends.append((name, within(powers), colour))
        styles = {"upper bound": ("-", 1.2), "gradient": (style.GRADIENT, 2.4)}
        for name, powers, colour in ends:
            dashes, width = styles.get(name, (":", 1.2))
            ax.plot(distances, powers, color=colour, ls=dashes, lw=width)
        ax.set(xlim=(0, T), ylim=(-FAR, FAR), xlabel=_("steps back in time"))
        ax.set_ylabel(_("norm of the gradient"))
        _powers(ax, range(-FAR, FAR + 1, 4))
        name_curves(ax, T, ends, gap=1.7)
        beyond = {"explodes": "above", "vanishes": "below"}.get(verdict(run))
        title = _("The gradient {}").format(verdict(run))
        if largest < 1:
            title = _("Below 1 the gradient must vanish")
        elif largest > 1 and verdict(run) != "explodes":
            title = _("{:g} allows it to explode, yet it {}").format(
                largest, verdict(run)
            )
        if beyond is None and largest <= 1:
            title = _("The gradient keeps its size")
        ax.set_title(title)
        return fig

    return draw, say


def _powers(ax: Axes, powers: Sequence[int]) -> None:
    """An axis of powers of ten."""
    digits = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    names = [f"10{str(p).translate(digits)}" if p else "1" for p in powers]
    ax.set_yticks(powers, names)
