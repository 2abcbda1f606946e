"""he and she: do word vectors add a bias, or report that of the text?

For words that name what somebody does: where their vector lies between *he* and *she*,
and what proportion of the pronouns in their own windows is male. After Bolukbasi et al.
2016 ("Man is to computer programmer as woman is to homemaker?"), soberly: every word of
the lists that occurs often enough is shown, none is picked for what it shows.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from dlnlp.arrays import Array
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.vectors.counts import cooccurrence
from dlnlp.vectors.embeddings import Embeddings
from experiments.word_vectors import Setting, corpus, learned

MALE, FEMALE = ("he", "him", "his", "himself"), ("she", "her", "hers", "herself")
# Words that say by themselves who is meant; they only show that the direction works
SAID = "king queen actor actress spokesman spokeswoman priest nun hero heroine".split()
OCCUPATIONS = """
accountant analyst architect artist astronomer athlete attorney author baker banker
bishop boss boxer broker captain carpenter chairman chemist clerk composer cook critic
dancer dentist director doctor driver economist editor employee engineer executive
farmer general hairdresser housekeeper judge journalist lawyer leader librarian maid
manager mathematician merchant midwife minister musician nurse officer owner painter
parent philosopher physician physicist pilot player poet politician president producer
professor programmer sailor scientist secretary senator servant singer soldier student
surgeon teacher thief trader warrior worker writer
""".split()
AT_LEAST, WINDOW = 20, 10


def pronouns_near(vocab: Vocabulary, ids: Any) -> tuple[Array, Array]:
    """How many male and how many female pronouns stand near each word: (V,), (V,)."""
    C = cooccurrence(ids, len(vocab), WINDOW)
    male, female = (
        C[:, [vocab.id(word) for word in words if word in vocab]].sum(axis=1)
        for words in (MALE, FEMALE)
    )
    return male, female


def lean(e: Embeddings) -> dict[str, float]:
    """The cosine of each word with he - she (both at length 1): above 0 is he's side.

    As some direction is in all words' vectors, the mean over all words is taken off.
    """
    unit = e.vectors / np.maximum(np.linalg.norm(e.vectors, axis=1)[:, None], 1e-9)
    at = {word: i for i, word in enumerate(e.words)}
    direction = unit[at["he"]] - unit[at["she"]]
    cosines = unit @ (direction / np.linalg.norm(direction))
    return dict(zip(e.words, (cosines - cosines.mean()).tolist(), strict=True))


def gender(setting: Setting, seeds: tuple[int, ...]) -> dict[str, Any]:
    """The words of one corpus, from the most female vector to the most male."""
    vocab, ids = corpus(setting.corpus)
    male, female = pronouns_near(vocab, ids)
    each = (replace(setting, seed=seed) for seed in seeds)
    runs = [Embeddings(vocab.words, learned(s)[0]) for s in each]
    leans = [lean(e) for e in runs]

    def row(word: str) -> dict[str, Any]:
        i = vocab.id(word)
        pronouns = int(male[i] + female[i])
        return {
            "word": word,
            "count": int(vocab.counts[i]),
            "lean": [round(values[word], 3) for values in leans],
            "pronouns near": pronouns,
            "male share": round(float(male[i]) / pronouns, 3) if pronouns else None,
        }

    frequent = [w for w in vocab.words if vocab.counts[vocab.id(w)] >= AT_LEAST]
    rows = [row(word) for word in frequent if word in OCCUPATIONS]
    rows.sort(key=lambda r: np.mean(r["lean"]))
    judged = [r for r in rows if r["pronouns near"] >= 10]
    male_shares = [r["male share"] for r in judged]
    correlations = [
        spearmanr([r["lean"][k] for r in judged], male_shares).statistic
        for k in range(len(seeds))
    ]
    agreement = np.corrcoef([[r["lean"][k] for r in rows] for k in range(len(seeds))])
    everywhere = [
        int(sum(vocab.counts[vocab.id(w)] for w in words if w in vocab))
        for words in (MALE, FEMALE)
    ]
    return {
        "corpus": setting.corpus,
        "window": WINDOW,
        "male and female pronouns in the text": everywhere,
        "occupations": rows,
        "words that say it": [row(word) for word in SAID if word in frequent],
        "judged": len(judged),
        "spearman of lean and male share": [round(float(c), 3) for c in correlations],
        "correlation of lean between seeds": np.round(agreement, 3).tolist(),
        "nearest": {w: [n for n, _ in runs[0].nearest(w, 8)] for w in ("he", "she")},
        "most male and female of all frequent words": extremes(leans, vocab),
    }


def extremes(leans: list[dict[str, float]], vocab: Vocabulary) -> dict[str, list[str]]:
    """The words with at least 100 occurrences that lie furthest on either side."""
    frequent = [w for w in vocab.words if vocab.counts[vocab.id(w)] >= 100]
    frequent = [w for w in frequent if w not in MALE + FEMALE]
    frequent.sort(key=lambda word: np.mean([values[word] for values in leans]))
    return {"female": frequent[:12], "male": frequent[:-13:-1]}
