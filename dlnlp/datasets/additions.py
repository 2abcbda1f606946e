"""The addition task: a question such as 57+5, letter by letter, and its answer, 62."""

import numpy as np

from dlnlp.arrays import check_size


def additions(
    n: int, *, rng: np.random.Generator, digits: int = 3
) -> list[tuple[str, str]]:
    """Addition task: n questions and answers, such as ("57+5   ", "_62  ").

    digits  how many a number has at most; it has 1, 2, … of them equally often

    In the form of "Deep Learning from Scratch 2": blanks make all questions equally
    long, and all answers, which begin with "_". No question comes twice, nor turned
    round (5+57), so that a model has to add what it has not seen. As there are fewer
    short ones, they come first on the whole: shuffle before you split.

    ValueError: n or digits below 1, more than 9 digits, n above half of all questions
    that there are.
    Source: addition_rnn.py, an example of Keras; the idea is that of Zaremba &
    Sutskever (2014), "Learning to execute".

    >>> question, answer = additions(1, rng=np.random.default_rng(0))[0]
    >>> len(question), len(answer), answer[0]
    (7, 5, '_')
    """
    n, digits = check_size(n, "n"), check_size(digits, "digits")
    if digits > 9:
        raise ValueError(f"digits is {digits}; it must be at most 9")
    numbers = 10**digits
    if n > (most := numbers * (numbers + 1) // 4):
        raise ValueError(
            f"n is {n}; with numbers of up to {digits} digits it must be at most {most}"
        )
    chosen: dict[frozenset[int], tuple[int, int]] = {}
    while len(chosen) < n:
        below = 10 ** rng.integers(1, digits, size=(n, 2), endpoint=True)
        for a, b in rng.integers(below).tolist():
            chosen.setdefault(frozenset((a, b)), (a, b))
    return [
        (f"{a}+{b}".ljust(2 * digits + 1), f"_{a + b}".ljust(digits + 2))
        for a, b in list(chosen.values())[:n]
    ]
