"""Batches: every row once and together, a text in pieces that follow one another."""

import numpy as np
import pytest

from dlnlp.training.batches import minibatches, stream_batches


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
