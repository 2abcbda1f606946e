"""A recurrent language model: how likely is each word, given all words before it?"""

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dlnlp.nn.core import Backward, Module, Parameter
from dlnlp.nn.dropout import Dropout, LockedDropout
from dlnlp.nn.embedding import Embedding
from dlnlp.nn.init import uniform
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.recurrent import Recurrent
from dlnlp.nn.softmax_output import SoftmaxOutput
from dlnlp.nn.stacked import Stacked
from dlnlp.text import Ids, check_ids

Array = NDArray[Any]
Batches = Callable[[np.random.Generator], Iterator[tuple[Ids, Ids]]]


class LanguageModel(Module):
    """Words to vectors, through recurrent layers, to a guess at each next word.

    hidden             units of each layer: a number, or a list of one for each layer
    cell               RNN, LSTM or GRU
    dropout            one rate for all places, or a list: below each layer, above the
                       last; it acts in calls with rng
    locked             the same mask at all time steps (`LockedDropout`)
    recurrent_dropout  the rate on the way from one step to the next
    tied               embedding and output share one table; the last layer has D units
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
        sizes = [dim, *([hidden] if isinstance(hidden, int) else hidden)]
        if tied and sizes[-1] != dim:
            raise ValueError(
                f"a tied model's last layer has as many units as a word's vector has "
                f"numbers; given {sizes[-1]} and {dim}"
            )
        rates = (
            dropout if isinstance(dropout, Sequence) else [float(dropout)] * len(sizes)
        )
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
        """Mean surprise, in nats a word, at the targets; and the last state.

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

    def next_scores(self, ids: ArrayLike, state: Any = None) -> tuple[Array, Any]:
        """Read ids (N, T); score all words as the next: (N, V), and the state."""
        xs, _ = self.embedding(_in_rows(ids))
        (hs, state), _ = self.layers(xs, state)
        return self.output.scores(hs[:, -1]), state


def stream_batches(ids: ArrayLike, batch_size: int, steps: int) -> Batches:
    """A text for truncated backpropagation: N pieces of it side by side, T at a time.

    Row n of each batch goes on where row n of the batch before ended, so the state can
    be handed on. Gives a function `batches(rng)`, as `Trainer.fit` wants it; there is
    nothing to draw. The last batch may be shorter; up to N - 1 words at the end of the
    text, which do not fill a row, are left out.

    ids  (L,); each batch is inputs (N, T) and targets (N, T), one word later
    """
    text = np.asarray(ids)
    if text.ndim != 1 or text.dtype.kind not in "iu":
        raise ValueError(f"ids are one row of whole numbers; given {text.shape}")
    if batch_size < 1 or steps < 1:
        raise ValueError(f"batches of {batch_size} x {steps}: both must be 1 or more")
    length = (len(text) - 1) // batch_size
    if length < steps:
        raise ValueError(
            f"a text of {len(text)} words, side by side in {batch_size} rows, has "
            f"{max(0, length)} steps; {steps} were asked for"
        )
    inputs = text[: batch_size * length].reshape(batch_size, length)
    targets = text[1 : batch_size * length + 1].reshape(batch_size, length)

    def batches(rng: np.random.Generator) -> Iterator[tuple[Ids, Ids]]:
        for at in range(0, length, steps):
            yield inputs[:, at : at + steps], targets[:, at : at + steps]

    return batches


def perplexity(
    model: LanguageModel, ids: ArrayLike, *, start: int | None = None, steps: int = 256
) -> float:
    """e to the mean surprise: among how many words the model hesitates.

    ids    (T,) the text, read as one stream, so that each word is scored once, with
           everything before it as context. That takes one sequence at a time.
    start  the id of the word before the first; without it, the first word is only read
    steps  how many words are read at once: only a matter of speed and memory
    """
    if steps < 1:
        raise ValueError(f"steps is {steps}; it must be 1 or more")
    before = [] if start is None else [start]
    ids = check_ids([*before, *np.asarray(ids)], len(model.embedding.W.value))
    if len(ids) < 2:
        raise ValueError("a text of fewer than two words leaves nothing to guess")
    state, surprise = None, 0.0
    for at in range(0, len(ids) - 1, steps):
        inputs = ids[at : at + steps][: len(ids) - 1 - at]
        targets = ids[at + 1 : at + 1 + len(inputs)]
        (loss, state), _ = model.loss(inputs[None], targets[None], state)
        surprise += loss * len(inputs)
    return math.exp(surprise / (len(ids) - 1))


def _in_rows(ids: ArrayLike) -> Array:
    array = np.asarray(ids)
    if array.ndim != 2 or array.size == 0:
        raise ValueError(f"ids are (N, T), at least one; given {array.shape}")
    return array
