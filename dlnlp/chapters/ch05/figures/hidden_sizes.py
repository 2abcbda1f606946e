"""Chapter 5's curves of overfitting: perplexity on learned and on other text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import apart, headline, label
from dlnlp.explore.plots import log_ticks
from dlnlp.language import _

PARTS = {"train": palette.INPUT, "valid": palette.LOSS}
NAMES = {"train": _("training"), "valid": _("validation")}


def hidden_sizes(
    results: Mapping[tuple[int, float], Sequence[Mapping[str, Any]]],
) -> tuple[Draw, Say]:
    """Perplexity on the text that was learned and on other text, epoch by epoch.

    Without dropout (solid) and with it (dashed), for one number of units at a time.

    results  (hidden units, dropout rate) -> for each seed: train, valid, each (epochs,)
    """
    runs = {
        key: {part: np.array([run[part] for run in seeds]) for part in PARTS}
        for key, seeds in results.items()
    }  # each (seeds, epochs)
    every = np.concatenate([a.ravel() for r in runs.values() for a in r.values()])
    low, high = 0.85 * float(every.min()), 1.1 * float(every.max())
    rates = sorted({rate for _hidden, rate in runs})

    def median(hidden: int, rate: float, part: str) -> Any:
        return np.median(runs[hidden, rate][part], axis=0)

    def best(hidden: int, rate: float) -> tuple[int, float, bool]:
        """The epoch of the lowest validation perplexity, that, and: is it overfit?"""
        valid = median(hidden, rate, "valid")
        at = int(valid.argmin())
        return at + 1, float(valid[at]), bool(valid[-1] > 1.02 * valid[at])

    def found(hidden: int, rate: float) -> str:
        epoch, lowest, overfits = best(hidden, rate)
        how = _("with dropout {:g}").format(rate) if rate else _("without dropout")
        end = float(median(hidden, rate, "valid")[-1])
        then = _(" after epoch {} and rises to {:.0f}").format(epoch, end)
        reaches = _("{} validation reaches {:.0f}{}")
        return reaches.format(how, lowest, then if overfits else "")

    def say(hidden: int) -> str:
        ends = [float(median(hidden, rate, "train")[-1]) for rate in rates]
        return _("{} units: {}. Training ends at {}.").format(
            hidden,
            _("; ").join(found(hidden, rate) for rate in rates),
            _(" and ").join(f"{end:.0f}" for end in ends),
        )

    @style.figure_style()
    def draw(hidden: int) -> Figure:
        fig, ax = plots.panels(4.1, fill=False)
        fig.subplots_adjust(left=0.13, right=0.68, bottom=0.13, top=0.88)
        ends: list[tuple[str, float, str, str]] = []
        for rate in rates:
            dashes = "--" if rate else "-"
            for part, colour in PARTS.items():
                a = runs[hidden, rate][part]
                epochs = np.arange(1, a.shape[1] + 1)
                line = median(hidden, rate, part)
                ax.plot(epochs, a.T, color=colour, lw=0.7, alpha=0.3, ls=dashes)
                ax.plot(epochs, line, color=colour, lw=2, ls=dashes)
                name: str = NAMES[part] + (_(", dropout") if rate else "")
                ends.append((name, float(line[-1]), colour, dashes))
            epoch, lowest, _overfits = best(hidden, rate)
            ax.plot(epoch, lowest, "o", ms=6, color=palette.LOSS)
            at_the_end = epoch > 0.8 * epochs[-1]
            label(
                ax, f"{lowest:.0f}", (epoch, lowest), (-2, -15 if rate else 8),
                palette.LOSS, ha="right" if at_the_end else "center", weight="bold",
            )  # fmt: skip
        gap = 0.075 * float(np.log(high / low))
        heights = np.exp(
            apart([np.log(y) for _name, y, *_rest in ends], gap, np.log(high))
        )
        last = max(a.shape[1] for (h, _rate), r in runs.items() if h == hidden
                   for a in r.values())  # fmt: skip
        for (name, _y, colour, _dashes), y in zip(ends, heights, strict=True):
            label(
                ax, name, (last, y), (7, 0), colour, va="center", annotation_clip=False
            )
        ax.set_yscale("log")
        ax.set(
            xlim=(1, last), ylim=(low, high), xlabel=_("epoch"), ylabel=_("perplexity")
        )
        ticks = log_ticks(low, high)
        ax.set_yticks([*ticks], [*ticks.values()])
        ax.minorticks_off()
        ax.set_xticks([1, *range(last // 4, last + 1, last // 4)])
        label(
            ax, _("bold: the middle one of three seeds"), (1, low), (4, 5),
            palette.MUTED, fontsize=9,
        )  # fmt: skip
        plain, dropped = (best(hidden, rate)[1] for rate in (rates[0], rates[-1]))
        better: str = _("better") if dropped < plain else _("worse")
        if abs(dropped / plain - 1) < 0.02:
            better = _("no better")
        numbers = _("{:.0f} against {:.0f}").format(dropped, plain)
        headline(
            fig, _("{} units: {} with dropout, {}").format(hidden, better, numbers)
        )
        return fig

    return draw, say
