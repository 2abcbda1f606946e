"""Chapter 2, exercise 7: settings with which CBOW learns the toy world quickly."""

from typing import Any

import numpy as np

from dlnlp.chapters.answers import NotYet, positive, whole_number
from dlnlp.chapters.ch01.exercises.exercise_7_settings import synonyms_found
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.datasets import toy_world
from dlnlp.nn import Adam
from dlnlp.text import Vocabulary, contexts
from dlnlp.training import minibatches
from dlnlp.vectors import CBOW, Embeddings

MOST_DIMENSIONS, WIDEST, ENOUGH = 50, 10, 0.95


def check_settings(window: Any, dim: Any, lr: Any) -> Verdict:
    """Exercise 7. Find 95 % of the toy world's synonyms in three epochs."""

    def cheap() -> bool:
        width, dimensions = whole_number("window", window), whole_number("dim", dim)
        positive("lr", lr)
        if dimensions > MOST_DIMENSIONS or width > WIDEST:
            raise NotYet(f"{dimensions} dimensions, {width} words on each side")
        return True

    def enough() -> bool:
        width, dimensions = whole_number("window", window), whole_number("dim", dim)
        with np.errstate(all="ignore"):  # a learning rate may be far too large
            found, losses = toy_training(width, dimensions, positive("lr", lr))
        falls = losses[-1] < losses[0]  # also False if it is nan
        if not (falls and found[-1] >= ENOUGH):
            raise NotYet(report(found, losses), diagnosis(losses))
        return True

    return grade(
        Step("at most 50 dimensions, 10 words on each side", cheap,
             hint="more would be slower, and it is not needed"),
        Step("95 % of the synonyms are found after three epochs", enough),
    )  # fmt: skip


def report(found: list[float], losses: list[float]) -> str:
    """What three epochs of training came to."""
    course = ", ".join(f"{loss:.2f}" for loss in losses)
    parts = ", ".join(f"{part:.0%}" for part in found)
    return f"{parts} after 1, 2, 3 epochs, mean losses {course}"


def diagnosis(losses: list[float]) -> str:
    """A hint from the course of the loss."""
    first, second, third = losses
    if not third < first:
        return "the loss rises: the steps are too long"
    if third < 0.75 * second:
        return "the loss still falls fast: the steps are too short"
    return (
        "the loss has settled, and few are found. Does the window reach the clue, "
        "which stands up to four words away, without reaching far beyond it? Are there "
        "dimensions enough?"
    )


def toy_training(
    window: int, dim: int, lr: float, *, seed: int = 0
) -> tuple[list[float], list[float]]:
    """Three epochs of CBOW over the toy world, and two numbers after each of them.

    How many of the synonyms are nearest to each other, and the epoch's mean loss.
    """
    world = toy_world(2_500, rng=np.random.default_rng(7))
    rng = np.random.default_rng(seed)
    vocab = Vocabulary(world.tokens)
    pairs = contexts(vocab.encode(world.tokens), window)
    batches = minibatches(*pairs, batch_size=128)
    model = CBOW(len(vocab), dim, rng=rng)
    optimizer = Adam(model.parameters(), lr)
    found, means = [], []
    for _ in range(3):
        losses = []
        for centres, neighbours in batches(rng):
            loss, backward = model.loss(centres, neighbours)
            backward()
            optimizer.step()
            losses.append(loss)
        vectors = Embeddings(vocab.words, model.embedding.W.value)
        found.append(synonyms_found(vectors, world))
        means.append(float(np.mean(losses)))
    return found, means
