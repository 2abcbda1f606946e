"""The induction task: blocks come again, and the mask says what can be known."""

import numpy as np
import pytest

from dlnlp.datasets.induction import repeated_blocks


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def period_of(row):
    """The place where the first token comes again."""
    return row.tolist().index(row[0], 1)


def test_blocks_of_different_tokens_come_again(rng):
    ids, known = repeated_blocks(rng, 300)
    assert ids.shape == known.shape == (300, 48)
    assert ids.dtype == np.intp
    assert (ids.min(), ids.max()) == (0, 31)
    periods = [period_of(row) for row in ids]
    assert set(periods) == set(range(6, 25))
    for row, mask, p in zip(ids, known, periods, strict=True):
        assert len(set(row[:p].tolist())) == p
        np.testing.assert_array_equal(row[p:], row[:-p])
        assert mask.tolist() == [t > p for t in range(48)]


def test_known_is_what_the_rule_finds(rng):
    """Find the token before among those before it: what came next, comes next."""
    ids, known = repeated_blocks(rng, 50, 20, vocab_size=8, periods=(3, 8))
    for row, mask in zip(ids.tolist(), known, strict=True):
        for t in range(20):
            seen = row[t - 1] in row[: max(0, t - 1)]
            assert mask[t] == seen
            if seen:
                before = max(i for i in range(t - 1) if row[i] == row[t - 1])
                assert row[before + 1] == row[t]


def test_tokens_are_alike(rng):
    ids, _ = repeated_blocks(rng, 4000, 3, vocab_size=4, periods=(1, 1))
    assert (ids == ids[:, :1]).all()
    assert np.bincount(ids[:, 0]).min() > 900


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"n": 0}, "n is 0"),
        ({"length": 0}, "length is 0"),
        ({"vocab_size": 0}, "vocab_size is 0"),
        ({"periods": (0, 5)}, "a period is 0"),
        ({"periods": (6, 5)}, "from 6 to 5"),
        ({"periods": (6, 33)}, "from 6 to 33; .* 32, the different tokens"),
        ({"length": 9, "periods": (6, 8)}, "from 6 to 8; .* and 7, so that a token"),
    ],
)
def test_bad_input(rng, settings, message):
    with pytest.raises(ValueError, match=message):
        repeated_blocks(rng, **{"n": 2} | settings)
