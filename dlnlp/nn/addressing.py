"""Addressing a memory: by content, by place, and what is then read and written.

The five steps by which a neural Turing machine finds its place, and its two ways to
write (Graves, Wayne & Danihelka 2014, sections 3.1 to 3.3). Each is a layer without
parameters: a call returns its output and its backward pass.

A memory has R rows of width M, and there are K heads. A head's weights say how much of
its attention each row gets: (R,) numbers of 0 or more that sum to 1. Any axes may stand
before these, such as N for a batch.
"""

from functools import cache
from typing import Any

import numpy as np

from dlnlp.arrays import Array, Ids
from dlnlp.nn.attention import masked_softmax
from dlnlp.nn.module import Backward

UNDER_THE_ROOT = 1e-8  # so that a row of zeros has a cosine, of 0
NEAR_ZERO = 1e-12  # so that a weight of 0 has a logarithm


def cosine_similarity(memory: Array, keys: Array) -> tuple[Array, Backward]:
    """Cosine of each key and each row: k · m / (|k| |m|) (eq. 6).

    memory (…, R, M), keys (…, K, M) -> (…, K, R), between -1 and 1. Under the root of
    each length stands 1e-8 more, so that the cosine with a row of zeros is 0.

    ValueError: keys that are not as wide as the memory; a memory without rows.

    >>> memory = np.array([[1.0, 0.0], [0.0, 2.0]])
    >>> cosine_similarity(memory, np.array([[0.0, 5.0]]))[0].round(3).tolist()
    [[0.0, 1.0]]
    """
    if memory.shape[-2] == 0 or memory.shape[-1] != keys.shape[-1]:
        raise ValueError(
            f"a memory of R x M numbers, R at least 1, is compared with keys of M "
            f"numbers; given {memory.shape} and {keys.shape}"
        )
    of_key, of_row = _length(keys), _length(memory)  # (…, K, 1), (…, R, 1)
    k, m = keys / of_key, memory / of_row  # of length 1, or a little less
    cosine = k @ m.swapaxes(-1, -2)

    def backward(dcosine: Array) -> tuple[Array, Array]:
        # What would lengthen a vector changes no cosine: that part is taken off
        along = dcosine * cosine
        dk = dcosine @ m - k * along.sum(axis=-1)[..., None]
        dm = dcosine.swapaxes(-1, -2) @ k - m * along.sum(axis=-2)[..., None]
        return dm / of_row, dk / of_key

    return cosine, backward


def content_weights(memory: Array, keys: Array, beta: Array) -> tuple[Array, Backward]:
    """Content addressing: softmax(β cosine(key, row)), over the rows (eq. 5).

    memory (…, R, M), keys (…, K, M), beta (…, K, 1) -> weights (…, K, R). The key
    strength β says how sharply: 0 gives all rows the same weight.

    ValueError: as for `cosine_similarity`.
    """
    cosine, through_cosine = cosine_similarity(memory, keys)
    weights, through_softmax = masked_softmax(beta * cosine)

    def backward(dweights: Array) -> tuple[Array, Array, Array]:
        dscores = through_softmax(dweights)
        dbeta: Array = (dscores * cosine).sum(axis=-1, keepdims=True)
        return *through_cosine(dscores * beta), dbeta

    return weights, backward


def interpolate(content: Array, before: Array, gate: Array) -> tuple[Array, Backward]:
    """Interpolation: g w_content + (1 - g) w_before (eq. 7).

    content, before (…, R), gate (…, 1) between 0 and 1 -> (…, R). A gate of 0 stays
    where the head was; a gate of 1 goes where the content is.

    >>> gate = np.array([0.25])
    >>> interpolate(np.array([1.0, 0.0]), np.array([0.0, 1.0]), gate)[0].tolist()
    [0.25, 0.75]
    """
    weights = before + gate * (content - before)

    def backward(dweights: Array) -> tuple[Array, Array, Array]:
        dcontent = gate * dweights
        dgate: Array = ((content - before) * dweights).sum(axis=-1, keepdims=True)
        return dcontent, dweights - dcontent, dgate

    return weights, backward


def shift(weights: Array, steps: Array) -> tuple[Array, Backward]:
    """Circular shift: each weight moves on by so many rows, round the end (eq. 8).

    weights (…, R), steps (…, S) -> (…, R). S is odd, and for S = 3 the three numbers
    say how much moves by -1, 0 and +1; they are 0 or more and sum to 1. It is a
    circular convolution: w'_i = sum over o of s_o w_{i-o}.

    ValueError: an even S; a shift wider than the memory: S above R.

    >>> one_on = np.array([0.0, 0.0, 1.0])
    >>> shift(np.array([0.0, 0.25, 0.75]), one_on)[0].tolist()
    [0.75, 0.0, 0.25]
    """
    R, S = weights.shape[-1], steps.shape[-1]
    if S % 2 == 0 or S > R:
        raise ValueError(
            f"{S} shifts of a memory with {R} rows; they must be an odd number, from "
            f"-n over 0 to n, and no more than the rows"
        )
    came_from, goes_to = _neighbours(R, S)
    moved = weights[..., came_from]  # (…, R, S)
    shifted: Array = (moved @ steps[..., None])[..., 0]

    def backward(dshifted: Array) -> tuple[Array, Array]:
        dweights = (dshifted[..., goes_to] @ steps[..., None])[..., 0]
        dsteps = (dshifted[..., None, :] @ moved)[..., 0, :]
        return dweights, dsteps

    return shifted, backward


