"""Sequences that repeat themselves, so that who looks back knows what comes next."""

import numpy as np

from dlnlp.arrays import Array, Ids, check_size


def repeated_blocks(
    rng: np.random.Generator,
    n: int,
    length: int = 48,
    *,
    vocab_size: int = 32,
    periods: tuple[int, int] = (6, 24),
) -> tuple[Ids, Array]:
    """Induction task: a random block of tokens, over and over: 7 2 9 7 2 9 7 …

    periods  the shortest and the longest block; each row draws its own between them

    The tokens of a block are all different. So after a token that came before, what
    comes next is what came next then: a rule that needs no knowledge of the tokens. As
    the period differs from row to row, no fixed place to look at serves.

    Returns ids (n, length), and a mask (n, length): True at the tokens that can be
    known from those before, which are those after the first that comes again.

    ValueError: sizes below 1; periods that don't fit the vocabulary or the length, so
    that nothing could be known.
    Source: the sequences by which Olsson et al. (2022) find induction heads, with a
    period that varies.

    >>> ids, again = repeated_blocks(np.random.default_rng(0), 2, 30)
    >>> ids.shape, again.shape
    ((2, 30), (2, 30))
    """
    n, length = check_size(n, "n"), check_size(length, "length")
    vocab_size = check_size(vocab_size, "vocab_size")
    least, most = (check_size(period, "a period") for period in periods)
    if not least <= most <= min(vocab_size, length - 2):
        raise ValueError(
            f"periods go from {least} to {most}; they must rise, up to "
            f"{vocab_size}, the different tokens, and {length - 2}, so that a token of "
            f"the {length} can be known"
        )
    period = rng.integers(least, most, size=(n, 1), endpoint=True)
    shuffled = rng.permuted(np.tile(np.arange(vocab_size), (n, 1)), axis=1)
    place = np.arange(length)
    ids = np.take_along_axis(shuffled, place % period, axis=1)
    return ids.astype(np.intp, copy=False), place > period
