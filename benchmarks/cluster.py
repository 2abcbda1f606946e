"""Counting a corpus in shards: on one and two workers, and by a database.

    python -m benchmarks.cluster                      half an hour, on a quiet machine
    python -m benchmarks.cluster --tokens 1000000     a quick look

The text is the World English Bible over and over, its verses in another order each
time: it grows in tokens, hardly in words, so that the matrix stays that of a small
corpus. Each measurement is a process of its own, with workers of its own.

Writes experiments/results/speed_cluster.json: for each size, number of workers and
window the seconds of each part, peak memory and bytes moved; the peer's in the same
run; what a call takes and the adding of a cell; and the tokens a second of word2vec,
from memory and from files. What follows from it: dlnlp/chapters/cluster/cost.py.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
import timeit
from functools import partial
from itertools import chain, product
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from scipy import sparse

from benchmarks.measuring import needs_module, peak_mb, take_turns
from dlnlp import cluster, vectors
from dlnlp.datasets import world_english_bible
from dlnlp.text import Vocabulary, tokenize
from experiments.recording import save

TOKENS = 1_000_000, 10_000_000, 100_000_000
WORKERS = 1, 2
SHARD = 2_500_000  # tokens, at most: there are four shards or more
WINDOWS = 2, 5  # our times with both tell a token's price from a pair's
WORD2VEC = 10_000_000  # tokens of the text that vectors are learned from
WORDS, DIM, BLOCKS = 10_000, 100, 4
MEMORY = "4GB"  # that the database may take before it spills
CELLS = 3_000_000  # of two matrices that are added
CALLS = 5_000  # that do nothing: what is left is the engine's time


def write_shards(folder: Path, tokens: int, seed: int) -> int:
    """Plain text, a verse a line, words between blanks. Returns the tokens written."""
    rng = np.random.default_rng(seed)
    verses = [tokenize(verse) for verse in world_english_bible()]
    size, written, shard = min(SHARD, -(-tokens // 4)), 0, 0
    while written < tokens:
        with open(folder / f"{shard:05}.txt", "w", encoding="utf-8") as file:
            here = 0
            while here < size and written + here < tokens:
                for n in rng.permutation(len(verses)):
                    file.write(" ".join(verses[n]) + "\n")
                    here += len(verses[n])
                    if here >= size or written + here >= tokens:
                        break
        written, shard = written + here, shard + 1
    return written


def measure_ours(folder: Path, workers: int, window: int) -> dict[str, Any]:
    """Seconds of each part, memory, and what the workers sent to each other."""
    seconds: dict[str, float] = {}
    with cluster.connect(workers=workers) as client:
        shards = cluster.find_shards(f"{folder}/*.txt")
        corpus = cluster.Corpus(shards, tokenize=str.split)
        began = time.perf_counter()

        def lap(part: str) -> None:
            seconds[part] = time.perf_counter() - began - sum(seconds.values())

        vocab, corpus = cluster.vocabulary(
            client, corpus, max_size=WORDS, unknown="<unk>"
        )
        lap("vocabulary")
        C = cluster.cooccurrence(client, corpus, vocab, window, blocks=BLOCKS)
        total = int(C.column_sums().sum())
        lap("pairs")
        peaks = client.run(peak_mb)  # of counting; its peer does no more
        sent = client.run(lambda dask_worker: dask_worker.transfer_outgoing_bytes_total)
        M = cluster.ppmi(C)
        cells = sum(client.gather(M.map("cells", _cells)))
        lap("PPMI")
        vectors.svd_vectors(M, DIM, rng=np.random.default_rng(0))
        lap("SVD")
    return {
        "seconds": seconds["vocabulary"] + seconds["pairs"],
        "parts": seconds,
        "pairs": total,
        "cells": cells,
        "shards": len(shards),
        "peak MB of a worker": max(peaks.values()),
        "peak MB of all workers": sum(peaks.values()),
        "peak MB of the client": peak_mb(),
        "bytes between workers": sum(sent.values()),
    }


def measure_peer(folder: Path, threads: int, window: int) -> dict[str, Any]:
    """The database's seconds and memory, for the vocabulary and the pairs."""
    from benchmarks import cluster_peer

    with tempfile.TemporaryDirectory() as work:
        began = time.perf_counter()
        _, later = cluster_peer.count(
            folder, Path(work), window, WORDS, threads, MEMORY
        )
        seconds = time.perf_counter() - began
    return {"seconds": seconds, "pairs": 2 * int(later.sum()), "peak MB": peak_mb()}


