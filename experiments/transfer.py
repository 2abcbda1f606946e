"""Which kind of book is a verse from? Few labels, and much text without any.

The text is the World English Bible, which is always there, so chapter 3 also runs a
small form of this on its page.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.evaluation import balanced_accuracy
from dlnlp.models.softmax_regression import softmax_regression
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.vectors.embeddings import Embeddings
from dlnlp.vectors.fast_word2vec import train_word2vec
from dlnlp.vectors.sentences import SIF, mean_vectors
from experiments.corpora import verses

Verse = list[str]

TESTAMENT = 23_145  # verses before Matthew 1:1
GENRES = {  # first verse and the one after the last: eight kinds of books
    "law": (4_893, 5_852),  # Deuteronomy
    "history": (7_213, 10_253),  # Samuel, Kings
    "Job": (12_870, 13_940),
    "psalms": (13_940, 16_401),
    "proverbs": (16_401, 17_316),
    "prophets": (17_655, 21_738),  # Isaiah to Ezekiel
    "gospels": (23_145, 26_924),
    "letters": (27_931, 30_698),
}
NEW_TESTAMENT = {
    "narrative": (23_145, 27_931),  # gospels and Acts
    "letters": (27_931, 30_698),
    "Revelation": (30_698, 31_102),
}
TASKS = {  # classes, and what the vectors are learned from (None: all but the test)
    "eight kinds of books, vectors of all verses": (GENRES, None),
    "New Testament, vectors of the Old": (NEW_TESTAMENT, (0, TESTAMENT)),
    "New Testament, vectors of all verses": (NEW_TESTAMENT, None),
}
LABELS = (5, 10, 20, 50, 100, 200)
SETTINGS: dict[str, Any] = {"dim": 100, "window": 10, "epochs": 10, "subsample": 1e-3}
TEST = 100  # verses of each class that no method sees before it is tested


def word_vectors(text: list[Verse], *, seed: int, **settings: Any) -> Embeddings:
    """Skip-gram vectors of the words that occur five times in the verses given."""
    words = [word for verse in text for word in verse]
    vocab = Vocabulary(words, min_count=5)
    ids = vocab.encode([word for word in words if word in vocab])
    rng = np.random.default_rng(seed)
    found = train_word2vec(ids, len(vocab), rng=rng, **(SETTINGS | settings))
    return Embeddings(vocab.words, found.W_in)


def bag_of_words(text: list[Verse]) -> Array:
    """One column a word, 1 where the verse has it: (S, V)."""
    vocab = Vocabulary(word for verse in text for word in verse)
    X = np.zeros((len(text), len(vocab)), dtype=np.float32)
    for row, verse in zip(X, text, strict=True):
        row[vocab.encode(verse)] = 1
    return X


def length_one(X: Array) -> Array:
    """Each row at length 1; a row of zeros stays."""
    lengths = np.linalg.norm(X, axis=1, keepdims=True)
    rows: Array = X / np.where(lengths > 0, lengths, 1)
    return rows


def representations(
    text: list[Verse], unlabelled: list[Verse], *, seed: int
) -> Iterator[tuple[str, Array]]:
    """Names and rows (S, …) of the ways to write down the verses of `text`."""
    learned = word_vectors(unlabelled, seed=seed)
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal(learned.vectors.shape, dtype=np.float32)
    counts = Vocabulary(word for verse in unlabelled for word in verse)
    frequency = dict(zip(counts.words, counts.counts.tolist(), strict=True))
    words = length_one(bag_of_words(text))
    mean = length_one(mean_vectors(text, learned))
    yield "bag of words", words
    yield "mean of random vectors", mean_vectors(text, Embeddings(learned.words, noise))
    yield "mean of learned vectors", mean
    yield "SIF of learned vectors", SIF(unlabelled, learned, frequency)(text)
    yield "bag of words and mean", np.hstack([words, mean])


def compare(
    classes: Mapping[str, tuple[int, int]],
    unlabelled: tuple[int, int] | None,
    seed: int,
    labels: tuple[int, ...] = LABELS,
) -> dict[str, list[float]]:
    """Balanced accuracy of each representation, one number a size of the labelled set.

    classes     name: (first verse, one after the last)
    unlabelled  the verses that word vectors are learned from; all but the test verses
                if None
    labels      how many labelled verses of each class

    The seed decides everything: test verses, labelled verses, the vectors' start.
    """
    bible, rng = verses(), np.random.default_rng(seed)
    drawn = [rng.permutation(np.arange(*span)) for span in classes.values()]
    test = np.concatenate([places[:TEST] for places in drawn])
    some = [places[TEST : TEST + max(labels)] for places in drawn]
    labelled = np.concatenate(some)
    y_test = np.repeat(np.arange(len(drawn)), TEST)
    y = np.repeat(np.arange(len(drawn)), [len(places) for places in some])
    rank = np.concatenate([np.arange(len(places)) for places in some])  # in its class
    hidden = set(test.tolist())
    first, end = unlabelled or (0, len(bible))
    free = [bible[s] for s in range(first, end) if s not in hidden]
    text = [bible[s] for s in np.concatenate([labelled, test])]
    result = {}
    for name, X in representations(text, free, seed=seed):
        X = length_one(X)
        scores = []
        for n in labels:
            use = np.flatnonzero(rank < n)
            layer = softmax_regression(X[use], y[use], len(drawn))
            predicted = layer(X[len(y) :])[0].argmax(axis=1)
            scores.append(round(balanced_accuracy(predicted, y_test), 4))
        result[name] = scores
    return result


def summary(runs: list[dict[str, list[float]]]) -> dict[str, Any]:
    """For each representation the scores of all seeds, one list a seed."""
    names = runs[0]
    return {"labels": list(LABELS)} | {name: [r[name] for r in runs] for name in names}
