"""What a network recalls that its gradient never reached: a bet of chapter 4.

    python -m experiments.recall_past_the_cut

About a minute on one core. The networks are those of chapter 4's page "Can a network
learn what its gradient doesn't see?", trained by the function that it shows.
"""

from typing import Any

from tqdm import tqdm

from dlnlp.chapters.ch04.exercises import recall_training
from experiments.recording import save

HIDDEN, SEEDS = 48, tuple(range(10))
LAGS, STEPS = (1, 2, 3, 4, 5, 6, 8, 12), (2, 4, 8, 16)
LARGE = {"lr": 0.02, "batches": 300, "frozen": False}
SMALL = {"lr": 0.0025, "batches": 2000}

# Each is trained once a seed: by how many steps are walked back; and on the question
# what Wh has to do with it, with 4 steps and Wh free or frozen.
RUNS: list[dict[str, Any]] = [
    *({"lag": lag, "steps": steps, **LARGE} for steps in STEPS for lag in LAGS),
    *({"lag": lag, "steps": 4, **LARGE, "frozen": True} for lag in (4, 6)),
    *({"lag": 6, "steps": 4, **SMALL, "frozen": frozen} for frozen in (False, True)),
]


def accuracies(run: dict[str, Any]) -> list[float]:
    """The proportion of new rows answered rightly, a network a seed."""
    return [recall_training(hidden=HIDDEN, seed=seed, **run)[0] for seed in SEEDS]


def main() -> None:
    runs = [{**run, "accuracy": accuracies(run)} for run in tqdm(RUNS)]
    save("recall_past_the_cut", {"hidden": HIDDEN, "runs": runs}, seeds=SEEDS)


if __name__ == "__main__":
    main()
