"""The models that translate: LSTMs with less and more to look at, and a transformer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dlnlp.models import (
    AttentionDecoder,
    Decoder,
    Encoder,
    GNMTDecoder,
    Seq2Seq,
    Transformer,
)
from dlnlp.nn import linear_decay
from experiments.transformers import warmed_up

DECODERS: dict[str, Callable[..., Any]] = {
    "plain": Decoder,
    "attention": AttentionDecoder,
    "deep residual": GNMTDecoder,
}
MODELS = *DECODERS, "transformer"


@dataclass(frozen=True)
class Setting:
    """How a model is trained; the learning rate falls to 0, after a warm-up if any.

    All recurrent models share theirs. hidden: units of the LSTMs, or of the networks in
    a transformer's blocks
    """

    hidden: int = 256
    dim: int = 128
    layers: int = 3  # of the deep model
    dropout: float = 0.2
    epochs: int = 4
    batch_size: int = 64
    lr: float = 0.002
    clip: float = 5.0
    width: int = 4  # of the beam
    alpha: float = 0.6
    limit: int = 40  # words of a translation
    heads: int = 0  # of a transformer
    warmup: int = 0  # updates
    smoothing: float = 0.0

    def schedule(self, updates: int) -> Callable[[int], float]:
        """The learning rate of each of so many updates."""
        if not self.warmup:
            return linear_decay(self.lr, updates)
        return warmed_up(self.lr, updates, self.warmup)


ATTENDING = Setting(
    hidden=512,
    dim=256,
    heads=4,
    layers=2,
    epochs=6,
    lr=0.001,
    warmup=1_000,
    clip=1.0,
    smoothing=0.1,
)
SETTINGS = {
    "french": Setting(),
    "korean": Setting(epochs=20, dropout=0.4),
    "french, transformer": ATTENDING,
    "korean, transformer": replace(ATTENDING, epochs=40, dropout=0.4, warmup=200),
}


def build(
    model: str, sizes: tuple[int, int], setting: Setting, rng: np.random.Generator
) -> Seq2Seq:
    """A model before training. sizes: words of the source's language, of the target's

    All read in both directions: they differ in what the decoder sees, and in depth. The
    transformer reads in none.
    """
    if model == "transformer":
        return Transformer(
            *(*sizes, setting.dim, setting.heads),
            hidden=setting.hidden,
            layers=setting.layers,
            dropout=setting.dropout,
            smoothing=setting.smoothing,
            rng=rng,
        )
    of_source, of_target = ((size, setting.dim, setting.hidden) for size in sizes)
    shared: dict[str, Any] = {"rng": rng, "dropout": setting.dropout}
    deep = model == "deep residual"
    if deep:
        shared["layers"] = setting.layers
    encoder = Encoder(*of_source, bidirectional=True, residual=deep, **shared)
    return Seq2Seq(encoder, DECODERS[model](*of_target, **shared))
