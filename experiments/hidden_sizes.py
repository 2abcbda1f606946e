"""How many hidden units, and with dropout or without, on a small piece of the Bible.

    python -m experiments.hidden_sizes [--workers N]

A quarter of an hour on one core. Writes experiments/results/hidden_sizes.json after
each run, and goes on from there; remove the file to begin anew.
"""

import time
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from dlnlp.evaluation import perplexity
from dlnlp.models.recurrent_lm import RecurrentLM
from dlnlp.nn.optim import Adam
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.training import Trainer, stream_batches
from experiments.corpora import verses
from experiments.recording import save_runs
from experiments.spreading import run_missing

NAME = "hidden_sizes"
EPOCHS = {8: 60, 32: 60, 128: 20, 256: 10}  # hidden units: small ones learn slowly
RATES = (0.0, 0.5)
SEEDS = (0, 1, 2)
TRAIN, VALID, WORDS = 50_000, 10_000, 1_000


@cache
def text() -> tuple[Any, Any, int]:
    """Ids of the first words of the Bible, of those that follow, and V."""
    words = [word for verse in verses() for word in verse][: TRAIN + VALID]
    vocab = Vocabulary(words[:TRAIN], max_size=WORDS, unknown="<unk>")
    ids = vocab.encode(words)
    return ids[:TRAIN], ids[TRAIN:], len(vocab)


def run(job: tuple[int, float, int]) -> dict[str, Any]:
    """Train one model; its perplexity on both texts, without dropout, per epoch."""
    hidden, dropout, seed = job
    train, valid, vocab_size = text()
    started, rng = time.process_time(), np.random.default_rng(seed)
    model = RecurrentLM(vocab_size, hidden, hidden, dropout=dropout, rng=rng)
    course: dict[str, list[float]] = {"train": [], "valid": []}

    def measure(_: object) -> float:
        """On as many words of each text; those of training from its beginning."""
        course["train"].append(round(perplexity(model, train[:VALID]), 2))
        course["valid"].append(round(perplexity(model, valid), 2))
        return course["valid"][-1]

    trainer = Trainer(
        model,
        Adam(model.parameters(), 4e-3),
        rng=rng,
        clip=1.0,
        monitor=measure,
        stateful=True,
    )
    batches = stream_batches(train, batch_size=20, length=20)
    trainer.fit(batches, EPOCHS[hidden], progress=False)
    numbers = sum(p.value.size for p in model.parameters())
    return {"hidden": hidden, "dropout": dropout, "seed": seed,
            "parameters": numbers, **course,
            "seconds": round(time.process_time() - started)}  # fmt: skip


def main() -> None:
    jobs = product(EPOCHS, RATES, SEEDS)
    settings = {
        "text": f"the first {TRAIN:,} words of the World English Bible",
        "validation": f"the {VALID:,} words that follow",
        "vocabulary": WORDS, "model": "LSTM, one layer, D = H",
        "optimizer": "Adam 0.004, clipped at 1", "batches": "20 x 20 words",
    }  # fmt: skip
    for runs in run_missing(NAME, ("hidden", "dropout", "seed"), jobs):
        save_runs(NAME, runs, settings=settings)


if __name__ == "__main__":
    main()
