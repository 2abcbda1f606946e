"""What chapter 1 finds on data that can't come with the book: WordNet and the PTB.

    python -m experiments.meaning_from_company

About a minute on two cores. The data are downloaded, or found in DLNLP_DATA's folder.
"""

from collections.abc import Callable
from statistics import mean
from typing import Any

import numpy as np
from tqdm import tqdm

from dlnlp.datasets import penn_treebank, similarity_pairs
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.vectors.counts import cooccurrence, ppmi, svd_vectors
from dlnlp.vectors.embeddings import Embeddings
from dlnlp.wordnet.graph import WordNet
from experiments.corpora import gloss_words
from experiments.recording import save

WINDOW, DIM, SEEDS = 10, 200, (0, 1, 2)


def thesaurus() -> dict[str, Any]:
    """WordNet on the chapter's running words."""
    wn = WordNet.open()
    nouns = list(wn.all_synsets("n"))
    words = ["car", "bank", "get", "selfie", "hashtag"]
    pairs = [("car", "motorcycle"), ("car", "bicycle"), ("car", "novel")]
    return {
        "noun synsets": len(nouns),
        "with a Korean word": sum(bool(wn.korean(synset)) for synset in tqdm(nouns)),
        "senses": {word: len(wn.synsets(word)) for word in words},
        "similarity": {
            f"{a}, {b}": [
                round(measure(wn[f"{a}.n.01"], wn[f"{b}.n.01"]), 3)
                for measure in (wn.path_similarity, wn.wup_similarity)
            ]
            for a, b in pairs
        },
    }


def vectors(tokens: list[str], max_size: int) -> dict[str, list[Embeddings]]:
    """Three kinds of word vectors of one corpus; those of the SVD once a seed."""
    vocab = Vocabulary(tokens, max_size=max_size, unknown="<unk>")
    counts = cooccurrence(vocab.encode(tokens), len(vocab), WINDOW)
    weighted = ppmi(counts)
    dense = [
        svd_vectors(weighted, DIM, rng=np.random.default_rng(seed)) for seed in SEEDS
    ]
    return {
        "counts": [Embeddings(vocab.words, counts)],
        "PPMI": [Embeddings(vocab.words, weighted)],
        f"PPMI, SVD to {DIM} dimensions": [Embeddings(vocab.words, v) for v in dense],
    }


def corpus(
    name: str, load: Callable[[], list[str]], queries: list[str]
) -> dict[str, Any]:
    """Agreement with people, and neighbours, of the vectors of one corpus."""
    tokens = load()
    kinds = vectors(tokens, max_size=20_000)
    result: dict[str, Any] = {"corpus": name, "tokens": len(tokens), "window": WINDOW}
    for test in ("wordsim353", "simlex999"):
        pairs = similarity_pairs(test)
        for kind, runs in tqdm(kinds.items(), desc=f"{name}, {test}"):
            found = [e.evaluate_similarity(pairs) for e in runs]
            result.setdefault(test, {})[kind] = {
                "spearman": round(mean(f.spearman for f in found), 3),
                "each seed": [round(f.spearman, 3) for f in found],
                "covered": found[0].covered,
                "total": found[0].total,
            }
    best = kinds[f"PPMI, SVD to {DIM} dimensions"][0]
    result["nearest"] = {w: [n for n, _ in best.nearest(w, 5)] for w in queries}
    return result


def main() -> None:
    words = ["car", "motorcycle", "novel", "coffee", "good", "night", "king"]
    newspaper = ["car", "good", "night", "toyota", "oil", "monday", "japan"]
    save(
        "meaning_from_company",
        {
            "wordnet": thesaurus(),
            "glosses": corpus("WordNet's glosses", gloss_words, words),
            "ptb": corpus("Penn Treebank", lambda: penn_treebank("train"), newspaper),
        },
        seeds=SEEDS,
    )


if __name__ == "__main__":
    main()
