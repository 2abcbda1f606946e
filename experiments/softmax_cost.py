"""What a guess costs when the vocabulary grows: full softmax, negative sampling."""

import time
from statistics import median
from typing import Any

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits
from tqdm import tqdm

from dlnlp.nn.optim import SGD
from dlnlp.vectors.negative_sampling import NegativeSampling
from dlnlp.vectors.word2vec import CBOW, FullSoftmax

BATCH, DIM, WINDOW, NEGATIVES = 128, 100, 5, 5
SIZES = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)


def step_time(V: int, kind: str, repeats: int) -> float:
    """Median seconds of a whole step of CBOW: forward pass, backward pass, update."""
    rng = np.random.default_rng(0)
    counts = 1 + 1e6 / np.arange(1, V + 1)  # Zipf
    output = (
        FullSoftmax(V, DIM, rng=rng)
        if kind == "full softmax"
        else NegativeSampling(counts, DIM, negatives=NEGATIVES)
    )
    model = CBOW(V, DIM, rng=rng, output=output)
    optimizer = SGD(model.parameters(), 0.1)
    p = counts / counts.sum()
    seconds = []
    for _ in range(repeats + 2):
        text = rng.choice(V, p=p, size=(BATCH, 1 + 2 * WINDOW))
        start = time.perf_counter()
        _, backward = model.loss(text[:, 0], text[:, 1:], rng=rng)
        backward()
        optimizer.step()
        seconds.append(time.perf_counter() - start)
    return median(seconds[2:])  # the first two warm up


def cost_of_softmax(sizes: tuple[int, ...] = SIZES) -> dict[str, Any]:
    """Milliseconds for 1,000 guessed words, for each vocabulary, on one thread."""
    kinds = ("full softmax", "negative sampling")
    result: dict[str, Any] = {kind: [] for kind in kinds}
    with threadpool_limits(1):
        kernels = {pool.get("architecture", "?") for pool in threadpool_info()}
        for V in tqdm(sizes, desc="softmax"):
            for kind in kinds:
                repeats = max(7, min(50, 500_000 // V))
                milliseconds = step_time(V, kind, repeats) * 1e6 / BATCH
                result[kind].append(round(milliseconds, 2))
    return {
        "what": f"ms for 1,000 words; CBOW, window {WINDOW}, median of 7 steps or more",
        "batch": BATCH,
        "dim": DIM,
        "negatives": NEGATIVES,
        "threads": 1,
        "kernel": ", ".join(sorted(kernels)),
        "vocabulary": list(sizes),
        **result,
    }
