"""Chapter 4, past the cut: settings with which a symbol is recalled past the cut."""

from typing import Any

import numpy as np

from dlnlp.chapters.answers import NotYet, positive, whole_number
from dlnlp.chapters.ch04.exercises.recall_training import recall_training
from dlnlp.chapters.grading import Step, Verdict, grade

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
            raise NotYet(f"{units} units, {number} batches")
        if number < FEWEST_BATCHES:
            raise NotYet(f"{number} batches", f"{FEWEST_BATCHES} batches or more")
        return True

    def enough() -> bool:
        units, rate = whole_number("hidden", hidden), positive("lr", lr)
        right: list[float] = []
        ends: list[float] = []  # the mean loss of each network's last 50 batches
        for seed in range(NETWORKS):
            accuracy, losses = recall_training(
                LAG, STEPS, units, rate, batches=whole_number("batches", batches),
                seed=seed,
            )  # fmt: skip
            right.append(accuracy)
            ends.append(losses[1])
            failed = sum(part < RIGHT for part in right)
            if failed > NETWORKS - ENOUGH:
                told = ", ".join(f"{part:.0%} right" for part in right)
                words = f"{failed} of {len(right)} failed: {told}"
                raise NotYet(words, diagnosis(ends))
            if len(right) - failed == ENOUGH:  # the others would change nothing
                break
        return True

    return grade(
        Step("at most 64 units, at most 2,000 batches", cheap,
             hint="more would be slower, and it is not needed"),
        Step(f"{ENOUGH} of {NETWORKS} networks recall 90 % of the symbols", enough),
    )  # fmt: skip


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