def sharpen(weights: Array, gamma: Array) -> tuple[Array, Backward]:
    """Sharpening: w^γ, divided by their sum, against the blur of shifts (eq. 9).

    weights (…, R), gamma (…, 1) -> (…, R). γ is 1 or more; 1 changes nothing.

    Computed as softmax(γ log(w + 1e-12)): the powers of small weights would all become
    0, and their sum too.

    ValueError: γ below 1.

    >>> sharpen(np.array([0.25, 0.75]), np.array([2.0]))[0].round(3).tolist()
    [0.1, 0.9]
    """
    if gamma.min() < 1:
        raise ValueError(f"γ is {gamma.min():.3g}; sharpening takes 1 or more")
    above = weights + NEAR_ZERO
    logs = np.log(above)
    sharp, through_softmax = masked_softmax(gamma * logs)

    def backward(dsharp: Array) -> tuple[Array, Array]:
        dscores = through_softmax(dsharp)
        dgamma: Array = (dscores * logs).sum(axis=-1, keepdims=True)
        return dscores * gamma / above, dgamma

    return sharp, backward


def erase(memory: Array, weights: Array, vectors: Array) -> tuple[Array, Backward]:
    """Erasing: each row m becomes m * (1 - w e), for one head after the other (eq. 3).

    memory (…, R, M), weights (…, K, R), vectors (…, K, M) between 0 and 1: how much of
    each column is wiped out where the head is. The order of heads has no effect.

    ValueError: an erase vector outside 0 … 1.

    >>> memory, here = np.ones((2, 3)), np.array([[0.0, 1.0]])
    >>> erase(memory, here, np.array([[1.0, 0.5, 0.0]]))[0].tolist()
    [[1.0, 1.0, 1.0], [0.0, 0.5, 1.0]]
    """
    if vectors.min() < 0 or vectors.max() > 1:
        raise ValueError(
            "erase vectors must lie between 0 and 1; given from "
            f"{vectors.min():.3g} to {vectors.max():.3g}"
        )
    heads: list[Any] = []
    for k in range(weights.shape[-2]):
        w, e = (
            weights[..., k, :, None],
            vectors[..., k, None, :],
        )  # (…, R, 1), (…, 1, M)
        kept = 1 - w * e  # (…, R, M)
        heads.append((memory, w, e, kept))
        memory = memory * kept

    def backward(dmemory: Array) -> tuple[Array, Array, Array]:
        dweights, dvectors = np.empty_like(weights), np.empty_like(vectors)
        for k, (before, w, e, kept) in reversed([*enumerate(heads)]):
            derased = -dmemory * before
            dweights[..., k, :] = (derased * e).sum(axis=-1)
            dvectors[..., k, :] = (derased * w).sum(axis=-2)
            dmemory = dmemory * kept
        return dmemory, dweights, dvectors

    return memory, backward


def add(memory: Array, weights: Array, vectors: Array) -> tuple[Array, Backward]:
    """Adding: each row m becomes m + w a, for all heads (eq. 4).

    memory (…, R, M), weights (…, K, R), vectors (…, K, M) -> memory (…, R, M)

    >>> memory, here = np.ones((2, 3)), np.array([[0.0, 1.0]])
    >>> add(memory, here, np.array([[1.0, 0.5, 0.0]]))[0].tolist()
    [[1.0, 1.0, 1.0], [2.0, 1.5, 1.0]]
    """
    after = memory + weights.swapaxes(-1, -2) @ vectors

    def backward(dafter: Array) -> tuple[Array, Array, Array]:
        dweights = vectors @ dafter.swapaxes(-1, -2)
        return dafter, dweights, weights @ dafter

    return after, backward


def _length(vectors: Array) -> Array:
    squares: Array = np.square(vectors).sum(axis=-1, keepdims=True)
    return np.sqrt(squares + UNDER_THE_ROOT)


@cache
def _neighbours(R: int, S: int) -> tuple[Ids, Ids]:
    """For each row and shift: from which row a weight comes, and to which it goes."""
    row, step = np.arange(R)[:, None], np.arange(S) - S // 2
    return (row - step) % R, (row + step) % R
