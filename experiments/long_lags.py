"""How far back the recurrent cells learn to remember: the recall task at growing lags.

    python -m experiments.long_lags
    python -m experiments.long_lags --workers 8        (see experiments/spreading.py)

About half an hour on one core. Writes experiments/results/long_lags.json after each
run, and goes on from there; remove the file to begin anew.

There are two contests. In the first the output has a row for each of the nine words, as
a language model has, so that a network first learns which of them are ever right. In
the second, `few`, it has a row for each of the four symbols alone.

The runs of one lag also record what they look like on the way: how much of the gradient
reaches the symbol before any learning and after a few batches, and where there are
gates what becomes of the lane, and of the tanh behind it.
"""

import argparse
import time
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from itertools import product
from typing import Any

import numpy as np

from dlnlp.datasets.synthetic_sequences import recall
from dlnlp.nn.clipping import clip_grad_norm
from dlnlp.nn.embedding import Embedding
from dlnlp.nn.functional import sigmoid
from dlnlp.nn.gru import GRU
from dlnlp.nn.init import orthogonal, zeros
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.module import Module, Parameter
from dlnlp.nn.optim import Adam
from dlnlp.nn.recurrent import RNN, Recurrent, State
from dlnlp.nn.softmax_output import SoftmaxOutput
from experiments.recording import save, saved_runs
from experiments.spreading import add_options, spread

NAME = "long_lags"
LAGS, FEW_LAGS = (5, 10, 20, 40, 80), (10, 20, 40)
SEEDS = tuple(range(9))
SYMBOLS, DIM, HIDDEN, BATCH, STEPS, RATE = 4, 16, 32, 32, 1000, 0.01
WORDS = SYMBOLS + 5  # four distractors and the question mark
Job = tuple[str, int, int, int]  # cell, lag, seed, outputs
TESTED, ENOUGH = 512, 0.995  # sequences; the accuracy that ends a run
LOOKS = (0, 10, 20, 50)  # batches after which the backward pass is looked at
LOOK_LAG = 20  # in these runs alone


def rotating(n_in: int, n_hidden: int, *, rng: np.random.Generator) -> RNN:
    """A plain network whose Wh makes no vector longer or shorter at the start."""
    cell = RNN(n_in, n_hidden, rng=rng)
    cell.Wh.value = orthogonal(rng, n_hidden)
    return cell


class WithoutTanh(LSTM):
    """An LSTM that shows its cell as it is: h = o * c, in place of o * tanh(c)."""

    def step(self, x_proj: Any, h_proj: Any, state: State) -> tuple[State, Any]:
        H = state[0].shape[1]
        block = slice(2 * H, 3 * H)  # of the output gate
        o = sigmoid((x_proj + h_proj)[:, block])
        (_, c), to_cell = super().step(x_proj, h_proj, state)

        def backward(dstate: State) -> tuple[Any, Any, Any]:
            dh, dc = dstate
            da, _, carried = to_cell((0 * dh, dc + dh * o))
            da[:, block] = dh * c * o * (1 - o)
            return da, da, carried

        return (o * c, c), backward


CELLS: dict[str, Callable[..., Recurrent]] = {
    "RNN": RNN,
    "RNN, orthogonal": rotating,
    "GRU": GRU,
    "LSTM, bias 1": LSTM,
    "LSTM, bias 2": partial(LSTM, forget_bias=2.0),
    "LSTM, bias 5": partial(LSTM, forget_bias=5.0),
    "LSTM 1, no tanh": WithoutTanh,
}
FEW_CELLS = ("RNN", "GRU", "LSTM, bias 1", "LSTM, bias 5", "LSTM 1, no tanh")


class Rememberer(Module):
    """Reads a sequence and is asked at its end, once. rows: (N, lag + 2)

    outputs  how many words the answer is chosen from, the symbols first
    """

    def __init__(
        self, cell: Callable[..., Recurrent], outputs: int, rng: np.random.Generator
    ):
        self.embedding = Embedding(WORDS, DIM, rng=rng, limit=1.0)
        self.layer = cell(DIM, HIDDEN, rng=rng)
        self.output = SoftmaxOutput(Parameter(zeros(outputs, HIDDEN)))

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
        guesses = self.output.logits(hs[:, -1]).argmax(axis=1)
        return float(np.mean(guesses == rows[:, -1]))


