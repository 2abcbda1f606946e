"""A corpus in shards becomes files of ids, which word2vec reads one after the other."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dlnlp import vectors
from dlnlp.cluster.pair_counts import Tokenize, encoded
from dlnlp.cluster.shards import Corpus, Shard
from dlnlp.cluster.tasks import put, show_progress, submit
from dlnlp.text import Vocabulary

if TYPE_CHECKING:
    from distributed import Client


def write_ids(
    client: "Client",
    corpus: Corpus,
    vocab: Vocabulary,
    folder: str | os.PathLike[str],
    *,
    progress: bool = False,
) -> vectors.IdFiles:
    """Encode each shard into a file of its own: folder/00000.npy and so on.

    folder    one that all workers, and this machine, see at the same place
    progress  show a bar on stderr

    BadShard: names one that is missing, damaged or changed. UnknownWord: a word that
    the vocabulary lacks.
    """
    folder = Path(folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    words = put(client, "vocabulary", vocab)
    paths = [folder / f"{n:05}.npy" for n in range(len(corpus.shards))]
    written = [
        submit(client, "write ids", _write, shard, corpus.tokenize, words, path,
               about=shard.address)
        for shard, path in zip(corpus.shards, paths, strict=True)
    ]  # fmt: skip
    if progress:
        show_progress(written, "shards")
    client.gather(written)
    return vectors.IdFiles(paths)


def _write(shard: Shard, tokenize: Tokenize, vocab: Vocabulary, path: Path) -> None:
    pieces = [ids.astype(np.int32) for ids in encoded(shard, tokenize, vocab)]
    vectors.write_ids(path, np.concatenate(pieces))
