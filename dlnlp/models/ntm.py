"""A neural Turing machine: a network with a memory beside it to write on.

The controller sees the input and what the heads read a step before. It says where the
heads go, what they write, and, with what they read there, the output (Graves, Wayne &
Danihelka 2014).
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from dlnlp.arrays import Array, check_size
from dlnlp.nn.attention import weighted_sum
from dlnlp.nn.functional import tanh
from dlnlp.nn.init import normal
from dlnlp.nn.linear import Linear
from dlnlp.nn.losses import binary_cross_entropy
from dlnlp.nn.memory_heads import MemoryHeads, MemoryWriter
from dlnlp.nn.module import Backward, Module, Parameter
from dlnlp.nn.recurrent import Recurrent
from dlnlp.nn.sequential import Sequential

BLANK = 1e-6  # what a new memory holds: not 0, which no cosine could tell from nothing


class Tracks(NamedTuple):
    """What the heads of an `NTM` did, step by step; the reading ones come first."""

    weights: Array  # (N, T, K, R) where each head was
    reads: Array  # (N, T, heads that read, M) what was read
    memory: Array  # (N, T, R, M) after what was written


class Step(NamedTuple):
    """What one step hands to the next."""

    reads: Array  # (N, heads that read, M)
    weights: Array  # (N, K, R)
    memory: Array  # (N, R, M)
    state: Any  # of a controller with a memory of its own


class NTM(Module):
    """Neural Turing machine.   xs: (N, T, D) -> logits (N, T, O)

    In each step the heads read, and then others write: what is read is what the steps
    before have written. Each sequence begins with a blank memory, all heads on row 0,
    and read vectors that are learned: nothing survives from the sequence before.

    hidden       H, units of the controller
    rows         R, rows of the memory; no weight depends on it, so a call may have more
    width        M, numbers in a row
    read_heads   how many heads read, and
    write_heads  how many write
    reach        by how many rows a head can move in one step
    cell         LSTM or another recurrent layer; None is a feed-forward controller, a
                 layer of tanh units, which can remember by the memory alone

    ValueError: sizes below 1, a reach below 0; a memory narrower than the shifts.
    """

    def __init__(
        self,
        n_in: int,
        n_out: int,
        *,
        rng: np.random.Generator,
        hidden: int = 100,
        rows: int = 24,
        width: int = 16,
        read_heads: int = 1,
        write_heads: int = 1,
        reach: int = 1,
        cell: type[Recurrent] | None = None,
    ):
        self.rows, width = check_size(rows, "rows"), check_size(width, "width")
        readers = check_size(read_heads, "read_heads")
        writers = check_size(write_heads, "write_heads")
        self.n_in, hidden = check_size(n_in, "n_in"), check_size(hidden, "hidden")
        n_seen = self.n_in + readers * width
        self.first_reads = Parameter(normal(rng, readers, width, scale=0.1))
        self.controller: Any = (
            Sequential(Linear(n_seen, hidden, rng=rng), tanh)
            if cell is None
            else cell(n_seen, hidden, rng=rng)
        )
        self.heads = MemoryHeads(hidden, width, readers + writers, rng=rng, reach=reach)
        self.writer = MemoryWriter(hidden, width, writers, rng=rng)
        self.output = Linear(hidden + readers * width, n_out, rng=rng)

    def __call__(self, xs: Array, *, rows: int | None = None) -> tuple[Array, Backward]:
        """Logits (N, T, O); backward(dlogits) -> dxs.

        rows  of the memory in this call; None: as many as the model was made with

        ValueError: xs of another shape, or without a step.
        """
        features, steps, backwards = zip(*self._steps(xs, rows), strict=True)
        logits, through_output = self.output(np.stack(features, axis=1))

        def backward(dlogits: Array) -> Array:
            dfeatures, dxs = through_output(dlogits), np.empty_like(xs)
            later: Any = (*map(np.zeros_like, steps[-1][:3]), None)
            for t in reversed(range(len(backwards))):
                dxs[:, t], *later = backwards[t](dfeatures[:, t], *later)
            self.first_reads.add_grad(later[0].sum(axis=0))
            return dxs

        return logits, backward

    def loss(
        self, xs: Array, targets: Array, *, rng: np.random.Generator | None = None
    ) -> tuple[float, Backward]:
        """Negative log-likelihood of the bits of an answer, in nats a sequence.

        targets  (N, L, O) of 0 and 1: what the last L steps should give
        rng      not used, as nothing is drawn

        ValueError: targets of another shape, or other numbers than 0 and 1.
        """
        logits, through_model = self(xs)
        loss, through_loss = answer_loss(logits, targets)

        def backward(dloss: float = 1.0) -> None:
            through_model(through_loss(dloss))

        return loss, backward

    def predict(self, xs: Array, *, rows: int | None = None) -> Array:
        """Logits (N, T, O) without a way back: long sequences and memories fit in."""
        features = [features for features, _, _ in self._steps(xs, rows)]
        return self.output(np.stack(features, axis=1))[0]

    def tracks(self, xs: Array, *, rows: int | None = None) -> Tracks:
        """Where the heads were at each step, what they read, and what they left."""
        columns = zip(*(step[:3] for _, step, _ in self._steps(xs, rows)), strict=True)
        reads, weights, memory = (np.stack(column, axis=1) for column in columns)
        return Tracks(weights, reads, memory)

    def _steps(
        self, xs: Array, rows: int | None
    ) -> Iterator[tuple[Array, Step, Backward]]:
        """One step after the other: see `_step`."""
        if xs.ndim != 3 or xs.shape[2] != self.n_in or 0 in xs.shape:
            raise ValueError(
                f"xs are (N, T, {self.n_in}), N and T at least 1; given {xs.shape}"
            )
        step = self._start(len(xs), rows)
        for t in range(xs.shape[1]):
            features, step, back = self._step(xs[:, t], step)
            yield features, step, back

    def _start(self, N: int, rows: int | None) -> Step:
        R = self.rows if rows is None else check_size(rows, "rows")
        first = self.first_reads.value
        weights = np.zeros((N, self.heads.heads, R), first.dtype)
        weights[:, :, 0] = 1
        memory = np.full((N, R, first.shape[1]), BLANK, first.dtype)
        return Step(np.repeat(first[None], N, axis=0), weights, memory, None)

    def _step(self, x: Array, before: Step) -> tuple[Array, Step, Backward]:
        """One step: h and what is read, side by side (N, F); what comes next; backward.

        backward(dfeatures, *dstep) -> dx, and the gradients of the step before
        """
        N, readers = len(x), len(self.first_reads.value)
        seen = np.concatenate([x, before.reads.reshape(N, -1)], axis=1)
        h, state, through_controller = self._control(seen, before.state)
        weights, through_heads = self.heads(h, before.memory, before.weights)
        reading, writing = weights[:, :readers], weights[:, readers:]
        reads, through_read = weighted_sum(reading, before.memory)
        memory, through_write = self.writer(h, before.memory, writing)
        features = np.concatenate([h, reads.reshape(N, -1)], axis=1)

        def backward(
            dfeatures: Array,
            dreads: Array,
            dweights: Array,
            dmemory: Array,
            dstate: Any,
        ) -> tuple[Array, Array, Array, Array, Any]:
            H, D = h.shape[1], x.shape[1]
            by_write, from_write, dwriting = through_write(dmemory)
            dreads = dreads + dfeatures[:, H:].reshape(reads.shape)
            dreading, from_read = through_read(dreads)
            dweights = dweights + np.concatenate([dreading, dwriting], axis=1)
            by_heads, from_heads, dbefore = through_heads(dweights)
            dh = dfeatures[:, :H] + by_write + by_heads
            dseen, dstate = through_controller(dh, dstate)
            dreads = dseen[:, D:].reshape(reads.shape)
            dmemory = from_write + from_read + from_heads
            return dseen[:, :D], dreads, dbefore, dmemory, dstate

        return features, Step(reads, weights, memory, state), backward

    def _control(self, seen: Array, state: Any) -> tuple[Array, Any, Backward]:
        """One step of the controller, which may have a state of its own."""
        if not isinstance(self.controller, Recurrent):
            h, back = self.controller(seen)
            return h, None, lambda dh, dstate: (back(dh), None)
        (hs, state), through_time = self.controller(seen[:, None], state)

        def backward(dh: Array, dstate: Any) -> tuple[Array, Any]:
            dxs, dstate = through_time(dh[:, None], dstate)
            return dxs[:, 0], dstate

        return hs[:, 0], state, backward


def answer_loss(logits: Array, targets: Array) -> tuple[float, Backward]:
    """Binary cross-entropy of an answer, in nats a sequence; backward gives dlogits.

    logits   (N, T, O), of which the last L steps are the answer
    targets  (N, L, O) of 0 and 1

    ValueError: targets of another shape, or other numbers than 0 and 1.
    """
    N, T, _ = logits.shape
    targets = np.asarray(targets)
    if targets.ndim != 3 or not 1 <= targets.shape[1] <= T:
        raise ValueError(
            f"logits {logits.shape} want targets (N, L, O), L from 1 to T; given "
            f"{targets.shape}"
        )
    answer = slice(T - targets.shape[1], T)
    loss, through_loss = binary_cross_entropy(logits[:, answer], targets, 1 / N)

    def backward(dloss: float = 1.0) -> Array:
        dlogits = np.zeros_like(logits)
        dlogits[:, answer] = through_loss(dloss)
        return dlogits

    return loss, backward