def look(model: Rememberer, lag: int) -> dict[str, float]:
    """How the backward pass stands, on sequences that are not learned from.

    ratio  length of the gradient in the first input over that in the last
    lane   LSTM, GRU: what the gates leave of a number after the lag (median)
    open   LSTM, GRU: the same, where most is left
    alone  LSTM: the ratio, if nothing goes back by h: by the lane alone
    cell   LSTM: the size of the numbers in the cell at the end (median)
    slope  LSTM: the slope of the tanh behind them (median)
    both   LSTM: lane times slope, number by number: the largest
    """
    rng = np.random.default_rng(0)
    xs = model.embedding(recall(rng, BATCH, lag, SYMBOLS)[:, :-1])[0].astype(float)
    layer = deepcopy(model.layer)  # its gradients are nobody's
    (hs, state), backward = layer(xs)
    dhs = np.zeros_like(hs)
    dhs[:, -1] = rng.normal(size=hs[:, -1].shape)

    def ratio() -> float:
        dxs, _ = backward(dhs)
        return float(np.linalg.norm(dxs[:, 0]) / np.linalg.norm(dxs[:, -1]))

    found = {"ratio": ratio()}
    if isinstance(layer, (LSTM, GRU)):
        block = slice(HIDDEN, 2 * HIDDEN)  # the gates that keep: f of an LSTM, z
        Wx, Wh, b = (p.value[..., block] for p in (layer.Wx, layer.Wh, layer.b))
        gates = sigmoid(xs[:, 1:] @ Wx + hs[:, :-1] @ Wh + b)
        lane = gates.prod(axis=1)  # (N, H)
        found["lane"], found["open"] = np.median(lane), lane.max()
    if isinstance(layer, LSTM):
        c = state[1]  # (N, H)
        found["cell"] = np.median(np.abs(c))
        if not isinstance(layer, WithoutTanh):
            slope = 1 - np.tanh(c) ** 2
            found["slope"] = np.median(slope)
            found["both"] = (lane * slope).max()
        layer.Wh.value[:] = 0  # nothing goes back by h: the states are there already
        found["alone"] = ratio()
    return {name: float(f"{value:.3g}") for name, value in found.items()}


def run(name: str, lag: int, seed: int, outputs: int = WORDS) -> dict[str, Any]:
    """Train one cell until it answers (nearly) always, or the steps are used up."""
    started, rng = time.monotonic(), np.random.default_rng(seed)
    model = Rememberer(CELLS[name], outputs, rng)
    optimizer = Adam(model.parameters(), RATE)
    accuracy, step, looks = 0.0, 0, {}
    while step < STEPS and accuracy < ENOUGH:
        if step in LOOKS and lag == LOOK_LAG:
            looks[step] = look(model, lag)
        _, backward = model.loss(recall(rng, BATCH, lag, SYMBOLS))
        backward()
        clip_grad_norm(optimizer.parameters, 1.0)
        optimizer.step()
        step += 1
        if step % 100 == 0:
            accuracy = model.accuracy(recall(rng, TESTED, lag, SYMBOLS))
    return {"cell": name, "lag": lag, "seed": seed, "steps": step,
            "accuracy": round(accuracy, 3), "looks": looks,
            "seconds": round(time.monotonic() - started, 1)}  # fmt: skip


def run_job(job: Job) -> dict[str, Any]:
    """One training of either contest."""
    return run(*job)


def main() -> None:
    parser = argparse.ArgumentParser(prog=f"python -m experiments.{NAME}")
    add_options(parser)
    options = parser.parse_args()
    settings = {"hidden": HIDDEN, "optimizer": f"Adam {RATE}, clipped at 1",
                "steps": f"at most {STEPS} batches of {BATCH}",
                "stop": f"looked at every 100 batches, ended above {ENOUGH:.1%} right",
                "chance": 1 / SYMBOLS}  # fmt: skip
    contests = {
        "runs": list(product(CELLS, LAGS, SEEDS, [WORDS])),
        "few": list(product(FEW_CELLS, FEW_LAGS, SEEDS, [SYMBOLS])),
    }
    done: dict[Job, dict[str, Any]] = {
        (old["cell"], old["lag"], old["seed"], jobs[0][-1]): old
        for contest, jobs in contests.items()
        for old in saved_runs(NAME, contest)
    }
    left = [job for jobs in contests.values() for job in jobs if job not in done]
    for job, result in spread(run_job, left, options):
        done[job] = result
        found = {
            contest: [done[job] for job in jobs if job in done]
            for contest, jobs in contests.items()
        }
        seconds = sum(result.get("seconds", 0) for result in done.values())
        save(NAME, {"settings": settings, **found}, seeds=SEEDS, seconds=seconds)


if __name__ == "__main__":
    main()
