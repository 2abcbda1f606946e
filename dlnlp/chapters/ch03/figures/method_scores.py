"""Scores of several methods: how they are written, and who leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dlnlp.explore.number_format import written
from dlnlp.explore.plots import Runs, medians
from dlnlp.language import _

# What the notebooks hand over is translated by these
NAMES = (
    *(_("PPMI and SVD"), _("analogies"), _("bag of words"), _("random vectors")),
    *(_("vectors of the Old"), _("vectors of both")),
)


def as_runs(methods: Mapping[str, Any]) -> Runs:
    """Method -> (seeds, places), as floats."""
    return {_(m): np.atleast_2d(np.asarray(r, dtype=float)) for m, r in methods.items()}


def limits(tests: Mapping[str, Runs]) -> tuple[float, float]:
    """One range for all tests."""
    every = np.concatenate(
        [r.ravel() for runs in tests.values() for r in runs.values()]
    )
    low, high = float(np.nanmin(every)), float(np.nanmax(every))
    margin = 0.07 * (high - low)
    return low - margin, high + margin


def form(test: str) -> str:
    """How its scores are written: a proportion of questions, or a correlation."""
    proportion = any(word in test.lower() for word in ("analog", "google"))
    return "{:.0%}" if proportion else "{:.2f}"


def quantity(test: str) -> str:
    """What its axis is called."""
    proportion = "%" in form(test)
    return _("answered rightly") if proportion else _("correlation with people")


def ranking(runs: Runs, at: int, form: str) -> str:
    """The methods and their medians, the best first."""
    median = {method: float(medians(r)[at]) for method, r in _there(runs, at).items()}
    order = sorted(median, key=lambda method: -median[method])
    return _(", ").join(_("{} {}").format(m, written(form, median[m])) for m in order)


def _there(runs: Runs, at: int) -> Runs:
    """Those that were tried there."""
    return {m: r for m, r in runs.items() if not np.isnan(r[:, at]).all()}


def who_leads(runs: Runs, at: int) -> str:
    """The method with the best median, and all whose best seed reaches its worst."""
    runs = _there(runs, at)
    best = max(runs, key=lambda m: float(medians(runs[m])[at]))
    worst = np.nanmin(runs[best][:, at])
    level = [m for m in runs if m == best or np.nanmax(runs[m][:, at]) >= worst]
    if len(level) == 1:
        return (_("{} leads") if len(runs) > 1 else _("{} alone")).format(best)
    if len(level) == len(runs):
        return _("no clear leader")
    names = _(", ").join(level)
    if len(names) <= 26:
        return _("{} lead").format(names)
    return _("{} share the lead").format(len(level))
