"""Heads of a memory: from what a controller computes to where they are and write."""

import numpy as np

from dlnlp.arrays import Array, check_size
from dlnlp.nn.addressing import (
    add,
    content_weights,
    erase,
    interpolate,
    sharpen,
    shift,
)
from dlnlp.nn.attention import masked_softmax
from dlnlp.nn.functional import sigmoid, softplus, tanh
from dlnlp.nn.linear import Linear
from dlnlp.nn.module import Backward, Module

GATE_BIAS = -2.0  # at the start a head stays near where it was


class MemoryHeads(Module):
    """Where K heads are next: h -> weights (Graves, Wayne & Danihelka 2014, fig. 2).

    By content, then mixed with where they were, then shifted, then sharpened. From h
    comes, for each head, its key (M numbers, tanh), the key strength β (softplus), the
    gate g (sigmoid, its bias begins at -2), the shifts (softmax over -reach … reach)
    and the sharpening γ (1 + softplus).

    n_in   H, the width of h
    width  M, the numbers in a row of the memory
    heads  K
    reach  by how many rows a head can move in one step

    ValueError: sizes below 1, a reach below 0; shifts wider than the memory.
    """

    def __init__(
        self,
        n_in: int,
        width: int,
        heads: int,
        *,
        rng: np.random.Generator,
        reach: int = 1,
    ):
        self.width, self.heads = check_size(width, "width"), check_size(heads, "heads")
        self.shifts = 2 * check_size(reach, "reach", least=0) + 1  # S
        numbers = self.width + self.shifts + 3
        self.linear = Linear(n_in, self.heads * numbers, rng=rng)
        self.linear.b.value.reshape(self.heads, numbers)[:, -2] = GATE_BIAS

    def __call__(
        self, h: Array, memory: Array, before: Array
    ) -> tuple[Array, Backward]:
        """h (N, H), memory (N, R, M), weights before (N, K, R) -> weights (N, K, R)."""
        M, S = self.width, self.shifts
        flat, through_linear = self.linear(h)
        a = flat.reshape(len(h), self.heads, -1)  # (N, K, M + S + 3)
        keys, through_tanh = tanh(a[..., :M])
        steps, through_steps = masked_softmax(a[..., M : M + S])
        beta, through_beta = softplus(a[..., -3:-2])
        gate = sigmoid(a[..., -2:-1])
        excess, through_excess = softplus(a[..., -1:])

        found, through_content = content_weights(memory, keys, beta)
        mixed, through_mix = interpolate(found, before, gate)
        shifted, through_shift = shift(mixed, steps)
        weights, through_sharpen = sharpen(shifted, 1 + excess)

        def backward(dweights: Array) -> tuple[Array, Array, Array]:
            dshifted, dgamma = through_sharpen(dweights)
            dmixed, dsteps = through_shift(dshifted)
            dfound, dbefore, dgate = through_mix(dmixed)
            dmemory, dkeys, dbeta = through_content(dfound)
            da = np.empty_like(a)
            da[..., :M] = through_tanh(dkeys)
            da[..., M : M + S] = through_steps(dsteps)
            da[..., -3:-2] = through_beta(dbeta)
            da[..., -2:-1] = dgate * gate * (1 - gate)
            da[..., -1:] = through_excess(dgamma)
            return through_linear(da.reshape(flat.shape)), dmemory, dbefore

        return weights, backward


class MemoryWriter(Module):
    """What K heads write: first all erase, then all add (eq. 3 and 4).

    From h comes, for each head, an erase vector (sigmoid) and an add vector (tanh), of
    M numbers each.

    ValueError: sizes below 1.
    """

    def __init__(self, n_in: int, width: int, heads: int, *, rng: np.random.Generator):
        self.width, self.heads = check_size(width, "width"), check_size(heads, "heads")
        self.linear = Linear(n_in, 2 * self.heads * self.width, rng=rng)

    def __call__(
        self, h: Array, memory: Array, weights: Array
    ) -> tuple[Array, Backward]:
        """h (N, H), memory (N, R, M), weights (N, K, R) -> memory (N, R, M)."""
        flat, through_linear = self.linear(h)
        a = flat.reshape(len(h), 2, self.heads, self.width)  # (N, 2, K, M)
        wiped = sigmoid(a[:, 0])
        added, through_tanh = tanh(a[:, 1])
        erased, through_erase = erase(memory, weights, wiped)
        after, through_add = add(erased, weights, added)

        def backward(dafter: Array) -> tuple[Array, Array, Array]:
            derased, by_add, dadded = through_add(dafter)
            dmemory, by_erase, dwiped = through_erase(derased)
            da = np.empty_like(a)
            da[:, 0] = dwiped * wiped * (1 - wiped)
            da[:, 1] = through_tanh(dadded)
            dh = through_linear(da.reshape(flat.shape))
            return dh, dmemory, by_add + by_erase

        return after, backward
