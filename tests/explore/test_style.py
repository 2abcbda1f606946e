"""The settings of figures, and the two maps from numbers to colours."""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.pyplot as plt

from dlnlp.explore import palette, style


def test_signed_limits_put_zero_in_the_middle():
    assert style.signed_limits([[-3.0, 1.0]]) == {"vmin": -3.0, "vmax": 3.0}
    assert style.signed_limits([0.0]) == {"vmin": -1.0, "vmax": 1.0}
    assert style.signed_limits([]) == {"vmin": -1.0, "vmax": 1.0}


def test_middle_of_the_signed_map_is_light_and_its_ends_are_input_and_loss():
    assert min(style.SIGNED(0.5)[:3]) > 0.9
    assert mpl.colors.to_hex(style.SIGNED(0.0)) == palette.INPUT
    assert mpl.colors.to_hex(style.SIGNED(1.0)) == palette.LOSS


def test_settings_hold_inside_the_block_only():
    before = mpl.rcParams["axes.spines.top"]
    with style.figure_style():
        assert mpl.rcParams["axes.spines.top"] is False
    assert mpl.rcParams["axes.spines.top"] is before


def test_a_new_figure_is_in_no_list_of_open_ones():
    with style.figure_style():
        filled, placed = style.new_figure(5, 3), style.new_figure(5, 3, fill=False)
    assert plt.get_fignums() == []
    assert filled.get_size_inches().tolist() == [5, 3]
    assert filled.get_layout_engine() is not None
    assert placed.get_layout_engine() is None
