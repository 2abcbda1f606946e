"""A chapter's notebook as the browser's JupyterLite wants it."""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path
from typing import Any

import korean_notebooks
import live_editions
from publish import LANGUAGES
from settings import ROOT

LINK = re.compile(r"\]\((?![a-z]+:|/)([^)#]*)(#[^)]*)?\)")  # to a page of the book
WAY_BACK = {
    "en": "*This is a notebook of your own: change what you like. A cell runs when you "
    "press Shift and Enter; Run ▸ Run All Cells runs all of them, and then the figures "
    "move. [Back to this page of the book]({page}); [start over]({again})*",
    "ko": "*이 노트북은 독자의 것이니 마음껏 고쳐도 된다. Shift와 Enter를 함께 누르면 "
    "셀이 실행된다. 실행 ▸ 모든 셀 실행을 누르면 전부 실행되고, 그때부터 그림도 "
    "움직인다. "
    "[책의 이 페이지로 돌아가기]({page}) · [처음부터 다시 하기]({again})*",
}

LESS = {
    "en": "Less work than in the book, as a browser is slower: {less}, not {full}",
    "ko": "브라우저는 느리므로 책에서보다 적게 계산한다: {full} 대신 {less}",
}


def live_name(chapter: Path, language: str) -> str:
    """Where JupyterLite has the notebook: that of each language is a file of its own.

    >>> live_name(ROOT / "notebooks" / "05_a.ipynb", "ko")
    'ko/05_a.ipynb'
    """
    return LANGUAGES[language] + chapter.relative_to(ROOT / "notebooks").as_posix()


def live_notebook(
    chapter: Path, root: str = "/", language: str = "en"
) -> dict[str, Any]:
    """The notebook, for the kernel of the browser.

    JupyterLite's list of contents wants each text as one string, not as a list of
    lines. A cell that would take minutes in a browser is scaled down, and says so.
    Links lead to the book's pages, for there are no others; so does a line below the
    title. (A link to a place in the same notebook is a citation: see the bibliography.)
    The metadata say which edition it is.

    root      where the site begins on its host: links in JupyterLite can't be relative
    language  of the text, and of the pages that its links lead to

    Raises ValueError if a cell no longer has the code that its metadata scale down.
    """
    here = chapter.relative_to(ROOT).parent.as_posix()
    edition = root + LANGUAGES[language]

    def absolute(link: re.Match[str]) -> str:
        if not link[1]:
            return f"]({edition}book/bibliography.html)"
        path = posixpath.normpath(posixpath.join(here, link[1]))
        page = posixpath.splitext(path)[0]
        return f"]({edition}{page}.html{link[2] or ''})"

    notebook: dict[str, Any] = (
        json.loads(chapter.read_text(encoding="utf-8"))
        if language == "en"
        else korean_notebooks.translated(chapter)
    )
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
            code, metadata = cell["source"], cell["metadata"]
            cell["source"] = scaled_down(code, metadata, language)
        for output in cell.get("outputs", []):
            if "text" in output:
                output["text"] = "".join(output["text"])
            for kind, content in output.get("data", {}).items():
                output["data"][kind] = "".join(content)
    title, _, rest = notebook["cells"][0]["source"].partition("\n\n")
    start_over = live_editions.START_OVER[language]
    way_back = WAY_BACK[language].format(
        page=f"{edition}{here}/{chapter.stem}.html",
        again=f"{root}live/{start_over}?path={live_name(chapter, language)}",
    )
    notebook["cells"][0]["source"] = f"{title}\n\n{way_back}\n\n{rest}"
    live_editions.sign(notebook)
    return notebook


def scaled_down(source: str, metadata: dict[str, Any], language: str) -> str:
    """A cell's code with less to compute: {"in_browser": {"seeds = 9": "seeds = 1"}}.

    A first line tells the reader, in this language, what was changed.
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
        f"# {LESS[language].format(less=less, full=full)}\n"
        for full, less in changes.items()
    ]
    return "".join([*said, source])
