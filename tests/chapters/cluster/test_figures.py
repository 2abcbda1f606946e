"""The drawing of how long counting takes says what it shows."""

import pytest

from dlnlp.chapters.cluster.cost import Prices
from dlnlp.chapters.cluster.figures import hours
from dlnlp.chapters.cluster.figures.hours import duration

PRICES = Prices(token=1e-7, pair=3e-8, cell=5e-9, start=0.5)


def measured(a_call):
    runs = [
        {"tokens": n, "window": w, "workers": k, "shards": 4 + n // 10**6,
         "cells": 100_000 * w}
        for n in (10**6, 10**7) for w in (2, 5) for k in (1, 2)
    ]  # fmt: skip
    runs = [run | {"seconds": PRICES.seconds(run)} for run in runs]
    return {
        "runs": runs,
        "engine": {"seconds a call": a_call, "seconds a cell": PRICES.cell},
    }


@pytest.mark.parametrize(
    ("chosen", "a_call", "took", "longest"),
    [
        ((1, 250), 1e-3, "6 days", "counting pairs"),
        ((1000, 250), 1e-9, "8 minutes", "counting pairs"),
        ((1000, 2.5), 1e-3, "4 days", "the scheduler"),
    ],
)
def test_the_longest_part_depends_on_workers_and_shards(
    chosen, a_call, took, longest, text_of
):
    draw, say = hours(measured(a_call))
    assert say(*chosen).endswith(f"{took}. What takes longest then: {longest}.")
    text = text_of(draw(*chosen))
    assert f"A trillion tokens: {took}" in text
    assert "1 trillion" in text
    assert "adding matrices" in text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(3, "3 seconds"), (600, "10 minutes"), (7200, "2 hours"), (3e5, "3 days"),
     (1e9, "32 years")],
)  # fmt: skip
def test_a_duration_has_the_largest_unit_of_which_there_are_two(seconds, text):
    assert duration(seconds) == text


def test_what_is_no_time_is_refused():
    with pytest.raises(ValueError, match="nan"):
        duration(float("nan"))
