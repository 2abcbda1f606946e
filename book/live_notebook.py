"""A chapter's notebook as the browser's JupyterLite wants it."""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path
from typing import Any

import live_editions
from settings import ROOT

LINK = re.compile(r"\]\((?![a-z]+:|/)([^)#]*)(#[^)]*)?\)")  # to a page of the book
WAY_BACK = (
    "*This is a notebook of your own: change what you like. A cell runs when you press "
    "Shift and Enter; Run ▸ Run All Cells runs all of them, and then the figures move. "
    "[Back to this page of the book]({page}); [start over]({again})*"
)


def live_notebook(chapter: Path, root: str = "/") -> dict[str, Any]:
    """The notebook, for the kernel of the browser.

    JupyterLite's list of contents wants each text as one string, not as a list of
    lines. A cell that would take minutes in a browser is scaled down, and says so.
    Links lead to the book's pages, for there are no others; so does a line below the
    title. (A link to a place in the same notebook is a citation: see the bibliography.)
    The metadata say which edition it is.

    root  where the site begins on its host: links in JupyterLite can't be relative

    Raises ValueError if a cell no longer has the code that its metadata scale down.
    """
    here = chapter.relative_to(ROOT).parent.as_posix()

    def absolute(link: re.Match[str]) -> str:
        if not link[1]:
            return f"]({root}book/bibliography.html)"
        path = posixpath.normpath(posixpath.join(here, link[1]))
        page = posixpath.splitext(path)[0]
        return f"]({root}{page}.html{link[2] or ''})"

    notebook: dict[str, Any] = json.loads(chapter.read_text(encoding="utf-8"))
    notebook["metadata"]["kernelspec"] = {
        "name": "python",
        "display_name": "Python (Pyodide)",
        "language": "python",
    }
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            cell["source"] = LINK.sub(absolute, cell["source"])
        else:
            cell["source"] = scaled_down(cell["source"], cell["metadata"])
        for output in cell.get("outputs", []):
            if "text" in output:
                output["text"] = "".join(output["text"])
            for kind, content in output.get("data", {}).items():
                output["data"][kind] = "".join(content)
    title, _, rest = notebook["cells"][0]["source"].partition("\n\n")
    name = chapter.relative_to(ROOT / "notebooks").as_posix()
    way_back = WAY_BACK.format(
        page=f"{root}{here}/{chapter.stem}.html",
        again=f"{root}live/{live_editions.START_OVER}?path={name}",
    )
    notebook["cells"][0]["source"] = f"{title}\n\n{way_back}\n\n{rest}"
    live_editions.sign(notebook)
    return notebook


def scaled_down(source: str, metadata: dict[str, Any]) -> str:
    """A cell's code with less to compute: {"in_browser": {"seeds = 9": "seeds = 1"}}.

    A first line tells the reader what was changed.
    """
    changes = metadata.get("in_browser", {})
    for full, less in changes.items():
        if source.count(full) != 1:
            raise ValueError(
                f"in_browser wants to change {full!r}, which is not there exactly once "
                f"in the cell that begins {source[:60]!r}"
            )
        source = source.replace(full, less)
    said = [
        f"# Less work than in the book, as a browser is slower: {less}, not {full}\n"
        for full, less in changes.items()
    ]
    return "".join([*said, source])
