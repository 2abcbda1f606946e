"""What the package and the notebooks' figures tell a reader, to be translated.

A template a chapter, and one for what several chapters share: texts that the package
marks (dlnlp/language.py), and what a notebook hands to `explore`, `show` and the
chapter's figures, which mark it themselves: captions, labels, titles. What its cells
print (book/prints.py) and the names in its tables are found by what is stored of them;
of a Markdown page, by running it (book/page_cells.py).
"""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import page_cells
import prints
import solution_comments
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from settings import ROOT, notebooks

from dlnlp.explore.table import form, is_counted

SHARED = "common"
SETTINGS = {"alt", "start", "labels", "play"}  # of explore and show; all else is lists
KOREAN = re.compile("[가-힣]")
HEAD = "What figures and checkers tell: see book/package_messages.py"
NOBODY = dict.fromkeys(("last_translator", "language_team", "msgid_bugs_address"), "")
NOBODY |= {"project": "dlnlp", "version": ""}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def extract(out: Path) -> Path:
    """Write a template for each part of the package."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for part, messages in gather().items():
        catalogue = Catalog(creation_date=EPOCH, header_comment=f"# {HEAD}")
        vars(catalogue).update(NOBODY)
        for message in messages:
            catalogue.add(message)
        with (out / f"{part}.pot").open("wb") as file:
            write_po(file, catalogue, no_location=True)
    return out


def gather() -> dict[str, list[str]]:
    """The messages of each part in their order; one that two have, the first has."""
    parts: dict[str, list[str]] = {SHARED: []}
    seen: set[str] = set()
    found = [(part_of(path), marked(path.read_text("utf-8"))) for path in modules()]
    for path in notebooks():
        part = f"ch{path.relative_to(ROOT / 'notebooks').parts[0][:2]}"
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        found += [(part, handed_over(code)), (part, stored(code))]
    for page in sorted((ROOT / "book").glob("*.md")):
        for cell in page_cells.run(page):
            marks = marked(cell["source"])
            found += [
                (SHARED, each) for each in (marks, handed_over([cell]), stored([cell]))
            ]
    for part, messages in sorted(found, key=lambda pair: (pair[0] != SHARED, pair[0])):
        for message in messages:
            if message not in seen and any(letter.isalpha() for letter in message):
                seen.add(message)
                parts.setdefault(part, []).append(message)
    return {part: messages for part, messages in parts.items() if messages}


def modules() -> list[Path]:
    return sorted((ROOT / "dlnlp").rglob("*.py"))


def part_of(module: Path) -> str:
    chapter = re.search(r"chapters/(ch\d\d)/", module.as_posix())
    return chapter[1] if chapter else SHARED


def marked(code: str) -> Iterator[str]:
    """What stands in _(…)."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and name(node.func) == "_":
            yield from texts(node.args[0])


def stored(cells: Iterable[dict[str, Any]]) -> Iterator[str]:
    """What the cells of a notebook print, and the names in their tables."""
    for cell in cells:
        code, metadata = "".join(cell["source"]), cell["metadata"]
        if solution_comments.TAGS.intersection(metadata.get("tags", [])):
            yield from solution_comments.messages(code)
        yield from metadata.get("mystnb", {}).values()
        printed = ["".join(output.get("text", "")) for output in cell["outputs"]]
        found = [*prints.messages(code, "\n".join(printed))]
        for output in cell["outputs"]:
            found += map(form, table_names(output))
        yield from (text for text in found if not KOREAN.search(text))


def table_names(output: dict[str, Any]) -> list[str]:
    """What is told of a table that is stored, if it is one: all but numbers and words
    of a corpus.
    """
    text = "".join(output.get("data", {}).get("text/markdown", ""))
    if not text.startswith("| "):
        return []
    head, _, *rows = (line[2:-2].split(" | ") for line in text.splitlines())
    counted = (cell for _, *cells in rows for cell in cells if is_counted(cell))
    return [*head, *(name for name, *_ in rows), *counted]


def handed_over(cells: Iterable[dict[str, Any]]) -> Iterator[str]:
    """What the code of a notebook hands to a figure."""
    code = ["".join(cell["source"]) for cell in cells]
    for node in (node for source in code for node in ast.walk(ast.parse(source))):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and name(node.func.value) == "figures":
            words = [a for a in node.args if isinstance(a, ast.Constant)]
            for given_to_figure in [*words, *(k.value for k in node.keywords)]:
                yield from texts(given_to_figure)
        if name(node.func) in ("explore", "show"):
            given = {str(k.arg): k.value for k in node.keywords}
            labels = given.get("labels", ast.Dict([], []))
            named = [text for key in labels.keys for text in texts(key)]
            yield from texts(given.get("alt"))
            for label in labels.values:
                yield from texts(label)
            for parameter, choices in given.items():
                if parameter not in SETTINGS:
                    if parameter not in named:
                        yield parameter.replace("_", " ")
                    yield from texts(choices)


def name(node: ast.AST) -> str:
    """Of a function that is called by its name: `_`, `explore`, …"""
    return node.id if isinstance(node, ast.Name) else ""


def texts(node: ast.AST | None) -> Iterator[str]:
    """The texts in a piece of code, in their order, but not the pieces of f"…"."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.List | ast.Tuple):
        for one in node.elts:
            yield from texts(one)
