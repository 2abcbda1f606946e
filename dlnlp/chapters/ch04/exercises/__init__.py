"""Chapter 4, Guessing the next word: the exercises' checkers."""

from dataclasses import replace
from typing import Any

import numpy as np

from dlnlp.chapters.ch04.exercises.chances import (
    check_perplexity,
    check_source,
    check_surprise,
)
from dlnlp.chapters.ch04.exercises.counting import check_kneser_ney
from dlnlp.chapters.ch04.exercises.time import check_step_back, check_through_time
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.datasets.sequences import recall
from dlnlp.nn.clipping import clip_grad_norm
from dlnlp.nn.embedding import Embedding
from dlnlp.nn.gradcheck import as_float64
from dlnlp.nn.init import orthogonal
from dlnlp.nn.optim import Adam
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

SYMBOLS = 4
LAG, STEPS, NETWORKS, ENOUGH = 6, 4, 5, 4  # of exercise 8


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


def check_settings(hidden: Any, lr: Any, batches: Any) -> Verdict:
    """Exercise 8. Recall a symbol 6 steps later; only the last 4 are walked back."""
    settings = (hidden, lr, batches)
    unanswered = any(setting is ... or setting is None for setting in settings)
    ends: list[float] = []  # the mean loss of each network's last 50 batches

    def cheap() -> Any:
        if unanswered:
            return None
        cheaply = hidden <= 64 and batches <= 2000
        return True if cheaply else f"{hidden} units, {batches} batches"

    def enough() -> Any:
        right: list[float] = []
        for seed in range(NETWORKS):
            accuracy, losses = recall_training(
                LAG, STEPS, hidden, lr, batches=batches, seed=seed
            )
            right.append(accuracy)
            ends.append(losses[1])
            failed = sum(share < 0.95 for share in right)
            if len(right) - failed == ENOUGH:  # the others would change nothing
                break
            if failed > NETWORKS - ENOUGH:
                return f"{failed} of {len(right)} failed: " + ", ".join(
                    f"{share:.0%} right" for share in right
                )
        return True

    verdict = grade(
        Step("at most 64 units, at most 2,000 batches", cheap, True,
             "more would be slower, and it is not needed"),
        Step(f"{ENOUGH} of {NETWORKS} networks recall 95 % of the symbols", enough,
             True, "units and batches are whole numbers, 50 batches or more; a rate "
             "is above 0"),
    )  # fmt: skip
    return replace(verdict, hint=diagnosis(ends)) if ends and not verdict else verdict


def diagnosis(ends: list[float]) -> str:
    """A hint from the mean losses at the end of the trainings."""
    told = "mean losses at the end: " + ", ".join(f"{end:.2f}" for end in ends)
    told += "; ln 4 is 1.39. "
    if np.median(ends) > 1.3:
        return told + (
            "Most have learned nothing. Too large a step spoils the trace, too small "
            "a one gets nowhere in this time: try a rate five times as small or large"
        )
    return told + "Some have begun to learn: more time, or half or twice the rate"


def recall_training(
    lag: int,
    steps: int,
    hidden: int,
    lr: float,
    *,
    batches: int = 300,
    seed: int = 0,
    frozen: bool = False,
) -> tuple[float, list[float]]:
    """Batches of 32 rows: accuracy on new rows, losses at the start and the end.

    steps   only the last so many steps of a row are walked back: one cut a row
    frozen  Wh stays as it was drawn, and everything else learns
    """
    if lr <= 0 or steps < 1 or hidden < 1 or batches < 50:
        raise ValueError(
            f"{steps} steps, {hidden} units, rate {lr}: all above 0; "
            f"{batches} batches: 50 or more"
        )
    rng = np.random.default_rng(seed)
    embedding = Embedding(2 * SYMBOLS + 1, 8, rng=rng, limit=0.1)
    rnn = RNN(8, hidden, rng=rng)
    rnn.Wh.value = orthogonal(rng, hidden, dtype=np.float64)
    # The output has a row of `hidden` numbers a symbol, as an embedding has
    output = SoftmaxOutput(Embedding(2 * SYMBOLS + 1, hidden, rng=rng, limit=0.1).W)
    layers = [as_float64(layer) for layer in (embedding, rnn, output)]
    learners = [p for layer in layers for p in layer.parameters()]
    parameters = [p for p in learners if not (frozen and p is rnn.Wh)]
    optimizer, losses = Adam(parameters, lr), []
    for _ in range(batches):
        rows = recall(rng, 32, lag, SYMBOLS)  # symbol, noise, question mark; answer
        inputs, answers = rows[:, :-1], rows[:, -1]
        cut, state = max(0, lag + 1 - steps), None
        if cut:  # read what is before the cut; its way back is dropped
            (_, state), _ = rnn(embedding(inputs[:, :cut])[0])
        xs, through_embedding = embedding(inputs[:, cut:])
        (hs, _), through_rnn = rnn(xs, state)
        loss, through_output = output(hs[:, -1], answers)
        dhs = np.zeros_like(hs)
        dhs[:, -1] = through_output()  # only the last state is asked
        through_embedding(through_rnn(dhs)[0])
        clip_grad_norm(parameters, 1.0)  # no gradient is longer than 1
        optimizer.step()  # and forgets the gradients of its parameters;
        rnn.zero_grad()  # that of a frozen Wh isn't among them
        losses.append(loss)
    rows = recall(np.random.default_rng(99), 1000, lag, SYMBOLS)
    (hs, _), _ = rnn(embedding(rows[:, :-1])[0])
    right = output.logits(hs[:, -1]).argmax(axis=1) == rows[:, -1]
    return float(right.mean()), [float(np.mean(losses[part]))
                                 for part in (slice(50), slice(-50, None))]  # fmt: skip
