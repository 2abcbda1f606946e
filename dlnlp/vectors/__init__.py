"""Word vectors: counted, predicted, compared."""

from dlnlp.vectors.counts import (
    cooccurrence,
    cooccurrence_of_chunks,
    pmi,
    ppmi,
    svd_vectors,
    truncated_svd,
)
from dlnlp.vectors.embeddings import Accuracy, Agreement, Embeddings
from dlnlp.vectors.fast_word2vec import WordVectors, held_out_loss, train_word2vec
from dlnlp.vectors.glove import GloVe, GloVeVectors, train_glove
from dlnlp.vectors.id_files import IdFiles, write_ids
from dlnlp.vectors.negative_sampling import (
    AliasSampler,
    NegativeSampling,
    noise_distribution,
)
from dlnlp.vectors.sentences import SIF, mean_vectors, sif_vectors, sif_weights
from dlnlp.vectors.shared_negatives import FastCBOW, FastSkipGram
from dlnlp.vectors.subsampling import keep_probability, subsample
from dlnlp.vectors.word2vec import CBOW, FullSoftmax, SkipGram

__all__ = [
    "CBOW",
    "SIF",
    "Accuracy",
    "Agreement",
    "AliasSampler",
    "Embeddings",
    "FastCBOW",
    "FastSkipGram",
    "FullSoftmax",
    "GloVe",
    "GloVeVectors",
    "IdFiles",
    "NegativeSampling",
    "SkipGram",
    "WordVectors",
    "cooccurrence",
    "cooccurrence_of_chunks",
    "held_out_loss",
    "keep_probability",
    "mean_vectors",
    "noise_distribution",
    "pmi",
    "ppmi",
    "sif_vectors",
    "sif_weights",
    "subsample",
    "svd_vectors",
    "train_glove",
    "train_word2vec",
    "truncated_svd",
    "write_ids",
]
