"""A chapter's notebook as the browser's JupyterLite wants it."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from pybtex.database import BibliographyData, Entry, parse_file
from pybtex.richtext import Text
from settings import ROOT

CITATION = re.compile(r"\{cite:([pt])\}`([^`]+)`")


def live_notebook(chapter: Path) -> dict[str, Any]:
    """The notebook, for the kernel of the browser.

    JupyterLite shows the book's citations as they are written, so they are written out
    here. Its list of contents wants each text as one string, not as a list of lines.
    """
    notebook: dict[str, Any] = json.loads(chapter.read_text(encoding="utf-8"))
    notebook["metadata"]["kernelspec"] = {
        "name": "python",
        "display_name": "Python (Pyodide)",
        "language": "python",
    }
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            cell["source"] = CITATION.sub(_written_out, cell["source"])
        for output in cell.get("outputs", []):
            if "text" in output:
                output["text"] = "".join(output["text"])
            for kind, content in output.get("data", {}).items():
                output["data"][kind] = "".join(content)
    return notebook


def _written_out(citation: re.Match[str]) -> str:
    """{cite:p}`a,b` as (Mikolov et al. 2013; Levy 2015), {cite:t}`a` as Levy (2015)."""
    kind, keys = citation.groups()
    entries = [_references().entries[key.strip()] for key in keys.split(",")]
    pairs = [(_authors(entry), entry.fields["year"]) for entry in entries]
    if kind == "t":
        return "; ".join(f"{authors} ({year})" for authors, year in pairs)
    return f"({'; '.join(f'{authors} {year}' for authors, year in pairs)})"


@cache
def _references() -> BibliographyData:
    return parse_file(ROOT / "book" / "references.bib")


def _authors(entry: Entry) -> str:
    persons = entry.persons.get("author") or entry.persons["editor"]
    written = [" ".join([*p.prelast_names, *p.last_names]) for p in persons]
    names = [str(Text.from_latex(name)) for name in written]
    if len(names) > 2:
        return f"{names[0]} et al."
    return " and ".join(names)
