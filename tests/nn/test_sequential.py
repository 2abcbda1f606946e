"""Sequential and Residual against the same layers called one by one."""

import numpy as np
import pytest

from dlnlp.nn.dropout import Dropout
from dlnlp.nn.embedding import Embedding
from dlnlp.nn.functional import relu
from dlnlp.nn.gru import GRU
from dlnlp.nn.linear import Linear
from dlnlp.nn.sequential import Residual, Sequential

N, D, H = 4, 5, 3


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_layers_act_one_after_the_other(rng):
    first, last = Linear(D, H, rng=rng), Linear(H, 2, rng=rng)
    x = rng.standard_normal((N, D))
    y, backward = Sequential(first, relu, last)(x)
    hidden, back_1 = first(x)
    hidden, back_2 = relu(hidden)
    expected, back_3 = last(hidden)
    np.testing.assert_array_equal(y, expected)
    dy = np.ones_like(y)
    np.testing.assert_array_equal(backward(dy), back_1(back_2(back_3(dy))))


def test_the_rng_goes_to_those_that_take_it_in_their_order(rng):
    layers = [Dropout(0.5), Linear(D, D, rng=rng), relu, Residual(Dropout(0.5))]
    x = rng.standard_normal((N, D))
    y, _ = Sequential(*layers)(x, rng=np.random.default_rng(1))
    draws = np.random.default_rng(1)
    hidden = layers[0](x, rng=draws)[0]
    hidden = relu(layers[1](hidden)[0])[0]
    np.testing.assert_array_equal(y, hidden + Dropout(0.5)(hidden, rng=draws)[0])
    without = relu(layers[1](x)[0])[0]
    np.testing.assert_array_equal(Sequential(*layers)(x)[0], 2 * without)


def test_parameters_are_found_under_the_place_of_their_layer(rng):
    block = Residual(Sequential(Linear(D, H, rng=rng), relu, Linear(H, D, rng=rng)))
    names = ["layers.0.W", "layers.0.b", "layers.2.W", "layers.2.b"]
    assert list(block.state_dict()) == [f"layer.{name}" for name in names]


def test_a_residual_adds_its_input_forwards_and_its_gradient_backwards(rng):
    layer = Linear(D, D, rng=rng)
    x, dy = rng.standard_normal((2, N, D))
    y, backward = Residual(layer)(x)
    change, back = layer(x)
    np.testing.assert_array_equal(y, x + change)
    np.testing.assert_array_equal(backward(dy), dy + back(dy))


def test_what_does_not_fit_together_is_refused(rng):
    x = rng.standard_normal((N, D))
    with pytest.raises(ValueError, match="at least one layer"):
        Sequential()
    with pytest.raises(ValueError, match=r"x \(4, 5\) became \(4, 3\)"):
        Residual(Linear(D, H, rng=rng))(x)
    with pytest.raises(ValueError, match=r"x \(4, 1\) became \(4, 3\)"):
        Residual(Linear(1, H, rng=rng))(x[:, :1])  # NumPy would repeat x
    words = Sequential(Embedding(7, D, rng=rng), GRU(D, H, rng=rng))
    with pytest.raises(ValueError, match="GRU returns 2 things; a layer in a"):
        words(np.zeros((N, 2), int))
