"""Lemmatization: from an inflected word to the form that a dictionary lists.

WordNet lists base forms only: mouse and not mice. Its helper *Morphy* (morphy(7WN),
https://wordnet.princeton.edu/documentation/morphy7wn) finds them: irregular forms from
a list, regular ones by exchanging an ending and looking whether the result is a word.
"""

from collections.abc import Container, Mapping

ENDINGS = {
    "n": [
        ("s", ""), ("ses", "s"), ("ves", "f"), ("xes", "x"), ("zes", "z"),
        ("ches", "ch"), ("shes", "sh"), ("men", "man"), ("ies", "y"),
    ],
    "v": [
        ("s", ""), ("ies", "y"), ("es", "e"), ("es", ""),
        ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", ""),
    ],
    "a": [("er", ""), ("est", ""), ("er", "e"), ("est", "e")],
    "r": [],
}  # fmt: skip


def base_forms(
    form: str, pos: str, words: Container[str], irregular: Mapping[str, list[str]]
) -> list[str]:
    """Base forms (lemmas) that a form may come from, first itself if it is listed.

    form       in lower case, with underscores for blanks
    pos        "n", "v", "a" or "r", decides on the `ENDINGS` ("ves" is NLTK's addition)
    words      the listed words of this part of speech
    irregular  from irregular forms to their base forms, as `read_exceptions` gives it

    One ending is exchanged, once. An irregular form is looked up, and that is all.
    """
    endings = [(old, new) for old, new in ENDINGS[pos] if form.endswith(old)]
    regular = [form.removesuffix(old) + new for old, new in endings]
    candidates = dict.fromkeys([form, *irregular.get(form, regular)])
    return [candidate for candidate in candidates if candidate in words]


def read_exceptions(text: str) -> dict[str, list[str]]:
    """What noun.exc or its like says: on each line an irregular form, its base forms.

    >>> read_exceptions("mice mouse")
    {'mice': ['mouse']}
    """
    lines = (line.split() for line in text.splitlines())
    return {words[0]: words[1:] for words in lines if words}
