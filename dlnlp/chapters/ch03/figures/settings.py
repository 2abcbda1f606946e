"""Chapter 3's drawing that weighs methods against their settings."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.chapters.ch03.figures.method_colours import method_colours
from dlnlp.chapters.ch03.figures.method_scores import quantity
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import headline, label

Settings = Sequence[Mapping[str, Any]]


def settings(results: Mapping[str, Mapping[str, Settings]]) -> tuple[Draw, Say]:
    """Every setting of every method as a dot: is it the method, or how it is set?

    results  test -> method -> dicts of score and label, and of low and high, an
             interval, where there is one
    """
    every = [
        s for methods in results.values() for some in methods.values() for s in some
    ]
    low = min(s.get("low", s["score"]) for s in every)
    high = max(s.get("high", s["score"]) for s in every)
    margin = 0.03 * (high - low)

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
            interval = f" (interval {top['low']:.2f} to {top['high']:.2f})"
        return (
            f"{test}: the settings of one method differ by up to "
            f"{spread(methods[widest]):.2f} ({widest}), the best of each method by "
            f"{between(test):.2f}; the highest score is {top['score']:.2f}{interval}, "
            f"by {first} with {top['label']}."
        )

    @style.figure_style()
    def draw(test: str) -> Figure:
        methods = results[test]
        colours = method_colours(methods)
        rows = sum(map(len, methods.values()))
        pitch = float(np.clip(330 / rows, 3.5, 9))  # typographic points a setting
        notes = {
            m: textwrap.wrap(f"best: {best(some)['label']}", 62)
            for m, some in methods.items()
        }
        above = {m: 25 + 14 * len(lines) for m, lines in notes.items()}
        total = rows * pitch + sum(above.values()) + 8
        fig, ax = plots.panels((total + 76) / 72)
        y = 0.0
        for method, some in methods.items():
            ordered = sorted(some, key=lambda setting: -float(setting["score"]))
            text = f"{method} {ordered[0]['score']:.2f}"
            at = (low - margin, y)
            label(ax, text, at, (2, -13), colours[method], weight="bold")
            for n, line in enumerate(notes[method]):
                shift = (2.0, -27.0 - 13 * n)
                label(ax, line, at, shift, palette.MUTED, fontsize=10)
            y += above[method]
            ys = y + pitch * np.arange(len(ordered))
            ends = [
                [(s["low"], at), (s["high"], at)]
                for s, at in zip(ordered, ys, strict=True)
                if "low" in s
            ]
            points = [(s["score"], at) for s, at in zip(ordered, ys, strict=True)]
            width = 0.8 if len(ends) > 1 else 1.6
            plots.segments(ax, ends, colours[method], width, 0.5)
            plots.dots(ax, points, colours[method], min(pitch, 4.5), 0.9)
            ax.plot(*points[0], "o", ms=7, color=colours[method])
            y = float(ys[-1]) + pitch
        ax.set(xlim=(low - margin, high + margin), ylim=(y + 4, 0), yticks=[])
        ax.spines["left"].set_visible(False)
        ax.set_xlabel(quantity(test))
        within = max(map(spread, methods.values()))
        gap = f"{between(test):.2f}"
        headline(fig, f"Settings differ by {within:.2f}, the methods’ best by {gap}")
        return fig

    return draw, say
