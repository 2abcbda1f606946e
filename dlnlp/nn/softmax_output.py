"""The last layer of a language model: a logit for each word, and the loss."""

import numpy as np

from dlnlp.arrays import Array, check_ids
from dlnlp.nn.chunks import chunks
from dlnlp.nn.functional import check_probability, rows
from dlnlp.nn.init import zeros
from dlnlp.nn.module import Backward, Module, Parameter


class SoftmaxOutput(Module):
    """Softmax layer: logits = h W.T + b, and their cross-entropy.   h: (..., H)

    The same as `Linear` and `cross_entropy`, which a test compares it with. As the
    logits (M, V) are by far the largest array of a language model, they are made once
    and then changed where they lie (those of float16 as float32).

    W  a `Parameter` (V, H); hand in an embedding's to tie the two (Press & Wolf 2017)
    """

    def __init__(self, W: Parameter):
        self.W = W
        self.b = Parameter(zeros(len(W.value)))  # (V,)

    def logits(self, h: Array) -> Array:
        """(..., H) -> (..., V); their softmax is the probability of each word."""
        W, b = self.W.value, self.b.value
        logits: Array = rows(h) @ W.T + b
        return logits.reshape(*h.shape[:-1], len(W))

    def __call__(
        self, h: Array, targets: Array, *, smoothing: float = 0.0
    ) -> tuple[float, Backward]:
        """Mean negative log-likelihood, the surprisal, of the targets, in nats.

        targets    (...,) ids of the right words; backward(dloss=1) gives dh (..., H)
        smoothing  above 0 labels are smooth: see `smoothed_cross_entropy`

        ValueError: targets of another shape than h's without its last axis, none at
        all, or no whole numbers from 0 to V-1; smoothing below 0, or 1 and above.
        """
        W, b = self.W.value, self.b.value
        even = check_probability("smoothing", smoothing) / len(W)  # part of each word
        targets = check_ids(targets, len(W), "targets")
        if targets.shape != h.shape[:-1] or targets.size == 0:
            raise ValueError(
                f"h {h.shape} wants targets {h.shape[:-1]}, at least one; "
                f"given {targets.shape}"
            )
        flat = rows(h)  # (M, H)
        right = np.arange(len(flat)), targets.ravel()
        wide = np.result_type(h, W, np.float32)  # 70,000 ones are infinite in float16
        logits = (flat @ W.T).astype(wide, copy=False)  # (M, V)
        wanted_logits = (logits[right] + b[right[1]]) * (1 - smoothing)
        if smoothing:
            wanted_logits += even * (logits.sum(axis=1) + b.sum())
        sums, largest = np.empty((2, len(flat)), wide)
        for where in chunks(logits):  # max, exp and sum while they are in the cache
            chunk = logits[where]
            chunk += b
            largest[where] = chunk.max(axis=1)
            chunk -= largest[where, None]
            np.exp(chunk, out=chunk)
            sums[where] = chunk.sum(axis=1)
        loss = float(np.mean(np.log(sums) + largest - wanted_logits))
        logits[right] -= (1 - smoothing) * sums  # softmax minus one-hot, times the sums
        if smoothing:
            logits -= even * sums[:, None]

        def backward(dloss: float = 1.0) -> Array:
            scale = (dloss / (len(flat) * sums)).astype(wide)  # (M,)
            dW, db = logits.T @ (flat * scale[:, None]), scale @ logits
            self.W.add_grad(dW.astype(W.dtype, copy=False))
            self.b.add_grad(db.astype(b.dtype, copy=False))
            dh: Array = (logits @ W) * scale[:, None]
            return dh.reshape(h.shape).astype(h.dtype, copy=False)

        return loss, backward
