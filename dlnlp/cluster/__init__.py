"""The same counts and vectors where one machine ends: on a cluster, by Dask."""

from dlnlp.cluster.connect import connect
from dlnlp.cluster.encoding import write_ids
from dlnlp.cluster.pair_counts import cooccurrence
from dlnlp.cluster.row_blocks import RowBlocks
from dlnlp.cluster.shards import BadShard, Corpus, Shard, find_shards, listed_shards
from dlnlp.cluster.weighting import ppmi
from dlnlp.cluster.word_counts import WordCounts, count_words, vocabulary

__all__ = [
    "BadShard",
    "Corpus",
    "RowBlocks",
    "Shard",
    "WordCounts",
    "connect",
    "cooccurrence",
    "count_words",
    "find_shards",
    "listed_shards",
    "ppmi",
    "vocabulary",
    "write_ids",
]
