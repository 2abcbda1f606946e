"""How long counting takes: a few prices, fitted to what was measured."""

from typing import Any

import numpy as np
from scipy.optimize import nnls

Run = dict[str, Any]
PRICES = (
    "a token read, on one worker",
    "a pair counted, on one worker",
    "a cell merged",
    "a start",
)


def amounts(run: Run) -> list[float]:
    """What is paid for. A tree of merges passes the cells on about log2(shards) times,
    and the workers share them; the words are read twice.
    """
    tokens, workers = run["tokens"], run["workers"]
    merged = run["cells"] * np.log2(1 + run["shards"]) / workers
    return [
        2 * tokens / workers,
        2 * run["window"] * tokens / workers,
        float(merged),
        1.0,
    ]


def fit(runs: list[Run]) -> dict[str, float]:
    """Seconds for each amount: least squares of relative errors, none below 0."""
    A = np.array([amounts(run) for run in runs])
    seconds = np.array([run["seconds"] for run in runs])
    found, _ = nnls(A / seconds[:, None], np.ones(len(runs)))
    return dict(zip(PRICES, map(float, found), strict=True))


def predict(prices: dict[str, float], run: Run) -> float:
    """Seconds that a run takes by these prices."""
    return float(np.dot(list(prices.values()), amounts(run)))
