"""Chapter 5's drawing of a step at a cliff: it goes far astray, or is clipped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import label
from dlnlp.explore.number_format import written
from dlnlp.language import _

# On the map, which is the same in the dark
ON_MAP, AROUND = "#ffffff", "#1a1a1a"
LOWEST = 0.001  # a loss below has the colour of this one: the scale is of powers


def cliff(
    w: Any, b: Any, ends: Any, goal: float, paths: Mapping[str, Any]
) -> tuple[Draw, Say]:
    """Two parameters walk on a loss that has a cliff (Pascanu et al. 2013).

    w, b   (A,), (B,) where the end of h is known
    ends   (B, A) what h ends at; the loss is the square of its distance from the goal
    paths  largest norm of a gradient, or "none" -> (steps + 1, 2) of w and b, which
           may leave the map
    """
    ws, bs = (np.asarray(axis, dtype=float) for axis in (w, b))
    last = np.asarray(ends, dtype=float)
    heights = (last - goal) ** 2
    walks = {clip: np.asarray(path, dtype=float) for clip, path in paths.items()}

    def leaves(clip: str) -> int | None:
        """The first step that ends outside of the map."""
        x, y = walks[clip].T
        on = (ws[0] <= x) & (x <= ws[-1]) & (bs[0] <= y) & (y <= bs[-1])
        outside = np.flatnonzero(~on)
        return int(outside[0]) if len(outside) else None

    def height(at: Any) -> float:
        """The loss there, or what is nearest to it on the map."""
        column = int(np.abs(ws - at[0]).argmin())
        return float(heights[int(np.abs(bs - at[1]).argmin()), column])

    def say(clip: str) -> str:
        how = _("Clipped at {}").format(clip)
        if clip == "none":
            how = _("Without clipping")
        walk, out = walks[clip], leaves(clip)
        if out is not None:
            later = len(walk) - 1 - out
            stays = later and np.allclose(walk[out:], walk[out], atol=0.05)
            then = _(", and the {} steps after it hardly move them").format(later)
            return _(
                "{}, step {} at the cliff throws the parameters off the map, to {}{}."
            ).format(how, out, _place(walk[out]), then if stays else "")
        return _(
            "{}, no step is long enough to leave the map; after {} steps "
            "the loss has gone from {:.2f} to {:.2f}."
        ).format(how, len(walk) - 1, height(walk[0]), height(walk[-1]))

    @style.figure_style()
    def draw(clip: str) -> Figure:
        fig, ax = plots.panels(3.9)
        da, db = (ws[1] - ws[0]) / 2, (bs[1] - bs[0]) / 2
        frame = (ws[0] - da, ws[-1] + da, bs[0] - db, bs[-1] + db)
        high = max(float(heights.max()), 10 * LOWEST)
        image = ax.imshow(
            np.clip(heights, LOWEST, None), origin="lower", extent=frame,
            aspect="auto", cmap=style.MAGNITUDE, norm=LogNorm(LOWEST, high),
        )  # fmt: skip
        bar = fig.colorbar(image, ax=ax, pad=0.02, aspect=28)
        bar.set_label(_("loss"))
        ticks = [t for t in (0.001, 0.01, 0.1, 1) if t < high]
        bar.set_ticks(ticks, labels=[f"{t:g}" for t in ticks])
        bar.ax.minorticks_off()
        bar.outline.set_visible(False)
        _goal(ax, ws, bs, last, goal)
        walk, out = walks[clip], leaves(clip)
        shown = walk[:out]
        for colour, width in ((AROUND, 3.4), (ON_MAP, 1.6)):
            ax.plot(*shown.T, color=colour, lw=width)
        ax.plot(*shown.T, "o", ms=4.5, mfc=ON_MAP, mec=AROUND, mew=0.8, ls="none")
        ax.plot(*walk[0], "o", ms=8, mfc=ON_MAP, mec=AROUND, mew=1)
        font = {"weight": "bold", "fontsize": 11}
        plate = {"boxstyle": "round,pad=0.2", "fc": AROUND, "ec": "none"}
        right = walk[1][0] > walk[0][0]  # the word stands behind the first step
        side = {"ha": "center", "va": "center"}  # the page's words are narrower
        label(
            ax, _("start"), walk[0], (-24 if right else 24, -11), ON_MAP, bbox=plate,
            **side, **font,
        )  # fmt: skip
        if out is None:
            ax.plot(*walk[-1], "*", ms=15, mfc=palette.VALUE, mec=AROUND, mew=1)
            label(
                ax, _("end: loss {:.2f}").format(height(walk[-1])), walk[-1],
                (76, 30), ON_MAP, bbox=plate, **side, **font,
            )  # fmt: skip
        if out is not None:
            edge = _border(walk[out - 1], walk[out], frame)
            for colour, width in ((AROUND, 4.2), (ON_MAP, 2.2)):
                ax.annotate(
                    "", edge, walk[out - 1],
                    arrowprops={"arrowstyle": "-|>", "color": colour, "lw": width,
                                "shrinkA": 0, "shrinkB": 0, "mutation_scale": 16},
                )  # fmt: skip
            near_right = edge[0] > (frame[0] + frame[1]) / 2
            label(
                ax, _("to {}").format(_place(walk[out])), edge,
                (-78 if near_right else 78, -24), ON_MAP, bbox=plate, **side, **font,
            )  # fmt: skip
        ax.set(xlim=frame[:2], ylim=frame[2:], xlabel=_("weight w"), ylabel=_("bias b"))
        title = _("Clipped at {}, no step leaves the map").format(clip)
        if out is not None:
            title = _("Step {} throws it off the map").format(out)
        elif clip == "none":
            title = _("No step leaves the map")
        ax.set_title(title)
        return fig

    return draw, say


def _goal(ax: Axes, ws: Any, bs: Any, last: Any, goal: float) -> None:
    """A thin line where h ends at the goal; not along the edge, where it jumps."""
    jumps = np.abs(np.diff(last, axis=0, prepend=last[:1])) > 0.3
    jumps[:-1] |= jumps[1:]
    known = np.where(jumps, np.nan, last)
    if not np.nanmin(known) < goal < np.nanmax(known):
        return
    ax.contour(ws, bs, known, levels=[goal], colors=ON_MAP, linewidths=1.8)
    beyond = known[:, len(ws) // 8] > goal
    at = (ws[len(ws) // 8], bs[int(beyond.argmax())])
    label(ax, _("goal: loss 0"), at, (0, 9), ON_MAP, fontsize=10)


def _place(at: Any) -> str:
    return written("({:.1f}, {:.1f})", *at)


def _border(start: Any, end: Any, frame: tuple[float, float, float, float]) -> Any:
    """Where the way from a place on the map to one outside crosses its border."""
    fractions = [1.0]
    for axis, (low, high) in enumerate((frame[:2], frame[2:])):
        way = float(end[axis] - start[axis])
        if way:
            limit = high if way > 0 else low
            fractions.append((limit - float(start[axis])) / way)
    return start + min(fractions) * (np.asarray(end) - start)
