"""word2vec at speed: skip-gram and CBOW with negative sampling, over a whole corpus."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from tqdm import tqdm

from dlnlp import sampling, shared_negatives
from dlnlp.nn.core import Diverged
from dlnlp.nn.functional import log_sigmoid
from dlnlp.sampling import AliasSampler, keep_probability, noise_distribution
from dlnlp.shared_negatives import GROUP, SHARED, Batch, descend, in_groups
from dlnlp.text import Ids, check_ids, check_window
from dlnlp.word2vec import check_negatives, check_sizes

Array = NDArray[Any]

MODELS = {"skip-gram": shared_negatives.skip_gram, "cbow": shared_negatives.cbow}
GROUPS = 64  # groups in an update, in a long text
UPDATES = 50  # in a short text: updates an epoch, at least
MEASURED = 50  # updates an epoch, about, of which the loss is taken


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
    lr: float = 0.025,
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
    lr, final_lr    the learning rate falls from one to the other in a straight line
    progress        show a progress bar
    on_epoch        called as on_epoch(epoch, W_in, W_out) after each, from 1 on

    The loss of a guess is -log s(right) - sum over K of log s(-wrong), in nats. It is
    taken from some fifty updates of an epoch. Ctrl-C returns what there is.

    ValueError: what is given cannot be trained on. Diverged: NaN or infinity appeared.
    """
    ids = check_ids(ids, vocab_size)
    _check_corpus(ids)
    check_sizes(vocab_size, dim)
    check_window(window)
    check_negatives(negatives, vocab_size)
    _check_schedule(lr, final_lr, epochs)
    gradient_of = _gradient_of(model)
    counts = np.bincount(ids, minlength=vocab_size)
    sampler = AliasSampler(noise_distribution(counts, exponent))
    keep = None if subsample is None else keep_probability(counts, subsample)

    W = np.zeros((2, vocab_size + 1, dim), dtype=np.float32)  # see shared_negatives
    W_in, W_out = W[0, :-1], W[1, :-1]
    W_in[:] = rng.uniform(-0.5 / dim, 0.5 / dim, W_in.shape)
    rows = W.reshape(-1, dim)  # the same memory, all rows in one matrix
    losses: list[float] = []
    step = 0
    bar = tqdm(total=epochs * len(ids), disable=not progress, unit="token")
    try:
        for epoch in range(1, epochs + 1):
            good = {"W_in": W_in.copy(), "W_out": W_out.copy()}
            text = ids if keep is None else sampling.subsample(ids, keep, rng)
            total, guesses = 0.0, 0
            batches = _batches(
                text, vocab_size, window, sampler, dynamic_window, rng=rng
            )
            for done, measured, batch in batches:
                part = (epoch - 1 + done) / epochs  # of the whole run
                now = lr + (final_lr - lr) * part
                places, gradient, loss, n = gradient_of(
                    rows, batch, negatives, with_loss=measured
                )
                if not np.isfinite(loss):
                    raise _diverged(step, lr, good)
                descend(rows, places, gradient, now)
                step += 1
                if measured:
                    total, guesses = total + loss, guesses + n
                bar.update(int((epoch - 1 + done) * len(ids)) - bar.n)
            if not np.isfinite(W).all():
                raise _diverged(step, lr, good)
            losses.append(total / max(guesses, 1))
            bar.set_postfix(loss=f"{losses[-1]:.3f}")
            if on_epoch is not None:
                on_epoch(epoch, W_in, W_out)
    except KeyboardInterrupt:
        return WordVectors(W_in.copy(), W_out.copy(), losses, interrupted=True)
    finally:
        bar.close()
    return WordVectors(W_in.copy(), W_out.copy(), losses)


def _batches(
    text: Ids,
    end: int,
    window: int,
    sampler: AliasSampler,
    dynamic_window: bool,
    *,
    rng: np.random.Generator,
) -> Iterator[tuple[float, bool, Batch]]:
    """The text in batches: how much came before, 0 … 1; whether to measure; the batch.

    end: the id that stands for what is beyond the ends of the text
    """
    T = len(text)
    N = min(GROUPS, max(1, T // (GROUP * UPDATES)))
    size = N * GROUP
    starts = range(0, T, size)
    every = max(1, len(starts) // MEASURED)
    before, after = np.full(window, end), np.full(window + size, end)
    padded = np.concatenate([before, text, after]).astype(np.int32)
    # Drawn for the whole text at once, which is faster than batch by batch
    reach = np.full((len(starts), size), window, dtype=np.int16)
    if dynamic_window:
        reach = rng.integers(1, window + 1, reach.shape, dtype=np.int16)
    noise = sampler.sample((len(starts), N, SHARED), rng).astype(np.int32)
    for number, start in enumerate(starts):
        stretch = padded[start : start + size + 2 * window]
        batch = in_groups(stretch, reach[number], noise[number], window, end)
        yield start / T, number % every == 0, batch


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
    ids = check_ids(ids, len(W_in))
    _check_corpus(ids)
    check_window(window)
    _gradient_of(model)
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


def _gradient_of(model: str) -> Callable[..., tuple[Array, Array, float, int]]:
    if model not in MODELS:
        raise ValueError(f"no model {model!r}; there are {', '.join(MODELS)}")
    return MODELS[model]


def _check_corpus(ids: Ids) -> None:
    if len(ids) < 2:
        raise ValueError(
            f"a corpus of {len(ids)} tokens has no neighbours; it takes 2 or more"
        )


def _check_schedule(lr: float, final_lr: float, epochs: int) -> None:
    if not 0 < lr < np.inf:
        raise ValueError(f"lr is {lr}; the learning rate must be above 0, like 0.025")
    if not 0 <= final_lr <= lr:
        raise ValueError(f"final_lr is {final_lr}; it must lie between 0 and lr, {lr}")
    if epochs < 1:
        raise ValueError(f"epochs is {epochs}; it must be 1 or more")


def _diverged(step: int, lr: float, good: dict[str, Array]) -> Diverged:
    return Diverged(
        f"NaN or infinity at update {step}: the learning rate {lr} is probably too "
        "large; `last_good` has the vectors from before this epoch",
        step=step,
        last_good=good,
    )
