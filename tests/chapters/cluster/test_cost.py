"""The model of the cost: it finds prices that are there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.chapters.cluster import cost

PRICES = cost.Prices(token=1e-7, pair=3e-8, cell=2e-8, start=0.5)


def run(tokens, window, workers):
    facts = {"tokens": tokens, "window": window, "workers": workers}
    facts |= {"shards": 4 + tokens // 2_500_000, "cells": 100_000 * window}
    return facts | {"seconds": PRICES.seconds(facts)}


RUNS = [run(n, w, k) for n in (10**6, 10**7) for w in (2, 5) for k in (1, 2)]


def test_the_fit_finds_the_prices_that_made_the_times():
    found = cost.fit(RUNS, PRICES.cell)
    assert vars(found) == pytest.approx(vars(PRICES))
    assert found.seconds(run(10**8, 5, 2)) == pytest.approx(
        0.5 + 1e8 * 1e-7 + 5e8 * 3e-8 + 43 * 5e5 * 2 * 2e-8 / 2, rel=0.03
    )


def test_no_price_is_negative():
    odd = [r | {"seconds": 1 / r["seconds"]} for r in RUNS]
    assert min(vars(cost.fit(odd, 0)).values()) >= 0


@given(st.integers(1, 300))
def test_a_tree_of_equal_matrices_adds_each_but_one_twice(shards):
    """n - 1 additions of two; one without a partner waits, and is counted again."""
    added = cost.added_cells(100.0, shards, lambda _: 1.0)
    assert 2 * (shards - 1) <= added <= 2 * (shards - 1) + np.log2(shards)


def test_cells_of_a_growing_text_are_those_of_all_parts():
    added = cost.added_cells(8.0, 4, lambda tokens: tokens**2)
    assert added == 4 * 2.0**2 + 2 * 4.0**2


def test_a_text_fills_its_matrix_more_slowly_than_it_grows():
    text = cost.Growing(first=(1e6, 5e5))
    assert text.cells(1e6) == 5e5
    assert text.cells(1e7) == pytest.approx(5e5 * 10**0.8)
    assert text.cells(1e30) == cost.VOCAB_SIZE**2
    assert text.blocks(1e6) == 1
    assert text.blocks(1e12) == 379
