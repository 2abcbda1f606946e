"""A transformer on the Penn Treebank, as an honest row beside chapter 5's LSTMs.

    python -m experiments.transformer_words     about two hours on one core

The text is small, a million words, and there an LSTM with dropout is hard to beat: what
a transformer may look at without effort it has to learn from few examples. The measures
are those of experiments.language_models. Adds to
experiments/results/transformer_words.json; the run keeps a checkpoint until it has
ended, and goes on from there if it was stopped:

    runs  [{"name", "dim", "heads", "layers", "context", "dropout", …, "parameters",
            "valid", "test": perplexities of all words, each with half a context before
            it, "seconds", "curve": [{"train", "valid"} of each epoch]}]
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from dlnlp.nn import warmup_cosine
from dlnlp.training import Batches, Trainer
from experiments.characters import excerpt_batches
from experiments.corpora import Treebank
from experiments.language_models import train
from experiments.recording import save_runs, saved_runs
from experiments.transformers import untrained_gpt

NAME = "transformer_words"


@dataclass(frozen=True)
class Setting:
    """What is trained, and how; the rate falls along half a cosine to a tenth."""

    name: str
    dim: int = 256
    heads: int = 4
    layers: int = 3
    context: int = 64
    dropout: float = 0.3
    std: float = 0.05
    epochs: int = 10
    batch_size: int = 16
    lr: float = 1e-3
    warmup: int = 500
    weight_decay: float = 0.1
    clip: float = 1.0
    seed: int = 0


SETTINGS = [Setting("transformer 256 x 3, tied")]


def prepare(setting: Setting, vocab_size: int, ids: Any) -> tuple[Trainer, Batches]:
    """A model with its trainer, and the batches of an epoch: excerpts, drawn anywhere.

    An epoch is as many words as the text has.
    """
    rng = np.random.default_rng(setting.seed)
    model, optimizer = untrained_gpt(setting, vocab_size, rng, beta2=0.98)
    updates = max(1, len(ids) // (setting.batch_size * setting.context))
    rate = warmup_cosine(
        setting.lr,
        setting.epochs * updates,
        min(setting.warmup, updates),
        setting.lr / 10,
    )
    trainer = Trainer(model, optimizer, rng=rng, schedule=rate, clip=setting.clip)
    return trainer, excerpt_batches(ids, setting.batch_size, setting.context, updates)


def main() -> None:
    text = Treebank()
    for setting in SETTINGS:
        others = [run for run in saved_runs(NAME) if run["name"] != setting.name]
        save_runs(NAME, [*others, train(setting, text, prepare)])


if __name__ == "__main__":
    main()
