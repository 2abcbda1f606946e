"""Who is compared with word2vec on the Penn Treebank: ours, gensim and PyTorch.

All are told the same: 100 dimensions, windows of 1 … 5 words drawn anew each time, 5
negatives by frequency^0.75, no subsampling, a rate that falls in a straight line.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from dlnlp.arrays import Array, Ids
from dlnlp.datasets import penn_treebank
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.vectors.fast_word2vec import held_out_loss, train_word2vec
from dlnlp.vectors.negative_sampling import AliasSampler, noise_distribution

MODELS = ("skip-gram", "cbow")
DIM, WINDOW, NEGATIVES, EXPONENT, FINAL_LR = 100, 5, 5, 0.75, 1e-4
SENTENCE = 10_000  # tokens: gensim cuts longer ones


class Training(NamedTuple):
    """`train` is what is timed; `vectors` gives W_in and W_out (V, D) afterwards."""

    train: Callable[[], object]
    vectors: Callable[[], tuple[Array, Array]]


@cache
def text(split: str = "train") -> tuple[list[str], Vocabulary, Ids]:
    """The tokens of a part, the training part's vocabulary, and the ids."""
    tokens = penn_treebank(split)
    vocab = Vocabulary(tokens) if split == "train" else text()[1]
    return tokens, vocab, vocab.encode(tokens)


def loss(training: Training, model: str) -> float:
    """On the validation part; for all the same pairs and the same negatives."""
    _, vocab, ids = text("valid")
    return held_out_loss(
        *training.vectors(),
        ids,
        vocab.counts,
        model=model,
        window=WINDOW,
        negatives=NEGATIVES,
        exponent=EXPONENT,
        rng=np.random.default_rng(0),
    )


def ours(model: str, epochs: int, lr: float, seed: int) -> Training:
    """From ids to vectors."""
    _, vocab, ids = text()
    found: list[tuple[Array, Array]] = []

    def train() -> None:
        vectors = train_word2vec(
            ids,
            len(vocab),
            model=model,
            dim=DIM,
            window=WINDOW,
            negatives=NEGATIVES,
            exponent=EXPONENT,
            epochs=epochs,
            lr=lr,
            final_lr=FINAL_LR,
            rng=np.random.default_rng(seed),
        )
        found.append((vectors.W_in, vectors.W_out))

    return Training(train, lambda: found[0])


def gensims(
    model: str, epochs: int, lr: float, seed: int, workers: int = 1
) -> Training:
    """Its vocabulary is built beforehand, and not timed."""
    from gensim.models import Word2Vec

    tokens, vocab, _ = text()
    starts = range(0, len(tokens), SENTENCE)
    sentences = [tokens[start : start + SENTENCE] for start in starts]
    network = Word2Vec(
        vector_size=DIM,
        window=WINDOW,
        negative=NEGATIVES,
        ns_exponent=EXPONENT,
        sg=int(model == "skip-gram"),
        cbow_mean=1,
        hs=0,
        sample=0,
        min_count=1,
        alpha=lr,
        min_alpha=FINAL_LR,
        workers=workers,
        seed=seed + 1,
    )
    network.build_vocab(sentences)

    def train() -> None:
        network.train(sentences, total_examples=len(sentences), epochs=epochs)

    def vectors() -> tuple[Array, Array]:
        order = [network.wv.key_to_index[word] for word in vocab.words]
        return network.wv.vectors[order], network.syn1neg[order]

    return Training(train, vectors)


def pytorchs(model: str, epochs: int, lr: float, seed: int) -> Training:
    """As it is often written: batches of 1,024 centres in random order, sparse Adam."""
    import torch
    from torch.nn import functional as F

    _, vocab, ids = text()
    V, B = len(vocab), 1024
    rng = np.random.default_rng(seed)
    sampler = AliasSampler(noise_distribution(vocab.counts, EXPONENT))
    # The mean of the rows named; row V stands for what is outside a window
    seen = torch.nn.EmbeddingBag(V + 1, DIM, sparse=True, padding_idx=V)
    guessed = torch.nn.Embedding(V, DIM, sparse=True)
    with torch.no_grad():
        start = rng.uniform(-0.5 / DIM, 0.5 / DIM, (V + 1, DIM))
        seen.weight.copy_(torch.from_numpy(start))
        guessed.weight.zero_()
    optimizer = torch.optim.SparseAdam([seen.weight, guessed.weight], lr)
    steps = epochs * -(-len(ids) // B)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: 1 - s / steps)
    padded = np.pad(ids, WINDOW, constant_values=V)
    offsets = np.array([d for d in range(-WINDOW, WINDOW + 1) if d])

    def epoch() -> None:
        sizes = rng.integers(1, WINDOW + 1, len(ids))
        order = rng.permutation(len(ids))
        for start in range(0, len(ids), B):
            at = order[start : start + B, None]
            neighbours = padded[at + WINDOW + offsets]
            neighbours[np.abs(offsets) > sizes[at]] = V
            if model == "cbow":
                given, right = neighbours, ids[at[:, 0]]
            else:
                row, column = np.nonzero(neighbours < V)
                given, right = ids[at[row]], neighbours[row, column]
            drawn = sampler.sample((len(right), NEGATIVES), rng)
            step(given, np.concatenate([right[:, None], drawn], axis=1))

    def step(given: Ids, words: Ids) -> None:
        h, u = seen(torch.from_numpy(given)), guessed(torch.from_numpy(words))
        logits = torch.einsum("nd,nkd->nk", h, u)
        labels, counted = np.zeros_like(words), words != words[:, :1]
        labels[:, 0] = counted[:, 0] = 1
        weight = torch.from_numpy(counted / np.float32(len(words)))
        total: Any = F.binary_cross_entropy_with_logits(
            logits, torch.from_numpy(labels).float(), weight.float(), reduction="sum"
        )
        optimizer.zero_grad()
        total.backward()
        optimizer.step()
        schedule.step()

    def train() -> None:
        for _ in range(epochs):
            epoch()

    def vectors() -> tuple[Array, Array]:
        return seen.weight.detach().numpy()[:V], guessed.weight.detach().numpy()

    return Training(train, vectors)
