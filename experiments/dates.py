"""Dates into one form, letter by letter, with and without attention.

    python -m experiments.dates [--workers N]  all, about an hour on one core
    python -m experiments.dates reversed       of one variant: this is without attention

The task is that of Saito 2018, chapter 8: "september 27, 1994" becomes "1994-09-27";
45,000 to learn from, 5,000 to test with (of which 28 % stand in both, as its data are).
All questions are read backwards, as there. The learning rate begins at twice the book's
0.001 and falls to 0: at a constant 0.001 a few dates in a thousand stay wrong. A run
ends when all tests are right, at the latest after 5 epochs. Writes
experiments/results/dates.json after each run, and goes on from there; remove the file
to begin anew:

    settings  {"hidden": 256, "epochs": 5, "lr": 0.002, "falling": true, …}
    tests     {"all": 5,000, "unseen": how many of them are not in the training part}
    runs      [{"variant": "attention + reversed" or "reversed", "seed", "parameters",
                "seconds", "exact": proportion of the tests right at the end,
                "unseen": the same of those that are not in the training part,
                "curve": [{"loss", "exact", "letters"} of each epoch],
                "mistakes": [{"question", "answer", "written"}], the first ten}]

All answers are written by the model alone: it runs freely. `letters` are proportions
right of each of the ten letters.
"""

from dataclasses import asdict
from functools import cache
from typing import Any

from dlnlp.datasets import dlfs2
from dlnlp.models import Seq2Seq
from experiments.pairs import Setting, Task, train
from experiments.recording import save_runs
from experiments.spreading import run_missing

NAME = "dates"
SETTING = Setting(hidden=256, epochs=8, lr=0.003, falling=True)
JOBS = [
    *(("attention + reversed", seed) for seed in (0, 1, 2)),
    *(("reversed", seed) for seed in (0, 1, 2)),
]
MISTAKES = 10  # that are recorded


@cache
def tests() -> tuple[Task, list[bool]]:
    """The task, and which of its tests are not in the training part."""
    learned, test = dlfs2("date")
    known = set(learned)
    return Task(learned, test), [pair not in known for pair in test]


def details(task: Task, unseen: list[bool], model: Seq2Seq) -> dict[str, Any]:
    """How many of the unseen tests are right, and what is written wrongly."""
    questions, answers = task.test
    written = task.answers(model)
    right = (written == answers[:, 1:]).all(axis=1)

    def text(ids: Any) -> str:
        return "".join(task.vocab.decode(ids)).strip()

    return {
        "unseen": round(float(right[unseen].mean()), 4),
        "mistakes": [
            {
                "question": text(questions[n]),
                "answer": text(answers[n, 1:]),
                "written": text(written[n]),
            }
            for n in (~right).nonzero()[0][:MISTAKES]
        ],
    }


def run(job: tuple[str, int]) -> dict[str, Any]:
    """One training."""
    variant, seed = job
    task, unseen = tests()
    model, found = train(task, variant, SETTING, seed)
    return found | details(task, unseen, model)


def main() -> None:
    for runs in run_missing(NAME, ("variant", "seed"), JOBS):
        _, unseen = tests()
        count = {"all": len(unseen), "unseen": sum(unseen)}
        save_runs(NAME, runs, settings=asdict(SETTING), tests=count)


if __name__ == "__main__":
    main()
