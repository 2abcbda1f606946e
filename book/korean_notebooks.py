"""The chapters as notebooks in Korean: their text from the catalogues of the pages.

`translated` makes one, for the live notebooks and for Colab. `python
book/korean_notebooks.py` writes all of them to _build/korean, where Binder opens them.
Code is the same as in English, but for comments; what has no translation stays so.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import solution_comments
from korean import CATALOGUES
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from settings import ROOT, notebooks

from dlnlp import language

sys.path.append(str(ROOT / "book" / "extensions"))
from citations import as_roles, written_out

PARSER = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin)
SPEAKS = """\
# 그림과 채점 결과를 우리말로 보여 준다.
%env DLNLP_LANGUAGE=ko"""


def translated(chapter: Path) -> dict[str, Any]:
    """A chapter's notebook, its text and the comments of solutions in Korean."""
    notebook: dict[str, Any] = json.loads(chapter.read_text(encoding="utf-8"))
    known = catalogue(chapter)
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            text = in_korean(text, known)
        elif solution_comments.TAGS.intersection(cell["metadata"].get("tags", [])):
            text = solution_comments.told(text, language.catalogue("ko"))
        cell["source"] = text.splitlines(keepends=True)
    return notebook


def catalogue(chapter: Path) -> dict[str, str]:
    """What is translated of a chapter, and not out of date ("fuzzy")."""
    page = chapter.relative_to(ROOT).with_suffix(".po")
    path = CATALOGUES / page
    if not path.is_file():
        return {}
    return dict(language.entries(path.read_text(encoding="utf-8")))


class Message(NamedTuple):
    text: str  # as the catalogue has it
    lines: list[str]  # as they are written
    after: int  # where, in the source, their first line begins
    in_table: bool  # where an upright line is written with a backslash


def in_korean(markdown: str, catalogue: dict[str, str]) -> str:
    """Markdown with each of its messages replaced, and all between them kept.

    >>> in_korean("- a *word*", {"a *word*": "*단어* 하나"})
    '- *단어* 하나'
    """
    source = as_roles(markdown)
    pieces, done = [], 0
    for message in messages(source):
        end = start = source.index(message.lines[0], max(message.after, done))
        for line in message.lines:
            end = source.index(line, end) + len(line)
        korean = catalogue.get(message.text, "").strip()
        korean = escaped(korean) if message.in_table else korean
        pieces += [source[done:start], korean or source[start:end]]
        done = end
    return written_out("".join([*pieces, source[done:]]))


def messages(source: str) -> Iterator[Message]:
    """What Sphinx takes for messages of a page.

    That is each heading, paragraph and cell of a table, and each displayed formula.
    """
    begins = [0]
    for line in source.splitlines(keepends=True):
        begins.append(begins[-1] + len(line))
    inside = ""
    for token in PARSER.parse(source):
        written = token.content.strip()
        in_table = inside in ("td", "th")
        if token.type == "math_block":
            text = token.content
        elif token.type == "inline" and written:
            text = written.replace("\n", " ")
            written = escaped(written) if in_table else written
        else:
            inside = token.tag
            continue
        yield Message(text, written.split("\n"), begins[token.map[0]], in_table)


def escaped(text: str) -> str:
    return text.replace("|", r"\|")


def with_first_cell(notebook: dict[str, Any], name: str, source: str) -> dict[str, Any]:
    """The notebook with one more cell of code, before all others."""
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {},
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }
    return {**notebook, "cells": [cell, *notebook["cells"]]}


def write(notebook: dict[str, Any], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
    path.write_text(text, encoding="utf-8")


def main() -> None:
    out = ROOT / "_build" / "korean"
    shutil.rmtree(out, ignore_errors=True)
    for path in notebooks():
        notebook = with_first_cell(translated(path), "in-korean", SPEAKS)
        write(notebook, out / path.relative_to(ROOT))
    print(f"{out}: the chapters in Korean")


if __name__ == "__main__":
    main()
