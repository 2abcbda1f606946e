"""Sequence to sequence: one network reads a sequence, another writes a new one.

The encoder reads the source, and what it knows at the end is handed to the decoder. The
decoder is a language model of the target that begins from there.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, Ids
from dlnlp.models.encoder import States
from dlnlp.nn.functional import check_probability
from dlnlp.nn.module import Backward, Module


class Seq2Seq(Module):
    """Sequence-to-sequence model: an encoder, and a decoder that begins where it ended.

    A target goes from its begin mark to its end mark: <bos> 9 1 <eos>. The decoder
    reads all but the last, and has to guess all but the first.

    smoothing  of the labels, in training: see `smoothed_cross_entropy`

    >>> from dlnlp.models import Decoder, Encoder
    >>> rng = np.random.default_rng(0)
    >>> model = Seq2Seq(Encoder(9, 4, 8, rng=rng), Decoder(7, 4, 8, rng=rng))
    >>> loss, backward = model.loss(np.array([[1, 2, 3]]), np.array([[0, 4, 5]]))
    >>> 1 < loss < 3
    True
    """

    def __init__(self, encoder: Any, decoder: Any, *, smoothing: float = 0.0):
        self.encoder, self.decoder = encoder, decoder
        self.smoothing = check_probability("smoothing", smoothing)

    def loss(
        self,
        source: ArrayLike,
        target: ArrayLike,
        source_mask: ArrayLike | None = None,
        target_mask: ArrayLike | None = None,
        *,
        rng: np.random.Generator | None = None,
        smoothing: float | None = None,
    ) -> tuple[float, Backward]:
        """Mean negative log-likelihood of the targets' tokens, in nats; backward.

        source  (N, S) ids, or what else the encoder reads
        target  (N, T + 1) ids, with begin and end mark
        masks   True at real tokens, of the same shapes; None: there is no padding. The
                mean is over the real tokens that are to be guessed
        smoothing  of the labels; None: the model's

        Teacher forcing: whatever the decoder would have guessed, the next thing that it
        reads is the right word (Williams & Zipser 1989).

        ValueError: unequal numbers of sources and targets, a target without a token to
        guess, masks of another shape or type, padding elsewhere than at a target's end.
        """
        inputs, wanted, real = _shifted(target, target_mask)  # (N, T) each
        (encoded, last), through_encoder = self.encoder(source, source_mask, rng=rng)
        if len(inputs) != len(encoded):
            raise ValueError(
                f"{len(encoded)} sources want as many targets; given {len(inputs)}"
            )
        (features, _, _), through_decoder = self.decoder(
            inputs, encoded, last, source_mask, rng=rng
        )  # (N, T, F)
        # M real tokens: (M, F) and (M,)
        loss, through_output = self.decoder.output(
            features[real],
            wanted[real],
            smoothing=self.smoothing if smoothing is None else smoothing,
        )

        def backward(dloss: float = 1.0) -> None:
            dfeatures = np.zeros_like(features)
            dfeatures[real] = through_output(dloss)
            through_encoder(*through_decoder(dfeatures))

        return loss, backward

    def negative_log_likelihood(
        self,
        source: ArrayLike,
        target: ArrayLike,
        source_mask: ArrayLike | None = None,
        target_mask: ArrayLike | None = None,
    ) -> tuple[float, int]:
        """-log P of all targets together, in nats; and how many tokens were guessed."""
        tokens = int(_shifted(target, target_mask)[2].sum())
        loss, _ = self.loss(source, target, source_mask, target_mask, smoothing=0.0)
        return tokens * loss, tokens

    def start(self, source: ArrayLike, source_mask: ArrayLike | None = None) -> States:
        """Read the sources: the state that `next_logits` begins with."""
        (encoded, last), _ = self.encoder(source, source_mask)
        mask = None if source_mask is None else np.asarray(source_mask)
        return encoded, last, mask, None

    def next_logits(self, ids: ArrayLike, state: States) -> tuple[Array, States]:
        """Read ids (N, T) of the targets; logits of all words as the next: (N, V).

        state  what `start` gave, or the call before; a new one comes back
        """
        ids = np.asarray(ids)
        if ids.ndim != 2 or ids.size == 0:
            raise ValueError(f"ids are (N, T), at least one; given {ids.shape}")
        encoded, last, mask, before = state
        if len(ids) != len(encoded):
            raise ValueError(
                f"a state of {len(encoded)} texts; given {len(ids)} of ids"
            )
        (features, after, _), _ = self.decoder(ids, encoded, last, mask, before)
        return self.decoder.output.logits(features[:, -1]), (encoded, last, mask, after)

    def attention_weights(
        self,
        source: ArrayLike,
        target: ArrayLike,
        source_mask: ArrayLike | None = None,
    ) -> Array:
        """Attention weights (N, T, S): row t is where token t + 1 of the target looked.

        ValueError: a decoder without attention.
        """
        inputs, _, _ = _shifted(target, None)
        (encoded, last), _ = self.encoder(source, source_mask)
        (_, _, weights), _ = self.decoder(inputs, encoded, last, source_mask)
        if weights is None:
            name = type(self.decoder).__name__
            raise ValueError(f"a {name} pays no attention: it has no weights")
        return np.asarray(weights)


def _shifted(target: ArrayLike, mask: ArrayLike | None) -> tuple[Ids, Ids, Array]:
    """What a decoder reads, what it has to guess, and which of that is no padding."""
    rows = np.asarray(target)
    if rows.ndim != 2 or rows.shape[1] < 2:
        raise ValueError(
            f"a target is (N, T + 1), from begin mark to end mark; given {rows.shape}"
        )
    real = np.ones(rows.shape, bool) if mask is None else np.asarray(mask)
    if real.shape != rows.shape or real.dtype != bool:
        raise ValueError(
            f"the target's mask is {real.dtype} {real.shape}; it must be bool "
            f"{rows.shape}, True at real tokens"
        )
    if (real[:, 1:] & ~real[:, :-1]).any():
        raise ValueError("a target's padding comes after all of its real tokens")
    if not real[:, 1:].any():
        raise ValueError(f"targets {rows.shape} hold no real token to be guessed")
    return rows[:, :-1], rows[:, 1:], real[:, 1:]
