"""What goes along with a training: it hears of each step and is saved with the rest."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dlnlp.arrays import Array
from dlnlp.nn.module import check_state

if TYPE_CHECKING:
    from dlnlp.training.trainer import Trainer


class Callback:
    """A companion that does nothing; each kind of its own does something in one place.

    Decisions are made from `trainer.history`, which a checkpoint holds. What else a
    callback remembers is in its `state_dict`, always with the same names and shapes.
    """

    def begin(self, trainer: "Trainer") -> None:
        """Before `fit` trains: ValueError if it does not suit this training."""

    def stop(self, trainer: "Trainer") -> bool:
        """Before each epoch: has the training come to its end?"""
        return False

    def after_step(self, trainer: "Trainer") -> None:
        """The parameters have moved."""

    def after_epoch(self, trainer: "Trainer") -> None:
        """The history has the epoch's loss, and the watched figure if there is one."""

    def end(self, trainer: "Trainer") -> None:
        """`fit` is over, and was not interrupted."""

    def state_dict(self) -> dict[str, Array]:
        """Copies of what it remembers."""
        return {}

    def check_state_dict(self, state: Mapping[str, Array]) -> None:
        """ValueError unless `load_state_dict` would take this state."""
        name = type(self).__name__
        check_state(self.state_dict(), state, f"this is not the state of this {name}")

    def load_state_dict(self, state: Mapping[str, Array]) -> None:
        """Take over what `state_dict` gave."""
