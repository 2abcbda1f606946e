"""Counting against plain loops, PPMI against its definition, SVD against scipy's."""

import math
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.linalg import svds

from dlnlp.text.windows import windows
from dlnlp.vectors.counts import (
    cooccurrence,
    cooccurrence_of_chunks,
    pmi,
    ppmi,
    svd_vectors,
    truncated_svd,
)

V = 7
corpora = st.lists(st.integers(0, V - 1), min_size=1, max_size=80)


def count_with_loops(ids, window, by_distance=False):
    """The definition: each word looks at its neighbours, and every look is counted."""
    C = np.zeros((V, V))
    for t, word in enumerate(ids):
        for s in range(max(0, t - window), min(len(ids), t + window + 1)):
            if s != t:
                C[word, ids[s]] += 1 / abs(s - t) if by_distance else 1
    return C


@given(corpora, st.integers(1, 100))
def test_counts_equal_plain_loops(ids, window):
    C = cooccurrence(ids, V, window)
    assert C.dtype.kind == "i"
    assert np.array_equal(C.toarray(), count_with_loops(ids, window))


@given(corpora, st.integers(1, 9))
def test_counts_agree_with_the_windows_of_the_text(ids, window):
    C = np.zeros((V, V), dtype=int)
    for centre, neighbours in windows(ids, window):
        for neighbour in neighbours:
            C[centre, neighbour] += 1
    assert np.array_equal(cooccurrence(ids, V, window).toarray(), C)


@given(corpora, st.integers(1, 9))
def test_distance_weights_equal_plain_loops(ids, window):
    C = cooccurrence(ids, V, window, by_distance=True).toarray()
    np.testing.assert_allclose(
        C, count_with_loops(ids, window, by_distance=True), rtol=1e-12
    )


@given(corpora, st.integers(1, 9), st.booleans(), st.data())
def test_chunks_count_like_the_whole(ids, window, by_distance, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(ids)), max_size=6)))
    chunks = [ids[a:b] for a, b in zip([0, *cuts], [*cuts, len(ids)], strict=True)]
    whole = cooccurrence(ids, V, window, by_distance=by_distance)
    pieces = cooccurrence_of_chunks(chunks, V, window, by_distance=by_distance)
    np.testing.assert_allclose(pieces.toarray(), whole.toarray(), rtol=1e-12)


def test_a_stream_is_counted_in_constant_memory():
    def peak(n_chunks):
        rng = np.random.default_rng(0)
        stream = (rng.integers(0, 50, size=20_000) for _ in range(n_chunks))
        tracemalloc.start()
        C = cooccurrence_of_chunks(stream, 50, window=3)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert C.sum() == 2 * (3 * 20_000 * n_chunks - 6)
        return most

    peak(1)
    assert peak(40) < 1.2 * peak(4)


def test_ppmi_by_hand():
    # the cat drinks milk the dog drinks water, window 1: 14 counted pairs
    C = cooccurrence([0, 2, 1, 3, 0, 4, 1, 5], 6, window=1)
    the, drinks, cat, milk = 0, 1, 2, 3
    M = pmi(C).toarray()
    assert M[cat, drinks] == pytest.approx(math.log2(1 * 14 / (2 * 4)))
    assert M[milk, the] == pytest.approx(math.log2(1 * 14 / (2 * 3)))
    assert pmi(C)[the, drinks] == 0  # never seen side by side: not stored


@given(corpora, st.integers(1, 5), st.sampled_from([1.0, 0.75]))
def test_pmi_is_its_definition(ids, window, smoothing):
    counts = count_with_loops(ids, window)
    if counts.sum() == 0:
        return
    P_pair = counts / counts.sum()
    P_word = P_pair.sum(axis=1)
    weight = counts.sum(axis=0) ** smoothing
    P_neighbour = weight / weight.sum()
    M = pmi(cooccurrence(ids, V, window), smoothing=smoothing).toarray()
    N = ppmi(cooccurrence(ids, V, window), smoothing=smoothing)
    for i, j in np.argwhere(counts):
        expected = math.log2(P_pair[i, j] / (P_word[i] * P_neighbour[j]))
        assert M[i, j] == pytest.approx(expected, abs=1e-5)
        assert N[i, j] == pytest.approx(max(0, expected), abs=1e-5)
    assert not N.toarray()[counts == 0].any()
    assert (N.data > 0).all()


def test_pmi_leaves_its_input_alone():
    C = cooccurrence([0, 1, 2, 1, 0], 3, 1)
    before = C.toarray()
    ppmi(C)
    assert np.array_equal(C.toarray(), before)


@given(st.integers(0, 99), st.integers(1, 12))
def test_svd_equals_scipys(seed, dim):
    rng = np.random.default_rng(seed)
    M = sparse.csr_array(rng.random((40, 25)) * (rng.random((40, 25)) < 0.3))
    U, S, Vt = truncated_svd(M, dim, rng=rng, iterations=30)
    exact_U, exact_S, exact_Vt = svds(M, k=dim)
    np.testing.assert_allclose(S, np.sort(exact_S)[::-1], rtol=1e-6)
    np.testing.assert_allclose(U.T @ U, np.eye(dim), atol=1e-10)
    np.testing.assert_allclose(Vt @ Vt.T, np.eye(dim), atol=1e-10)
    assert (np.take_along_axis(U, np.abs(U).argmax(axis=0)[None], axis=0) > 0).all()
    exact = exact_U @ np.diag(exact_S) @ exact_Vt
    assert np.linalg.norm(U * S @ Vt - M) <= np.linalg.norm(exact - M) * (1 + 1e-6)


def test_svd_of_a_matrix_of_low_rank_loses_nothing():
    rng = np.random.default_rng(0)
    M = rng.standard_normal((30, 4)) @ rng.standard_normal((4, 20))
    U, S, Vt = truncated_svd(M, 4, rng=rng)
    np.testing.assert_allclose(U * S @ Vt, M, atol=1e-10)
    assert svd_vectors(M, 4, rng=rng, power=1).shape == (30, 4)


def test_svd_is_repeatable_and_keeps_float32():
    M = ppmi(cooccurrence(np.arange(300) % 7, 7, 2))
    one, two = (svd_vectors(M, 3, rng=np.random.default_rng(1)) for _ in range(2))
    assert np.array_equal(one, two)
    assert one.dtype == np.float32


def test_bad_input():
    with pytest.raises(ValueError, match="empty"):
        cooccurrence([], V, 2)
    for window in (0, -3, 2.5):
        with pytest.raises(ValueError, match="window is"):
            cooccurrence([0, 1], V, window)
    for ids in ([-1, 0], [0, V]):
        with pytest.raises(ValueError, match="between 0 and 6"):
            cooccurrence(ids, V, 1)
    with pytest.raises(ValueError, match="no neighbours"):
        pmi(cooccurrence([3], V, 2))
    with pytest.raises(ValueError, match="smoothing"):
        pmi(cooccurrence([0, 1], V, 1), smoothing=0)
    bad = cooccurrence([0, 1, 2], V, 1).astype(float)
    bad.data[0] = np.nan
    with pytest.raises(ValueError, match="NaN"):
        pmi(bad)
    with pytest.raises(ValueError, match="NaN"):
        truncated_svd(bad, 2, rng=np.random.default_rng(0))
    for dim in (0, V + 1):
        with pytest.raises(ValueError, match="allows 1 to 7"):
            truncated_svd(np.eye(V), dim, rng=np.random.default_rng(0))
