"""The engine knows how large our results are."""

from collections import Counter
from itertools import chain
from sys import getsizeof

import numpy as np
import pytest
from scipy import sparse

from dlnlp.cluster.pair_counts import ShardCounts
from dlnlp.cluster.word_counts import WordCounts

sizeof = pytest.importorskip("dask.sizeof", reason="Dask is missing").sizeof

C = sparse.csr_array(np.eye(1000, dtype=np.int64))
WORDS = Counter({f"word {n}": 2**40 + n for n in range(100_000)})


@pytest.mark.parametrize(
    ("result", "size"),
    [
        (C, 8 * 1000 + 4 * 1000 + 4 * 1001),
        (ShardCounts(C, np.arange(5), np.arange(5)), 16 * 1000 + 80),
        (
            WordCounts(WORDS, 1, 0, ()),
            sum(map(getsizeof, [WORDS, *chain(*WORDS.items())])),
        ),
    ],
)
def test_what_a_result_weighs_is_known(result, size):
    assert sizeof(result) == pytest.approx(size, rel=0.1)
