"""Chapter 8's drawing of one word that asks all others, with the numbers in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dlnlp.arrays import Array
from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import box, canvas
from dlnlp.explore.number_format import signed, written
from dlnlp.language import _
from dlnlp.nn import softmax

LEFT, STEP = 96, 72  # the first word's middle, and the next ones'
ROWS = {"k": 74, "s": 128, "alpha": 182, "v": 236, "r": 304}  # how far down


def self_attention(words: Sequence[str], q: Any, k: Any, v: Any) -> tuple[Draw, Say]:
    """Key, score, weight and value of each word, and what the one that asks reads.

    words    T of them; q, k, v (T, d)
    """
    q, k, v = (np.asarray(a, dtype=float) for a in (q, k, v))
    scores = q @ k.T / np.sqrt(q.shape[1])

    def weights(word: str, mask: str) -> Array:
        t = words.index(word)
        row = scores[t].copy()
        if mask == "causal":
            row[t + 1 :] = -np.inf
        return np.asarray(softmax(row))

    def say(word: str, mask: str) -> str:
        alpha = weights(word, mask)
        named = ", ".join(f"“{w}” {a:.0%}" for w, a in zip(words, alpha, strict=True))
        text = _("“{}” looks at {}, and reads {}.").format(
            word, named, _vector(alpha @ v)
        )
        return text if mask == "none" else _("Behind the causal mask, {}").format(text)

    @style.figure_style()
    def draw(word: str, mask: str) -> Figure:
        t, alpha = words.index(word), weights(word, mask)
        best = words[int(alpha.argmax())]
        even = np.ptp(alpha[alpha > 0]) < 0.01
        title = _("“{}” looks at all alike") if even else _("“{}” looks at “{}”")
        fig, ax = canvas(330, title.format(word, best))
        asks = _("query of “{}”: {}").format(word, _vector(q[t]))
        ax.text(2, 36, asks, color=palette.QUERY)
        names = {
            "k": (_("keys"), palette.KEY),
            "s": (_("scores"), palette.INK),
            "alpha": (_("weights"), palette.QUERY),
            "v": (_("values"), palette.VALUE),
            "r": (_("read"), palette.INK),
        }
        for row, (name, colour) in names.items():
            ax.text(2, ROWS[row] + 4, name, color=colour, fontsize=10.5)
        middle = LEFT + STEP * (len(words) - 1) / 2
        for j, other in enumerate(words):
            x, hidden = LEFT + STEP * j, mask == "causal" and j > t
            faded = palette.MUTED if hidden else None
            box(ax, (x, ROWS["k"]), f"{other}\n{_vector(k[j])}", faded or palette.KEY,
                (66, 36))  # fmt: skip
            score = "−∞" if hidden else written("{:.2f}", scores[t, j])
            box(ax, (x, ROWS["s"]), score, faded or palette.INK, (66, 26))
            shade = Rectangle((x - 33, ROWS["alpha"] - 13), 66, 26, fc=palette.QUERY,
                              ec="none", alpha=0.5 * float(alpha[j]))  # fmt: skip
            ax.add_patch(shade)
            box(ax, (x, ROWS["alpha"]), f"{alpha[j]:.2f}", palette.QUERY, (66, 26),
                corner=1, color=palette.INK)  # fmt: skip
            box(ax, (x, ROWS["v"]), _vector(v[j]), faded or palette.VALUE, (66, 26))
            if alpha[j] > 0:
                ax.plot([x, middle], [ROWS["v"] + 13, ROWS["r"] - 15], zorder=0,
                        color=palette.VALUE, lw=0.6 + 6 * float(alpha[j]),
                        solid_capstyle="butt")  # fmt: skip
        box(ax, (middle, ROWS["r"]), _vector(alpha @ v), palette.INK, (104, 30))
        return fig

    return draw, say


def _vector(numbers: Any) -> str:
    texts = (signed(x).removesuffix(".00") for x in numbers)
    return f"({', '.join(texts)})"
