"""Copying by a memory on which a network writes, and by an LSTM's state, ever longer.

    python -m experiments.copy_task [--workers N]

A neural Turing machine learns from sequences of 1 to 10 vectors, with 20 seeds, and is
asked for up to 120. LSTMs learn the same, until they copy ten vectors or their updates
are used up: one with as many parameters, and one with many more. A run is saved as soon
as it has ended, and another start goes on with those that are missing.

At most an hour and a half on one core: about half a minute for each seed of the first,
a few minutes for the small LSTM, up to twenty for the large one.
"""

import time
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from dlnlp.datasets.memory_tasks import copy_task
from dlnlp.models.ntm import NTM, answer_loss
from dlnlp.nn.clipping import clip_grad_norm
from dlnlp.nn.linear import Linear
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.module import Backward, Module
from dlnlp.nn.optim import Adam
from dlnlp.nn.schedules import warmup_cosine
from experiments.recording import save_runs
from experiments.spreading import run_missing

NAME = "copy_task"
BITS, LONGEST = 6, 10  # in training
LENGTHS, TESTED, ROWS = (10, 20, 40, 80, 120), 200, 256  # ROWS of the memory then
LOOKS = 20  # times that a training is looked at
LEARNED = 0.01  # wrong bits in a sequence of LONGEST: then it has learned to copy


@dataclass(frozen=True)
class Setting:
    """A model and its training. hidden: units; stop: end once it copies LONGEST."""

    model: str
    hidden: int
    updates: int
    batch: int
    lr: float
    seeds: int
    stop: bool = False


SETTINGS = [
    Setting("NTM", 100, 2_000, batch=8, lr=1e-2, seeds=20),
    Setting("LSTM", 48, 40_000, batch=32, lr=3e-3, seeds=3, stop=True),
    Setting("LSTM", 256, 40_000, batch=32, lr=1e-3, seeds=3, stop=True),
]


class LSTMCopier(Module):
    """An LSTM with a logit for each bit.   xs: (N, T, D) -> logits (N, T, O)"""

    def __init__(self, n_in: int, n_out: int, hidden: int, rng: np.random.Generator):
        self.layer = LSTM(n_in, hidden, rng=rng)
        self.output = Linear(hidden, n_out, rng=rng)

    def __call__(self, xs: Any) -> tuple[Any, Backward]:
        (hs, _), through_layer = self.layer(xs)
        logits, through_output = self.output(hs)
        return logits, lambda dlogits: through_layer(through_output(dlogits))[0]

    def loss(self, xs: Any, targets: Any) -> tuple[float, Backward]:
        logits, through_model = self(xs)
        loss, through_loss = answer_loss(logits, targets)
        return loss, lambda: through_model(through_loss())


def wrong(model: Any, length: int) -> Any:
    """Which bits of new sequences it gets wrong: (TESTED, length, BITS)."""
    rng = np.random.default_rng(length)  # the same for all models
    xs, targets = copy_task(rng, TESTED, length, bits=BITS)
    logits = model.predict(xs, rows=ROWS) if isinstance(model, NTM) else model(xs)[0]
    return (logits[:, -length:] > 0) != targets


def train(setting: Setting, seed: int) -> dict[str, Any]:
    """Train one model.

    course      updates, and wrong bits in a sequence of LONGEST vectors by then
    learned     updates after which there stay fewer than LEARNED; None: never
    wrong bits  of 100 bits, at each of the LENGTHS
    right       the proportion of sequences without a wrong bit, likewise
    """
    started, rng = time.process_time(), np.random.default_rng(seed)
    sizes = BITS + 1, BITS
    model: Any = (
        NTM(*sizes, hidden=setting.hidden, rng=rng)
        if setting.model == "NTM"
        else LSTMCopier(*sizes, setting.hidden, rng)
    )
    optimizer = Adam(model.parameters(), setting.lr)
    rate = warmup_cosine(setting.lr, setting.updates, 0, 0.02 * setting.lr)
    course, learned = [], None
    for update in range(1, setting.updates + 1):
        optimizer.lr = rate(update - 1)
        length = int(rng.integers(1, LONGEST, endpoint=True))
        _, backward = model.loss(*copy_task(rng, setting.batch, length, bits=BITS))
        backward()
        clip_grad_norm(optimizer.parameters, 10.0)
        optimizer.step()
        if update % max(1, setting.updates // LOOKS) == 0:
            errors = float(wrong(model, LONGEST).sum() / TESTED)
            course.append([update, round(errors, 3)])
            if errors >= LEARNED:
                learned = None
            elif learned is None:
                learned = update
                if setting.stop:
                    break
    tests = [wrong(model, length) for length in LENGTHS]
    return {
        **{name: value for name, value in asdict(setting).items() if name != "seeds"},
        "seed": seed,
        "parameters": sum(p.value.size for p in model.parameters()),
        "learned": learned,
        "wrong bits": [round(100 * float(test.mean()), 3) for test in tests],
        "right": [round(float(np.mean(~test.any(axis=(1, 2)))), 3) for test in tests],
        "seconds": round(time.process_time() - started),
        "course": course,
    }


def run(job: tuple[str, int, int]) -> dict[str, Any]:
    """The training of a model, with a number of hidden units and a seed."""
    *which, seed = job
    (setting,) = (each for each in SETTINGS if [each.model, each.hidden] == which)
    return train(setting, seed)


def main() -> None:
    jobs = [(s.model, s.hidden, seed) for s in SETTINGS for seed in range(s.seeds)]
    for runs in run_missing(NAME, ("model", "hidden", "seed"), jobs):
        save_runs(NAME, runs, bits=BITS, trained=[1, LONGEST], lengths=LENGTHS,
                  rows=ROWS, sequences=TESTED)  # fmt: skip


if __name__ == "__main__":
    main()
