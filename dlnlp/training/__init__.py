"""The training loop, what is cut into batches for it, and what goes along with it."""

from dlnlp.training.batches import Batches, minibatches, pair_batches, stream_batches
from dlnlp.training.callbacks import Callback, DecayOnPlateau, EarlyStopping, History
from dlnlp.training.trainer import Diverged, Trainer

__all__ = [
    "Batches",
    "Callback",
    "DecayOnPlateau",
    "Diverged",
    "EarlyStopping",
    "History",
    "Trainer",
    "minibatches",
    "pair_batches",
    "stream_batches",
]
