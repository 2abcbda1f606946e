"""The parts of diagrams: a page in points, boxes, arrows, cells."""

import numpy as np
import pytest

from dlnlp.explore import palette, style
from dlnlp.explore.diagram import WIDTH, arrow, box, canvas, cells, lattice


@pytest.fixture
def ax():
    return canvas(200)[1]


def test_canvas_is_in_points_from_the_top_down():
    figure, ax = canvas(200, "A title")
    assert figure.get_size_inches() * 72 == pytest.approx([WIDTH, 200])
    assert ax.transData.transform((0, 200)) == pytest.approx([0, 0])
    assert ax.transData.transform((72, 128)) == pytest.approx([figure.dpi, figure.dpi])
    assert [text.get_text() for text in ax.texts] == ["A title"]


def test_a_box_has_its_words_in_its_middle(ax):
    box(ax, (100, 50), "h\n(N, 3)", palette.HIDDEN, (40, 20), weight="bold")
    (frame,), (text,) = ax.patches, ax.texts
    assert frame.get_path().get_extents().bounds == pytest.approx((80, 40, 40, 20))
    assert text.get_position() == (100, 50)
    assert (text.get_text(), text.get_weight()) == ("h\n(N, 3)", "bold")
    assert text.get_color() == palette.HIDDEN
    assert text.get_zorder() > frame.get_zorder()


def test_the_arrow_of_a_gradient_is_dashed(ax):
    arrow(ax, (0, 0), (10, 0), palette.LOSS)
    arrow(ax, (0, 0), (10, 0), palette.LOSS, dashed=True)
    plain, dashed = (text.arrow_patch.get_linestyle() for text in ax.texts)
    assert plain == "-"
    assert dashed == style.GRADIENT


def test_cells_are_filled_as_strongly_as_they_say(ax):
    strengths = np.array([[0, 0.5, 0], [1, 0.5, 0]])
    cells(ax, (10, 20), (4, 6), strengths, palette.KEY)
    half, full, lines = ax.patches
    assert [half.get_alpha(), full.get_alpha()] == [0.5, 1]
    assert half.get_path().get_extents().bounds == (14, 20, 4, 12)
    assert full.get_path().get_extents().bounds == (10, 26, 4, 6)
    assert lines.get_path().get_extents().bounds == (10, 20, 12, 12)


def test_a_lattice_is_one_stroke(ax):
    lattice(ax, (0, 0), (2, 3), (5, 5), palette.GRID)
    (path,) = ax.patches
    assert len(path.get_path().vertices) == 2 * (3 + 4)
