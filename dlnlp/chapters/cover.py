"""The book's cover: a table of counts that becomes a map of words.

python -m dlnlp.chapters.cover book/assets/cover.svg
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from dlnlp.datasets import world_english_bible
from dlnlp.explore import palette, plots, style
from dlnlp.explore.svg import svg
from dlnlp.text.tokenize import tokenize
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.vectors.counts import cooccurrence, ppmi, svd_vectors

GROUPS = {
    "gold silver brass iron": palette.INPUT,
    "bread wine oil flour": palette.LOSS,
    "father mother daughter brother": palette.HIDDEN,
    "lion bear sheep goats": palette.CELL,
    "sword spear bow arrows": palette.QUERY,
    "night day morning evening": palette.KEY,
    "seven ten hundred thousand": palette.INK,
}
SHOWN = (
    "gold brass iron bread wine mother brother lion sheep sword arrows "
    "day night seven ten"
)


@style.figure_style()
def cover() -> Figure:
    """Draw it from the World English Bible, as chapter 1 counts it."""
    verses = world_english_bible()
    tokens = [t for verse in verses for t in tokenize(verse) if t[0].isalpha()]
    vocab = Vocabulary(tokens, min_count=5, unknown="<unk>")
    M = ppmi(cooccurrence(vocab.encode(tokens), len(vocab), window=3))
    vectors = svd_vectors(M, 100, rng=np.random.default_rng(0))

    words = [word for group in GROUPS for word in group.split()]
    colours = [colour for group, colour in GROUPS.items() for _ in group.split()]
    ids = [vocab.id(word) for word in words]
    points = vectors[ids] / np.linalg.norm(vectors[ids], axis=1, keepdims=True)
    points -= points.mean(axis=0)
    x, y = svd_vectors(points, 2, rng=np.random.default_rng(0), power=1).T

    fig, (table, plane) = plots.panels(
        3.5, columns=2, width=8.6, width_ratios=[1, 1.45]
    )
    block = M[ids][:, ids].toarray() / M[ids][:, ids].max()
    for i, j in np.argwhere(block):
        colour = colours[i] if colours[i] == colours[j] else palette.GRID
        table.scatter(j, i, s=4 + 60 * block[i, j], marker="s", color=colour, lw=0)
    table.set(xlim=(-1, len(words)), ylim=(len(words), -1), aspect="equal")
    for i, word in enumerate(words):
        plane.scatter(x[i], y[i], s=14, color=colours[i], lw=0)
        if word in SHOWN.split():
            side = -1 if word == "day" else 1  # day stands too near to night
            plane.annotate(
                word, (x[i], y[i]), (4 * side, 3), textcoords="offset points",
                color=colours[i], ha="left" if side > 0 else "right",
            )  # fmt: skip
    plane.margins(0.1)
    for ax in (table, plane):
        ax.axis("off")
    return fig


def main() -> None:
    """Write the cover into the file that the command line names."""
    Path(sys.argv[1]).write_text(svg(cover(), "cover") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
