"""Chapter 4, Guessing the next word: the exercises' checkers."""

from dataclasses import replace
from typing import Any

import numpy as np

from dlnlp.datasets.sequences import recall
from dlnlp.exercises.ch04_chances import (
    check_kneser_ney,
    check_perplexity,
    check_source,
    check_surprise,
)
from dlnlp.exercises.ch04_time import check_step_back, check_through_time
from dlnlp.exercises.grading import Step, Verdict, grade
from dlnlp.nn.embedding import Embedding
from dlnlp.nn.gradcheck import as_float64
from dlnlp.nn.optim import Adam, clip_grad_norm
from dlnlp.nn.recurrent import RNN
from dlnlp.nn.softmax_output import SoftmaxOutput

__all__ = [
    "check_kneser_ney",
    "check_perplexity",
    "check_settings",
    "check_sizes",
    "check_source",
    "check_step_back",
    "check_surprise",
    "check_through_time",
]

LAG, SYMBOLS, BATCHES = 14, 4, 300


def check_sizes(rows: Any, learned: Any, state: Any) -> Verdict:
    """Exercise 1. V = 10,000: rows of a 5-gram table; an RNN with D = H = 100."""
    V, D, H = 10_000, 100, 100
    cell = D * H + H * H + H
    return grade(
        Step("the rows of a table for order 5", lambda: rows, V**4,
             "one row for each context: how many words does it have?",
             mistakes=[(V**5, "that many cells; the last of the five words is the one "
                        "to be guessed"),
                       (4 * V, "each of the four words may be any of the V: multiply"),
                       (V, "that is order 2, with one word of context")]),
        Step("the numbers that the network learns", lambda: learned,
             V * D + cell + V * H + V,
             "the embedding, Wx, Wh, b, the output's table, and a number a word",
             mistakes=[(V * D + cell + V * H, "the output has a bias for each word"),
                       (V * D + V * H + V, "and the recurrent layer itself?"),
                       (V * D + cell + V, "the output has a vector for each word"),
                       (V * D + cell - H + V * H + V, "b has H numbers"),
                       (5 * (V * D + cell + V * H + V), "all steps share one set")]),
        Step("the numbers that it remembers of a text", lambda: state, H,
             "what does one step hand to the next?",
             mistakes=[(H * H, "that is Wh, which is the same for every text"),
                       (D, "the right number, by chance: it is H, not D")]),
    )  # fmt: skip


def check_settings(steps: Any, hidden: Any, lr: Any) -> Verdict:
    """Exercise 8. Recall a symbol 14 steps later, after 300 batches."""
    settings = (steps, hidden, lr)
    unanswered = any(setting is ... or setting is None for setting in settings)
    course: list[float] = []

    def cheap() -> Any:
        if unanswered:
            return None
        cheaply = hidden <= 64 and steps <= LAG + 1
        return True if cheaply else f"{hidden} units, {steps} steps"

    def enough() -> Any:
        accuracy, losses = recall_training(LAG, steps, hidden, lr)
        course[:] = losses
        return True if accuracy >= 0.95 else f"{accuracy:.0%} right"

    verdict = grade(
        Step(f"at most 64 units, pieces of at most {LAG + 1} steps", cheap, True,
             "more would be slower, and it is not needed"),
        Step("95 % of the symbols are recalled", enough, True,
             "steps and units are whole numbers from 1 on, a rate is above 0"),
    )  # fmt: skip
    return (
        replace(verdict, hint=diagnosis(steps, course))
        if course and not verdict
        else verdict
    )


def diagnosis(steps: int, losses: list[float]) -> str:
    """A hint from the truncation and the course of the loss."""
    told = f"mean losses of the first and the last 50 batches: {losses[0]:.2f}, "
    told += f"{losses[1]:.2f}; ln 4 is 1.39. "
    if steps <= LAG:
        return told + "Is the symbol in the same piece as the question? Count both ends"
    if losses[1] > 1.3:
        return told + "Nothing is learned: the rate is far too small, or too large"
    return told + "It has begun to learn: try another rate, smaller or larger"


def recall_training(
    lag: int,
    steps: int,
    hidden: int,
    lr: float,
    *,
    seed: int = 0,
    frozen: bool = False,
) -> tuple[float, list[float]]:
    """300 batches of 32 rows: accuracy on new rows, losses at the start and the end.

    steps   only the last so many steps of a row are walked back
    frozen  Wh stays as it was drawn, and everything else learns
    """
    if lr <= 0 or steps < 1 or hidden < 1:
        raise ValueError(f"{steps} steps, {hidden} units, rate {lr}: all above 0")
    rng = np.random.default_rng(seed)
    embedding = Embedding(2 * SYMBOLS + 1, 8, rng=rng, limit=0.1)
    rnn = RNN(8, hidden, rng=rng)
    rnn.Wh.value = np.linalg.qr(rng.normal(size=(hidden, hidden)))[0]
    output = SoftmaxOutput(Embedding(2 * SYMBOLS + 1, hidden, rng=rng, limit=0.1).W)
    layers = [as_float64(layer) for layer in (embedding, rnn, output)]
    learners = [p for layer in layers for p in layer.parameters()]
    parameters = [p for p in learners if not (frozen and p is rnn.Wh)]
    optimizer, losses = Adam(parameters, lr), []
    for _ in range(BATCHES):
        rows = recall(rng, 32, lag, SYMBOLS)
        inputs, answers = rows[:, :-1], rows[:, -1]
        cut, state = max(0, lag + 1 - steps), None
        if cut:  # read what is before the cut; its way back is dropped
            (_, state), _ = rnn(embedding(inputs[:, :cut])[0])
        xs, through_embedding = embedding(inputs[:, cut:])
        (hs, _), through_rnn = rnn(xs, state)
        loss, through_output = output(hs[:, -1], answers)
        dhs = np.zeros_like(hs)
        dhs[:, -1] = through_output()
        through_embedding(through_rnn(dhs)[0])
        clip_grad_norm(parameters, 1.0)
        optimizer.step()
        rnn.zero_grad()
        losses.append(loss)
    rows = recall(np.random.default_rng(99), 1000, lag, SYMBOLS)
    (hs, _), _ = rnn(embedding(rows[:, :-1])[0])
    right = output.scores(hs[:, -1]).argmax(axis=1) == rows[:, -1]
    return float(right.mean()), [float(np.mean(losses[part]))
                                 for part in (slice(50), slice(-50, None))]  # fmt: skip
