"""How many hidden units, and with dropout or without, on a small piece of the Bible.

    python -m experiments.hidden_sizes

A quarter of an hour on one core; `OMP_NUM_THREADS=1` makes the numbers repeatable.
"""

import math
from itertools import product
from typing import Any

import numpy as np
from tqdm import tqdm

from dlnlp.datasets import world_english_bible
from dlnlp.evaluation import perplexity
from dlnlp.models.recurrent_lm import LanguageModel
from dlnlp.nn.optim import Adam
from dlnlp.text.tokenize import tokenize
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.training.batches import stream_batches
from dlnlp.training.stateful import LanguageTrainer
from experiments.recording import save

EPOCHS = {8: 60, 32: 60, 128: 20, 256: 10}  # hidden units: small ones learn slowly
RATES = (0.0, 0.5)
SEEDS = (0, 1, 2)
TRAIN, VALID, WORDS = 50_000, 10_000, 1_000


def text() -> tuple[Any, Any, int]:
    """Ids of the first words of the Bible, of those that follow, and V."""
    tokens = [
        token
        for verse in world_english_bible()
        for token in tokenize(verse)
        if token[0].isalpha()
    ][: TRAIN + VALID]
    vocab = Vocabulary(tokens[:TRAIN], max_size=WORDS, unknown="<unk>")
    ids = vocab.encode(tokens)
    return ids[:TRAIN], ids[TRAIN:], len(vocab)


def run(texts: Any, hidden: int, dropout: float, seed: int) -> dict[str, Any]:
    """Train one model; its perplexity on both texts, without dropout, per epoch."""
    train, valid, vocab_size = texts
    rng = np.random.default_rng(seed)
    model = LanguageModel(vocab_size, hidden, hidden, dropout=dropout, rng=rng)
    course: dict[str, list[float]] = {"train": [], "valid": []}

    def measure(_: object) -> None:
        """On as many words of each text; those of training from its beginning."""
        course["train"].append(round(perplexity(model, train[:VALID]), 2))
        course["valid"].append(round(perplexity(model, valid), 2))

    trainer = LanguageTrainer(model, Adam(model.parameters(), 4e-3), rng=rng, clip=1.0)
    batches = stream_batches(train, batch_size=20, steps=20)
    trainer.fit(batches, EPOCHS[hidden], progress=False, on_epoch=measure)
    numbers = sum(math.prod(p.value.shape) for p in model.parameters())
    return {"hidden": hidden, "dropout": dropout, "seed": seed,
            "parameters": numbers, **course}  # fmt: skip


def main() -> None:
    jobs = list(product(EPOCHS, RATES, SEEDS))
    texts = text()
    runs = [run(texts, *job) for job in tqdm(jobs)]
    settings = {
        "text": f"the first {TRAIN:,} words of the World English Bible",
        "validation": f"the {VALID:,} words that follow",
        "vocabulary": WORDS, "model": "LSTM, one layer, D = H",
        "optimizer": "Adam 0.004, clipped at 1", "batches": "20 x 20 words",
    }  # fmt: skip
    save("hidden_sizes", "python -m experiments.hidden_sizes",
         {"settings": settings, "runs": runs})  # fmt: skip


if __name__ == "__main__":
    main()
