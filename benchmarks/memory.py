"""What chapter 1's work takes of memory: the peak of a fresh process."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from benchmarks.measuring import Row, peak_mb
from dlnlp.datasets import penn_treebank
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.vectors.counts import (
    CHUNK,
    cooccurrence,
    cooccurrence_of_chunks,
    ppmi,
    svd_vectors,
)

DIM = 100
STREAM_VOCAB = 1_000  # so few words that the first chunks fill their matrix


def of_pipeline() -> Row:
    """Peak of this whole process: interpreter, libraries, text, chapter 1's work."""
    before = peak_mb()
    tokens = penn_treebank("train")
    vocab = Vocabulary(tokens)
    M = ppmi(cooccurrence(vocab.encode(tokens), len(vocab), 5))
    svd_vectors(M, DIM, rng=np.random.default_rng(0))
    return Row(
        f"text to {DIM} dimensions, window 5",
        peak_mb=peak_mb(),
        goal="< 1 GB",
        reached=peak_mb() < 1000,
        note=f"peak of a process, of which {before:.0f} MB before the work began",
    )


def of_stream() -> Iterator[Row]:
    """Peak of this process after counting 10 chunks, and after counting 100."""
    peaks = []
    for n_chunks in 10, 100:
        size = _size_of_counts(n_chunks)
        peaks.append(peak_mb())
        row = Row(
            f"stream of {n_chunks} chunks, window 2",
            peak_mb=peaks[-1],
            note=f"{n_chunks * CHUNK:,} tokens; the result takes {size:.0f} MB",
        )
        if n_chunks == 100:
            row = replace(row, goal="+ < 2 %", reached=peaks[-1] < 1.02 * peaks[0])
        yield row


def _size_of_counts(n_chunks: int) -> float:
    """Count a stream of random words; the MB that the counts take. Nothing is kept."""
    rng = np.random.default_rng(0)
    chunks = (rng.integers(0, STREAM_VOCAB, CHUNK) for _ in range(n_chunks))
    C = cooccurrence_of_chunks(chunks, STREAM_VOCAB, 2)
    return float(C.data.nbytes + C.indices.nbytes + C.indptr.nbytes) / 1e6
