"""Chapter 3's curves of how much a setting of negative sampling matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.chapters.ch03.figures.method_colours import method_colours
from dlnlp.chapters.ch03.figures.method_scores import as_runs, form, quantity
from dlnlp.explore import Draw, Say, plots, style
from dlnlp.explore.labels import headline


def exponents(
    scores: Mapping[str, Any], values: Sequence[float], *, name: str = "exponent"
) -> tuple[Draw, Say]:
    """How much a setting of negative sampling matters, beside the luck of the seed.

    scores  test -> method -> (seeds, len(values)); or, for one method, test -> array
    name    what the setting is called: "exponent", "K"
    """
    tests = {}
    for test, methods in scores.items():
        several = isinstance(methods, Mapping)
        tests[test] = as_runs(methods if several else {"skip-gram": methods})
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
        fig, ax = plots.panels(3.2)
        every = np.concatenate(list(runs.values()))
        middle = float(every.max() + every.min()) / 2
        ax.set(ylim=(middle - span / 2, middle + span / 2))
        ax.set(xlabel=name, ylabel=quantity(test))
        if min(values) > 0 and max(values) / min(values) > 8:
            plots.log_axis(ax, values)
        else:
            ax.set_xticks(values, [f"{v:g}" for v in values])
        if "%" in form(test):
            ax.yaxis.set_major_formatter(lambda y, _: f"{y:.0%}")
        plots.lines(fig, ax, values, runs, method_colours(runs))
        best = [judge(test, m)[0] + (f" ({m})" if len(runs) > 1 else "") for m in runs]
        headline(fig, f"{test}, best {name}: {', '.join(best)}")
        return fig

    return draw, say
