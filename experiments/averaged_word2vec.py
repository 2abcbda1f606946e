"""word2vec on parts of a corpus side by side, and the mean of what they learn.

    python -m experiments.averaged_word2vec
    python -m experiments.averaged_word2vec --workers 8   (see experiments/spreading.py)

The corpus is cut into 1, 2, 4 or 8 parts. From the same vectors, each part trains its
own; then all take the mean, and go on from there. They meet after every epoch, or only
once, at the end. A part takes fewer steps than the whole would, so each setting is also
tried with steps that are larger by as much. (To average parameters: McDonald, Hall &
Mann 2010, "Distributed training strategies for the structured perceptron".) A machine
for each part would need as long as the slowest of them: that is the gain. The cost is
in the loss on a held-out text, and in the rank correlation with people's judgements.

Some twenty minutes on one core. Writes experiments/results/averaged_word2vec.json after
each run, and goes on from there; remove the file to begin anew.
"""

import time
from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

from dlnlp.arrays import Ids
from dlnlp.datasets import similarity_pairs
from dlnlp.vectors import (
    Embeddings,
    FastSkipGram,
    WordVectors,
    held_out_loss,
    train_word2vec,
)
from experiments.recording import save_runs
from experiments.spreading import run_missing
from experiments.word_vectors import corpus

NAME = "averaged_word2vec"
SEEDS = 0, 1, 2
PARTS = 1, 2, 4, 8
EPOCHS, DIM, NEGATIVES, LR, FINAL_LR = 10, 100, 5, 0.025, 1e-4
HELD_OUT = 0.05  # of the tokens, at the end
TEST = "wordsim353"
Job = tuple[int, int, int, int]  # parts, meetings, how many times the rate, seed
JOBS: list[Job] = [
    (parts, meetings, times, seed)
    for seed, parts, meetings in product(SEEDS, PARTS, (EPOCHS, 1))
    for times in sorted({1, parts})
    if (parts, meetings) != (1, 1)  # alone, nobody is met
]


def train(
    parts: Sequence[Ids], vocab_size: int, meetings: int, lr: float, seed: int
) -> tuple[WordVectors, float]:
    """The mean of what the parts learn, and the processor's seconds for the slowest.

    lr  falls in one straight line, as it does without parts
    """
    rng = np.random.default_rng(seed)
    network = FastSkipGram(vocab_size, DIM, negatives=NEGATIVES, rng=rng)
    mean, seconds = WordVectors(network.W_in, network.W_out, []), 0.0
    rates = np.linspace(lr, FINAL_LR, meetings + 1)
    for meeting in range(meetings):
        learned, taken = [], []
        for n, ids in enumerate(parts):
            began = time.process_time()
            vectors = train_word2vec(
                ids,
                vocab_size,
                dim=DIM,
                negatives=NEGATIVES,
                epochs=EPOCHS // meetings,
                lr=rates[meeting],
                final_lr=rates[meeting + 1],
                start=mean,
                rng=np.random.default_rng([seed, meeting, n]),
            )
            taken.append(time.process_time() - began)
            learned.append(vectors)
        W_in, W_out = (
            np.mean([getattr(vectors, W) for vectors in learned], axis=0)
            for W in ("W_in", "W_out")
        )
        mean, seconds = WordVectors(W_in, W_out, []), seconds + max(taken)
    return mean, seconds


def run(job: Job) -> dict[str, Any]:
    """One training, and how good its vectors are.

    slowest    seconds of the slowest part, which is what all of them take side by side
    times      the learning rate is so many times the usual one
    held out   mean loss of a guess, in nats, on a text that nobody trained on
    wordsim353 Spearman's rank correlation with people's judgements
    """
    started, (n_parts, meetings, times, seed) = time.monotonic(), job
    vocab, ids = corpus("glosses")
    end = round((1 - HELD_OUT) * len(ids))
    parts = np.array_split(ids[:end], n_parts)
    found, slowest = train(parts, len(vocab), meetings, times * LR, seed)
    counts = np.bincount(ids[:end], minlength=len(vocab))
    loss = held_out_loss(
        found.W_in, found.W_out, ids[end:], counts, rng=np.random.default_rng(0)
    )
    agreement = Embeddings(vocab.words, found.W_in).evaluate_similarity(
        similarity_pairs(TEST)
    )
    return {
        "parts": n_parts,
        "meetings": meetings,
        "times": times,
        "seed": seed,
        "slowest": round(slowest, 1),
        "held out": round(loss, 4),
        TEST: round(float(agreement.spearman), 4),
        "seconds": round(time.monotonic() - started),
    }


def main() -> None:
    settings = {"epochs": EPOCHS, "dim": DIM, "negatives": NEGATIVES, "lr": LR}
    for runs in run_missing(NAME, ("parts", "meetings", "times", "seed"), JOBS):
        save_runs(NAME, runs, settings=settings)


if __name__ == "__main__":
    main()
