"""A table of a page: HTML in the book, Markdown in a notebook; aligned, as a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from dlnlp.explore.output import publish
from dlnlp.language import Words, _, is_static, told

NUMBER = re.compile(r"\d[\d.,]*\d|\d")
WORD = re.compile(r"[A-Za-z]{2}")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Display a table: words in the first column, numbers (as texts) in the others.

    Raises ValueError for a row that is longer or shorter than the head.

    >>> table(["word", "count"], [["the", "12"], ["cat", "3"]])
    word  count
    the      12
    cat       3
    """
    lines: list[list[str]] = [[named(cell) for cell in head]]
    lines += [
        [named(name), *(named(c) if is_counted(c) else c for c in cells)]
        for name, *cells in rows
    ]
    if wrong := [line for line in lines if len(line) != len(head)]:
        raise ValueError(f"the head has {len(head)} columns; not so the row {wrong[0]}")
    wide = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = "\n".join(
        "  ".join([line[0].ljust(wide[0]), *map(str.rjust, line[1:], wide[1:])])
        for line in lines
    )
    if is_static():
        publish(text, {"text/html": _html(lines)})
    else:
        publish(text, {"text/markdown": as_markdown(lines)})


def form(name: str) -> str:
    """Of the name of a row or a column, as it is translated: with {} for a number.

    >>> form("order 3")
    'order {}'
    """
    return NUMBER.sub("{}", name.replace("{", "{{").replace("}", "}}"))


def named(name: str) -> Words:
    """A name that a notebook gives to a row, a column or a line, to be translated."""
    return _(form(name)).format(*NUMBER.findall(name))


def is_counted(cell: str) -> bool:
    """Whether a cell has words around a number, which are told: "17 of 20"."""
    return bool(NUMBER.search(cell) and WORD.search(cell))


def _html(lines: Sequence[Sequence[str]]) -> str:
    """A table: the first line is its head, the first column names the rows."""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in lines[0])
    body = ""
    for name, *numbers in lines[1:]:
        cells = "".join(map(_cell, numbers))
        body += f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'
    return (
        f'<table class="table numbers"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _cell(content: str) -> str:
    """A cell; only one with a class is told (told_html.py)."""
    marked = ' class="words"' if isinstance(content, Words) else ""
    return f"<td{marked}>{escape(content)}</td>"


def as_markdown(lines: Sequence[Sequence[str]]) -> str:
    """The same lines in Markdown, for a notebook, which also shows it on GitHub."""
    ruled = [lines[0], [":--", *["--:"] * (len(lines[0]) - 1)], *lines[1:]]
    cells = ([told(cell).replace("|", r"\|") for cell in line] for line in ruled)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)
