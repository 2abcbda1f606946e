"""The table of nearest words, a column a query, that chapters 1 and 3 show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from dlnlp.explore import Draw, Say
from dlnlp.language import _
from dlnlp.vectors import Embeddings

WINDOW = _("window")  # of the names of settings, the one that isn't a control's label


def neighbour_table(
    vectors: Callable[..., Embeddings], queries: Sequence[str], expected: dict[str, str]
) -> tuple[Draw, Say]:
    """The five nearest words of each query, a column each; `expected` ones are bold."""

    def say(**chosen: Any) -> str:
        first = [(q, vectors(**chosen).nearest(q, 1)[0][0]) for q in queries]
        settings = _(", ").join(
            _(name) + " " + _(str(value)) for name, value in chosen.items()
        )
        return (
            _("With {}: ").format(settings)
            + ", ".join(f"{q} → {w}" for q, w in first)
            + "."
        )

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
