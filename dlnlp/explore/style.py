"""How every figure of the book is set: one size of words, thin axes, nothing else.

    @style.figure_style()
    def draw(k):
        figure, ax = plots.panels(3.4)
        ax.plot(ks, sigma, color=palette.INPUT)
        plots.label(ax, "window 5", (ks[-1], sigma[-1]), (6, 0), palette.INPUT)

Magnitudes wear `MAGNITUDE` (cividis). Signed values wear `SIGNED`, with limits from
`signed_limits`, so that the middle of the map is zero. A gradient wears the colour of
its tensor, dashed: `linestyle=style.GRADIENT`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from dlnlp.explore.palette import GRID, GROUPS, INK, INPUT, LOSS, MUTED

GRADIENT = (0, (4, 2))  # the dashes of a gradient
MAGNITUDE = "cividis"
SIGNED = LinearSegmentedColormap.from_list("signed", [INPUT, "#f4f1ea", LOSS])

SETTINGS: dict[Any, Any] = {
    "figure.figsize": (5.0, 3.0),  # 360 units wide: its words can be read on a phone
    "figure.constrained_layout.use": True,
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "font.size": 11,
    "text.color": INK,
    "axes.facecolor": "none",
    "axes.edgecolor": MUTED,
    "axes.labelcolor": MUTED,
    "axes.labelsize": 11,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 12,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.titlecolor": INK,
    "axes.titlepad": 10,
    "axes.axisbelow": True,
    "axes.grid": False,
    "axes.prop_cycle": cycler(color=GROUPS),
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": 10.5,
    "ytick.labelsize": 10.5,
    "xtick.major.size": 3,
    "ytick.major.size": 3,
    "xtick.major.width": 0.7,
    "ytick.major.width": 0.7,
    "lines.linewidth": 1.6,
    "lines.solid_capstyle": "round",
    "patch.linewidth": 0.8,
    "patch.edgecolor": INK,
    "image.cmap": MAGNITUDE,
    "image.interpolation": "none",  # every number stays one square, at any size
    "legend.frameon": False,
}


@contextmanager
def figure_style() -> Iterator[None]:
    """The book's matplotlib settings, for a `with` block or as a decorator."""
    with mpl.rc_context(SETTINGS):
        yield


def new_figure(width: float, height: float, *, fill: bool = True) -> Figure:
    """An empty figure, in inches; pyplot's would stay in a list of open ones for ever.

    fill  whether its axes are moved so that they fill it
    """
    layout: Any = None if fill else "none"  # None: that of the settings
    return Figure(figsize=(width, height), layout=layout)


def signed_limits(values: ArrayLike) -> dict[str, float]:
    """Limits with zero in the middle of `SIGNED`: `imshow(x, **signed_limits(x))`."""
    largest = float(np.max(np.abs(np.asarray(values)), initial=0.0)) or 1.0
    return {"vmin": -largest, "vmax": largest}
