"""What a worker computes, call by call, without a cluster: for all texts and cuts."""

import sys
import tracemalloc
from collections import Counter
from functools import reduce
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.cluster import Shard, connect, pair_counts, shards, word_counts
from dlnlp.cluster.row_blocks import cut_rows
from dlnlp.cluster.tasks import merge_tree
from dlnlp.text import Vocabulary
from dlnlp.vectors import cooccurrence

VOCAB = Vocabulary(list("abcde"))
texts = st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=12), min_size=1)


@pytest.mark.parametrize("by_distance", [False, True])
@given(texts, st.integers(1, 9))
def test_shards_and_borders_are_the_whole(by_distance, texts, window):
    """Also where a shard holds fewer words than the window."""
    ends = [(np.array(t[:window]), np.array(t[-window:])) for t in texts]
    borders = pair_counts._count_borders(ends, VOCAB, window, by_distance).C
    inside = [cooccurrence(text, 5, window, by_distance=by_distance) for text in texts]
    whole = cooccurrence(np.concatenate(texts), 5, window, by_distance=by_distance)
    assert borders.dtype == whole.dtype
    found = sum(inside, start=borders).toarray()
    np.testing.assert_allclose(found, whole.toarray(), rtol=1e-12)
    if not by_distance:
        assert np.array_equal(found, whole.toarray())


@given(st.lists(st.text("abcdefghij", max_size=30), min_size=1), st.integers(1, 4))
def test_a_short_count_is_off_by_no_more_than_it_says(parts, limit):
    """In a shard, and when shards are merged: Misra and Gries's bound holds."""
    counted = []
    for part in parts:
        counts, error = Counter(), 0
        for letter in part:
            counts[letter] += 1
            counts, forgotten = word_counts._shortened(counts, limit)
            error += forgotten
        counted.append(word_counts.WordCounts(counts, len(part), error, (part,)))
    total = reduce(lambda a, b: word_counts._add(a, b, limit), counted)
    true = Counter("".join(parts))
    assert len(total.counts) <= 2 * limit
    assert total.tokens == true.total()
    assert total.error <= total.tokens / limit
    assert total.digests == tuple(parts)
    for letter, n in true.items():
        assert n - total.error <= total.counts[letter] <= n
    if len(true) <= 2 * limit:
        assert total.error == 0
        assert list(total.counts) == list(true)  # as first seen


@given(st.lists(st.floats(0.5, 100), min_size=1, max_size=30), st.integers(1, 40))
def test_rows_are_cut_into_stretches_of_like_size(sizes, blocks):
    cuts = cut_rows(sizes, blocks)
    assert cuts[0] == 0
    assert cuts[-1] == len(sizes)
    assert 1 <= len(cuts) - 1 <= min(blocks, len(sizes))
    for start, stop in pairwise(cuts):
        assert start < stop
        assert sum(sizes[start : stop - 1]) <= sum(sizes) / blocks + 1e-6


def test_without_dask_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install \"dlnlp\[cluster\]\""):
        connect(workers=2).__enter__()


class AtOnce:
    """A client that computes at once, here."""

    def submit(self, function, *arguments, key, pure, retries):
        return function(*arguments)


@pytest.mark.parametrize("n", range(1, 12))
def test_a_tree_keeps_the_order(n):
    letters = [chr(ord("a") + i) for i in range(n)]
    made = merge_tree(AtOnce(), "join", lambda a, b: f"({a}{b})", letters)
    assert "".join(c for c in made if c.isalpha()) == "".join(letters)
    depth = max(made[:i].count("(") - made[:i].count(")") for i in range(len(made) + 1))
    assert depth == int(np.ceil(np.log2(n)))


def test_a_long_shard_is_counted_in_no_more_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(shards, "PIECE", 10_000)
    rng = np.random.default_rng(0)

    def peak(lines):
        letters = rng.choice(list("abcde"), (lines, 20))
        path = tmp_path / f"{lines}.txt"
        path.write_text("\n".join(" ".join(line) for line in letters))
        tracemalloc.start()
        shard, n = Shard(str(path)), 20 * lines
        found = pair_counts._count_shard(shard, str.split, VOCAB, 3, False)
        assert word_counts._count_shard(shard, str.split, 9, None).tokens == n
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert found.C.sum() == 2 * (3 * n - 6)
        return most

    pytest.importorskip("fsspec", reason="fsspec is missing; it comes with Dask")
    peak(10)
    assert peak(4000) < 1.2 * peak(1000)
