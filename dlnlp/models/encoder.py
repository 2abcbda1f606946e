"""The encoder of a sequence-to-sequence model: it reads the source."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, check_size
from dlnlp.nn.bidirectional import Bidirectional
from dlnlp.nn.dropout import Dropout
from dlnlp.nn.embedding import Embedding
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.module import Backward, Module
from dlnlp.nn.stacked import Stacked

States = tuple[Any, ...]  # of each layer, from the lowest up: (h, c), each (N, H)
LIMIT = 3**0.5  # uniform numbers in ±LIMIT have the standard deviation 1


class Encoder(Module):
    """Encoder: LSTM layers that read the source.   ids (N, S) -> states (N, S, H)

    reverse        read from the last token to the first (Sutskever et al. 2014)
    bidirectional  the lowest layer reads in both directions, H/2 units in each
    settings       layers, residual and dropout, as for `lstm_layers`

    ValueError: sizes below 1; an odd `hidden` that should be halved.
    """

    def __init__(
        self,
        vocab_size: int,
        dim: int,
        hidden: int,
        *,
        rng: np.random.Generator,
        reverse: bool = False,
        bidirectional: bool = False,
        **settings: Any,
    ):
        self.embedding = Embedding(vocab_size, dim, rng=rng, limit=LIMIT)  # (V, D)
        lowest: LSTM | Bidirectional
        if bidirectional:
            if hidden % 2:
                raise ValueError(f"two directions want an even number; given {hidden}")
            half = hidden // 2
            lowest = Bidirectional(LSTM(dim, half, rng=rng), LSTM(dim, half, rng=rng))
        else:
            lowest = LSTM(dim, hidden, rng=rng)
        self.layers = lstm_layers(lowest, hidden, rng=rng, **settings)
        self.reverse = reverse

    def __call__(
        self,
        source: ArrayLike,
        mask: ArrayLike | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[tuple[Array, States], Backward]:
        """Read N sources: (encoded, last), backward.

        source   (N, S) ids
        mask     (N, S), True at real tokens; padding has no effect
        encoded  (N, S, H), a state for each token, in the source's order; 0 at padding
        last     the state of each layer when all has been read

        backward(dencoded, dlast=None), which returns nothing: ids have no gradient

        ValueError: no source or an empty one; a mask of another shape or type.
        """
        source = np.asarray(source)
        if source.ndim != 2 or source.size == 0:
            raise ValueError(
                f"a source is (N, S), N and S at least 1; given {source.shape}"
            )
        order = slice(None, None, -1 if self.reverse else 1)
        seen = None if mask is None else np.asarray(mask)[..., order]
        xs, through_embedding = self.embedding(source[:, order])  # (N, S, D)
        (hs, last), through_layers = self.layers(xs, None, seen, rng=rng)  # (N, S, H)

        def backward(dencoded: Array, dlast: States | None = None) -> None:
            dxs, _ = through_layers(dencoded[:, order], dlast)
            through_embedding(dxs)

        return (hs[:, order], last), backward


def lstm_layers(
    lowest: LSTM | Bidirectional,
    hidden: int,
    *,
    rng: np.random.Generator,
    layers: int = 1,
    residual: bool = False,
    dropout: float = 0.0,
) -> Stacked:
    """LSTM layers of H units, one above the other.

    layers    how many, the lowest included; encoder and decoder have equally many
    residual  each but the lowest adds what it read to what it writes
    dropout   the rate below each layer and above the last; only in calls with rng
    """
    count = check_size(layers, "layers")
    upper = [LSTM(hidden, hidden, rng=rng) for _ in range(count - 1)]
    drops = [Dropout(dropout) for _ in range(count + 1)]
    return Stacked([lowest, *upper], drops, residual=residual)
