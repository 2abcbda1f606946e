"""Words in charts: names at the ends of lines, names spread around points."""

import numpy as np
import pytest

from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import apart, name_ends, spread_labels


@pytest.fixture
def ax():
    with style.figure_style():
        _, ax = plots.panels(4, width=4)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    return ax


def test_apart_keeps_the_order_and_the_gap():
    places = apart([0.5, 0.1, 0.52, 0.51], 0.1, 1.0)
    assert np.argsort(places).tolist() == [1, 0, 3, 2]
    assert np.diff(np.sort(places)).min() > 0.0999
    assert max(apart([0.9, 0.95, 1.0], 0.1, 1.0)) <= 1.0


def test_names_at_ends_wear_the_colour_of_their_line(ax):
    ends = {"a": (0.5, palette.KEY), "b": (0.51, palette.QUERY)}
    name_ends(ax, 1, ends, gap=0.1, top=1)
    a, b = ax.texts
    assert (a.get_color(), b.get_color()) == (palette.KEY, palette.QUERY)
    assert b.xy[1] - a.xy[1] == pytest.approx(0.1)


def test_labels_are_spread(ax):
    names = [(word, (0.5, 0.5), palette.INK) for word in ("milk", "water")]
    spread_labels(ax, names, [(0.5, 0.5)], 1 / 250)
    first, second = ax.texts
    assert first.xyann != second.xyann
