"""Chunks: every row once, in order, none too long."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.nn import chunks as module
from dlnlp.nn.chunks import SIZE, chunks
from dlnlp.nn.module import Parameter
from dlnlp.nn.optim import SGD, AdaGrad, Adam, Momentum


@given(st.lists(st.integers(0, 9), max_size=3), st.integers(1, 40))
def test_every_row_is_in_one_chunk(shape, size):
    array = np.arange(np.prod(shape, dtype=int)).reshape(shape)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "SIZE", size)
        parts = [array[chunk] for chunk in chunks(array)]
    if not shape:
        assert parts == [array]
    else:
        assert np.array_equal(np.concatenate([array[:0], *parts]), array)
        assert all(len(part) == 1 or part.size <= size for part in parts)


@pytest.mark.parametrize("Optimizer", [SGD, Momentum, AdaGrad, Adam])
def test_updates_in_chunks_are_those_of_the_whole(Optimizer, monkeypatch):
    """To the bit, as each number is computed alone; and for any order in memory."""
    rng = np.random.default_rng(0)
    rows = 2 * SIZE // 100 + 7
    start = np.asfortranarray(rng.standard_normal((rows, 100)))
    grads = rng.standard_normal((3, rows, 100))

    def train():
        parameter = Parameter(start)
        optimizer = Optimizer([parameter], 0.1)
        for grad in grads:
            parameter.add_grad(grad)
            optimizer.step()
        return parameter.value

    in_chunks = train()
    monkeypatch.setattr(module, "SIZE", start.size)
    assert np.array_equal(in_chunks, train())
    assert not np.array_equal(in_chunks, start)
