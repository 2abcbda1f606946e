"""Additions and dates of "Deep Learning from Scratch 2", to compare with the book."""

import numpy as np

from dlnlp.datasets.files import fetch, read_text

Pairs = list[tuple[str, str]]
FILES = {"addition": "dlfs2/addition.txt", "date": "dlfs2/date.txt"}


def dlfs2(name: str) -> tuple[Pairs, Pairs]:
    """The book's 45,000 pairs for training and 5,000 for testing, as its code has them.

    name  "addition": ("16+75  ", "_91  ") and so on; no sum of two numbers comes twice.
          "date": ("september 27, 1994           ", "_1994-09-27"). Only 41,578 of them
          are different: of the tests 28 % stand in the training part, too

    The order is the one that the book's `load_data` shuffles them into.

    ValueError: another name. Others: those of `fetch`.
    Source: Saito (2018), "Deep Learning from Scratch 2", chapters 7 and 8.
    """
    if name not in FILES:
        raise ValueError(f"the book has {' and '.join(FILES)}; given {name!r}")
    lines = read_text(fetch(FILES[name])).splitlines()
    begins = lines[0].index("_")  # the same in all: blanks make them equally long
    order = np.random.RandomState(1984).permutation(len(lines))
    pairs = [(lines[i][:begins], lines[i][begins:]) for i in order]
    tests = len(pairs) // 10
    return pairs[:-tests], pairs[-tests:]
