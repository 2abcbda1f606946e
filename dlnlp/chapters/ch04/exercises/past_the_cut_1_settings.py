"""Chapter 4, past the cut: settings with which a symbol is recalled past the cut."""

from typing import Any

import numpy as np

from dlnlp.chapters.answers import NotYet, positive, whole_number
from dlnlp.chapters.ch04.exercises.recall_training import recall_training
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

LAG, STEPS = 6, 4
NETWORKS, ENOUGH = 5, 3  # most of them: single networks fail at settings that are good
RIGHT = 0.9
MOST_UNITS, MOST_BATCHES, FEWEST_BATCHES = 64, 2000, 50


def check_settings(hidden: Any, lr: Any, batches: Any) -> Verdict:
    """Past the cut, exercise 1. Lag 6; only the last 4 steps are walked back."""

    def cheap() -> bool:
        units, number = whole_number("hidden", hidden), whole_number("batches", batches)
        positive("lr", lr)
        if units > MOST_UNITS or number > MOST_BATCHES:
            raise NotYet(_("{} units, {} batches").format(units, number))
        if number < FEWEST_BATCHES:
            raise NotYet(
                _("{} batches").format(number),
                _("{} batches or more").format(FEWEST_BATCHES),
            )
        return True

    def enough() -> bool:
        units, rate = whole_number("hidden", hidden), positive("lr", lr)
        right: list[float] = []
        ends: list[float] = []  # the mean loss of each network's last 50 batches
        for seed in range(NETWORKS):
            accuracy, losses = recall_training(
                LAG,
                STEPS,
                units,
                rate,
                batches=whole_number("batches", batches),
                seed=seed,
            )
            right.append(accuracy)
            ends.append(losses[1])
            failed = sum(part < RIGHT for part in right)
            if failed > NETWORKS - ENOUGH:
                told = _(", ").join(_("{:.0%} right").format(part) for part in right)
                words = _("{} of {} failed: {}").format(failed, len(right), told)
                raise NotYet(words, diagnosis(ends))
            if len(right) - failed == ENOUGH:  # the others would change nothing
                break
        return True

    return grade(
        Step(
            _("at most 64 units, at most 2,000 batches"),
            cheap,
            hint=_("more would be slower, and it is not needed"),
        ),
        Step(
            _("{} of {} networks recall 90 % of the symbols").format(ENOUGH, NETWORKS),
            enough,
        ),
    )


def diagnosis(ends: list[float]) -> str:
    """A hint from the mean losses at the end of the trainings."""
    told = _("mean losses at the end: {}; ln 4 is 1.39. ").format(
        ", ".join(f"{end:.2f}" for end in ends)
    )
    if np.median(ends) > 1.3:
        return told + _(
            "Most have learned nothing. Too large a step spoils the trace, too small "
            "a one gets nowhere in this time: try a rate five times as small or large"
        )
    return told + _("Some have begun to learn: more time, or half or twice the rate")
