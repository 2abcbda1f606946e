"""A deep decoder with attention, as in Google's neural machine translation."""

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, check_size
from dlnlp.models.attention_decoder import Output, for_all_steps
from dlnlp.models.decoder import output_layer
from dlnlp.models.encoder import LIMIT, States
from dlnlp.nn.attention import Attention, Dot
from dlnlp.nn.dropout import Dropout
from dlnlp.nn.embedding import Embedding
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.module import Backward, Module
from dlnlp.nn.sequential import Layer


class GNMTDecoder(Module):
    """Deep decoder of Google's translator in small (Wu et al. 2016, section 3).

    The states of the lowest layer are the queries. Each layer above it reads [r_t, h_t]
    with the h_t of the layer below, and adds that h_t to what it writes. The output
    layer reads the top. So each layer can read the whole target at once. (In the paper
    the query is from the step before, and the lowest layer sees r_t, too.)

    Settings are those of `AttentionDecoder`, residual being given; 2 layers or more.
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
        layers: int = 2,
        dropout: float = 0.0,
    ):
        layers, n_in = check_size(layers, "layers", 2), hidden + (n_encoded or hidden)
        self.embedding = Embedding(vocab_size, dim, rng=rng, limit=LIMIT)  # (V, D)
        self.lowest = LSTM(dim, hidden, rng=rng)
        self.attention = Attention(score or Dot())
        self.upper = [LSTM(n_in, hidden, rng=rng) for _ in range(layers - 1)]
        self.output = output_layer(vocab_size, hidden, rng=rng)  # (V, H)
        self.dropout = Dropout(dropout)

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
        ys, through_dropout = self.dropout(ys, rng=rng)
        before = state or last
        if len(before) != (L := 1 + len(self.upper)):
            raise ValueError(f"{L} layers want as many states; given {len(before)}")
        (hs, new), through_lowest = self.lowest(ys, before[0], rng=rng)  # (N, T, H)
        (rs, weights), through_attention = self.attention(
            hs, encoded, encoded, for_all_steps(mask)
        )  # (N, T, R), (N, T, S)
        R, after, backwards = rs.shape[2], [new], []
        for layer, old in zip(self.upper, before[1:], strict=True):
            xs, through_drop = self.dropout(np.concatenate([rs, hs], axis=2), rng=rng)
            (change, new), through_layer = layer(xs, old, rng=rng)  # (N, T, H)
            hs = hs + change
            after.append(new)
            backwards.append((through_drop, through_layer))
        features, through_last = self.dropout(hs, rng=rng)

        def backward(
            dfeatures: Array,
            dstate: States | None = None,
            dweights: Array | None = None,
        ) -> tuple[Array, States]:
            dnew = dstate or (None,) * len(after)
            dhs, drs, dlast = through_last(dfeatures), np.zeros_like(rs), []
            steps = zip(backwards, dnew[1:], strict=True)
            for (through_drop, through_layer), d in reversed(list(steps)):
                dxs, dold = through_layer(dhs, d)
                dxs = through_drop(dxs)
                drs += dxs[..., :R]
                dhs = dhs + dxs[..., R:]
                dlast.append(dold)
            dqueries, dkeys, dvalues = through_attention(drs, dweights)
            dys, dold = through_lowest(dhs + dqueries, dnew[0])
            through_embedding(through_dropout(dys))
            return dkeys + dvalues, (dold, *reversed(dlast))

        return (features, tuple(after), weights), backward
