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


def test_nothing_is_smoothed_unless_asked():
    C = cooccurrence([0, 1, 2, 1, 0, 1, 1], 3, 1)
    for weighted in pmi, ppmi:
        plain = weighted(C, smoothing=1.0).toarray()
        assert np.array_equal(weighted(C).toarray(), plain)
        assert not np.allclose(weighted(C, smoothing=0.5).toarray(), plain)


def test_pmi_leaves_its_input_alone():
    C = cooccurrence([0, 1, 2, 1, 0], 3, 1)
    before = C.toarray()
    ppmi(C)
    assert np.array_equal(C.toarray(), before)


@pytest.mark.parametrize("dtype", np.typecodes["AllInteger"])
def test_ids_and_sizes_of_any_integer_type(dtype):
    ids = np.array([5, 100, 7, 100, 5], dtype)
    C = cooccurrence(ids, ids.max() + np.array(1, dtype), np.array(2, dtype)[()])
    assert np.array_equal(C.toarray(), cooccurrence(ids.tolist(), 101, 2).toarray())
    M = svd_vectors(C, np.array(2, dtype)[()], rng=np.random.default_rng(0))
    assert M.shape == (101, 2)


def test_large_vocabularies_of_small_integer_types():
    ids = np.array([5, 299, 7], np.uint16)
    C = cooccurrence(ids, ids.max() + 1, 1)
    assert C.nonzero()[0].tolist() == [5, 7, 299, 299]
    assert C.nonzero()[1].tolist() == [299, 299, 5, 7]


@pytest.mark.parametrize("dtype", [*np.typecodes["AllInteger"], "f", "d"])
def test_counts_of_any_type(dtype):
    C = cooccurrence([0, 1, 2, 1, 0], 3, 1)
    np.testing.assert_allclose(
        pmi(C.astype(dtype)).toarray(), pmi(C).toarray(), rtol=1e-6
    )


@given(st.lists(st.tuples(*[st.integers(0, 4)] * 2, st.integers(0, 200))))
def test_cells_in_parts_in_any_order_and_zeros(cells):
    """Duplicates are summed, stored zeros are unseen, and the matrix stays as it is."""
    i, j, n = np.array(cells, dtype=int).reshape(-1, 3).T
    order = np.argsort(i, kind="stable")
    starts = np.searchsorted(i[order], np.arange(6))
    parts = sparse.csr_array(
        (n[order].astype(np.uint8), j[order], starts), shape=(5, 5)
    )
    whole = np.zeros((5, 5), dtype=int)
    np.add.at(whole, (i, j), n)
    if not whole.any():
        with pytest.raises(ValueError, match="nothing was counted"):
            pmi(parts)
        return
    for weighted in pmi, ppmi:
        found, expected = weighted(parts), weighted(sparse.csr_array(whole))
        assert np.isfinite(found.data).all()
        assert found.nnz == expected.nnz
        assert np.array_equal(found.toarray(), expected.toarray())
    assert np.array_equal(parts.data, n[order])
    assert np.array_equal(parts.indices, j[order])


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


@pytest.fixture(scope="module")
def noisy():
    """A matrix whose singular values fall slowly: 1, 1/2, 1/3, …"""
    rng = np.random.default_rng(0)
    U, V = (np.linalg.qr(rng.standard_normal((200, 200)))[0] for _ in range(2))
    return U / np.arange(1, 201) @ V.T


def lost(M, dim, **settings):
    """How much more is lost than the best approximation of this rank would lose."""
    U, S, Vt = truncated_svd(M, dim, rng=np.random.default_rng(1), **settings)
    best = np.sqrt((np.linalg.svd(M)[1][dim:] ** 2).sum())
    return np.linalg.norm(U * S @ Vt - M) / best - 1


def test_iterations_make_the_svd_exact_and_seven_are_taken(noisy):
    losses = [lost(noisy, 10, iterations=n) for n in (0, 1, 7, 30)]
    assert losses[0] > 0.1
    assert losses == sorted(losses, reverse=True)
    assert losses[2] < 1e-5
    assert lost(noisy, 10) == losses[2]


def test_oversampling_makes_the_svd_exact_and_ten_are_taken(noisy):
    losses = [lost(noisy, 10, oversampling=n, iterations=1) for n in (0, 10, 100)]
    assert losses[0] > 2 * losses[1] > 4 * losses[2]
    assert lost(noisy, 10, iterations=1) == losses[1]


@pytest.mark.parametrize("power", [0, 0.5, 1])
def test_power_weighs_the_directions(noisy, power):
    U, S, _ = truncated_svd(noisy, 3, rng=np.random.default_rng(1))
    found = svd_vectors(noisy, 3, rng=np.random.default_rng(1), power=power)
    np.testing.assert_allclose(found, U @ np.diag(S**power))


def test_power_is_a_half_unless_given(noisy):
    half, given = (
        svd_vectors(noisy, 3, rng=np.random.default_rng(1), **power)
        for power in ({"power": 0.5}, {})
    )
    assert np.array_equal(half, given)


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
    with pytest.raises(ValueError, match="nothing was counted"):
        pmi(cooccurrence([3], V, 2))
    for smoothing in (0, -1, 1.1, np.nan):
        with pytest.raises(ValueError, match="smoothing"):
            pmi(cooccurrence([0, 1], V, 1), smoothing=smoothing)
    bad = cooccurrence([0, 1, 2], V, 1).astype(float)
    bad.data[0] = np.nan
    with pytest.raises(ValueError, match="NaN"):
        pmi(bad)
    with pytest.raises(ValueError, match="NaN"):
        truncated_svd(bad, 2, rng=np.random.default_rng(0))
    for dim in (0, V + 1):
        with pytest.raises(ValueError, match="allows 1 to 7"):
            truncated_svd(np.eye(V), dim, rng=np.random.default_rng(0))
    for name in "iterations", "oversampling":
        with pytest.raises(ValueError, match=f"{name} is -1"):
            truncated_svd(np.eye(V), 2, rng=np.random.default_rng(0), **{name: -1})
