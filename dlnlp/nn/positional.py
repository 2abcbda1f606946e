"""Positions: attention does not know the order of words unless it is told."""

import numpy as np

from dlnlp.arrays import Array, check_size
from dlnlp.nn.init import normal
from dlnlp.nn.module import Backward, Module, Parameter


def sinusoids(length: int, dim: int, *, start: int = 0) -> Array:
    """Sinusoidal positions (T, D), a row for each position from `start` on, in float64.

    P[t, 2i] = sin(t / 10000^(2i/D)) and P[t, 2i + 1] = cos(t / 10000^(2i/D)): numbers
    2i and 2i + 1 are a pair of one frequency (Vaswani et al. 2017, sec. 3.5).

    ValueError: a length or a start below 0; a dim that is not even, or below 2.

    >>> sinusoids(2, 4).round(2).tolist()
    [[0.0, 1.0, 0.0, 1.0], [0.84, 0.54, 0.01, 1.0]]
    """
    length = check_size(length, "length", least=0)
    start = check_size(start, "start", least=0)
    dim = check_even(dim)
    t = np.arange(start, start + length)[:, None]  # (T, 1)
    angles = t / 10_000 ** (np.arange(0, dim, 2) / dim)  # (T, D/2)
    P = np.empty((length, dim))
    P[:, 0::2], P[:, 1::2] = np.sin(angles), np.cos(angles)
    return P


class SinusoidalPositions(Module):
    """Adds fixed sinusoids, of any number of positions: y_t = x_t + P_t.

    x: (N, T, D) -> y: (N, T, D). Nothing is learned.

    ValueError: a dim that is not even, or below 2; vectors of another width.
    """

    def __init__(self, dim: int):
        self.dim = check_even(dim)

    def __call__(self, x: Array, start: int = 0) -> tuple[Array, Backward]:
        """start  the position of the first vector: how many came before it"""
        _check_width(x, self.dim)
        P = sinusoids(x.shape[1], self.dim, start=start)
        return x + P.astype(x.dtype), lambda dy: dy


class LearnedPositions(Module):
    """Adds a learned vector for each position: y_t = x_t + P_t, as GPT and BERT do.

    x: (N, T, D) -> y: (N, T, D). P (C, D) starts small, N(0, .02); there is nothing
    for positions from C, the context, on.

    ValueError: sizes below 1; vectors of another width, or at positions from C on.
    """

    def __init__(self, context: int, dim: int, *, rng: np.random.Generator):
        context, dim = check_size(context, "context"), check_size(dim, "dim")
        self.P = Parameter(normal(rng, context, dim, scale=0.02))  # (C, D)

    def __call__(self, x: Array, start: int = 0) -> tuple[Array, Backward]:
        """start  the position of the first vector: how many came before it"""
        context, dim = self.P.value.shape
        _check_width(x, dim)
        start = check_size(start, "start", least=0)
        end = start + x.shape[1]
        if end > context:
            raise ValueError(
                f"{end} positions are more than the context of {context} that the "
                "model has vectors for"
            )

        def backward(dy: Array) -> Array:
            dP = np.zeros_like(self.P.value)
            dP[start:end] = dy.sum(axis=0)
            self.P.add_grad(dP)
            return dy

        return x + self.P.value[start:end], backward


def check_even(dim: int) -> int:
    """The width as an int; ValueError unless sines and cosines share it evenly."""
    dim = check_size(dim, "dim", least=2)
    if dim % 2:
        raise ValueError(
            f"dim is {dim}; sinusoids come in pairs of sine and cosine, so it must be "
            "even"
        )
    return dim


def _check_width(x: Array, dim: int) -> None:
    if x.ndim != 3 or x.shape[2] != dim:
        raise ValueError(f"vectors are (N, T, {dim}); given {x.shape}")
