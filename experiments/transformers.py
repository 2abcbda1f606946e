"""What trainings of transformers share: how the rate goes, and how a GPT begins."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.models import TransformerLM
from dlnlp.nn import AdamW, warmup_cosine


def warmed_up(lr: float, updates: int, warmup: int) -> Callable[[int], float]:
    """The learning rate of each of so many updates: up to lr, then down to 0."""
    return warmup_cosine(lr, updates, min(warmup, updates))


def untrained_gpt(
    setting: Any, vocab_size: int, rng: np.random.Generator, *, beta2: float
) -> tuple[TransformerLM, AdamW]:
    """A language model before training, and its AdamW, which decays matrices alone.

    setting  has dim, context, heads, layers, dropout and std of the model; lr and
             weight_decay
    """
    model = TransformerLM(
        *(vocab_size, setting.dim, setting.context),
        heads=setting.heads,
        layers=setting.layers,
        dropout=setting.dropout,
        std=setting.std,
        rng=rng,
    )
    optimizer = AdamW(
        model.parameters(),
        setting.lr,
        beta2=beta2,
        weight_decay=setting.weight_decay,
        no_decay=[p for p in model.parameters() if p.value.ndim < 2],
    )
    return model, optimizer
