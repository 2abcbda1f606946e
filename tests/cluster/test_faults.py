"""What goes wrong on a cluster is tried again, or named; no count is ever wrong."""

import gzip
import os
import re
import signal
import time

import numpy as np
import pytest

from dlnlp import cluster, vectors
from dlnlp.cluster import BadShard, Corpus
from dlnlp.text import Vocabulary, tokenize

KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows knows only the second


@pytest.fixture
def alone(whole):
    """Vocabulary, counts and PPMI by one pass on one machine."""
    tokens = tokenize(whole)
    vocab = Vocabulary(tokens)
    C = vectors.cooccurrence(vocab.encode(tokens), len(vocab), 3)
    return vocab, C, vectors.ppmi(C)


def once(flag, fail):
    """A tokenizer that fails at the first shard that is read, and not again."""

    def tokens(text):
        try:
            flag.touch(exist_ok=False)
        except FileExistsError:
            return tokenize(text)
        return fail()

    return tokens


def killed():
    os.kill(os.getpid(), KILL)


def unreachable():
    raise TimeoutError("the file server does not answer")


def greedy():
    """Takes 2 GB, 10 MB at a time."""
    taken = []
    for _ in range(200):
        taken.append(np.ones(1_250_000))
        time.sleep(0.02)


@pytest.mark.parametrize("fail", [killed, unreachable])
def test_what_fails_once_is_tried_again(client, corpus, tmp_path, alone, fail):
    failing = [
        Corpus(corpus.shards, once(tmp_path / name, fail)) for name in ("one", "two")
    ]
    vocab, _ = cluster.vocabulary(client, failing[0])
    C = cluster.cooccurrence(client, failing[1], vocab, 3, blocks=2)
    assert vocab.words == alone[0].words
    assert vocab.counts.tolist() == alone[0].counts.tolist()
    assert (C.gather() != alone[1]).nnz == 0
    assert {path.name for path in tmp_path.iterdir()} >= {"one", "two"}


def cut_off(dask_worker):
    """The connection to the scheduler breaks, as with the network."""
    dask_worker.io_loop.call_later(0.1, dask_worker.batched_stream.comm.abort)


def kill(dask_worker):
    dask_worker.io_loop.call_later(0.1, killed)


@pytest.mark.parametrize("fail", [kill, cut_off])
def test_what_a_lost_worker_kept_is_computed_again(client, corpus, alone, fail):
    vocab, corpus = cluster.vocabulary(client, corpus)
    C = cluster.cooccurrence(client, corpus, vocab, 3, blocks=3)
    C.gather()
    keeps = client.who_has(C.blocks)
    worker = next(iter(keeps.values()))[0]
    client.run(fail, workers=[worker])
    while worker in client.scheduler_info()["workers"]:
        time.sleep(0.05)
    M = cluster.ppmi(C)
    assert (M.gather() != alone[2]).nnz == 0
    found, one = (
        vectors.svd_vectors(matrix, 4, rng=np.random.default_rng(0))
        for matrix in (M, alone[2])
    )
    np.testing.assert_allclose(found, one, atol=1e-3)


@pytest.mark.parametrize("fail", [killed, greedy])
def test_a_shard_that_kills_its_workers_is_named(dask, corpus, fail):
    """A worker that takes too much memory is killed by the engine."""
    fatal = Corpus(corpus.shards[:1], lambda text: fail())
    with cluster.connect(workers=1, memory="500MB") as client:
        client.cluster.scheduler.allowed_failures = 0  # usually three
        with pytest.raises(dask.KilledWorker, match=r"count words.*part0\.txt"):
            cluster.count_words(client, fatal)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "is missing"),
        (b"", "is empty"),
        (gzip.compress(b" \n" * 99), "holds no token"),
        (gzip.compress(b"the cat sees\n" * 999)[:-20], "cut short"),
        (gzip.compress("caf\xe9 au lait".encode("latin-1")), "0xe9 at offset 3"),
    ],
    ids=["missing", "empty", "no token", "cut short", "wrong encoding"],
)
def test_a_bad_shard_is_named(client, corpus, folder, content, message):
    vocab, _ = cluster.vocabulary(client, corpus)
    (folder / "part3.txt.gz").unlink()
    if content is not None:
        (folder / "part3.txt.gz").write_bytes(content)
    expected = rf"part3\.txt\.gz.* {re.escape(message)}"
    with pytest.raises(BadShard, match=expected):
        cluster.vocabulary(client, corpus)
    with pytest.raises(BadShard, match=expected):
        cluster.cooccurrence(client, corpus, vocab, 1).gather()


def test_a_shard_that_changes_between_two_passes(client, corpus, folder):
    vocab, sealed = cluster.vocabulary(client, corpus)
    path = folder / "part0.txt"
    path.write_bytes(path.read_bytes() + b"the\n")
    with pytest.raises(BadShard, match=r"part0\.txt has changed"):
        cluster.cooccurrence(client, sealed, vocab, 1).column_sums()
    assert cluster.cooccurrence(client, corpus, vocab, 1).column_sums().any()
