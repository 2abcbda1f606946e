"""Decoders of sequence-to-sequence models: they write the target, word by word."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array
from dlnlp.models.encoder import LIMIT, States, lstm_layers
from dlnlp.nn.embedding import Embedding
from dlnlp.nn.init import uniform
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.module import Backward, Module, Parameter
from dlnlp.nn.softmax_output import SoftmaxOutput


class Decoder(Module):
    """Decoder: a language model of the target that begins where the encoder ended.

    settings  layers, residual and dropout, as for `lstm_layers`
    """

    def __init__(
        self,
        vocab_size: int,
        dim: int,
        hidden: int,
        *,
        rng: np.random.Generator,
        **settings: Any,
    ):
        self.embedding = Embedding(vocab_size, dim, rng=rng, limit=LIMIT)  # (V, D)
        lowest = LSTM(dim, hidden, rng=rng)
        self.layers = lstm_layers(lowest, hidden, rng=rng, **settings)
        self.output = output_layer(vocab_size, hidden, rng=rng)  # (V, H)

    def __call__(
        self,
        ids: ArrayLike,
        encoded: Array,
        last: States,
        mask: ArrayLike | None = None,
        state: States | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[tuple[Array, States, Array | None], Backward]:
        """Read the target so far: (features, state, weights), backward.

        ids            (N, T); for each of them the next is to be guessed
        encoded, last  what the encoder gave, and mask, that of its source
        state          from an earlier call, to go on there; None begins from `last`
        features       (N, T, F), what the layer `output` guesses from; here F = H
        weights        (N, T, S) of a decoder with attention, None of others

        backward(dfeatures, dstate=None, dweights=None) -> dencoded, dlast; for calls
        that began from `last`
        """
        ys, through_embedding = self.embedding(ids)  # (N, T, D)
        (hs, state), through_layers = self.layers(ys, state or last, rng=rng)

        def backward(
            dhs: Array, dstate: States | None = None, dweights: None = None
        ) -> tuple[Array, States]:
            dys, dlast = through_layers(dhs, dstate)
            through_embedding(dys)
            return np.zeros_like(encoded), dlast

        return (hs, state, None), backward


class PeekyDecoder(Module):
    """Peeky decoder: it sees the encoder's last state h at every step.

    The layers read [h, y_t], and the output layer [h, h_t] (Cho et al. 2014). Settings
    and calls are those of `Decoder`; F = 2H.
    """

    def __init__(
        self,
        vocab_size: int,
        dim: int,
        hidden: int,
        *,
        rng: np.random.Generator,
        **settings: Any,
    ):
        self.embedding = Embedding(vocab_size, dim, rng=rng, limit=LIMIT)  # (V, D)
        lowest = LSTM(hidden + dim, hidden, rng=rng)
        self.layers = lstm_layers(lowest, hidden, rng=rng, **settings)
        self.output = output_layer(vocab_size, 2 * hidden, rng=rng)  # (V, 2H)

    def __call__(
        self,
        ids: ArrayLike,
        encoded: Array,
        last: States,
        mask: ArrayLike | None = None,
        state: States | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[tuple[Array, States, Array | None], Backward]:
        ys, through_embedding = self.embedding(ids)  # (N, T, D)
        h, _ = last[-1]  # (N, H), of the top layer
        H = h.shape[1]
        seen = np.repeat(h[:, None], ys.shape[1], axis=1)  # (N, T, H)
        xs = np.concatenate([seen, ys], axis=2)  # (N, T, H + D)
        (hs, state), through_layers = self.layers(xs, state or last, rng=rng)

        def backward(
            dfeatures: Array, dstate: States | None = None, dweights: None = None
        ) -> tuple[Array, States]:
            dxs, dlast = through_layers(dfeatures[..., H:], dstate)
            through_embedding(dxs[..., H:])
            dh, dc = dlast[-1]
            dh = dh + (dfeatures[..., :H] + dxs[..., :H]).sum(axis=1)  # of all steps
            return np.zeros_like(encoded), (*dlast[:-1], (dh, dc))

        return (np.concatenate([seen, hs], axis=2), state, None), backward


def output_layer(
    vocab_size: int, n_features: int, *, rng: np.random.Generator
) -> SoftmaxOutput:
    """The layer that turns features into logits, by a row of weights for each word."""
    return SoftmaxOutput(Parameter(uniform(rng, vocab_size, n_features, limit=0.1)))
