"""A recurrent language model: how likely is each word, given all words before it?"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, check_ids, check_size
from dlnlp.nn.dropout import Dropout, LockedDropout
from dlnlp.nn.embedding import Embedding
from dlnlp.nn.init import uniform
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.module import Backward, Module, Parameter
from dlnlp.nn.recurrent import Recurrent
from dlnlp.nn.softmax_output import SoftmaxOutput
from dlnlp.nn.stacked import Stacked


class RecurrentLM(Module):
    """Words to vectors, through recurrent layers, to a guess at each next word.

    hidden             units of each layer: a number, or a list of one for each layer
    cell               RNN, LSTM or GRU
    dropout            one rate for all places, or a list: below each layer, above the
                       last; it acts in calls with rng
    locked             the same mask at all time steps (`LockedDropout`)
    recurrent_dropout  the rate on the way from one step to the next
    tied               embedding and output share one table; the last layer has D units

    >>> model = RecurrentLM(10, 4, 8, rng=np.random.default_rng(0))
    >>> logits, state = model.next_logits(np.array([[1, 2, 3]]))
    >>> logits.shape
    (1, 10)
    """

    def __init__(
        self,
        vocab_size: int,
        dim: int,
        hidden: int | Sequence[int],
        *,
        rng: np.random.Generator,
        cell: type[Recurrent] = LSTM,
        dropout: float | Sequence[float] = 0.0,
        locked: bool = False,
        recurrent_dropout: float = 0.0,
        tied: bool = False,
    ):
        dim = check_size(dim, "dim")
        sizes = [dim, *(check_size(size, "hidden") for size in np.ravel(hidden))]
        if tied and sizes[-1] != dim:
            raise ValueError(
                f"a tied model's last layer has as many units as a word's vector has "
                f"numbers; given {sizes[-1]} and {dim}"
            )
        rates = dropout if isinstance(dropout, Sequence) else [dropout] * len(sizes)
        Drop = LockedDropout if locked else Dropout
        self.embedding = Embedding(vocab_size, dim, rng=rng, limit=0.1)
        self.layers = Stacked(
            [
                cell(n_in, n_out, rng=rng, dropout=recurrent_dropout)
                for n_in, n_out in pairwise(sizes)
            ],
            [Drop(rate) for rate in rates],
        )
        own = uniform(rng, vocab_size, sizes[-1], limit=0.1)
        self.output = SoftmaxOutput(self.embedding.W if tied else Parameter(own))

    def loss(
        self,
        inputs: ArrayLike,
        targets: ArrayLike,
        state: Any = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[tuple[float, Any], Backward]:
        """Mean negative log-likelihood, the surprise, in nats; and the last state.

        inputs   (N, T) ids that are read
        targets  (N, T) what came next: usually the inputs, one step later
        """
        xs, through_embedding = self.embedding(_in_rows(inputs))
        (hs, state), through_layers = self.layers(xs, state, rng=rng)
        loss, through_output = self.output(hs, np.asarray(targets))

        def backward(dloss: float = 1.0) -> None:
            dxs, _ = through_layers(through_output(dloss))  # the past is left alone
            through_embedding(dxs)

        return (loss, state), backward

    def negative_log_likelihood(
        self, ids: ArrayLike, *, start: int | None = None, length: int = 256
    ) -> tuple[float, int]:
        """-log P of a whole text, its surprise, in nats; and how many words count.

        ids     (T,) one stream, so that each word has everything before it as context.
                That takes one sequence at a time
        start   the id of the word before the first; without it, the first word is only
                read, and T - 1 count
        length  how many words are read at once: only a matter of speed and memory

        ValueError: nothing to guess, ids outside 0 … V-1, a length below 1.
        """
        length = check_size(length, "length")
        V = len(self.embedding.W.value)
        before = check_ids([] if start is None else [start], V)
        text = np.concatenate([before, check_ids(ids, V, ndim=1)])
        if len(text) < 2:
            raise ValueError("a text of fewer than two words leaves nothing to guess")
        state, nll = None, 0.0
        for at in range(0, len(text) - 1, length):
            read = text[None, at : at + length + 1]
            (loss, state), _ = self.loss(read[:, :-1], read[:, 1:], state)
            nll += loss * (read.size - 1)
        return nll, len(text) - 1

    def next_logits(self, ids: ArrayLike, state: Any = None) -> tuple[Array, Any]:
        """Read ids (N, T); logits of all words as the next: (N, V), and the state."""
        xs, _ = self.embedding(_in_rows(ids))
        (hs, state), _ = self.layers(xs, state)
        return self.output.logits(hs[:, -1]), state


def _in_rows(ids: ArrayLike) -> Array:
    array = np.asarray(ids)
    if array.ndim != 2 or array.size == 0:
        raise ValueError(f"ids are (N, T), at least one; given {array.shape}")
    return array
