"""A cluster of two workers, and a little world in shards."""

from __future__ import annotations

import gzip

import numpy as np
import pytest

from dlnlp.cluster import Corpus, connect, find_shards
from dlnlp.datasets import toy_world

LINES = 60  # of a shard


@pytest.fixture(scope="session")
def dask():
    """What the cluster runs on."""
    what = 'Dask is missing; pip install "dlnlp[cluster]" tests what it carries'
    return pytest.importorskip("distributed", reason=what)


@pytest.fixture(scope="module")
def client(dask):
    with connect(workers=2) as client:
        yield client


@pytest.fixture(scope="session")
def text():
    """Sentences of the toy world, one a line, with words that only some shards have."""
    tokens = toy_world(5 * LINES, rng=np.random.default_rng(0)).tokens
    lines = " ".join(tokens).replace(" . ", " .\n").splitlines()[: 5 * LINES]
    return [f"{line} 낱말{n % 37}\n" for n, line in enumerate(lines)]


@pytest.fixture
def folder(tmp_path, text):
    """The text in seven shards, of which some are packed, and some hold few words."""
    shards = [text[at : at + LINES] for at in range(0, len(text), LINES)]
    shards[1:1] = [["the\n"], ["cat sees the\n"]]
    for n, lines in enumerate(shards):
        content = "".join(lines).encode()
        packed = n % 2 == 1
        path = tmp_path / f"part{n}.txt{'.gz' if packed else ''}"
        path.write_bytes(gzip.compress(content) if packed else content)
    return tmp_path


@pytest.fixture
def corpus(folder):
    pytest.importorskip("fsspec", reason="fsspec comes with Dask, which is missing")
    return Corpus(find_shards(f"{folder}/part*"))


@pytest.fixture
def whole(folder):
    """The text of all shards."""
    return "".join(
        (gzip.open if path.suffix == ".gz" else open)(
            path, "rt", encoding="utf-8"
        ).read()
        for path in sorted(folder.iterdir())
    )
