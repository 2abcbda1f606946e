"""The drawings of chapter 1, Meaning from company.

Each function returns what `explore` or `show` wants: a figure (or a small table), or, where there
are sliders, a function that draws and one that says what the drawing shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from itertools import pairwise
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle

from dlnlp.embeddings import Embeddings
from dlnlp.figures import style
from dlnlp.wordnet import WordNet

Draw = Callable[..., Any]
Say = Callable[..., str]


@style.figure_style()
def thesaurus_tree(wn: WordNet, names: Sequence[str]) -> Figure:
    """The ways from the top of the thesaurus down to a few synsets, shared steps drawn once."""
    paths = [wn.hypernym_paths(wn[name])[0] for name in names]
    columns = np.linspace(0, 2, len(paths))
    place: dict[str, tuple[float, float]] = {}
    for depth in range(max(map(len, paths))):
        level = [path[depth].name if depth < len(path) else None for path in paths]
        for name in dict.fromkeys(n for n in level if n):
            place[name] = (float(np.mean(columns[[n == name for n in level]])), -depth)
    fig, ax = plt.subplots(figsize=(5.2, 4.4))
    for path, name in zip(paths, names, strict=True):
        steps = [s.name for s in path]
        for above, below in pairwise(steps):
            ax.plot(*zip(place[above], place[below], strict=True), color=style.MUTED, lw=1)
        for step in steps:
            here = step == name
            ax.text(
                *place[step], step.split(".")[0].replace("_", " "), ha="center", va="center",
                fontsize=11 if here else 10, weight="bold" if here else "normal",
                color=style.INPUT if here else style.INK,
                bbox={"fc": style.PAPER, "ec": "none", "pad": 1.5},
            )  # fmt: skip
    ax.set(xlim=(-0.45, 2.45), title="Few steps between car and motorcycle, many to novel")
    ax.axis("off")
    return fig


def window_strip(tokens: Sequence[str]) -> tuple[Draw, Say]:
    """A window that moves over a sentence, and the cells of the matrix that it has filled."""
    words = list(dict.fromkeys(tokens))
    row = {word: i for i, word in enumerate(words)}

    def neighbours(t: int, window: int) -> list[int]:
        return [s for s in range(t - window, t + window + 1) if 0 <= s < len(tokens) and s != t]

    def say(word: int, window: int) -> str:
        seen = ", ".join(tokens[s] for s in neighbours(word - 1, window))
        return f"Word {word}, {tokens[word - 1]}, sees {seen}: +1 in its row for each."

    @style.figure_style()
    def draw(word: int, window: int) -> Figure:
        fig, (strip, matrix) = plt.subplots(
            2, 1, figsize=(5.2, 4.6), gridspec_kw={"height_ratios": [1, 5]}
        )
        now = neighbours(word - 1, window)
        for t, token in enumerate(tokens):
            role = style.QUERY if t == word - 1 else style.KEY if t in now else None
            strip.add_patch(
                FancyBboxPatch(
                    (t + 0.1, 0.1), 0.8, 0.8, boxstyle="round,pad=0.04,rounding_size=0.1",
                    fc=role or "none", ec=role or style.GRID, alpha=0.35 if role else 1,
                )
            )  # fmt: skip
            strip.text(t + 0.5, 0.5, token, ha="center", va="center", fontsize=10.5)
        strip.set(xlim=(0, len(tokens)), ylim=(0, 1))
        strip.axis("off")

        counts = np.zeros((len(words), len(words)), dtype=int)
        for t in range(word):
            for s in neighbours(t, window):
                counts[row[tokens[t]], row[tokens[s]]] += 1
        lit = {(row[tokens[word - 1]], row[tokens[s]]) for s in now}
        for i in range(len(words)):
            for j in range(len(words)):
                matrix.add_patch(
                    Rectangle(
                        (j, i), 1, 1, fc=style.KEY if (i, j) in lit else "none",
                        ec=style.GRID, alpha=0.4 if (i, j) in lit else 1,
                    )
                )  # fmt: skip
                if counts[i, j]:
                    matrix.text(j + 0.5, i + 0.52, counts[i, j], ha="center", va="center")
        _word_axes(matrix, words)
        matrix.get_yticklabels()[row[tokens[word - 1]]].set(color=style.QUERY, weight="bold")
        return fig

    return draw, say


@style.figure_style()
def counts_and_ppmi(words: Sequence[str], counts: Any, weighted: Any) -> Figure:
    """Two matrices side by side: what was counted, and how far above chance that is."""
    fig, panels = plt.subplots(1, 2, figsize=(7.2, 3.7))
    for ax, M, form, title in (
        (panels[0], counts.toarray(), "{:.0f}", "Counts"),
        (panels[1], weighted.toarray(), "{:.2f}", "PPMI, in bits"),
    ):
        for i, j in np.ndindex(M.shape):
            ax.add_patch(Rectangle((j, i), 1, 1, fc="none", ec=style.GRID))
            if M[i, j]:
                ax.add_patch(Rectangle((j, i), 1, 1, fc=style.KEY, alpha=0.75 * M[i, j] / M.max()))
                ax.text(j + 0.5, i + 0.52, form.format(M[i, j]), ha="center", va="center")
        _word_axes(ax, words)
        ax.set_title(title, pad=34)
    panels[1].set_yticklabels([])
    return fig


def _word_axes(ax: Axes, words: Sequence[str]) -> None:
    """Rows and columns of a matrix, named by words: rows from the top, columns above."""
    at = np.arange(len(words)) + 0.5
    ax.set(xlim=(0, len(words)), ylim=(len(words), 0), aspect="equal")
    ax.set_xticks(at, words, rotation=45, ha="left", rotation_mode="anchor")
    ax.set_yticks(at, words)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def neighbour_table(
    vectors: Callable[..., Embeddings], queries: Sequence[str], expected: dict[str, str]
) -> tuple[Draw, Say]:
    """The five nearest words of each query, a column each; `expected` neighbours are marked."""

    def say(**chosen: Any) -> str:
        first = [(q, vectors(**chosen).nearest(q, 1)[0][0]) for q in queries]
        return "Nearest: " + ", ".join(f"{q} → {word}" for q, word in first) + "."

    def draw(**chosen: Any) -> str:
        embeddings = vectors(**chosen)
        columns = [embeddings.nearest(q, 5) for q in queries]
        head = "".join(f'<th scope="col">{escape(q)}</th>' for q in queries)
        rows = "".join(
            "<tr>"
            + "".join(
                f"<td>{_marked(word, word == expected.get(q))}<br><small>{score:.2f}</small></td>"
                for q, (word, score) in zip(queries, line, strict=True)
            )
            + "</tr>"
            for line in zip(*columns, strict=True)
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    return draw, say


def _marked(word: str, marked: bool) -> str:
    return f"<strong>{escape(word)}</strong>" if marked else escape(word)


def what_is_lost(
    U: Any, S: Any, Vt: Any, M: Any, words: Sequence[str], corner: Sequence[int]
) -> tuple[Draw, Say]:
    """The singular values kept, and a corner of M as k of them rebuild it.

    U (V, K), S (K,), Vt (K, V): the SVD of M (V, V) to K dimensions; corner: ids of words.
    """
    names = [words[i] for i in corner]
    exact = M[corner][:, corner].toarray()
    kept = np.cumsum(S.astype(float) ** 2) / float((M.data.astype(float) ** 2).sum())

    def say(dimensions: int) -> str:
        return (
            f"With {dimensions} of {M.shape[0]:,} dimensions, {kept[dimensions - 1]:.0%} of the "
            "squared PPMI is kept."
        )

    @style.figure_style()
    def draw(dimensions: int) -> Figure:
        fig = plt.figure(figsize=(5.2, 5.6))
        grid = fig.add_gridspec(2, 2, height_ratios=[1, 1.35])
        ax = fig.add_subplot(grid[0, :])
        k = np.arange(1, len(S) + 1)
        ax.fill_between(k[:dimensions], S[:dimensions], color=style.HIDDEN, alpha=0.3, lw=0)
        ax.plot(k, S, color=style.HIDDEN)
        ax.axvline(dimensions, color=style.MUTED, lw=0.8, ls=":")
        ax.set(xlim=(1, len(S)), ylim=(0, S[0] * 0.5), xlabel="dimension", ylabel="singular value")
        ax.set_title(f"{dimensions} dimensions keep {kept[dimensions - 1]:.0%}")
        rebuilt = (U[corner, :dimensions] * S[:dimensions]) @ Vt[:dimensions, corner]
        for column, (values, title) in enumerate([(exact, "PPMI"), (rebuilt, "rebuilt")]):
            panel = fig.add_subplot(grid[1, column])
            panel.imshow(values, vmin=0, vmax=exact.max(), cmap=style.MAGNITUDE)
            panel.set_title(title)
            panel.set_yticks(range(len(names)), names if column == 0 else [""] * len(names))
            panel.set_xticks([])
            panel.tick_params(length=0)
            panel.spines[:].set_visible(False)
        return fig

    return draw, say


@style.figure_style()
def two_columns(M: Any, words: Sequence[str], names: tuple[str, str], shown: str) -> Figure:
    """Words by their values in two columns of M, and the direction in which they extend most."""
    chosen = shown.split()
    rows, columns = ([words.index(word) for word in given] for given in (chosen, names))
    points = M[rows][:, columns].toarray()  # (words shown, 2)
    direction = np.linalg.svd(points, full_matrices=False)[2][0]
    direction = direction * np.sign(direction.sum())
    fig, ax = plt.subplots(figsize=(5.2, 4.6))
    end = 9.5 * direction
    ax.plot([0, end[0]], [0, end[1]], color=style.HIDDEN)
    ax.annotate("first direction", end, (6, -4), textcoords="offset points", color=style.HIDDEN)
    for word, point in zip(chosen, points, strict=True):
        foot = (point @ direction) * direction
        ax.plot(*zip(point, foot, strict=True), color=style.MUTED, lw=0.7, ls=":")
        ax.scatter(foot[0], foot[1], s=10, color=style.HIDDEN, zorder=3)
        ax.scatter(point[0], point[1], s=16, color=style.INPUT, zorder=3)
        ax.annotate(word, point, (5, 4), textcoords="offset points", color=style.INPUT, fontsize=10)
    ax.set(
        xlabel=f"PPMI with {names[0]}", ylabel=f"PPMI with {names[1]}", aspect="equal",
        xlim=(-0.3, 7.8), ylim=(-0.3, 7.8), title="Two columns that say nearly the same",
    )  # fmt: skip
    return fig


@style.figure_style()
def words_in_the_plane(
    words: Sequence[str], points: Any, groups: Sequence[Sequence[str]], title: str
) -> Figure:
    """Words at their places in two dimensions, a colour a group, labelled directly."""
    fig, ax = plt.subplots(figsize=(5.2, 4.4))
    colours = [style.INPUT, style.LOSS, style.HIDDEN, style.CELL, style.QUERY, style.KEY]
    for members, colour in zip(groups, colours, strict=False):
        chosen = [words.index(word) for word in members]
        ax.scatter(points[chosen, 0], points[chosen, 1], s=14, color=colour, lw=0)
        for i in chosen:
            ax.annotate(
                words[i], points[i], (4, 3), textcoords="offset points", color=colour, fontsize=9.5
            )
    ax.set(title=title, xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    ax.margins(0.12)
    return fig


def recovery(scores: dict[tuple[int, str], Any], dims: Sequence[int]) -> tuple[Draw, Say]:
    """How often the nearest word is the right one, against dimensions; a curve a seed, and median.

    scores: (window, "synonyms" or "opposites") -> shares of words (seeds, len(dims)).
    """
    colours = {"synonyms": style.INPUT, "opposites": style.LOSS}

    def say(window: int) -> str:
        best = {kind: np.median(scores[window, kind], axis=0).max() for kind in colours}
        return (
            f"With a window of {window}, at best {best['synonyms']:.0%} of the synonyms have their "
            f"synonym as nearest word, and {best['opposites']:.0%} of the opposites their opposite."
        )

    @style.figure_style()
    def draw(window: int) -> Figure:
        fig, ax = plt.subplots()
        for kind, colour in colours.items():
            runs = scores[window, kind]
            ax.plot(dims, runs.T, color=colour, alpha=0.3, lw=0.8)
            median = np.median(runs, axis=0)
            ax.plot(dims, median, color=colour)
            ax.annotate(
                kind, (dims[-1], median[-1]), (6, -4 if kind == "synonyms" else 6),
                textcoords="offset points", color=colour,
            )  # fmt: skip
        ax.set(xscale="log", ylim=(-0.04, 1.08), xlabel="dimensions kept", ylabel="share found")
        ax.set_xticks(dims, [str(d) for d in dims])
        ax.minorticks_off()
        best = [np.median(scores[window, kind], axis=0).max() for kind in colours]
        ax.set_title("Found at best: {:.0%} of synonyms, {:.0%} of opposites".format(*best))
        ax.margins(x=0.2)
        ax.set_xlim(dims[0] * 0.85, dims[-1] * 2.2)
        return fig

    return draw, say
