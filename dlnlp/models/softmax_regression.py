"""Softmax regression: one linear layer and one loss tell classes apart."""

import numpy as np

from dlnlp.arrays import Array, check_size
from dlnlp.nn.init import zeros
from dlnlp.nn.linear import Linear
from dlnlp.nn.losses import cross_entropy
from dlnlp.nn.optim import Adam


def softmax_regression(
    X: Array,
    y: Array,
    classes: int,
    *,
    decay: float = 1e-3,
    steps: int = 100,
    lr: float = 0.05,
) -> Linear:
    """Softmax regression: a layer whose largest logit names the class of a row of X.

    X      (N, D) the examples, of length about 1
    y      (N,) their classes, 0 … classes-1
    decay  weight decay: adds decay/2 times the sum of W's squares to the loss, so that
           few examples cannot buy large weights
    steps  of Adam, each with all examples

    There is one best answer, so it starts at zero and needs no luck. A column of X that
    is zero in all examples keeps the weight zero.

    ValueError: no example, fewer than two classes, negative decay, fewer than one step.

    >>> X = np.array([[1.0, 0.0], [0.0, 1.0]])
    >>> layer = softmax_regression(X, np.array([1, 0]), 2)
    >>> layer(X)[0].argmax(axis=1).tolist()
    [1, 0]
    """
    X, y = np.asarray(X), np.asarray(y)
    if X.ndim != 2 or len(X) == 0 or y.shape != X.shape[:1]:
        raise ValueError(
            f"examples (N, D) want classes (N,), N at least 1; given {X.shape} and "
            f"{y.shape}"
        )
    classes, steps = check_size(classes, "classes", 2), check_size(steps, "steps")
    if not 0 <= decay < np.inf:
        raise ValueError(f"decay is {decay}; it must be 0 or more")
    layer = Linear(X.shape[1], classes, rng=np.random.default_rng(0))
    layer.W.value = zeros(X.shape[1], classes)
    optimizer = Adam(layer.parameters(), lr)
    for _ in range(steps):
        logits, back_layer = layer(X)  # (N, classes)
        _, back_loss = cross_entropy(logits, y)
        back_layer(back_loss())
        layer.W.add_grad(decay * layer.W.value)
        optimizer.step()
    return layer
