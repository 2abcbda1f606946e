"""Chapter 1, exercise 7, on a deeper page: settings that find synonyms."""

from typing import Any

import numpy as np

from dlnlp.chapters.answers import NotYet, whole_number
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.datasets import ToyWorld, toy_world
from dlnlp.language import _
from dlnlp.text import Vocabulary
from dlnlp.vectors import Embeddings, cooccurrence, ppmi, svd_vectors

WIDEST, MOST_DIMENSIONS, ENOUGH = 100, 15, 0.95


def check_settings(window: Any, dim: Any) -> Verdict:
    """Exercise 7. Find 95 % of the toy world's synonyms in at most 15 dimensions."""

    def few() -> bool:
        width, dimensions = whole_number("window", window), whole_number("dim", dim)
        if width > WIDEST or dimensions > MOST_DIMENSIONS:
            raise NotYet(
                _("yours are {}, with a window of {}").format(dimensions, width)
            )
        return True

    def found() -> bool:
        part = first_places(whole_number("window", window), whole_number("dim", dim))
        if part < ENOUGH:
            raise NotYet(_("yours finds {:.0%} of them there").format(part))
        return True

    return grade(
        Step(
            _("at most 15 dimensions"),
            few,
            hint=_("with many dimensions it is easy; find the window that needs few"),
        ),
        Step(
            _("95 % of the synonyms have their partner in first place"),
            found,
            hint=_(
                "the figure of the toy world shows which windows rise early; "
                "move one at a time"
            ),
        ),
    )


def first_places(window: int, dim: int) -> float:
    """How many synonyms PPMI and SVD bring together, in a toy world of its own."""
    world = toy_world(5_000, rng=np.random.default_rng(7))
    vocab = Vocabulary(world.tokens)
    weighted = ppmi(cooccurrence(vocab.encode(world.tokens), len(vocab), window))
    vectors = svd_vectors(weighted, dim, rng=np.random.default_rng(0))
    return synonyms_found(Embeddings(vocab.words, vectors), world)


def synonyms_found(embeddings: Embeddings, world: ToyWorld) -> float:
    """The proportion of words whose nearest neighbour is their synonym."""
    pairs = [*world.synonyms, *((b, a) for a, b in world.synonyms)]
    return float(np.mean([embeddings.nearest(a, 1)[0][0] == b for a, b in pairs]))
