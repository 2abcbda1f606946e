"""Sequences of which we know how well they can be guessed: a source, and a memory test.

A Markov source writes endless text whose best possible guesser is known exactly. The
recall task asks, some steps later, for a symbol that was shown once.
"""

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, Ids, check_size


class MarkovSource:
    """Markov chain of any order: each symbol depends on the `order` before it alone.

    P           (V, …, V), order + 1 axes: P[a, b, c] is the probability of c after a b
    stationary  (V, …, V), order axes: the stationary distribution, how often each
                context comes in the long run
    entropy     entropy rate, in nats a symbol: the mean negative log-likelihood of
                somebody who knows P, which nobody can go below
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
        if not (self.P > 0).all() or not np.allclose(self.P.sum(axis=-1), 1):
            raise ValueError(
                "each row of P, along its last axis, must be above 0 and sum to 1; "
                f"the smallest entry is {self.P.min():.3g}, the rows sum to "
                f"{self.P.sum(axis=-1).min():.3g} up to {self.P.sum(axis=-1).max():.3g}"
            )
        self.stationary = self._stationary()
        self.entropy = self.conditional_entropy(self.order)

    def _stationary(self) -> Array:
        """The probabilities of contexts that one more symbol leaves as they are."""
        now = np.full(self.P.shape[:-1], 1 / self.P[..., 0].size)
        for _ in range(10_000):
            # of a b c the oldest symbol, a, is forgotten: b c is the next context
            after = (now[..., None] * self.P).sum(axis=0)
            if np.abs(after - now).max() < 1e-15:
                break
            now = after
        return now

    def conditional_entropy(self, seen: int) -> float:
        """Conditional entropy of a symbol given the `seen` before it, in nats.

        It is the mean negative log-likelihood of a perfect guesser who sees so many
        symbols back. 0 knows only how frequent each symbol is; `order` and more is the
        entropy rate. ValueError: below 0.
        """
        seen = check_size(seen, "seen", least=0)
        joint = self.stationary[..., None] * self.P  # (V, …, V): context and symbol
        while joint.ndim - 1 > seen:
            joint = joint.sum(axis=0)
        given = joint / joint.sum(axis=-1, keepdims=True)
        return float(-(joint * np.log(given)).sum())

    def sample(self, length: int, *, rng: np.random.Generator) -> Ids:
        """A text (length,). Its first context comes from the stationary distribution.

        ValueError: shorter than 1.
        """
        length = check_size(length, "length")
        V, contexts = self.symbols, self.stationary.size
        context = int(rng.choice(contexts, p=self.stationary.ravel()))
        upto = self.P.reshape(contexts, V).cumsum(axis=1)[:, :-1]  # (V ** order, V - 1)
        text = np.empty(length, dtype=np.intp)
        for t, roll in enumerate(rng.random(length)):
            text[t] = symbol = upto[context].searchsorted(roll, side="right")
            context = (context * V + symbol) % contexts  # the oldest one drops out
        return text


def markov_source(
    rng: np.random.Generator, symbols: int, order: int, *, concentration: float = 0.3
) -> MarkovSource:
    """A Markov source whose rows are drawn from a symmetric Dirichlet distribution.

    concentration  small: after each context one or two symbols are likely; 1: any row
                   of probabilities is as good as another; large: all symbols nearly
                   alike

    ValueError: fewer than 2 symbols, an order below 1, a concentration not above 0.
    """
    symbols = check_size(symbols, "symbols", least=2)
    order = check_size(order, "order")
    if not 0 < concentration < np.inf:
        raise ValueError(f"concentration is {concentration}; it must be above 0")
    rows = rng.dirichlet([concentration] * symbols, size=(symbols,) * order)
    rows = np.maximum(rows, 1e-4)  # nothing is quite impossible
    return MarkovSource(rows / rows.sum(axis=-1, keepdims=True))


def recall(
    rng: np.random.Generator,
    n: int,
    lag: int,
    symbols: int = 4,
    *,
    distractors: int = 4,
) -> Ids:
    """Recall task: a symbol, noise, a question: which symbol was it?   (n, lag + 2)

    Each row is: the symbol; lag - 1 distractors, drawn at random; the question mark;
    and the symbol again. The question comes `lag` steps after the symbol. A model reads
    `rows[:, :-1]`, and the answer, `rows[:, -1]`, is what it should expect after the
    last of them. Who has forgotten is right once in `symbols` times.

    Ids: 0 … symbols - 1 are the symbols, then come the distractors, and the last,
    `symbols + distractors`, is the question mark. So V = symbols + distractors + 1.

    ValueError: no row, a lag below 1, fewer than 2 symbols, no distractor.
    Source: the idea is that of Hochreiter & Schmidhuber (1997), experiment 2.
    """
    n, lag = check_size(n, "n"), check_size(lag, "lag")
    symbols = check_size(symbols, "symbols", least=2)
    distractors = check_size(distractors, "distractors")
    rows = rng.integers(symbols, symbols + distractors, size=(n, lag + 2))
    rows[:, 0] = rows[:, -1] = rng.integers(symbols, size=n)
    rows[:, -2] = symbols + distractors
    return rows
