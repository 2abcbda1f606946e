"""The training loop, what is cut into batches for it, and what goes along with it."""

from dlnlp.training.averaging import AveragedWeights
from dlnlp.training.batches import Batches, minibatches, stream_batches
from dlnlp.training.callbacks import Callback
from dlnlp.training.checkpoint import load_checkpoint, save_checkpoint
from dlnlp.training.divergence import Diverged
from dlnlp.training.stateful import LanguageTrainer
from dlnlp.training.stopping import DecayOnPlateau, EarlyStopping
from dlnlp.training.trainer import History, Trainer

__all__ = [
    "AveragedWeights",
    "Batches",
    "Callback",
    "DecayOnPlateau",
    "Diverged",
    "EarlyStopping",
    "History",
    "LanguageTrainer",
    "Trainer",
    "load_checkpoint",
    "minibatches",
    "save_checkpoint",
    "stream_batches",
]
