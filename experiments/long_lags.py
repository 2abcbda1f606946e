"""How far back the recurrent cells learn to remember: the recall task at growing lags.

    python -m experiments.long_lags

About ten minutes on one core; `OMP_NUM_THREADS=1` makes the numbers repeatable.
"""

from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

import numpy as np
from tqdm import tqdm

from dlnlp.datasets.sequences import recall
from dlnlp.nn.core import Module, Parameter
from dlnlp.nn.embedding import Embedding
from dlnlp.nn.gru import GRU
from dlnlp.nn.init import zeros
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.optim import Adam, clip_grad_norm
from dlnlp.nn.recurrent import RNN, Recurrent
from dlnlp.nn.softmax_output import SoftmaxOutput
from experiments.recording import save

CELLS: dict[str, Callable[..., Recurrent]] = {
    "RNN": RNN,
    "GRU": GRU,
    "LSTM, bias 1": LSTM,
    "LSTM, bias 5": partial(LSTM, forget_bias=5.0),
}
LAGS = (5, 10, 20, 40, 80)
SEEDS = (0, 1, 2)
SYMBOLS, DIM, HIDDEN, BATCH, STEPS, RATE = 4, 16, 32, 32, 1000, 0.01
TESTED, ENOUGH = 512, 0.995  # sequences; the share of right answers that ends a run


class Rememberer(Module):
    """Reads a sequence and is asked at its end, once. rows: (N, lag + 2)"""

    def __init__(self, cell: Callable[..., Recurrent], rng: np.random.Generator):
        V = SYMBOLS + 5  # four distractors and the question mark
        self.embedding = Embedding(V, DIM, rng=rng, limit=1.0)
        self.layer = cell(DIM, HIDDEN, rng=rng)
        self.output = SoftmaxOutput(Parameter(zeros(V, HIDDEN)))

    def loss(self, rows: Any) -> tuple[float, Callable[[], None]]:
        xs, through_embedding = self.embedding(rows[:, :-1])
        (hs, _), through_layer = self.layer(xs)
        loss, through_output = self.output(hs[:, -1], rows[:, -1])

        def backward() -> None:
            dhs = np.zeros_like(hs)
            dhs[:, -1] = through_output()
            dxs, _ = through_layer(dhs)
            through_embedding(dxs)

        return loss, backward

    def accuracy(self, rows: Any) -> float:
        (hs, _), _ = self.layer(self.embedding(rows[:, :-1])[0])
        guesses = self.output.scores(hs[:, -1]).argmax(axis=1)
        return float(np.mean(guesses == rows[:, -1]))


def run(name: str, lag: int, seed: int) -> dict[str, Any]:
    """Train one cell until it answers (nearly) always, or the steps are used up."""
    rng = np.random.default_rng(seed)
    model = Rememberer(CELLS[name], rng)
    optimizer = Adam(model.parameters(), RATE)
    accuracy, step = 0.0, 0
    while step < STEPS and accuracy < ENOUGH:
        _, backward = model.loss(recall(rng, BATCH, lag, SYMBOLS))
        backward()
        clip_grad_norm(optimizer.parameters, 1.0)
        optimizer.step()
        step += 1
        if step % 100 == 0:
            accuracy = model.accuracy(recall(rng, TESTED, lag, SYMBOLS))
    return {"cell": name, "lag": lag, "seed": seed, "steps": step,
            "accuracy": round(accuracy, 3)}  # fmt: skip


def main() -> None:
    jobs = list(product(CELLS, LAGS, SEEDS))
    settings = {"hidden": HIDDEN, "optimizer": f"Adam {RATE}, clipped at 1",
                "steps": f"at most {STEPS} batches of {BATCH}",
                "chance": 1 / SYMBOLS}  # fmt: skip
    save("long_lags", "python -m experiments.long_lags",
         {"settings": settings, "runs": [run(*job) for job in tqdm(jobs)]})  # fmt: skip


if __name__ == "__main__":
    main()
