"""Sentences and their translations, questions and their answers: text for text."""

import csv

import numpy as np

from dlnlp.datasets.files import fetch, read_text

TRANSLATIONS = {
    "french": "translation/fra-eng_2019-04.txt",
    "korean": "translation/kor-eng_2022.txt",
}
DIALOGUE = "dialogue/ChatbotData.csv"


def translations(language: str) -> list[tuple[str, str]]:
    """Tatoeba's English sentences, each with one translation; short ones come first.

    language  "french" (167,130 pairs) or "korean" (3,798)

    An English sentence comes as often as it has translations: see `split_by_source`.
    All spaces are ordinary ones.

    ValueError: another language. Others: those of `fetch`.
    """
    if language not in TRANSLATIONS:
        raise ValueError(
            f"there are translations into {' and '.join(TRANSLATIONS)}; "
            f"given {language!r}"
        )
    lines = read_text(fetch(TRANSLATIONS[language])).splitlines()
    columns = [line.split("\t") for line in lines]  # the third says who wrote them
    return [(_spaced(row[0]), _spaced(row[1])) for row in columns]


def korean_dialogue() -> list[tuple[str, str]]:
    """11,823 Korean remarks, each with an answer that was written for a chatbot.

    What the file says besides (everyday, love or its end) is left out. A remark may
    have several answers, and an answer may serve several remarks.

    Errors: those of `fetch`.
    """
    rows = list(csv.reader(read_text(fetch(DIALOGUE)).splitlines()))
    return [(_spaced(question), _spaced(answer)) for question, answer, _ in rows[1:]]


def split_by_source(
    pairs: list[tuple[str, str]], held_out: float, *, rng: np.random.Generator
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Split pairs in two so that no source stands in both parts; each keeps its order.

    A model is tested on sentences that it has not seen, in no translation. Sources that
    differ in capitals alone are taken for one.

    held_out  the proportion of sources whose pairs go into the second part

    ValueError: a proportion that leaves one of the parts empty.
    """
    sources = list(dict.fromkeys(source.casefold() for source, _ in pairs))
    n = round(held_out * len(sources))
    if not 0 < n < len(sources):
        raise ValueError(
            f"held_out is {held_out}; of {len(sources)} sources that leaves "
            f"{len(sources) - n} and {n}, and there must be some in both parts"
        )
    chosen = {sources[i] for i in rng.choice(len(sources), n, replace=False)}
    parts: tuple[list[tuple[str, str]], list[tuple[str, str]]] = [], []
    for source, target in pairs:
        parts[source.casefold() in chosen].append((source, target))
    return parts


def _spaced(text: str) -> str:
    """Without white space at the ends, and with one blank for any within."""
    return " ".join(text.split())
