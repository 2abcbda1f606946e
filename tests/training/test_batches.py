"""Batches: every row once and together, pairs of like length, a text in pieces."""

import numpy as np
import pytest

from dlnlp.training.batches import minibatches, pair_batches, stream_batches


def test_an_epoch_has_every_row_once_and_rows_stay_together():
    ids, squares = np.arange(10), np.arange(10) ** 2
    batches = minibatches(ids, squares, batch_size=4)
    rng = np.random.default_rng(0)
    epochs = [list(batches(rng)) for _ in range(2)]
    for epoch in epochs:
        assert [len(a) for a, _ in epoch] == [4, 4, 2]
        assert sorted(np.concatenate([a for a, _ in epoch])) == ids.tolist()
        assert all(np.array_equal(a**2, b) for a, b in epoch)
    first, second = (np.concatenate([a for a, _ in epoch]) for epoch in epochs)
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("number", [np.int8, np.uint16, np.int64])
def test_sizes_of_any_integer_type(number):
    rng = np.random.default_rng(0)
    sizes = [
        len(a) for (a,) in minibatches(np.arange(300), batch_size=number(100))(rng)
    ]
    assert sizes == [100, 100, 100]
    rows = stream_batches(np.arange(301), batch_size=number(100), length=number(3))
    assert [inputs.shape for inputs, _ in rows(rng)] == [(100, 3)]


@pytest.mark.parametrize(
    ("arrays", "batch_size", "message"),
    [
        ([[1, 2]], 0, "batch_size is 0"),
        ([[1, 2]], -3, "batch_size is -3"),
        ([[1, 2]], 1.5, "batch_size is 1.5"),
        ([[1, 2], [1, 2, 3]], 1, r"different lengths: \[2, 3\]"),
        ([], 1, "no rows"),
        ([[], []], 1, "no rows"),
    ],
)
def test_batches_that_make_no_sense(arrays, batch_size, message):
    with pytest.raises(ValueError, match=message):
        minibatches(*arrays, batch_size=batch_size)


@pytest.mark.parametrize("N", [1, 2, 3])
@pytest.mark.parametrize("T", [1, 4, 5])
def test_rows_of_a_text_go_on_from_batch_to_batch(N, T):
    text = np.arange(20)
    batches = list(stream_batches(text, N, T)(np.random.default_rng(0)))
    inputs, targets = (
        np.concatenate(part, axis=1) for part in zip(*batches, strict=True)
    )
    row = 19 // N
    assert np.array_equal(inputs, text[: N * row].reshape(N, row))
    assert np.array_equal(targets, inputs + 1)
    assert {x.shape[1] for x, _ in batches[:-1]} <= {T}
    assert 1 <= batches[-1][0].shape[1] <= T


@pytest.mark.parametrize(
    ("text", "batch_size", "length", "message"),
    [
        (list("text"), 1, 1, "whole numbers"),
        ([0.5, 1.0], 1, 1, "whole numbers"),
        ([[1, 2]], 1, 1, r"given \(1, 2\)"),
        ([1, 2, 3], 0, 5, "batch_size is 0"),
        ([1, 2, 3], 1, 0, "length is 0"),
        ([1, 2, 3], 1, 3, "has rows of 2; length is 3"),
        (np.array([], int), 1, 1, "has rows of 0"),
        ([1], 1, 1, "has rows of 0"),
    ],
)
def test_texts_that_make_no_batch(text, batch_size, length, message):
    with pytest.raises(ValueError, match=message):
        stream_batches(text, batch_size, length)


BEGIN, END = 0, 1


def pairs(n, seed=0):
    """Sources whose first id is the pair's number, and targets that end with it."""
    rng = np.random.default_rng(seed)
    sources = [np.array([i, *rng.integers(2, 9, rng.integers(9))]) for i in range(n)]
    targets = [[*rng.integers(2, 9, rng.integers(9)), i] for i in range(n)]
    return sources, targets


@pytest.mark.parametrize(("n", "batch_size"), [(1, 1), (10, 4), (10, 20), (950, 3)])
def test_an_epoch_has_every_pair_once_and_pairs_stay_together(n, batch_size):
    sources, targets = pairs(n)
    batches = pair_batches(sources, targets, batch_size, begin=BEGIN, end=END)
    orders = []
    for epoch in range(2):
        seen = []
        for source, target, of_source, of_target in batches(
            np.random.default_rng(epoch)
        ):
            assert len(source) <= batch_size
            for s, t, m, k in zip(source, target, of_source, of_target, strict=True):
                i = s[0]
                assert s[m].tolist() == sources[i].tolist()
                assert t[k].tolist() == [BEGIN, *targets[i], END]
                seen.append(i)
        assert sorted(seen) == list(range(n))
        orders.append(seen)
    assert n <= batch_size or orders[0] != orders[1]


def test_batches_hold_pairs_of_like_length():
    """By the source; where many are equally long, also by the target."""
    sources, targets = pairs(1000)
    for given, side in (sources, 2), ([ids[:1] for ids in sources], 3):
        batches = pair_batches(given, targets, 20, begin=BEGIN, end=END)
        masks = [batch[side] for batch in batches(np.random.default_rng(0))]
        assert len(masks) == 50
        real = np.concatenate([mask.ravel() for mask in masks])
        assert real.mean() > 0.9  # at random it would be about 0.6
        widths = [mask.shape[1] for mask in masks]
        assert widths != sorted(widths)  # short ones do not come first


@pytest.mark.parametrize(
    ("sources", "targets", "batch_size", "message"),
    [
        ([], [], 1, "0 sources and 0 targets"),
        ([[1]], [[1], [2]], 1, "1 sources and 2 targets"),
        ([[1]], [[1]], 0, "batch_size is 0"),
    ],
)
def test_pairs_that_make_no_batch(sources, targets, batch_size, message):
    with pytest.raises(ValueError, match=message):
        pair_batches(sources, targets, batch_size, begin=BEGIN, end=END)


def test_no_source_in_a_batch_has_a_token():
    batches = pair_batches([[], []], [[1], [2]], 2, begin=BEGIN, end=END)
    with pytest.raises(ValueError, match="hold no token"):
        next(iter(batches(np.random.default_rng(0))))
