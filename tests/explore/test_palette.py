"""The palette: its colours can be read on the page, and the CSS is what figures use."""

from __future__ import annotations

import re

import numpy as np
import pytest

from dlnlp.explore import palette


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(
        channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4
    )
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("name", sorted(palette.PALETTE.keys() - {"grid", "paper"}))
def test_every_ink_can_be_read_on_paper_and_in_the_dark(name):
    paper = palette.PALETTE["paper"]
    colour = palette.PALETTE[name]
    assert contrast(colour.ink, paper.ink) >= 4.5
    assert contrast(colour.ink_dark, paper.ink_dark) >= 4.5


def test_fills_are_those_of_okabe_and_ito():
    published = {
        "#e69f00",
        "#56b4e9",
        "#009e73",
        "#f0e442",
        "#0072b2",
        "#d55e00",
        "#cc79a7",
    }
    assert {c.fill for c in palette.PALETTE.values() if not c.jupyter} == published


def test_no_two_meanings_share_a_colour():
    for part in ("fill", "ink", "ink_dark"):
        colours = [getattr(colour, part) for colour in palette.PALETTE.values()]
        assert len(set(colours)) == len(colours)


def test_style_sheet_defines_every_variable_that_a_drawing_can_use():
    light, dark = palette.css().split("html[data-theme")
    for colour in palette.PALETTE.values():
        for ink in (False, True):
            _, value = palette.variable(colour.fill, ink=ink)
            variable = re.match(r"var\((--fig-[a-z-]+), ", value)[1]
            assert f"{variable}: #" in light
            assert f"{variable}: #" in dark


def test_a_colour_of_nobody_is_left_alone():
    assert palette.variable("#123456", ink=True) is None
