"""What charts share: seeds and medians, many dots, log axes."""

import numpy as np
import pytest

from dlnlp.explore import palette, plots
from dlnlp.explore.svg import svg


@pytest.fixture
def ax():
    return plots.panels(3)[1]


def test_panels_are_one_or_many():
    figure, (top, bottom) = plots.panels(4, rows=2, height_ratios=[3, 1])
    assert figure.get_size_inches().tolist() == [plots.WIDTH, 4]
    assert figure.axes == [top, bottom]
    assert plots.panels(3, fill=False)[0].get_layout_engine() is None


def test_seeds_are_faint_and_their_median_bold(ax):
    median = plots.seeds(ax, [1, 2], [[0, 1], [4, 3], [1, np.nan]], palette.KEY)
    assert median.tolist() == [1, 2]
    *faint, bold = ax.lines
    assert {line.get_alpha() for line in faint} == {0.35}
    assert bold.get_ydata().tolist() == [1, 2]
    assert bold.get_linewidth() > faint[0].get_linewidth()


def test_one_run_is_its_own_median(ax):
    plots.seeds(ax, [1, 2], [3, 4], palette.KEY)
    assert len(ax.lines) == 1


def test_medians_leave_out_what_is_not_there():
    runs = np.array([[1, np.nan, np.nan], [3, 5, np.nan]])
    np.testing.assert_array_equal(plots.medians(runs), [2, 5, np.nan])


def test_dots_are_one_stroke(ax):
    plots.dots(ax, np.arange(2000).reshape(-1, 2), palette.KEY, 3, 0.5)
    (path,) = ax.patches
    assert len(path.get_path().vertices) == 2000
    assert len(svg(ax.figure, "dots")) < 40_000


def test_a_log_axis_has_its_values_as_ticks(ax):
    plots.log_axis(ax, [1, 10, 2000])
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["1", "10", "2,000"]


def test_log_ticks_are_round_numbers_within_the_limits():
    assert plots.log_ticks(1, 60) == {2: "2", 5: "5", 10: "10", 20: "20", 50: "50"}
    assert plots.log_ticks(900, 3000, (1,)) == {1000: "1,000"}
