"""One corpus, five methods, the same yardsticks: training and judging word vectors.

A `Setting` is one row of a table in chapter 3. `judge` trains its vectors and says how
well they agree with people; that is all a worker process does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from scipy import sparse
from scipy.stats import spearmanr

from dlnlp.arrays import Array, Ids
from dlnlp.datasets import analogy_questions, penn_treebank, similarity_pairs
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.training import Diverged
from dlnlp.vectors import subsampling
from dlnlp.vectors.counts import cooccurrence, ppmi, truncated_svd
from dlnlp.vectors.embeddings import Embeddings
from dlnlp.vectors.fast_word2vec import train_word2vec
from dlnlp.vectors.glove import train_glove
from experiments.corpora import gloss_words

THRESHOLD = 1e-4  # of subsampling, where it is on
TESTS = ("wordsim353", "simlex999")


@dataclass(frozen=True)
class Setting:
    """How vectors are made. What a method has no use for it ignores.

    method    "SGNS", "CBOW", "PPMI", "SVD" (of the PPMI) or "GloVe"
    exponent  of the negatives' distribution, and of the contexts' frequency in PPMI
    near      near neighbours count more and frequent words lose tokens: a dynamic
              window (its expected weights where pairs are counted) and subsampling
    power     of the singular values
    """

    method: str
    corpus: str = "glosses"
    dim: int = 100
    window: int = 5
    exponent: float = 0.75
    near: bool = True
    negatives: int = 5
    power: float = 0.5
    x_max: float = 10.0
    epochs: int = 20
    lr: float = 0.025
    seed: int = 0


@cache
def corpus(name: str) -> tuple[Vocabulary, Ids]:
    """The vocabulary (20,000 words at most) and the text of "glosses" or "ptb"."""
    words = gloss_words() if name == "glosses" else penn_treebank("train")
    vocab = Vocabulary(words, max_size=20_000, unknown="<unk>")
    return vocab, vocab.encode(words)


def counted(s: Setting) -> sparse.csr_array:
    """Co-occurrence counts; with `near`, of the subsampled text, and weighted.

    A window drawn from 1 … w sees a neighbour at distance d with the chance
    (w - d + 1) / w: the mean over the counts of all these windows.
    """
    vocab, ids = corpus(s.corpus)
    if not s.near:
        return cooccurrence(ids, len(vocab), s.window)
    keep = subsampling.keep_probability(vocab.counts, THRESHOLD)
    ids = subsampling.subsample(ids, keep, np.random.default_rng(s.seed))
    every = (cooccurrence(ids, len(vocab), w) for w in range(1, s.window + 1))
    return sum(every, start=sparse.csr_array((len(vocab),) * 2)) / s.window


def learned(s: Setting) -> tuple[Array, Array]:
    """W_in and W_out (V, D) of SGNS or CBOW."""
    vocab, ids = corpus(s.corpus)
    found = train_word2vec(
        ids,
        len(vocab),
        model="skip-gram" if s.method == "SGNS" else "cbow",
        dim=s.dim,
        window=s.window,
        negatives=s.negatives,
        exponent=s.exponent,
        subsample=THRESHOLD if s.near else None,
        dynamic_window=s.near,
        epochs=s.epochs,
        lr=s.lr,
        rng=np.random.default_rng(s.seed),
    )
    return found.W_in, found.W_out


def vectors(settings: list[Setting]) -> Iterator[Any]:
    """The vectors of each setting: (V, dim), or the sparse matrix of PPMI.

    Several settings of an SVD that differ in length and power share the work.
    """
    s = settings[0]
    rng = np.random.default_rng(s.seed)
    if s.method in ("SGNS", "CBOW"):
        yield learned(s)[0]
    elif s.method == "GloVe":
        yield train_glove(
            counted(s),
            dim=s.dim,
            x_max=s.x_max,
            epochs=s.epochs,
            lr=s.lr,
            batch_size=16_384,
            rng=rng,
        ).vectors
    else:
        M = ppmi(counted(s), smoothing=s.exponent)
        if s.method == "PPMI":
            yield M
        else:
            U, S, _ = truncated_svd(M, max(s.dim for s in settings), rng=rng)
            for s in settings:
                yield U[:, : s.dim] * S[: s.dim] ** s.power


def judge(settings: list[Setting]) -> list[dict[str, Any]]:
    """Train, and compare with people: {"setting", one entry a test, "scores"} each.

    What diverges is trained again with half the learning rate, which the result says.
    """
    vocab, _ = corpus(settings[0].corpus)
    try:
        return [
            {"setting": asdict(s)} | evaluate(Embeddings(vocab.words, v))
            for s, v in zip(settings, vectors(settings), strict=True)
        ]
    except Diverged:
        return judge([replace(s, lr=s.lr / 2) for s in settings])


def known_pairs(words: Iterable[str], test: str) -> list[tuple[str, str, float]]:
    """The pairs of a test of which both words are known, as they are spelled here."""
    here = set(words)
    pairs = (
        (spelled(a, here), spelled(b, here), x) for a, b, x in similarity_pairs(test)
    )
    return [(a, b, x) for a, b, x in pairs if a in here and b in here]


def spelled(word: str, here: set[str]) -> str:
    """The word as it is, or in lower case if it is not there."""
    return word if word in here else word.lower()


def evaluate(e: Embeddings) -> dict[str, Any]:
    """Spearman for both tests, the accuracy on analogies, and the pairs' cosines.

    As `Embeddings` has it, except that a word whose vector is zero (it happens in PPMI)
    has the cosine 0 with all others: so every method is judged on the same pairs.
    """
    at = {word: i for i, word in enumerate(e.words)}
    squares = (
        e.vectors.multiply(e.vectors) if sparse.issparse(e.vectors) else e.vectors**2
    )
    lengths = np.sqrt(np.asarray(squares.sum(axis=1), dtype=np.float32))
    unit = sparse.diags_array(1 / np.maximum(lengths, 1e-30)) @ e.vectors
    result: dict[str, Any] = {"scores": {}}
    for test in TESTS:
        pairs = known_pairs(e.words, test)
        one, two = (unit[[at[pair[k]] for pair in pairs]] for k in (0, 1))
        cosines = np.asarray((one * two).sum(axis=1)).round(4)
        human = [score for *_, score in pairs]
        result[test] = round(float(spearmanr(cosines, human).statistic), 4)
        result["scores"][test] = cosines.tolist()
    right, covered = analogies(unit, at)
    return result | {"google": round(right / covered, 4)}


def analogies(unit: Any, at: dict[str, int]) -> tuple[int, int]:
    """Right answers and covered questions, as `evaluate_analogies` counts, but faster.

    Each word's cosine with all others is computed once, not once a question.
    """
    here = set(at)
    texts = [
        [spelled(word, here) for word in words]
        for _, *words in analogy_questions("google")
    ]
    ids = np.array([[at[w] for w in text] for text in texts if here.issuperset(text)])
    used, index = np.unique(ids[:, :3], return_inverse=True)
    near = unit[used] @ unit.T  # (U, V)
    near = near.toarray() if sparse.issparse(near) else near
    right = 0
    for (a, b, c), row in zip(index.reshape(-1, 3), ids, strict=True):
        scores = near[b] - near[a] + near[c]
        scores[row[:3]] = -np.inf
        right += int(scores.argmax() == row[3])
    return right, len(ids)
