"""Train a recurrent network to recall a symbol that its gradient may not reach.

A page of chapter 4 and its exercise train with it, and so does an experiment.
"""

import numpy as np

from dlnlp.datasets import recall
from dlnlp.nn import (
    RNN,
    Adam,
    Embedding,
    SoftmaxOutput,
    as_float64,
    clip_grad_norm,
    orthogonal,
)

SYMBOLS = 4


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
    """Truncated BPTT: accuracy on new rows, mean losses at the start and the end.

    It learns from batches of 32 rows: a symbol, noise, a question mark; the symbol.

    steps   the backward pass goes through the last so many of a row: one cut a row
    frozen  Wh stays as it was drawn, and everything else learns

    ValueError: a number that is not above 0, or fewer than 50 batches.
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
        rows = recall(rng, 32, lag, SYMBOLS)
        inputs, answers = rows[:, :-1], rows[:, -1]
        cut, state = max(0, lag + 1 - steps), None
        if cut:  # read what is before the cut; its backward pass is dropped
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
