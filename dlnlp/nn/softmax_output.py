"""The last layer of a language model: a score for each word, and the surprise."""

import numpy as np

from dlnlp.arrays import Array, check_ids
from dlnlp.nn.chunks import blocks
from dlnlp.nn.functional import rows
from dlnlp.nn.init import zeros
from dlnlp.nn.module import Backward, Module, Parameter


class SoftmaxOutput(Module):
    """scores = h W.T + b, judged by cross-entropy.   h: (..., H), W: (V, H)

    The same as `Linear` and `cross_entropy`, which a test compares it with. As the
    scores (M, V) are by far the largest array of a language model, they are made once
    and then changed where they lie.

    W  a `Parameter`; hand in an embedding's to tie the two (Press & Wolf 2017)
    """

    def __init__(self, W: Parameter):
        self.W = W
        self.b = Parameter(zeros(len(W.value)))  # (V,)

    def scores(self, h: Array) -> Array:
        """(..., H) -> (..., V); their softmax is the model's guess."""
        scores: Array = rows(h) @ self.W.value.T + self.b.value
        return scores.reshape(*h.shape[:-1], -1)

    def __call__(self, h: Array, targets: Array) -> tuple[float, Backward]:
        """Mean surprise, in nats, at targets (...,); backward(dloss=1) gives dh."""
        W, b = self.W.value, self.b.value
        targets = check_ids(targets, len(W), "targets")
        if targets.shape != h.shape[:-1] or targets.size == 0:
            raise ValueError(
                f"h {h.shape} wants targets {h.shape[:-1]}, at least one; "
                f"given {targets.shape}"
            )
        flat = rows(h)  # (M, H)
        right = np.arange(len(flat)), targets.ravel()
        scores = flat @ W.T  # (M, V)
        scores_of_right = scores[right] + b[right[1]]
        sums, largest = np.empty((2, len(flat)), scores.dtype)
        for where in blocks(scores):  # max, exp and sum while they are in the cache
            block = scores[where]
            block += b
            largest[where] = block.max(axis=1)
            block -= largest[where, None]
            np.exp(block, out=block)
            sums[where] = block.sum(axis=1)
        loss = float(np.mean(np.log(sums) + largest - scores_of_right))
        scores[right] -= sums  # softmax minus one-hot, times the sums

        def backward(dloss: float = 1.0) -> Array:
            scale = (dloss / (len(flat) * sums)).astype(scores.dtype)  # (M,)
            self.W.add_grad(scores.T @ (flat * scale[:, None]))
            self.b.add_grad(scale @ scores)
            dh: Array = (scores @ W) * scale[:, None]
            return dh.reshape(h.shape)

        return loss, backward
