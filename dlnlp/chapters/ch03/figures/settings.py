"""Chapter 3's drawing that weighs methods against their settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.chapters.ch03.figures.method_colours import method_colours
from dlnlp.chapters.ch03.figures.method_scores import quantity
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import headline, label
from dlnlp.explore.table import named
from dlnlp.language import _

Settings = Sequence[Mapping[str, Any]]
HEAD, ROW, GAP = 27.0, 14.0, 4.0  # of a method, of its rows, below: in points


def settings(results: Mapping[str, Mapping[str, Settings]]) -> tuple[Draw, Say]:
    """Every setting of every method as a dot: is it the method, or how it is set?

    results  test -> method -> dicts of score and label, and of low and high, an
             interval, where there is one. Those with the same label share a row
    """

    results = {
        test: {_(method): some for method, some in methods.items()}
        for test, methods in results.items()
    }

    def reach(test: str) -> tuple[float, float]:
        """From the lowest score, or end of an interval, to the highest, and room."""
        every = [s for some in results[test].values() for s in some]
        low = min(s.get("low", s["score"]) for s in every)
        high = max(s.get("high", s["score"]) for s in every)
        margin = 0.03 * (high - low)
        return low - margin, high + margin

    def best(some: Settings) -> Mapping[str, Any]:
        return max(some, key=lambda setting: float(setting["score"]))

    def spread(some: Settings) -> float:
        return float(np.ptp([setting["score"] for setting in some]))

    def between(test: str) -> float:
        """From the best setting of the worst method to that of the best."""
        return float(np.ptp([best(some)["score"] for some in results[test].values()]))

    def say(test: str) -> str:
        methods = results[test]
        widest = max(methods, key=lambda method: spread(methods[method]))
        first = max(methods, key=lambda method: float(best(methods[method])["score"]))
        top = best(methods[first])
        interval = ""
        if "low" in top:
            interval = _(" (interval {:.2f} to {:.2f})").format(top["low"], top["high"])
        return _(
            "{}: the settings of one method differ by up to {:.2f} ({}), "
            "the best of each method by {:.2f}; the highest score is "
            "{:.2f}{}, by {} with {}."
        ).format(
            test,
            spread(methods[widest]),
            widest,
            between(test),
            top["score"],
            interval,
            first,
            named(top["label"]),
        )

    @style.figure_style()
    def draw(test: str) -> Figure:
        methods, (left, right) = results[test], reach(test)
        colours = method_colours(methods)
        rows: list[tuple[float, str]] = []  # the height of a row, and its label
        y = 0.0
        fig, ax = plots.panels((_height(methods) + 76) / 72)
        for method, some in methods.items():
            text = _("{}, best {:.2f}").format(method, best(some)["score"])
            at = (left, y)
            label(ax, text, at, (2, -13), colours[method], weight="bold")
            y += HEAD
            for name in dict.fromkeys(setting["label"] for setting in some):
                of_row = [s for s in some if s["label"] == name]
                rows.append((y, name))
                ax.plot([left, right], [y, y], color=palette.GRID,
                        lw=0.7, zorder=0)  # fmt: skip
                ends = [[(s["low"], y), (s["high"], y)] for s in of_row if "low" in s]
                plots.segments(ax, ends, colours[method], 1.6, 0.6)
                points = [(s["score"], y) for s in of_row]
                plots.dots(ax, points, colours[method], 5.5, 0.75)
                if any(s is best(some) for s in of_row):
                    ax.plot(best(some)["score"], y, "o", ms=8, color=colours[method])
                y += ROW
            y += GAP
        ax.set(xlim=(left, right), ylim=(y, 0))
        ax.set_yticks([at for at, _name in rows], [named(name) for _at, name in rows])
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        ax.set_xlabel(_("{}; each dot is a setting").format(quantity(test)))
        within = max(map(spread, methods.values()))
        gap = f"{between(test):.2f}"
        headline(
            fig,
            _("Settings differ by {:.2f}, the methods’ best by {}").format(within, gap),
        )
        return fig

    return draw, say


def _height(methods: Mapping[str, Settings]) -> float:
    """What all rows take, in typographic points."""
    rows = sum(len({s["label"] for s in some}) for some in methods.values())
    return len(methods) * (HEAD + GAP) + rows * ROW
