"""Sequences of which we know how well they can be guessed: a source, and a memory test.

A Markov source writes endless text whose best possible guesser is known exactly. The
recall task asks, some steps later, for a symbol that was shown once.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dlnlp.arrays import Array


class MarkovSource:
    """Writes symbols, each drawn by the `order` symbols before it and nothing else.

    P           (V, …, V), order + 1 axes: P[a, b, c] is the probability of c after a b
    stationary  (V, …, V), order axes: how often each context comes in the long run
    entropy     mean surprise, in nats a symbol, of somebody who knows P: the floor
    """

    def __init__(self, P: ArrayLike):
        """ValueError: rows that are no probabilities, zeros, axes of unequal lengths.

        Every probability must be above 0, so that every context comes back for ever.
        """
        self.P = np.array(P, dtype=float)
        self.symbols, self.order = self.P.shape[-1], self.P.ndim - 1
        if self.order < 1 or set(self.P.shape) != {self.symbols}:
            raise ValueError(
                f"P is {self.P.shape}; it must be (V, V), or (V, V, V), and so on"
            )
        if (self.P <= 0).any() or not np.allclose(self.P.sum(axis=-1), 1):
            raise ValueError(
                "each row of P, along its last axis, must be above 0 and sum to 1; "
                f"the smallest entry is {self.P.min():.3g}, the rows sum to "
                f"{self.P.sum(axis=-1).min():.3g} up to {self.P.sum(axis=-1).max():.3g}"
            )
        self.stationary = self._stationary()
        self.entropy = self.floor(self.order)

    def _stationary(self) -> Array:
        """Shares of contexts that one more symbol leaves as they are."""
        shares = np.full(self.P.shape[:-1], 1 / self.P[..., 0].size)
        for _ in range(10_000):
            # of a b c the oldest symbol, a, is forgotten: b c is the next context
            after = (shares[..., None] * self.P).sum(axis=0)
            if np.abs(after - shares).max() < 1e-15:
                break
            shares = after
        return shares

    def floor(self, seen: int) -> float:
        """Nats a symbol that remain to a perfect guesser who sees `seen` symbols back.

        0 knows only how frequent each symbol is; `order` and more is the entropy.
        ValueError: below 0.
        """
        if seen < 0:
            raise ValueError(f"seen is {seen}; it must be 0 or more")
        joint = self.stationary[..., None] * self.P  # (V, …, V): context and symbol
        while joint.ndim - 1 > seen:
            joint = joint.sum(axis=0)
        given = joint / joint.sum(axis=-1, keepdims=True)
        return float(-(joint * np.log(given)).sum())

    def sample(self, length: int, *, rng: np.random.Generator) -> NDArray[np.intp]:
        """A text (length,). Its first context is drawn by the shares of the long run.

        ValueError: shorter than 1.
        """
        if length < 1:
            raise ValueError(f"length is {length}; it must be 1 or more")
        V, contexts = self.symbols, self.stationary.size
        context = int(rng.choice(contexts, p=self.stationary.ravel()))
        upto = self.P.reshape(contexts, V).cumsum(axis=1)[:, :-1]  # (V ** order, V - 1)
        text = np.empty(length, dtype=np.intp)
        for t, roll in enumerate(rng.random(length)):
            text[t] = symbol = upto[context].searchsorted(roll, side="right")
            context = (context * V + symbol) % contexts  # the oldest one drops out
        return text


def markov_source(
    rng: np.random.Generator, symbols: int, order: int, *, evenness: float = 0.3
) -> MarkovSource:
    """A source whose rows are drawn at random (from a Dirichlet distribution).

    evenness  small: after each context one or two symbols are likely; 1: any row of
              probabilities is as good as another; large: all symbols nearly alike

    ValueError: fewer than 2 symbols, an order below 1, an evenness that isn't above 0.
    """
    if symbols < 2 or order < 1 or not evenness > 0:
        raise ValueError(
            f"{symbols} symbols, order {order}, evenness {evenness}: at least 2, "
            "at least 1, and above 0"
        )
    rows = rng.dirichlet([evenness] * symbols, size=(symbols,) * order)
    rows = np.maximum(rows, 1e-4)  # nothing is quite impossible
    return MarkovSource(rows / rows.sum(axis=-1, keepdims=True))


def recall(
    rng: np.random.Generator,
    n: int,
    lag: int,
    symbols: int = 4,
    *,
    distractors: int = 4,
) -> NDArray[np.intp]:
    """A symbol, noise, a question: which symbol was it?   (n, lag + 2)

    Each row is: the symbol; lag - 1 distractors, drawn at random; the question mark;
    and the symbol again. The question comes `lag` steps after the symbol. A model reads
    `rows[:, :-1]`, and the answer, `rows[:, -1]`, is what it should expect after the
    last of them. Who has forgotten is right once in `symbols` times.

    Ids: 0 … symbols - 1 are the symbols, then come the distractors, and the last,
    `symbols + distractors`, is the question mark. So V = symbols + distractors + 1.

    ValueError: no row, a lag below 1, fewer than 2 symbols, no distractor.
    Source: the idea is that of Hochreiter & Schmidhuber (1997), experiment 2.
    """
    if n < 1 or lag < 1 or symbols < 2 or distractors < 1:
        raise ValueError(
            f"n = {n}, lag = {lag}, {symbols} symbols, {distractors} distractors: "
            "at least 1, 1, 2 and 1"
        )
    rows = rng.integers(symbols, symbols + distractors, size=(n, lag + 2))
    rows[:, 0] = rows[:, -1] = rng.integers(symbols, size=n)
    rows[:, -2] = symbols + distractors
    return rows
