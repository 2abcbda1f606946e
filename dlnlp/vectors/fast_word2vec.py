"""word2vec at speed: skip-gram and CBOW with negative sampling, over a whole corpus."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from tqdm import tqdm

from dlnlp.arrays import Array, Ids, check_ids, check_size
from dlnlp.nn.functional import log_sigmoid
from dlnlp.training.divergence import Diverged
from dlnlp.vectors import subsampling
from dlnlp.vectors.negative_sampling import (
    AliasSampler,
    check_negatives,
    noise_distribution,
)
from dlnlp.vectors.shared_negatives import Gradient, batches, cbow, descend, skip_gram

GROUPS = 64  # groups in an update, in a long text
UPDATES = 50  # in a short text: updates an epoch, at least
MEASURED = 50  # updates an epoch, about, of which the loss is taken


@dataclass(frozen=True)
class Method:
    """How a model learns. The numbers were found by trying, on the Penn Treebank."""

    gradient: Callable[..., tuple[Gradient, float, int]]
    group: int  # G: neighbouring centres that share a table
    shared: int  # S: negatives of a group, for K up to 5; more for larger K
    limit: float  # of a row's step times the weight of its dot products: `descend`
    lr: float  # at first, unless another is given


METHODS = {
    "skip-gram": Method(skip_gram, group=16, shared=8, limit=2.5, lr=0.025),
    "cbow": Method(cbow, group=32, shared=16, limit=2.5, lr=0.15),
}


@dataclass(frozen=True)
class WordVectors:
    """What training found."""

    W_in: Array  # (V, D) float32: the word vectors
    W_out: Array  # (V, D) float32: the words' vectors on the other side of a guess
    losses: list[float]  # mean loss of each finished epoch: nats a guess
    interrupted: bool = False


def train_word2vec(
    ids: ArrayLike,
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
    rng: np.random.Generator,
    progress: bool = False,
    on_epoch: Callable[[int, Array, Array], object] | None = None,
) -> WordVectors:
    """Learn word vectors from a corpus (Mikolov et al. 2013a, 2013b).

    ids             (T,) the corpus, 2 tokens or more; windows are cut at its ends
    model           "skip-gram": a word guesses each neighbour; "cbow": their mean
                    guesses the word
    negatives       K: words drawn by count^exponent to be told from the right one
    subsample       drop tokens of frequent words (`keep_probability`'s threshold)
    dynamic_window  each centre looks 1 … window words far, drawn anew each time, so
                    near neighbours count more; otherwise always `window`
    lr, final_lr    the learning rate falls from one to the other in a straight line;
                    from 0.025 for skip-gram and 0.15 for CBOW if none is given
    progress        show a progress bar
    on_epoch        called as on_epoch(epoch, W_in, W_out) after each, from 1 on

    The loss of a guess is -log s(right) - sum over K of log s(-wrong), in nats. It is
    taken from some fifty updates of an epoch. Ctrl-C returns what there is.

    ValueError: what is given cannot be trained on. Diverged: NaN or infinity appeared.
    """
    vocab_size = check_size(vocab_size, "vocab_size", least=2)
    dim = check_size(dim, "dim")
    window = check_size(window, "window")
    negatives = check_negatives(negatives, vocab_size)
    ids = _corpus(ids, vocab_size)
    method = _method(model)
    lr = method.lr if lr is None else lr
    _check_schedule(lr, final_lr, epochs)
    counts = np.bincount(ids, minlength=vocab_size)
    sampler = AliasSampler(noise_distribution(counts, exponent))
    shared = -(-method.shared * max(negatives, 5) // 5)  # rounded up
    keep = None
    if subsample is not None:
        keep = subsampling.keep_probability(counts, subsample)

    W = np.zeros((2, vocab_size + 1, dim), dtype=np.float32)  # see shared_negatives
    W_in, W_out = W[0, :-1], W[1, :-1]
    W_in[:] = rng.uniform(-0.5 / dim, 0.5 / dim, W_in.shape)
    rows = W.reshape(-1, dim)  # the same memory, all rows in one matrix
    losses: list[float] = []
    step = 0

    def check(*numbers: ArrayLike) -> None:
        if not all(np.isfinite(n).all() for n in numbers):
            raise Diverged(
                f"NaN or infinity at update {step}: the learning rate {lr} is probably "
                "too large; `last_good` has the vectors from before this epoch",
                step=step,
                last_good=good,
            )

    bar = tqdm(total=epochs * len(ids), disable=not progress, unit=" tokens")
    try:
        for epoch in range(epochs):
            good = {"W_in": W_in.copy(), "W_out": W_out.copy()}
            text = ids if keep is None else subsampling.subsample(ids, keep, rng)
            reach = np.full(len(text), window)
            if dynamic_window:
                reach = rng.integers(1, window + 1, len(text))
            if len(text) < 2:
                raise ValueError(f"subsampling left {len(text)} of {len(ids)} tokens")
            noise = sampler.sample((-(-len(text) // method.group), shared), rng)
            size = min(GROUPS, max(1, len(noise) // UPDATES))  # groups in an update
            updates = -(-len(noise) // size)
            total, guesses = 0.0, 0
            for i, batch in enumerate(
                batches(text, reach, noise, size, method.group, window, end=vocab_size)
            ):
                done = epoch + i / updates  # epochs
                rate = lr + (final_lr - lr) * done / epochs
                measured = i % max(1, updates // MEASURED) == 0
                with np.errstate(over="ignore", invalid="ignore"):  # we check
                    gradient, loss, n = method.gradient(
                        rows, batch, negatives, with_loss=measured
                    )
                    descend(rows, gradient, rate, method.limit)
                step += 1
                if measured:
                    check(loss)
                    total, guesses = total + loss, guesses + n
                bar.update(int(done * len(ids)) - bar.n)
            check(W)
            losses.append(total / guesses)
            bar.set_postfix(loss=f"{losses[-1]:.3f}")
            if on_epoch is not None:
                on_epoch(epoch + 1, W_in, W_out)
        bar.update(bar.total - bar.n)
    except KeyboardInterrupt:
        return WordVectors(W_in.copy(), W_out.copy(), losses, interrupted=True)
    finally:
        bar.close()
    return WordVectors(W_in.copy(), W_out.copy(), losses)


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
    _method(model)
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


def _method(model: str) -> Method:
    if model not in METHODS:
        raise ValueError(f"no model {model!r}; there are {', '.join(METHODS)}")
    return METHODS[model]


def _corpus(ids: ArrayLike, vocab_size: int) -> Ids:
    ids = check_ids(ids, vocab_size, ndim=1)
    if len(ids) < 2:
        raise ValueError(
            f"a corpus of {len(ids)} tokens has no neighbours; it takes 2 or more"
        )
    return ids


def _check_schedule(lr: float, final_lr: float, epochs: int) -> None:
    if not 0 < lr < np.inf:
        raise ValueError(f"lr is {lr}; the learning rate must be above 0, like 0.025")
    if not 0 <= final_lr <= lr:
        raise ValueError(f"final_lr is {final_lr}; it must lie between 0 and lr, {lr}")
    if epochs < 1:
        raise ValueError(f"epochs is {epochs}; it must be 1 or more")
