"""Chapter 2, exercise 7: settings with which CBOW learns the toy world quickly."""

from typing import Any

import numpy as np

from dlnlp.chapters.answers import NotYet, positive, whole_number
from dlnlp.chapters.ch01.exercises.exercise_7_settings import synonyms_found
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.datasets import toy_world
from dlnlp.language import _
from dlnlp.nn import Adam
from dlnlp.text import Vocabulary, contexts
from dlnlp.training import Diverged, Trainer, minibatches
from dlnlp.vectors import CBOW, Embeddings

MOST_DIMENSIONS, WIDEST, ENOUGH = 50, 10, 0.95
TOO_LONG = _("the loss rises or has stopped falling: the steps are too long")
TOO_SHORT = _(
    "the loss is still on its way down, and the synonyms come last: the steps are "
    "too short"
)


def check_settings(window: Any, dim: Any, lr: Any) -> Verdict:
    """Exercise 7. Find 95 % of the toy world's synonyms in two epochs."""

    def cheap() -> bool:
        width, dimensions = whole_number("window", window), whole_number("dim", dim)
        positive("lr", lr)
        if dimensions > MOST_DIMENSIONS or width > WIDEST:
            raise NotYet(
                _("{} dimensions, {} words on each side").format(dimensions, width)
            )
        return True

    def enough() -> bool:
        width, dimensions = whole_number("window", window), whole_number("dim", dim)
        try:
            found, losses = toy_training(width, dimensions, positive("lr", lr))
        except Diverged as error:
            raise NotYet(_("not 95 %: {}").format(error), TOO_LONG) from None
        if not (losses[-1] < losses[0] and found[-1] >= ENOUGH):
            hint = diagnosis(width, dimensions, losses)
            raise NotYet(report(found, losses), hint)
        return True

    return grade(
        Step(
            _("at most 50 dimensions, 10 words on each side"),
            cheap,
            hint=_("more would be slower, and it is not needed"),
        ),
        Step(_("95 % of the synonyms are found after two epochs"), enough),
    )


def report(found: list[float], losses: list[float]) -> str:
    """What two epochs of training came to."""
    course = ", ".join(f"{loss:.2f}" for loss in losses)
    parts = ", ".join(f"{part:.0%}" for part in found)
    return _("{} after 1 and 2 epochs, mean losses {}").format(parts, course)


def diagnosis(window: int, dim: int, losses: list[float]) -> str:
    """What is to blame: the window, the dimensions or the length of the steps."""
    first, second = losses
    if second >= first or (second > 0.7 * first and first < 2.5):
        return TOO_LONG
    if window < 4:
        return _("does the window reach the clue, which stands up to four words away?")
    if second > 1.2:
        return TOO_SHORT if window < 8 else TOO_SHORT + _(", or the window is too wide")
    if dim < 30:
        return _(
            "the loss is low, and few are found: are there dimensions enough? "
            "A score adds up D products, and with few of them it grows slowly"
        )
    return TOO_SHORT + _(", or the window reaches too far") if window > 6 else TOO_SHORT


def toy_training(
    window: int, dim: int, lr: float, *, seed: int = 0
) -> tuple[list[float], list[float]]:
    """Two epochs of CBOW over the toy world, and two numbers after each of them.

    How many of the synonyms are nearest to each other, and the epoch's mean loss.
    """
    world = toy_world(2_500, rng=np.random.default_rng(7))
    rng = np.random.default_rng(seed)
    vocab = Vocabulary(world.tokens)
    pairs = contexts(vocab.encode(world.tokens), window)
    batches = minibatches(*pairs, batch_size=128)
    model = CBOW(len(vocab), dim, rng=rng)

    def found(_: Trainer) -> float:
        return synonyms_found(Embeddings(vocab.words, model.embedding.W.value), world)

    trainer = Trainer(model, Adam(model.parameters(), lr), rng=rng, monitor=found)
    history = trainer.fit(batches, 2, progress=False)
    return history.metrics, history.epoch_losses
