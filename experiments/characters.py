"""Texts by characters: what models learn from in excerpts, and are judged on."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from dlnlp.arrays import Ids
from dlnlp.decoding import generate
from dlnlp.training import Batches


class Characters:
    """A text in two parts, as ids of its characters: `train` and `valid`."""

    def __init__(self, train: str, valid: str):
        self.letters = sorted(set(train + valid))
        self.numbers = {letter: i for i, letter in enumerate(self.letters)}
        self.train, self.valid = self.encode(train), self.encode(valid)

    def encode(self, text: str) -> Ids:
        """The ids of a text (T,)."""
        return np.array([self.numbers[letter] for letter in text], np.intp)

    def written(self, model: Any, prompt: str, length: int, temperature: float) -> str:
        """The prompt, and how a model goes on; it draws alike each time."""
        ids = generate(
            *(model, self.encode(prompt), length),
            rng=np.random.default_rng(1),
            temperature=temperature,
        )
        return prompt + "".join(self.letters[i] for i in ids)


def excerpts(ids: Ids, rng: np.random.Generator, n: int, length: int) -> list[Ids]:
    """n excerpts, drawn anywhere: inputs (n, length), targets one character later."""
    starts = rng.integers(len(ids) - length, size=(n, 1))
    rows = ids[starts + np.arange(length + 1)]
    return [rows[:, :-1], rows[:, 1:]]


def excerpt_batches(ids: Ids, n: int, length: int, steps: int) -> Batches:
    """For `Trainer.fit`, whose epoch is so many batches of n excerpts."""

    def batches(rng: np.random.Generator) -> Iterator[tuple[Any, ...]]:
        for _ in range(steps):
            yield tuple(excerpts(ids, rng, n, length))

    return batches


def estimated_loss(model: Any, ids: Ids, n: int, length: int, times: int) -> float:
    """Mean loss of so many batches of excerpts, the same each time, in nats."""
    rng = np.random.default_rng(99)
    losses = [model.loss(*excerpts(ids, rng, n, length))[0] for _ in range(times)]
    return float(np.mean(losses))
