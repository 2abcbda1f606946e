"""The drawings of chapter 3 in which scores are lines: over dimensions, labels, …"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from dlnlp.explore import style
from dlnlp.explore.diagram import Draw, Say, headline, written
from dlnlp.explore.plots import Runs, lines, log_axis, medians


def dimensions(
    scores: Mapping[str, Mapping[str, Any]], dims: Sequence[int]
) -> tuple[Draw, Say]:
    """How well vectors of so many dimensions do, method by method.

    scores  test -> method -> (seeds, len(dims)): correlations, or shares for analogies;
            NaN where a method was not tried
    """
    tests = {test: _runs(methods) for test, methods in scores.items()}
    limits = _limits(tests)

    def say(test: str, hidden: int) -> str:
        values = _values(tests[test], list(dims).index(hidden), form(test))
        return f"{test}, at {hidden} dimensions: {values}."

    @style.figure_style()
    def draw(test: str, hidden: int) -> Figure:
        at, runs = list(dims).index(hidden), tests[test]
        fig, ax = plt.subplots(figsize=(5.2, 3.9))
        ax.set(ylim=limits, xlabel="dimensions", ylabel=quantity(test))
        log_axis(ax, dims)
        lines(fig, ax, dims, runs, at, form(test))
        headline(fig, f"{test}, {hidden} dimensions: {_who_leads(runs, at)}")
        return fig

    return draw, say


def exponents(
    scores: Mapping[str, Any], values: Sequence[float], *, name: str = "exponent"
) -> tuple[Draw, Say]:
    """How much a setting of negative sampling matters, beside the luck of the seed.

    scores  test -> method -> (seeds, len(values)); or, for one method, test -> array
    name    what the setting is called: "exponent", "K"
    """
    tests = {
        test: _runs(methods if isinstance(methods, Mapping) else {"skip-gram": methods})
        for test, methods in scores.items()
    }
    # Every test has its own place, but the same scale: equal heights, equal differences
    span = 1.3 * max(
        max(
            float(np.ptp(np.concatenate(list(runs.values()))))
            for runs in tests.values()
        ),
        0.05,
    )

    named = f"{name} =" if len(name) == 1 else name

    def judge(test: str, method: str) -> tuple[str, float, float]:
        """The best value, how much the worst loses, how far apart the seeds are."""
        runs = tests[test][method]
        median = np.median(runs, axis=0)
        best = f"{values[int(median.argmax())]:g}"
        return best, float(np.ptp(median)), float(np.median(np.ptp(runs, axis=0)))

    def say(test: str) -> str:
        found = []
        for method in tests[test]:
            best, lost, luck = judge(test, method)
            found.append(
                f"{method} does best with {named} {best}; the worst choice loses "
                f"{lost:.3f}, where seeds differ by {luck:.3f}"
            )
        return f"{test}: {'; '.join(found)}."

    @style.figure_style()
    def draw(test: str) -> Figure:
        runs = tests[test]
        fig, ax = plt.subplots(figsize=(5.2, 3.2))
        every = np.concatenate(list(runs.values()))
        middle = float(every.max() + every.min()) / 2
        ax.set(ylim=(middle - span / 2, middle + span / 2))
        ax.set(xlabel=name, ylabel=quantity(test))
        if min(values) > 0 and max(values) / min(values) > 8:
            log_axis(ax, values)
        else:
            ax.set_xticks(values, [f"{v:g}" for v in values])
        if "%" in form(test):
            ax.yaxis.set_major_formatter(lambda y, _: f"{y:.0%}")
        lines(fig, ax, values, runs)
        best = [judge(test, m)[0] + (f" ({m})" if len(runs) > 1 else "") for m in runs]
        headline(fig, f"{test}, best {name}: {', '.join(best)}")
        return fig

    return draw, say


def few_labels(
    scores: Mapping[str, Any],
    labels: Sequence[int],
    chance: float | None = None,
    *,
    unit: str = "labels",
) -> tuple[Draw, Say]:
    """How many sentences are sorted rightly, by how many had labels.

    scores  method -> (seeds, len(labels)) shares
    chance  the share that guessing gets
    unit    what is counted: "labels", or "labels a class"
    """
    runs, labels = _runs(scores), list(labels)
    low, high = _limits({"": runs})
    if chance is not None:
        low = min(low, chance - 0.03)

    def say(labelled: int) -> str:
        at = labels.index(labelled)
        found = f"With {labelled} {unit}: {_values(runs, at, '{:.0%}')}"
        return found + (
            f"; guessing {100 * chance:.3g}%." if chance is not None else "."
        )

    @style.figure_style()
    def draw(labelled: int) -> Figure:
        at = labels.index(labelled)
        fig, ax = plt.subplots(figsize=(5.2, 3.9))
        ax.set(ylim=(low, high), xlabel=unit, ylabel="sorted rightly")
        log_axis(ax, labels)
        ax.yaxis.set_major_formatter(lambda y, _: f"{y:.0%}")
        if chance is not None:
            ax.axhline(chance, color=style.MUTED, lw=1, ls=":")
            ax.annotate(
                "guessing", (1, chance), (0, 4), xycoords=("axes fraction", "data"),
                textcoords="offset points", ha="right", color=style.MUTED, fontsize=10,
            )  # fmt: skip
        lines(fig, ax, labels, runs, at, "{:.0%}")
        headline(fig, f"With {labelled} {unit}, {_who_leads(runs, at)}")
        return fig

    return draw, say


def _runs(methods: Mapping[str, Any]) -> Runs:
    return {m: np.atleast_2d(np.asarray(r, dtype=float)) for m, r in methods.items()}


def _limits(tests: Mapping[str, Runs]) -> tuple[float, float]:
    """One range for all tests."""
    every = np.concatenate(
        [r.ravel() for runs in tests.values() for r in runs.values()]
    )
    low, high = float(np.nanmin(every)), float(np.nanmax(every))
    margin = 0.07 * (high - low)
    return low - margin, high + margin


def form(test: str) -> str:
    """How its scores are written: a share of questions, or a correlation."""
    share = any(word in test.lower() for word in ("analog", "google"))
    return "{:.0%}" if share else "{:.2f}"


def quantity(test: str) -> str:
    """What its axis is called."""
    return "answered rightly" if "%" in form(test) else "correlation with people"


def _values(runs: Runs, at: int, form: str) -> str:
    median = {method: float(medians(r)[at]) for method, r in _there(runs, at).items()}
    order = sorted(median, key=lambda method: -median[method])
    return ", ".join(f"{m} {written(form, median[m])}" for m in order)


def _there(runs: Runs, at: int) -> Runs:
    """Those that were tried there."""
    return {m: r for m, r in runs.items() if not np.isnan(r[:, at]).all()}


def _who_leads(runs: Runs, at: int) -> str:
    """The method with the best median, and all whose best seed reaches its worst."""
    runs = _there(runs, at)
    best = max(runs, key=lambda m: float(medians(runs[m])[at]))
    worst = np.nanmin(runs[best][:, at])
    level = [m for m in runs if m == best or np.nanmax(runs[m][:, at]) >= worst]
    if len(level) == 1:
        return f"{best} leads" if len(runs) > 1 else f"{best} alone"
    if len(level) == len(runs):
        return "no clear leader"
    names = ", ".join(level)
    return f"{names} lead" if len(names) <= 26 else f"{len(level)} share the lead"
