"""Chapter 3's checkers of whole vectors: a sentence's, and those of the toy world."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.datasets import toy_world
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.vectors.embeddings import Accuracy, Embeddings
from dlnlp.vectors.fast_word2vec import train_word2vec


def check_sentence(sentence_vector: Callable[..., Any]) -> Verdict:
    """Exercise 6. `sentence_vector(words, vectors, share, a)`: a weighted mean (D,)."""
    vectors = {"the": np.array([4.0, 0.0]), "king": np.array([0.0, 2.0]),
               "sings": np.array([5.0, 0.0])}  # fmt: skip
    share = {"the": 0.03, "king": 0.01, "sings": 0.0025}
    the, king, sings = 0.25 * vectors["the"], 0.5 * vectors["king"], np.array([4.0, 0])

    def of(text: str, a: float = 0.01) -> Any:
        copies = {word: vector.copy() for word, vector in vectors.items()}
        with np.errstate(all="ignore"):
            return sentence_vector(text.split(), copies, dict(share), a)

    def vectors_afterwards() -> Any:
        copies = {word: vector.copy() for word, vector in vectors.items()}
        sentence_vector(["the", "king", "the"], copies, dict(share), 0.01)
        return np.array([copies[word] for word in vectors])

    return grade(
        Step("one word: the", lambda: of("the"), the,
             "its weight is a / (a + P), here 0.01 / 0.04; times its vector; and the "
             "mean over one word is the word",
             mistakes=[(vectors["the"], "weighted by 1. If you divide by the sum of "
                        "the weights, the weight cancels: divide by the number of "
                        "words"),
                       (3 * the, "that weight grows with P: frequent words should "
                        "count less"),
                       (vectors["the"] / 3, "a / P? the a below the line keeps the "
                        "weight at 1 or less"),
                       (the.sum(), "a vector, (D,), not the sum of its numbers")]),
        Step("king sings", lambda: of("king sings"), (king + sings) / 2,
             "each word's vector times its own weight, added up, divided by how many "
             "words there are",
             mistakes=[(king + sings, "that is the sum; now the mean"),
                       ((king + sings) / 1.3, "divide by the number of words, not by "
                        "the sum of their weights"),
                       ((king + sings) / 4, "divided by 2 twice?")]),
        Step("the king the", lambda: of("the king the"), (the + king + the) / 3,
             "a word that stands twice counts twice, above and below the line",
             mistakes=[((the + king) / 2, "'the' stands here twice, and it counts "
                        "twice; a set or a dictionary keeps it once"),
                       ((the + king) / 3, "'the' stands here twice: you divide by "
                        "three, but you add it once")]),
        Step("the unicorn king", lambda: of("the unicorn king"), (the + king) / 2,
             "unicorn has no vector: skip it (`word in vectors` asks)",
             mistakes=[((the + king) / 3, "unicorn has no vector and isn't part of the "
                        "mean: divide by the number of words that are known")]),
        Step("three times as large an a", lambda: of("the", 0.03), 2 * the,
             "is there a number in your function where a should be?"),
        Step("no known word at all", lambda: of("unicorns dance"), np.zeros(2),
             "nothing divided by 0 is nan: give a vector of D zeros instead; any of "
             "the vectors tells you D",
             mistakes=[(0.0, "a vector of D zeros, not the number 0; any of the "
                        "vectors tells you D"),
                       ([], "a vector of D zeros; any of the vectors tells you D")]),
        Step("the vectors are left as they were", vectors_afterwards,
             np.array(list(vectors.values())),
             "+= or *= wrote into a word's own vector: start from a new array"),
    )  # fmt: skip


def check_settings(window: Any, dim: Any, epochs: Any) -> Verdict:
    """Exercise 8. 95 % of the toy world's analogies, with a small budget."""
    unanswered = any(x is ... or x is None for x in (window, dim, epochs))

    def cheap() -> Any:
        if unanswered:
            return None
        fits = dim <= 50 and epochs <= 15 and window * epochs <= 100
        spent = f"{dim} dimensions, {epochs} epochs, window · epochs {window * epochs}"
        return True if fits else spent

    def enough() -> Any:
        found = toy_analogies(window, dim, epochs)
        kinds = ", ".join(f"{kind} {x.share:.0%}" for kind, x in found.sections.items())
        return True if found.share >= 0.95 else f"{found.share:.0%} ({kinds})"

    return grade(
        Step("at most 50 dimensions, 15 epochs, and window · epochs at most 100",
             cheap, True,
             "more would make it easy; twice the window leaves half the epochs"),
        Step("95 % of the analogies come out right", enough, True,
             "is past tense at 100 %, and others are not? Look at sentences of both "
             "kinds: how far from the word is what tells it from other words of its "
             "kind? If past tense suffers, too, the vectors have too little room, or "
             "too little practice"),
    )  # fmt: skip


def toy_analogies(window: int, dim: int, epochs: int, *, seed: int = 0) -> Accuracy:
    """Skip-gram with negative sampling over the toy world, and its analogies."""
    world = toy_world(rng=np.random.default_rng(7))
    vocab = Vocabulary(world.tokens)
    trained = train_word2vec(
        vocab.encode(world.tokens),
        len(vocab),
        dim=dim,
        window=window,
        epochs=epochs,
        rng=np.random.default_rng(seed),
    )
    embeddings = Embeddings(vocab.words, trained.W_in)
    return embeddings.evaluate_analogies(world.analogies)