def measure_engine(workers: int) -> dict[str, Any]:
    """Seconds of the engine for a call, of many that do nothing; and for a cell that is
    added to another, of two matrices which share about half of theirs.
    """
    with cluster.connect(workers=workers) as client:
        client.gather(client.map(_nothing, range(CALLS // 10), pure=False))
        began = time.perf_counter()
        client.gather(client.map(_nothing, range(CALLS), pure=False))
        a_call = (time.perf_counter() - began) / CALLS
    rng = np.random.default_rng(0)
    rows, columns = rng.integers(WORDS, size=(2, CELLS))
    ones = np.ones(CELLS, dtype=np.int64)
    shape = WORDS, WORDS
    A, B = (
        sparse.csr_array((ones[half], (rows[half], columns[half])), shape=shape)
        for half in (slice(0, 2 * CELLS // 3), slice(CELLS // 3, CELLS))
    )
    adding = median(timeit.repeat(lambda: A + B, number=1, repeat=5))
    return {"seconds a call": a_call, "seconds a cell": adding / (A.nnz + B.nnz)}


def measure_word2vec(folder: Path) -> dict[str, Any]:
    """Tokens a second, of a text in memory and of the same in files."""
    texts = [path.read_text("utf-8").split() for path in sorted(folder.glob("*.txt"))]
    vocab = Vocabulary(chain(*texts), max_size=WORDS, unknown="<unk>")
    paths = [folder / f"{n:05}.npy" for n in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        vectors.write_ids(path, vocab.encode(text))
    tokens = sum(map(len, texts))
    del texts
    files = vectors.IdFiles(paths)
    memory = np.concatenate(list(files))

    def train(ids: Any) -> None:
        rng = np.random.default_rng(0)
        vectors.train_word2vec(ids, len(vocab), epochs=1, rng=rng)

    times = take_turns(partial(train, files), partial(train, memory), turns=3)
    rates = dict(
        zip(("files", "memory"), (tokens / t.wall for t in times), strict=True)
    )
    return {"tokens": tokens, "tokens a second": rates}


def in_a_process(part: str, folder: Path, workers: int, window: int) -> dict[str, Any]:
    """What a fresh process measures."""
    command = [sys.executable, "-m", "benchmarks.cluster", "--part", part]
    done = subprocess.run(
        [*command, f"--folder={folder}", f"--workers={workers}", f"--window={window}"],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def all_runs(sizes: list[int]) -> list[dict[str, Any]]:
    """Ours and the peer's, size by size."""
    runs = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            tokens = write_shards(folder, size, seed=0)
            for workers, window in product(WORKERS, WINDOWS):
                facts = {"tokens": tokens, "window": window, "workers": workers}
                ours = in_a_process("ours", folder, workers, window)
                peer = in_a_process("peer", folder, workers, window)
                if ours["pairs"] != peer["pairs"]:
                    raise SystemExit("ours and the database's counts differ")
                runs.append(facts | ours | {"DuckDB": peer})
                print(json.dumps(runs[-1], indent=1), file=sys.stderr)
    return runs


def _cells(block: Any) -> int:
    return int(block.nnz)


def _nothing(_: int) -> None:
    pass


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster")
    parser.add_argument("--tokens", type=int, nargs="+", default=list(TOKENS))
    parser.add_argument(
        "--part", choices=["ours", "peer", "engine", "word2vec"], help=argparse.SUPPRESS
    )
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    for name in "--workers", "--window":
        parser.add_argument(name, type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        measure = {
            "ours": lambda: measure_ours(
                options.folder, options.workers, options.window
            ),
            "peer": lambda: measure_peer(
                options.folder, options.workers, options.window
            ),
            "engine": lambda: measure_engine(options.workers),
            "word2vec": lambda: measure_word2vec(options.folder),
        }[options.part]
        print(json.dumps(measure()))
        return
    needs_module("distributed", "Dask", "-r requirements-cluster.txt")
    needs_module("duckdb", "DuckDB", "duckdb")
    runs = all_runs(options.tokens)
    with tempfile.TemporaryDirectory() as name:
        write_shards(Path(name), min(WORD2VEC, max(options.tokens)), seed=0)
        word2vec = in_a_process("word2vec", Path(name), 1, max(WINDOWS))
        engine = in_a_process("engine", Path(name), max(WORKERS), max(WINDOWS))
    command = " ".join(["python -m benchmarks.cluster", *sys.argv[1:]])
    found = {"memory of DuckDB": MEMORY, "words": WORDS, "runs": runs, "engine": engine,
             "word2vec": word2vec}  # fmt: skip
    save("speed_cluster", found, seeds=[0], command=command)


if __name__ == "__main__":
    main()
