"""Chapter 3, exercise 7: settings with which skip-gram learns the whole toy world."""

from typing import Any

import numpy as np

from dlnlp.chapters.answers import NotYet, whole_number
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.datasets import toy_world
from dlnlp.language import _
from dlnlp.text import Vocabulary
from dlnlp.vectors import Accuracy, Embeddings, train_word2vec

DIMENSIONS, MOST_EPOCHS, BUDGET, ENOUGH = 50, 15, 75, 0.95


def check_settings(window: Any, epochs: Any) -> Verdict:
    """Exercise 7. 95 % of the toy world's analogies, with a small budget."""

    def settings() -> tuple[int, int]:
        return whole_number("window", window), whole_number("epochs", epochs)

    def cheap() -> bool:
        w, e = settings()
        if e > MOST_EPOCHS or w * e > BUDGET:
            raise NotYet(_("{} epochs, window · epochs {}").format(e, w * e))
        return True

    def enough() -> bool:
        found = toy_analogies(*settings())
        if found.proportion < ENOUGH:
            kinds = {kind: part.proportion for kind, part in found.sections.items()}
            told = ", ".join(f"{kind} {part:.0%}" for kind, part in kinds.items())
            hint = diagnosis(kinds["past tense"], settings()[0])
            raise NotYet(f"{found.proportion:.0%} ({told})", hint)
        return True

    return grade(
        Step(
            _("at most {} epochs, window · epochs at most {}").format(
                MOST_EPOCHS, BUDGET
            ),
            cheap,
            hint=_("more would make it easy; twice the window leaves half the epochs"),
        ),
        Step(_("95 % of the analogies come out right"), enough),
    )


def diagnosis(verbs: float, window: int) -> str:
    """Which of the two runs short, as a hint; from the share of past tense."""
    if verbs > 0.9 and window < 6:
        return _(
            "past tense comes out right. Look at sentences of the kind with the lowest "
            "share: how far from the word is what tells it from other words of its "
            "kind?"
        )
    if window < 3:
        return _(
            "all that the past tense needs stands near, and still it suffers: how far "
            "do the vectors see?"
        )
    return _(
        "the practice runs short: take more epochs and, if there is no room for them, "
        "a narrower window"
    )


def toy_analogies(window: int, epochs: int, *, seed: int = 0) -> Accuracy:
    """Skip-gram with negative sampling over the toy world, and its analogies."""
    world = toy_world(rng=np.random.default_rng(7))
    vocab = Vocabulary(world.tokens)
    trained = train_word2vec(
        vocab.encode(world.tokens),
        len(vocab),
        dim=DIMENSIONS,
        window=window,
        epochs=epochs,
        rng=np.random.default_rng(seed),
    )
    embeddings = Embeddings(vocab.words, trained.W_in)
    return embeddings.evaluate_analogies(world.analogies)
