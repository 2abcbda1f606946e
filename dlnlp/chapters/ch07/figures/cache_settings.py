"""Chapter 7's chart of a cache's two settings, and the perplexity that they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import headline, label
from dlnlp.language import _

# What the notebooks hand over is translated by these
NAMES = (_("all words"), _("names"))


def cache_settings(
    grids: Mapping[str, ArrayLike], thetas: Sequence[float], lambdas: Sequence[float]
) -> tuple[Draw, Say]:
    """Perplexity by the cache's part λ, for the θ that is chosen.

    grids  whose perplexity -> (seeds, θ, λ); the first λ is 0, the model alone
    """
    medians = {
        name: np.median(np.asarray(grid, dtype=float), axis=0)
        for name, grid in grids.items()
    }

    def found(theta: float, of: str) -> tuple[float, float, float]:
        row = medians[of][list(thetas).index(theta)]
        best = int(row.argmin())
        return float(row[0]), float(row[best]), lambdas[best]

    def say(theta: float, of: str) -> str:
        alone, least, lam = found(theta, of)
        if lam == 0:
            return _("θ = {:g}: no part of the cache lowers {:.3g} for {}.").format(
                theta, alone, _(of)
            )
        return _(
            "θ = {:g}: the perplexity of {} goes from {:.3g} to {:.3g}, with λ = {:g}."
        ).format(theta, _(of), alone, least, lam)

    @style.figure_style()
    def draw(theta: float, of: str) -> Figure:
        fig, ax = plots.panels(3)
        grid = np.asarray(grids[of], dtype=float)
        for row in medians[of]:
            ax.plot(lambdas, row, color=palette.GRID, lw=1)
        chosen = grid[:, list(thetas).index(theta)]
        plots.seeds(ax, lambdas, chosen, palette.QUERY)
        alone, least, lam = found(theta, of)
        ax.axhline(alone, color=palette.MUTED, lw=1, ls=":")
        label(ax, _("model alone"), (lambdas[-1], alone), (0, 4), palette.MUTED,
              ha="right")  # fmt: skip
        ax.plot(lam, least, "o", ms=6, color=palette.QUERY, zorder=4)
        low, high = medians[of].min(), min(medians[of].max(), 1.6 * alone)
        room = 0.1 * (high - low)
        ax.set(xlabel=_("λ, the cache's part"), ylim=(low - room, high + room))
        ax.set_ylabel(_("perplexity of {}").format(_(of)))
        gain = (
            _("{:.3g} to {:.3g}").format(alone, least)
            if lam
            else _("no gain over {:.3g}").format(alone)
        )
        headline(fig, _("θ = {:g}: {}").format(theta, gain))
        return fig

    return draw, say
