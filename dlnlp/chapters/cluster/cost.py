"""How long it takes to count a corpus: four prices, three of them fitted.

T tokens, in shards, on W workers: 2 T tokens are read (once for the words, once for the
pairs), 2 window T pairs are counted, and the shards' matrices are added in a tree. The
workers share all of that. A fourth price, of a start, they pay together.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from scipy.optimize import nnls

Run = Mapping[str, Any]
PARTS = "reading tokens", "counting pairs", "adding matrices"
SHARE = 0.8  # cells grow as tokens to this power: Pennington et al. 2014, section 3.2
CELL = 12  # bytes, of a sparse matrix: a number, and its column
BLOCK = 1e9  # bytes, at most, of a block of rows
VOCAB_SIZE = 400_000  # Pennington et al. 2014, section 4.2


@dataclass(frozen=True)
class Prices:
    """Seconds for one token, one pair and one cell, on one worker; and for a start."""

    token: float
    pair: float
    cell: float
    start: float

    def parts(
        self, tokens: float, window: int, workers: int, cells: float
    ) -> dict[str, float]:
        """Seconds of each part, when the workers share them.

        cells  that are added up, in all rounds of the tree together
        """
        shared = (
            2 * tokens * self.token,
            2 * window * tokens * self.pair,
            cells * self.cell,
        )
        return {part: s / workers for part, s in zip(PARTS, shared, strict=True)}

    def seconds(self, run: Run) -> float:
        """What these prices say of a run that was measured."""
        return self.start + sum(self.parts(*_amounts(run)).values())


def fit(runs: Iterable[Run], cell: float) -> Prices:
    """Least squares of the relative errors; no price is below 0.

    cell  the price of a cell: small matrices don't tell it, so it is measured alone
    """
    runs, one = list(runs), np.eye(3)
    units = [Prices(token, pair, 0, start) for token, pair, start in one]
    A = np.array([[unit.seconds(run) for unit in units] for run in runs])
    adding = Prices(0, 0, cell, 0)
    rest = np.array([run["seconds"] - adding.seconds(run) for run in runs])
    scale = np.array([run["seconds"] for run in runs])
    (token, pair, start), _ = nnls(A / scale[:, None], rest / scale)
    return Prices(float(token), float(pair), cell, float(start))


def added_cells(
    tokens: float, shards: int, cells_of: Callable[[float], float]
) -> float:
    """The cells that are added, in all rounds: n matrices, then n / 2, down to two.

    cells_of  tokens -> the cells of their matrix
    """
    total, n = 0.0, shards
    while n > 1:
        total += n * cells_of(tokens / n)
        n = ceil(n / 2)
    return total


def calls(shards: int, blocks: int) -> int:
    """What the scheduler hands out: four calls a shard, and two for each block."""
    return shards * (4 + 2 * blocks)


@dataclass(frozen=True)
class Growing:
    """A text that goes on as texts do, so that its matrix grows, as tokens^0.8.

    first  (tokens, cells) of a text whose cells were counted
    """

    first: tuple[float, float]

    def cells(self, tokens: float) -> float:
        """Of the matrix of so many tokens; it can't be fuller than full."""
        known, cells = self.first
        return float(min(cells * (tokens / known) ** SHARE, VOCAB_SIZE**2))

    def blocks(self, tokens: float) -> int:
        """Blocks of rows, so that each fits into a worker's memory."""
        return ceil(CELL * self.cells(tokens) / BLOCK)


def _amounts(run: Run) -> tuple[float, int, int, float]:
    """The measured text says the same over and over: all its matrices are alike."""
    tokens, shards = run["tokens"], run["shards"]
    cells = added_cells(tokens, shards, lambda _: run["cells"])
    return tokens, run["window"], run["workers"], cells
