"""Training on a stream of text: the state goes on, the way back is cut."""

from collections.abc import Iterable, Iterator
from typing import Any

from dlnlp.nn.module import Backward
from dlnlp.training.trainer import Trainer


class LanguageTrainer(Trainer):
    """Hands the state that a batch ends with to the next: truncated backpropagation.

    Forwards, the network never forgets where it was; backwards, each batch stands
    alone (Williams & Peng 1990). An epoch begins with no state.
    """

    def losses(self, batches: Iterable[Any]) -> Iterator[tuple[float, Backward]]:
        state = None
        for inputs, targets in batches:
            (loss, state), backward = self.model.loss(
                inputs, targets, state, rng=self.rng
            )
            yield loss, backward
