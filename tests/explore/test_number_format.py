"""How numbers are written in figures."""

import pytest

from dlnlp.explore.number_format import percent, signed, two_digits, written


def test_minus_is_the_one_of_typographers():
    assert written("{:.2f}", -0.666) == "−0.67"
    assert written("({:.1f}, {:g})", -1, -2) == "(−1.0, −2)"


@pytest.mark.parametrize(
    ("value", "text"), [(0.5, "0.50"), (-0.001, "0.00"), (-12.345, "−12.35")]
)
def test_signed_has_no_sign_before_a_zero(value, text):
    assert signed(value) == text


@pytest.mark.parametrize(
    ("part", "text"),
    [(0, "0%"), (1e-9, "under 0.1%"), (0.037, "3.7%"), (0.372, "37%"), (1, "100%")],
)
def test_percent_never_writes_zero_for_what_is_there(part, text):
    assert percent(part) == text


def test_percent_can_be_whole_from_another_place_on():
    assert percent(0.037, whole_from=0.0095) == "4%"
    assert percent(0.004, whole_from=0.0095) == "0.4%"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1234, "0.12"), (3.21, "3.2"), (157.3, "160"), (1_234_567, "1,200,000")],
)
def test_two_digits(value, text):
    assert two_digits(value) == text
