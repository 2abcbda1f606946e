"""Fast word2vec against gensim and PyTorch on the Penn Treebank, at equal quality.

    python -m benchmarks.word2vec

About ten minutes on two cores. It needs the Penn Treebank (downloaded, or found in the
folder that DLNLP_DATA names), gensim, PyTorch, and the learning rates that
`benchmarks.word2vec_rates` found. benchmarks/README.md explains the columns, and the
figures are kept in experiments/results/speed_word2vec.json.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from statistics import mean
from typing import Any, NamedTuple

from threadpoolctl import threadpool_limits

from benchmarks import word2vec_sides as sides
from benchmarks.measuring import (
    KERNELS,
    Row,
    compare,
    needs,
    needs_module,
    report,
    rows_of,
    send,
    take_turns,
)
from dlnlp.explore import recorded

MOST = 5  # epochs; after these gensim's best loss is what quality is measured by
ALLOWED = {"skip-gram": 0.005, "cbow": 0.01}  # by how much a loss may be above it
GOALS = {"skip-gram": 4.0, "cbow": 1.3}  # times gensim's speed with one worker
ON_CLOCK = {"skip-gram": 2.0}  # and with two


class Choice(NamedTuple):
    """How one side is trained."""

    epochs: int
    lr: float


@cache
def rates() -> list[dict[str, Any]]:
    """What `benchmarks.word2vec_rates` found."""
    rows: list[dict[str, Any]] = recorded("speed_word2vec_rates")["rows"]
    return rows


def choices(model: str, side: str) -> dict[Choice, float]:
    """What was tried, and the loss that it gave, the shortest and the best first."""
    tried = sorted(
        (row["epochs"], row["loss"], row["lr"])
        for row in rates()
        if (row["model"], row["side"]) == (model, side)
    )
    return {Choice(epochs, lr): loss for epochs, loss, lr in tried}


def longest(model: str, side: str) -> Choice:
    """The best rate for `MOST` epochs."""
    return next(c for c in choices(model, side) if c.epochs == MOST)


def shortest(model: str, side: str) -> Choice:
    """The fewest epochs, at their best rate, with a loss close to gensim's best."""
    best = choices(model, "gensim")[longest(model, "gensim")]
    tried = choices(model, side)
    close = [c for c in tried if tried[c] <= best * (1 + ALLOWED[model])]
    return close[0] if close else min(tried, key=lambda c: tried[c])


def against(
    model: str, ours: Choice, theirs: Choice, peer: str, workers: int, turns: int
) -> Row:
    """Both train from seed 0, 1, … on; their times, and their mean losses."""
    train = partial(sides.gensims, workers=workers)
    if peer == "PyTorch":
        train = sides.pytorchs
    one = [sides.ours(model, *ours, seed) for seed in range(turns)]
    two = [train(model, *theirs, seed) for seed in range(turns)]
    a, b = iter(one), iter(two)
    times = take_turns(lambda: next(a).train(), lambda: next(b).train(), turns)
    trained = {
        side: {
            "epochs": choice.epochs,
            "lr": choice.lr,
            "loss": mean(sides.loss(training, model) for training in trainings),
        }
        for side, choice, trainings in (("ours", ours, one), ("theirs", theirs, two))
    }
    above = trained["ours"]["loss"] / trained["theirs"]["loss"] - 1
    if peer == "gensim":
        peer += f", {workers} worker" + "s" * (workers > 1)
    note = "; ".join(
        f"{side}: rate {x['lr']:g}, held-out loss {x['loss']:.4f}"
        for side, x in trained.items()
    )
    what, peer = f"{model}, {ours.epochs} epochs", f"{peer}, {theirs.epochs} epochs"
    row = compare(what, peer, times)
    return replace(row, trained=trained, note=f"{note} (ours {above:+.2%})")


def judged(row: Row, goal: float, model: str, *, on_clock: bool) -> Row:
    """Reached are a ratio, and a loss that is not much above gensim's best."""
    best = choices(model, "gensim")[longest(model, "gensim")]
    ratio = (row.wall_ratio if on_clock else row.cpu_ratio) or 0
    loss = (row.trained or {})["ours"]["loss"]
    return replace(
        row,
        goal=f">= {goal:g} {'wall' if on_clock else 'x'}",
        reached=ratio >= goal and loss <= best * (1 + ALLOWED[model]),
    )


def speed(turns: int, pytorch: bool) -> Iterator[Row]:
    """Every comparison, on one BLAS thread."""
    from gensim.models.word2vec import FAST_VERSION

    if FAST_VERSION < 0:
        raise SystemExit("gensim runs without its compiled code: nothing to compare")
    with threadpool_limits(1, user_api="blas"):
        for model in sides.MODELS:
            ours, theirs = shortest(model, "dlnlp"), shortest(model, "gensim")
            long = longest(model, "dlnlp"), longest(model, "gensim")
            yield against(model, *long, "gensim", 1, turns)
            row = against(model, ours, theirs, "gensim", 1, turns)
            yield judged(row, GOALS[model], model, on_clock=False)
            row = against(model, ours, theirs, "gensim", 2, turns)
            if model in ON_CLOCK:
                row = judged(row, ON_CLOCK[model], model, on_clock=True)
            yield row
            if pytorch:
                theirs = shortest(model, "PyTorch")
                yield against(model, ours, theirs, "PyTorch", 1, turns=1)


def all_rows(arguments: list[str]) -> Iterator[Row]:
    """The rows of both kernels, each in a process of its own."""
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    for setting in KERNELS:
        part = "with PyTorch" if setting == "native" else "gensim"
        command = "benchmarks.word2vec", "--part", part, *arguments
        yield from rows_of(setting, *command, extra=one_thread)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.word2vec")
    parser.add_argument(
        "--turns", type=int, default=3, help="turns of each side (default: 3)"
    )
    parser.add_argument(
        "--part", choices=["gensim", "with PyTorch"], help=argparse.SUPPRESS
    )
    options = parser.parse_args()

    if options.part:
        for row in speed(options.turns, options.part == "with PyTorch"):
            send(row, threads=1)
        return
    needs("valid", "gensim", "gensim")
    needs_module("torch", "PyTorch")
    import gensim
    import torch

    report(
        "word2vec",
        all_rows(sys.argv[1:]),
        seeds=range(options.turns),
        turns=options.turns,
        gensim=gensim.__version__,
        pytorch=torch.__version__,
    )


if __name__ == "__main__":
    main()
