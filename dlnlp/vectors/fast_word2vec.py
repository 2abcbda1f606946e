"""word2vec at speed: skip-gram and CBOW with negative sampling, over a whole corpus."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, Ids, check_ids, check_size
from dlnlp.nn.functional import log_sigmoid
from dlnlp.nn.schedules import check_learning_rate, linear_decay
from dlnlp.training.trainer import Trainer
from dlnlp.vectors import subsampling
from dlnlp.vectors.id_files import IdFiles
from dlnlp.vectors.negative_sampling import (
    AliasSampler,
    check_negatives,
    noise_distribution,
)
from dlnlp.vectors.shared_negatives import FastCBOW, FastSkipGram, Groups, batches

UPDATES = 50  # in a short text: updates an epoch, at least

MODELS: dict[str, type[FastSkipGram | FastCBOW]] = {
    "skip-gram": FastSkipGram,
    "cbow": FastCBOW,
}


@dataclass(frozen=True)
class WordVectors:
    """What training found."""

    W_in: Array  # (V, D) float32: the word vectors
    W_out: Array  # (V, D) float32: the words' vectors on the other side of a guess
    losses: list[float]  # mean loss of each finished epoch: nats a guess
    interrupted: bool = False


def train_word2vec(
    ids: ArrayLike | IdFiles,
    vocab_size: int,
    *,
    model: str = "skip-gram",
    dim: int = 100,
    window: int = 5,
    negatives: int = 5,
    exponent: float = 0.75,
    subsample: float | None = None,
    dynamic_window: bool = True,
    epochs: int = 5,
    lr: float | None = None,
    final_lr: float = 1e-4,
    start: WordVectors | None = None,
    rng: np.random.Generator,
    progress: bool = False,
) -> WordVectors:
    """word2vec: word vectors from a corpus (Mikolov et al. 2013a, 2013b).

    ids             (T,) the corpus, 2 tokens or more; windows are cut at its ends. Or
                    files of ids: each is a text, in memory only while it is its turn
    model           "skip-gram": a word guesses each neighbour; "cbow": their mean
                    guesses the word
    negatives       K: words drawn by count^exponent to be told from the right one
    subsample       drop tokens of frequent words (`keep_probability`'s threshold)
    dynamic_window  the window size of each centre is drawn anew each time from
                    1 … window, so near neighbours count more; otherwise it is `window`
    lr, final_lr    the learning rate falls from one to the other in a straight line;
                    from 0.025 for skip-gram and 0.5 for CBOW if none is given.
                    They mean different things: see `CappedSGD` and `RowRMSProp`
    start           what to go on from; without it, small random vectors
    progress        show a progress bar

    The loss of a guess is -log s(right) - sum over K of log s(-wrong), in nats. Ctrl-C
    returns what there is.

    ValueError: what is given cannot be trained on. Diverged: NaN or infinity appeared.
    """
    vocab_size = check_size(vocab_size, "vocab_size", least=2)
    dim, window = check_size(dim, "dim"), check_size(window, "window")
    negatives = check_negatives(negatives, vocab_size)
    texts = ids if isinstance(ids, IdFiles) else [_corpus(ids, vocab_size)]
    Model = _model(model)
    epochs = check_size(epochs, "epochs")
    lr = check_learning_rate(Model.lr if lr is None else lr)
    if not 0 <= final_lr <= lr:
        raise ValueError(f"final_lr is {final_lr}; it must lie between 0 and lr, {lr}")
    counts = sum(_count(text, vocab_size) for text in texts)
    keep = np.ones(vocab_size)
    if subsample is not None:
        keep = subsampling.keep_probability(counts, subsample)
    sampler = AliasSampler(noise_distribution(counts, exponent))
    shared = -(-Model.shared * max(negatives, 5) // 5)  # rounded up
    # What an epoch reads of each text, about: tokens, and groups of them
    tokens = [max(1, round(float(_count(text, vocab_size) @ keep))) for text in texts]
    groups = [-(-n // Model.group) for n in tokens]
    size = min(Model.groups, max(1, sum(groups) // UPDATES))  # groups in an update
    # Where updates begin; a browser's ids are short
    starts = [np.arange(0, n, size, dtype=np.int64) for n in groups]

    def epoch(rng: np.random.Generator) -> Iterator[Groups]:
        for ids, n, first in zip(texts, groups, starts, strict=True):
            text = ids if subsample is None else subsampling.subsample(ids, keep, rng)
            sizes = np.full(len(text), window)
            if dynamic_window:
                sizes = rng.integers(1, window + 1, len(text))
            if len(text) < 2:
                raise ValueError(f"subsampling left {len(text)} of {len(ids)} tokens")
            noise = sampler.sample((-(-len(text) // Model.group), shared), rng)
            here = np.unique(first * len(noise) // n)  # as many, where tokens go
            yield from batches(
                text, sizes, noise, here, Model.group, window, vocab_size
            )

    network = Model(vocab_size, dim, negatives=negatives, rng=rng)
    if start is not None:
        network.W_in[:], network.W_out[:] = start.W_in, start.W_out
    optimizer = network.optimizer(lr)
    schedule = linear_decay(lr, epochs * sum(map(len, starts)), final_lr)
    trainer = Trainer(network, optimizer, rng=rng, schedule=schedule)
    history = trainer.fit(epoch, epochs, progress=progress)
    W_in, W_out = network.W_in.copy(), network.W_out.copy()
    return WordVectors(W_in, W_out, history.epoch_losses, history.interrupted)


def held_out_loss(
    W_in: Array,
    W_out: Array,
    ids: ArrayLike,
    counts: ArrayLike,
    *,
    model: str = "skip-gram",
    window: int = 5,
    negatives: int = 5,
    exponent: float = 0.75,
    rng: np.random.Generator,
) -> float:
    """Mean loss of a guess, in nats, on a text that was not trained on.

    W_in, W_out  (V, D), from here or from any other word2vec
    ids          (T,) the text
    counts       (V,) how often each word occurs in the training text

    Every guess of the whole window is judged, against negatives of its own; the same
    rng draws the same negatives for other vectors, so that two models can be compared.
    """
    ids = _corpus(ids, len(W_in))
    window = check_size(window, "window")
    negatives = check_negatives(negatives, len(W_in))
    _model(model)
    sampler = AliasSampler(noise_distribution(counts, exponent))
    total, guesses = 0.0, 0
    for start in range(0, len(ids), 10_000):  # bounds the memory
        right = ids[start : start + 10_000]  # (M,)
        place = np.arange(start, start + len(right))
        distances = [d for d in range(-window, window + 1) if d != 0]
        there = np.add.outer(distances, place)  # (C, M) places of the neighbours
        known = (there >= 0) & (there < len(ids))
        neighbours = ids[np.where(known, there, 0)]
        if model == "cbow":
            h = np.zeros((len(right), W_in.shape[1]), W_in.dtype)
            for c, row in enumerate(neighbours):
                h += W_in[row] * known[c][:, None]
            h /= known.sum(axis=0)[:, None]
            tasks = [(h, right)]
        else:
            tasks = [
                (W_in[right[k]], row[k])
                for row, k in zip(neighbours, known, strict=True)
            ]
        for h, words in tasks:
            drawn = sampler.sample((negatives, len(words)), rng)
            total -= log_sigmoid(_dots(h, W_out[words])).sum(dtype=float)
            for wrong in drawn:
                score = log_sigmoid(-_dots(h, W_out[wrong]))
                total -= (score * (wrong != words)).sum(dtype=float)
            guesses += len(words)
    return float(total / guesses)


def _dots(a: Array, b: Array) -> Array:
    """The dot product of each row of a with the same row of b."""
    dots: Array = np.einsum("md,md->m", a, b)
    return dots


def _model(name: str) -> type[FastSkipGram | FastCBOW]:
    if name not in MODELS:
        raise ValueError(f"no model {name!r}; there are {', '.join(MODELS)}")
    return MODELS[name]


def _count(ids: Ids, vocab_size: int) -> Ids:
    return np.bincount(_corpus(ids, vocab_size), minlength=vocab_size)


def _corpus(ids: ArrayLike, vocab_size: int) -> Ids:
    ids = check_ids(ids, vocab_size, ndim=1)
    if len(ids) < 2:
        raise ValueError(
            f"a corpus of {len(ids)} tokens has no neighbours; it takes 2 or more"
        )
    return ids
