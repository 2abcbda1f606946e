"""Questions and answers letter by letter, each side equally long: train, and test.

What additions and dates share: an encoder-decoder with one LSTM of H units on each
side, in the variants of Saito 2018, chapters 7 and 8. Blanks at the end are letters as
all others, as they are there, and an answer has no end mark: it is cut at its length.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.datasets.dlfs2 import Pairs
from dlnlp.decoding import decode
from dlnlp.models import AttentionDecoder, Decoder, Encoder, PeekyDecoder, Seq2Seq
from dlnlp.nn import Adam, linear_decay
from dlnlp.text import Vocabulary
from dlnlp.training import Callback, Trainer, minibatches
from experiments.language_models import Clock

VARIANTS = {  # the decoder, and whether the question is read backwards
    "plain": (Decoder, False),
    "reversed": (Decoder, True),
    "peeky": (PeekyDecoder, False),
    "peeky + reversed": (PeekyDecoder, True),
    "attention + reversed": (AttentionDecoder, True),
}
BEGIN = "_"
AT_ONCE = 500  # tests that are answered together


@dataclass(frozen=True)
class Setting:
    """How a model is trained.

    falling  the learning rate goes straight down to 0; otherwise it stays
    """

    hidden: int
    epochs: int
    lr: float = 0.001
    falling: bool = False
    dim: int = 16
    batch_size: int = 128
    clip: float = 5.0

    def schedule(self, updates: int) -> Callable[[int], float] | None:
        """The learning rate of each of so many updates; None: it stays."""
        return linear_decay(self.lr, updates) if self.falling else None


class Task:
    """Questions and answers as ids, for training and for testing."""

    def __init__(self, train: Pairs, test: Pairs):
        self.vocab = Vocabulary(letter for q, a in train for letter in q + a)
        self.train, self.test = self._encoded(train), self._encoded(test)
        letters = (self.test[1][:, 1:] != self.vocab.id(" ")).sum(axis=1)  # of each
        self.length = int(np.bincount(letters).argmax())  # letters of most answers
        self.usual = letters == self.length

    def _encoded(self, pairs: Pairs) -> tuple[Array, Array]:
        """Questions (N, S) and answers (N, T + 1), which begin with their mark."""
        questions, answers = zip(*pairs, strict=True)
        return (
            np.array([self.vocab.encode(list(text)) for text in questions]),
            np.array([self.vocab.encode(list(text)) for text in answers]),
        )

    def answers(self, model: Seq2Seq) -> Array:
        """What a model answers to all tests, running freely: ids (N, T)."""
        questions, answers = self.test
        begin, limit = self.vocab.id(BEGIN), answers.shape[1] - 1
        return np.array(
            [
                text.ids
                for at in range(0, len(questions), AT_ONCE)
                for state in [model.start(questions[at : at + AT_ONCE])]
                for text in decode(model, state, begin, end=None, limit=limit)
            ]
        )

    def measure(self, model: Seq2Seq) -> dict[str, Any]:
        """Proportions of the tests that are right, when the model runs freely.

        exact    of whole answers
        letters  of the first letter, of the second, …, in answers of the usual length
        """
        right = self.answers(model) == self.test[1][:, 1:]  # (N, T)
        letters = right[self.usual, : self.length].mean(axis=0)
        return {
            "exact": round(float(right.all(axis=1).mean()), 4),
            "letters": [round(float(share), 4) for share in letters],
        }


def build(
    variant: str, setting: Setting, vocab_size: int, rng: np.random.Generator
) -> Seq2Seq:
    """An encoder-decoder of LSTMs, before training."""
    decoder, reverse = VARIANTS[variant]
    sizes = vocab_size, setting.dim, setting.hidden
    return Seq2Seq(Encoder(*sizes, rng=rng, reverse=reverse), decoder(*sizes, rng=rng))


class Curve(Callback):
    """What `Task.measure` gives after each epoch, also before it was stopped."""

    def __init__(self, epochs: int, letters: int):
        self.rows, self.done = np.zeros((epochs, 1 + letters)), 0

    def add(self, found: dict[str, Any]) -> None:
        self.rows[self.done] = found["exact"], *found["letters"]
        self.done += 1

    def measured(self) -> list[dict[str, Any]]:
        rows = self.rows[: self.done].tolist()
        return [{"exact": exact, "letters": letters} for exact, *letters in rows]

    def state_dict(self) -> dict[str, Array]:
        return {"rows": self.rows.copy(), "done": np.array(self.done)}

    def load_state_dict(self, state: Mapping[str, Array]) -> None:
        self.rows, self.done = np.array(state["rows"]), int(state["done"])


def train(
    task: Task,
    variant: str,
    setting: Any,
    seed: int,
    build: Callable[..., Seq2Seq] = build,
    checkpoint: Path | None = None,
) -> tuple[Seq2Seq, dict[str, Any]]:
    """Train, and test after each epoch; it ends when all answers are right.

    setting, build  a `Setting` and what makes the model of it; others are like them
    checkpoint      a file to go on from, if it is there; written after each epoch, and
                    removed at the end

    The result has variant, seed, parameters, seconds, exact (at the end), and `curve`:
    of each epoch the loss, and what `Task.measure` gives.
    """
    clock, rng = Clock(), np.random.default_rng(seed)
    model = build(variant, setting, len(task.vocab), rng)
    batches = minibatches(*task.train, batch_size=setting.batch_size)
    updates = setting.epochs * -(-len(task.train[0]) // setting.batch_size)
    curve = Curve(setting.epochs, task.length)

    def monitor(trainer: Trainer) -> float:
        found = task.measure(model)
        curve.add(found)
        trainer.should_stop = found["exact"] == 1
        print(f"{variant}, seed {seed}: {found}", file=sys.stderr, flush=True)
        return 1 - float(found["exact"])

    trainer = Trainer(
        model,
        Adam(model.parameters(), setting.lr),
        rng=rng,
        clip=setting.clip,
        schedule=setting.schedule(updates),
        monitor=monitor,
        callbacks=[clock, curve],
    )
    if checkpoint and checkpoint.exists():
        trainer.load(checkpoint)
    history = trainer.history
    if (left := setting.epochs - curve.done) and history.metrics[-1:] != [0]:
        history = trainer.fit(batches, left, checkpoint=checkpoint, progress=False)
    if checkpoint:
        checkpoint.unlink()
    losses = [{"loss": round(loss, 4)} for loss in history.epoch_losses]
    measured = curve.measured()
    return model, {
        "variant": variant,
        "seed": seed,
        "parameters": sum(p.value.size for p in model.parameters()),
        "seconds": round(clock.seconds),
        "exact": measured[-1]["exact"],
        "curve": [a | b for a, b in zip(losses, measured, strict=True)],
    }
