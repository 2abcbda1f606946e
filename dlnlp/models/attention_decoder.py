"""Decoders with attention: at each step they look at all states of the encoder.

Attention stands between the layers and the output, or below the layers. What it reads
is called r. Calls are those of `Decoder`.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array
from dlnlp.models.decoder import output_layer
from dlnlp.models.encoder import LIMIT, States, lstm_layers
from dlnlp.nn.attention import Attention, Dot
from dlnlp.nn.embedding import Embedding
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.module import Backward, Module
from dlnlp.nn.sequential import Layer

Output = tuple[Array, States, Array]  # features (N, T, F), state, weights (N, T, S)


class AttentionDecoder(Module):
    """Decoder whose output layer reads [r_t, h_t] (Luong, Pham & Manning 2015).

    The query is h_t, and r_t is what attention reads for it. As no step of the layers
    waits for it, the steps of the target are compared with the source all at once.

    score      what compares h_t and the encoder's states; `Dot()` if none is given
    n_encoded  numbers in each of the encoder's states, if not H
    settings   layers, residual and dropout, as for `lstm_layers`
    """

    def __init__(
        self,
        vocab_size: int,
        dim: int,
        hidden: int,
        *,
        rng: np.random.Generator,
        score: Layer | None = None,
        n_encoded: int | None = None,
        **settings: Any,
    ):
        n_features = hidden + (n_encoded or hidden)
        self.embedding = Embedding(vocab_size, dim, rng=rng, limit=LIMIT)  # (V, D)
        self.layers = lstm_layers(
            LSTM(dim, hidden, rng=rng), hidden, rng=rng, **settings
        )
        self.attention = Attention(score or Dot())
        self.output = output_layer(vocab_size, n_features, rng=rng)  # (V, 2H)

    def __call__(
        self,
        ids: ArrayLike,
        encoded: Array,
        last: States,
        mask: ArrayLike | None = None,
        state: States | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[Output, Backward]:
        ys, through_embedding = self.embedding(ids)  # (N, T, D)
        (hs, state), through_layers = self.layers(ys, state or last, rng=rng)
        (rs, weights), through_attention = self.attention(
            hs, encoded, encoded, for_all_steps(mask)
        )  # (N, T, H), (N, T, S)
        R = rs.shape[2]

        def backward(
            dfeatures: Array,
            dstate: States | None = None,
            dweights: Array | None = None,
        ) -> tuple[Array, States]:
            dqueries, dkeys, dvalues = through_attention(dfeatures[..., :R], dweights)
            dys, dlast = through_layers(dfeatures[..., R:] + dqueries, dstate)
            through_embedding(dys)
            return dkeys + dvalues, dlast

        return (np.concatenate([rs, hs], axis=2), state, weights), backward


class InputAttentionDecoder(Module):
    """Decoder whose layers read [r_t, y_t] (Bahdanau, Cho & Bengio 2015).

    The query is h_{t-1}, the top layer's state after the step before. So the layers
    know what has been read, and each step has to wait for the one before it. The output
    layer reads h_t. Settings are those of `AttentionDecoder`; the paper's score is
    `Additive`.
    """

    def __init__(
        self,
        vocab_size: int,
        dim: int,
        hidden: int,
        *,
        rng: np.random.Generator,
        score: Layer | None = None,
        n_encoded: int | None = None,
        **settings: Any,
    ):
        self.embedding = Embedding(vocab_size, dim, rng=rng, limit=LIMIT)  # (V, D)
        lowest = LSTM((n_encoded or hidden) + dim, hidden, rng=rng)
        self.layers = lstm_layers(lowest, hidden, rng=rng, **settings)
        self.attention = Attention(score or Dot())
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
    ) -> tuple[Output, Backward]:
        ys, through_embedding = self.embedding(ids)  # (N, T, D)
        state, R = state or last, encoded.shape[2]
        hs, weights, backwards = [], [], []
        for t in range(ys.shape[1]):
            h, _ = state[-1]  # (N, H), of the top layer
            (r, weight), through_attention = self.attention(
                h[:, None], encoded, encoded, for_all_steps(mask)
            )  # (N, 1, R), (N, 1, S)
            x = np.concatenate([r, ys[:, t : t + 1]], axis=2)  # (N, 1, R + D)
            (h, state), through_layers = self.layers(x, state, rng=rng)
            hs.append(h)
            weights.append(weight)
            backwards.append((through_attention, through_layers))

        def backward(
            dhs: Array,
            dstate: States | None = None,
            dweights: Array | None = None,
        ) -> tuple[Array, States]:
            dys, dencoded = np.empty_like(ys), np.zeros_like(encoded)
            dlast: Any = dstate
            for t in reversed(range(ys.shape[1])):
                through_attention, through_layers = backwards[t]
                dx, dlast = through_layers(dhs[:, t : t + 1], dlast)
                dys[:, t] = dx[:, 0, R:]
                dweight = None if dweights is None else dweights[:, t : t + 1]
                dquery, dkeys, dvalues = through_attention(dx[..., :R], dweight)
                dencoded += dkeys + dvalues
                dh, dc = dlast[-1]
                dlast = *dlast[:-1], (dh + dquery[:, 0], dc)
            through_embedding(dys)
            return dencoded, dlast

        features = np.concatenate(hs, axis=1)  # (N, T, H)
        return (features, state, np.concatenate(weights, axis=1)), backward


def for_all_steps(mask: ArrayLike | None) -> Array | None:
    """The mask (N, S) of a source, as one (N, 1, S) for every step of the target."""
    return None if mask is None else np.asarray(mask)[:, None]
