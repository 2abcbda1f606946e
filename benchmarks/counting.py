"""Chapter 1's work against its peers on the Penn Treebank: counting, PPMI, SVD, memory.

    python -m benchmarks.counting

About four minutes on two cores. It needs the Penn Treebank (downloaded, or found in the
folder that DLNLP_DATA names) and scikit-learn; without a C compiler it leaves one
comparison out. benchmarks/README.md explains the columns, and the figures are kept in
experiments/results/speed_counting.json.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from benchmarks import memory, peers, reducing
from benchmarks.measuring import (
    KERNELS,
    Row,
    Times,
    compare,
    needs,
    report,
    rows_of,
    send,
    take_turns,
)
from dlnlp.datasets import penn_treebank
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.vectors.counts import cooccurrence, ppmi

# How large a table cooccur keeps, as a limit on the product of two words' ranks: what
# its default of 3 GB comes to, and what was found to be its fastest on the treebank.
TABLES = {"its default": 10_485_784, "its best": 1_000_000}
EXTRA_TURNS = 2  # of what takes long or varies; each has its own seed: 0, 1, 2, …
LOOPED_ROWS = 100  # of the matrix whose PPMI is also computed in plain loops


class Corpus:
    """The training part of the treebank: as ids, and in a file, all in one line."""

    def __init__(self, folder: Path):
        tokens = penn_treebank("train")
        self.vocab = Vocabulary(tokens)
        self.size = len(self.vocab)
        self.ids = self.vocab.encode(tokens)
        self.file = folder / "corpus.txt"
        self.file.write_text(" ".join(tokens), encoding="utf-8")
        ranked = zip(self.vocab.words, self.vocab.counts, strict=True)
        lines = "".join(f"{word} {n}\n" for word, n in ranked)
        (folder / "vocab.txt").write_text(lines, encoding="utf-8")

    def count(self, window: int) -> sparse.csr_array:
        return cooccurrence(self.ids, self.size, window)

    def count_from_file(self, window: int) -> sparse.csr_array:
        """Read, split at spaces, look up the ids, count by distance."""
        ids = self.vocab.encode(self.file.read_text(encoding="utf-8").split())
        return cooccurrence(ids, self.size, window, by_distance=True)


def counting(corpus: Corpus, window: int, turns: int) -> Iterator[Row]:
    """Against two kinds of plain loops, over the whole corpus."""
    ids, what = corpus.ids.tolist(), f"counts, window {window}"
    ours = partial(corpus.count, window)
    loops = partial(peers.count_in_loops, ids, window)
    tight = partial(peers.count_in_tight_loops, ids, window, corpus.size)
    require(same_counts(corpus, window), "counts differ from the loops'")
    times = take_turns(ours, loops, turns, ours_per_turn=5)
    yield compare(what, "plain Python loops", times, at_least=60)
    times = take_turns(ours, tight, turns, ours_per_turn=5)
    yield compare(what, "the fastest Python loops", times)


def same_counts(corpus: Corpus, window: int) -> bool:
    """Whether ours and both kinds of loops agree on the first tenth of the corpus."""
    ids = corpus.ids[: len(corpus.ids) // 10]
    C = cooccurrence(ids, corpus.size, window).tocoo()
    keys = zip(C.row.tolist(), C.col.tolist(), strict=True)
    ours = dict(zip(keys, C.data.tolist(), strict=True))
    rows = peers.count_in_tight_loops(ids.tolist(), window, corpus.size)
    tight = {(i, j): n for i, row in enumerate(rows) for j, n in row.items()}
    return ours == tight == peers.count_in_loops(ids.tolist(), window)


def counting_text(
    corpus: Corpus, cooccur: peers.Cooccur, window: int, turns: int
) -> Iterator[Row]:
    """Against the C program: both read a file of words and count by distance."""
    ours = partial(corpus.count_from_file, window)
    C = ours()
    for table, max_product in TABLES.items():
        theirs = partial(cooccur.run, window, max_product)
        difference = abs(C - cooccur.counts(window, max_product, corpus.size)).max()
        require(difference < 1e-6, "counts differ from the C program's")
        row = compare(
            f"words to ids to counts, window {window}",
            f"{cooccur.name}, {table}",
            take_turns(ours, theirs, turns),
            at_least=1.5 if table == "its default" else None,
        )
        yield replace(row, note=cooccur.note)


def weighting(C: sparse.csr_array, turns: int) -> Iterator[Row]:
    """PPMI against a dense matrix, in NumPy and in loops. The goal is for our time."""
    what = f"PPMI, {C.shape[0]:,} words, window 5"
    ours = partial(ppmi, C)
    dense = C.toarray()
    M = ours().toarray()
    require(
        np.allclose(M, peers.ppmi_dense(dense), atol=1e-4),
        "PPMI differs from dense NumPy's",
    )

    some = slice(None, None, len(dense) // LOOPED_ROWS)  # frequent words and rare ones
    sums = C.sum(axis=0).tolist()
    loops = partial(peers.ppmi_in_loops, dense[some].tolist(), sums[some], sums)
    require(np.allclose(M[some], loops(), atol=1e-4), "PPMI differs from the loops'")
    del M

    times = take_turns(ours, partial(peers.ppmi_dense, dense), turns, ours_per_turn=5)
    row = compare(what, "dense NumPy", times)
    yield replace(row, goal="<= 15 ms", reached=times[0].cpu <= 0.015)

    mine, theirs = take_turns(ours, loops, turns, ours_per_turn=5)
    scale = len(dense) / LOOPED_ROWS
    row = compare(
        what, "dense loops", (mine, Times(theirs.cpu * scale, theirs.wall * scale))
    )
    yield replace(
        row, note=f"loops over {LOOPED_ROWS} evenly spaced rows; their time x {scale:g}"
    )


def speed(folder: Path, turns: int, program: Path | None) -> Iterator[tuple[int, Row]]:
    """Every comparison, and the number of BLAS threads it ran on.

    Only the SVD calls BLAS; the other rows would be the same with two threads.
    """
    corpus = Corpus(folder)
    C = corpus.count(5)
    M = ppmi(C)
    exact = reducing.least_error(M)
    try:
        cooccur = peers.Cooccur(folder, program)
    except FileNotFoundError as missing:
        print(f"not compared with a C program: {missing}", file=sys.stderr)
        cooccur = None
    with threadpool_limits(1, user_api="blas"):
        for window in 2, 5:
            yield from one_thread(counting(corpus, window, turns))
            if cooccur:
                yield from one_thread(
                    counting_text(corpus, cooccur, window, turns + EXTRA_TURNS)
                )
        yield from one_thread(weighting(C, turns))
    for threads in 1, 2:
        with threadpool_limits(threads, user_api="blas"):
            yield threads, reducing.compared(M, exact, turns + EXTRA_TURNS)


def one_thread(rows: Iterator[Row]) -> Iterator[tuple[int, Row]]:
    return ((1, row) for row in rows)


def require(equal: bool, otherwise: str) -> None:
    """Nothing is timed that does not compute the same."""
    if not equal:
        raise SystemExit(f"{otherwise}; nothing more is timed")


def all_rows(arguments: list[str]) -> Iterator[Row]:
    """The rows of every part, each of which runs in a process of its own."""
    for setting in KERNELS:
        for part in "speed", "pipeline":
            yield from rows_of(
                setting, "benchmarks.counting", "--part", part, *arguments
            )
    # glibc keeps freed memory for later; here it gives back what is over a megabyte
    give_back = {"MALLOC_MMAP_THRESHOLD_": "1000000"}
    yield from rows_of(
        "native", "benchmarks.counting", "--part", "stream", extra=give_back
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.counting")
    parser.add_argument(
        "--turns", type=int, default=3, help="turns of each side (default: 3)"
    )
    parser.add_argument(
        "--cooccur",
        type=Path,
        help="GloVe's own program, to be used in place of our stand-in",
    )
    parser.add_argument(
        "--part", choices=["speed", "pipeline", "stream"], help=argparse.SUPPRESS
    )
    options = parser.parse_args()
    program = options.cooccur.resolve(strict=True) if options.cooccur else None

    if options.part == "speed":
        with tempfile.TemporaryDirectory() as folder:
            for threads, row in speed(Path(folder), options.turns, program):
                send(row, threads)
    elif options.part == "pipeline":
        send(memory.of_pipeline(), threads=os.cpu_count() or 1)
    elif options.part == "stream":
        for row in memory.of_stream():
            send(row, threads=os.cpu_count() or 1)
    else:
        needs("train", "sklearn", "scikit-learn")
        report(
            "counting",
            all_rows(sys.argv[1:]),
            seeds=range(options.turns + EXTRA_TURNS),
            turns=options.turns,
        )


if __name__ == "__main__":
    main()
