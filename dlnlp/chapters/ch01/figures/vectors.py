"""The drawings of chapter 1 that show word vectors: neighbours, the SVD, maps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from dlnlp.explore import style
from dlnlp.explore.diagram import Draw, Say, label
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.vectors.embeddings import Embeddings

COLOURS = [style.INPUT, style.LOSS, style.HIDDEN, style.CELL, style.QUERY, style.INK]


def neighbour_table(
    vectors: Callable[..., Embeddings], queries: Sequence[str], expected: dict[str, str]
) -> tuple[Draw, Say]:
    """The five nearest words of each query, a column each; `expected` ones are bold."""

    def say(**chosen: Any) -> str:
        first = [(q, vectors(**chosen).nearest(q, 1)[0][0]) for q in queries]
        settings = ", ".join(f"{name} {value}" for name, value in chosen.items())
        return f"With {settings}: " + ", ".join(f"{q} → {w}" for q, w in first) + "."

    def cell(query: str, word: str, cosine: float) -> str:
        name = escape(word)
        if word == expected.get(query):
            name = f"<strong>{name}</strong>"
        return f"<td>{name}<br><small>{cosine:.2f}</small></td>"

    def row(line: Sequence[tuple[str, float]]) -> str:
        cells = (cell(q, *near) for q, near in zip(queries, line, strict=True))
        return f"<tr>{''.join(cells)}</tr>"

    def draw(**chosen: Any) -> str:
        embeddings = vectors(**chosen)
        columns = [embeddings.nearest(q, 5) for q in queries]
        head = "".join(f'<th scope="col">{escape(q)}</th>' for q in queries)
        rows = "".join(row(line) for line in zip(*columns, strict=True))
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    return draw, say


def what_is_lost(
    U: Any, S: Any, Vt: Any, M: Any, words: Sequence[str], corner: Sequence[int]
) -> tuple[Draw, Say]:
    """The share of M that k dimensions keep, and a corner of M as they rebuild it.

    U (V, K), S (K,), Vt (K, V): the SVD of M (V, V) to K dimensions
    corner: ids of words
    """
    names = [words[i] for i in corner]
    exact = M[corner][:, corner].toarray()
    diagonal = np.eye(len(names), dtype=bool)  # a word beside itself: not of interest
    brightest = exact[~diagonal].max()
    kept = np.cumsum(S.astype(float) ** 2) / float((M.data.astype(float) ** 2).sum())

    def headline(dimensions: int) -> str:
        plural = "dimensions keep" if dimensions > 1 else "dimension keeps"
        return f"{dimensions} {plural} {kept[dimensions - 1]:.0%}"

    def say(dimensions: int) -> str:
        return f"Of {M.shape[0]:,}, {headline(dimensions)} of the sum of squared PPMI."

    @style.figure_style()
    def draw(dimensions: int) -> Figure:
        fig = plt.figure(figsize=(5.2, 5.8))
        grid = fig.add_gridspec(2, 2, height_ratios=[1, 1.7])
        ax = fig.add_subplot(grid[0, :])
        ax.plot(range(1, len(S) + 1), kept, color=style.HIDDEN)
        ax.scatter([dimensions], [kept[dimensions - 1]], color=style.HIDDEN, zorder=3)
        ax.axhline(1, color=style.MUTED, lw=0.8, ls=":")
        label(ax, "everything", (1, 1), (0, -12), style.MUTED)
        ax.set(xlabel="dimensions kept", ylabel="share of squares")
        ax.set(xlim=(0, len(S) + 2), ylim=(0, 1.05), title=headline(dimensions))
        rebuilt = (U[corner, :dimensions] * S[:dimensions]) @ Vt[:dimensions, corner]
        corners = [(exact, "PPMI"), (rebuilt, "rebuilt")]
        for column, (values, title) in enumerate(corners):
            panel = fig.add_subplot(grid[1, column])
            shown = np.ma.masked_array(values, diagonal)
            panel.imshow(shown, vmin=0, vmax=brightest, cmap=style.MAGNITUDE)
            panel.set_title(title)
            labels = names if column == 0 else [""] * len(names)
            panel.set_yticks(range(len(names)), labels, fontsize=9.5)
            panel.set_xticks(range(len(names)), names, rotation=90, fontsize=9.5)
            panel.tick_params(length=0)
            panel.spines[:].set_visible(False)
        return fig

    return draw, say


@style.figure_style()
def two_columns(
    M: Any, vocab: Vocabulary, names: tuple[str, str], shown: str
) -> Figure:
    """Words by their values in two columns of M, and where they reach farthest."""
    columns = M[:, [vocab.id(name) for name in names]].toarray()  # (V, 2)
    points = columns[vocab.encode(shown.split())]  # (words shown, 2)
    direction = np.linalg.svd(points, full_matrices=False)[2][0]
    direction = direction * np.sign(direction.sum())
    fig, ax = plt.subplots(figsize=(5.2, 4.8))
    others = columns[(vocab.counts >= 20) & (columns > 0).any(axis=1)]
    ax.scatter(others[:, 0], others[:, 1], s=4, color=style.MUTED, alpha=0.4, lw=0)
    end = 9.3 * direction
    ax.plot([0, end[0]], [0, end[1]], color=style.HIDDEN)
    label(ax, "first direction", end, (-84, -2), style.HIDDEN)
    for word, point in zip(shown.split(), points, strict=True):
        foot = (point @ direction) * direction
        ax.plot(*zip(point, foot, strict=True), color=style.MUTED, lw=0.7, ls=":")
        ax.scatter(foot[0], foot[1], s=10, color=style.HIDDEN, zorder=3)
        ax.scatter(point[0], point[1], s=16, color=style.INPUT, zorder=3)
        label(ax, word, point, (5, 4), style.INPUT, fontsize=10)
    ax.set(xlabel=f"PPMI with {names[0]}", ylabel=f"PPMI with {names[1]}")
    ax.set(aspect="equal", xlim=(-0.3, 7.8), ylim=(-0.3, 7.8))
    ax.set_title("Two columns about the same thing")
    return fig


@style.figure_style()
def words_in_the_plane(
    words: Sequence[str], points: Any, groups: Sequence[Sequence[str]], title: str
) -> Figure:
    """Words at their places in two dimensions, a colour a group, labelled directly."""
    fig, ax = plt.subplots(figsize=(5.2, 4.8))
    for members, colour in zip(groups, COLOURS, strict=False):
        chosen = [words.index(word) for word in members]
        ax.scatter(points[chosen, 0], points[chosen, 1], s=14, color=colour, lw=0)
        for n, i in enumerate(chosen):
            above = (4, 3) if n % 2 == 0 else (4, -9)  # so that neighbours' names part
            label(ax, words[i], points[i], above, colour, fontsize=9.5)
    ax.set(title=title, xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    ax.margins(0.12)
    return fig


def recovery(
    scores: dict[tuple[int, str], Any], dims: Sequence[int]
) -> tuple[Draw, Say]:
    """How often the right word is near: a curve a seed, and their median.

    scores: (window, "synonyms" or "opposites") -> shares of words (seeds, len(dims))
    """
    colours = {"synonyms": style.INPUT, "opposites": style.LOSS}

    def say(window: int) -> str:
        best = {kind: np.median(scores[window, kind], axis=0).max() for kind in colours}
        return (
            f"With a window of {window}, at best {best['synonyms']:.0%} of the "
            f"synonyms and {best['opposites']:.0%} of the opposites have their partner "
            "among their five nearest words."
        )

    @style.figure_style()
    def draw(window: int) -> Figure:
        fig, ax = plt.subplots()
        for kind, colour in colours.items():
            runs = scores[window, kind]
            ax.plot(dims, runs.T, color=colour, alpha=0.3, lw=0.8)
            median = np.median(runs, axis=0)
            ax.plot(dims, median, color=colour)
            shift = (6, -4 if kind == "synonyms" else 6)
            label(ax, kind, (dims[-1], median[-1]), shift, colour)
        ax.set(xlabel="dimensions kept", ylabel="share found")
        ax.set(xscale="log", ylim=(-0.04, 1.08))
        ax.set_xticks(dims, [str(d) for d in dims])
        ax.minorticks_off()
        best = [np.median(scores[window, kind], axis=0).max() for kind in colours]
        found = "Found at best: {:.0%} of synonyms, {:.0%} of opposites"
        ax.set_title(found.format(*best))
        ax.margins(x=0.2)
        ax.set_xlim(dims[0] * 0.85, dims[-1] * 2.2)
        return fig

    return draw, say
