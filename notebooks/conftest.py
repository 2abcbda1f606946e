"""How nbval tests the notebooks: what it compares, and with which run of them.

Building the book has run every notebook. While the site in _build is of just this state
of the project, nbval compares with what its cells printed then; else it runs them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup

RESULTS = Path(__file__).resolve().parents[1] / "_build" / "results"
BY_THE_BOOK = ("run by", "the book")


class BooksRun:
    """Stands in for nbval's kernel: cells print what they did in the book's build."""

    def __init__(self, cells: list[Any]) -> None:
        self.cells = cells
        self.number = 0  # of the cell whose turn it is

    def execute_cell_input(self, source: str, **_: object) -> str:
        cell = self.cells[self.number]
        assert cell.source == source
        outputs = map(_as_in_a_notebook, cell.outputs)
        messages = [(output.output_type, output) for output in outputs]
        self.messages = iter([*messages, ("status", {"execution_state": "idle"})])
        return "the book's"

    def get_message(self, *_: object, **__: object) -> dict[str, Any]:
        kind, content = next(self.messages)
        header = {"msg_id": "the book's"}
        return {"msg_type": kind, "content": content, "parent_header": header}

    def is_alive(self) -> bool:
        return True

    def await_reply(self, *_: object, **__: object) -> None:
        """It has long been there, as all below."""

    await_idle = stop = await_reply


def _as_in_a_notebook(output: Any) -> Any:
    """What is displayed is the same text in both, but a table's Markdown is the book's
    HTML (dlnlp.explore.table): from that it is made again.
    """
    html = output.get("data", {}).get("text/html", "")
    if html.startswith('<table class="table numbers">'):
        from dlnlp.explore.table import as_markdown

        rows = BeautifulSoup(html, "html.parser").find_all("tr")
        lines = [[cell.text for cell in row.find_all(["th", "td"])] for row in rows]
        output.data["text/markdown"] = as_markdown(lines)
    return output


def by_the_book(notebook: Any) -> list[Any] | None:
    """The notebook's cells with code as the book's build ran them, if it did."""
    if not _up_to_date():
        return None
    from jupyter_cache import get_cache

    _, key = get_cache(RESULTS).create_hashed_notebook(notebook)
    path = RESULTS / "executed" / key / "base.ipynb"
    if not path.is_file():
        return None
    cells = nbformat.read(path, as_version=4).cells
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    same = [cell.source for cell in cells] == [cell.source for cell in code]
    return cells if same else None


@functools.cache
def _up_to_date() -> bool:
    import stamp

    return stamp.holds(RESULTS.with_name("html"), stamp.state())


def pytest_collectstart(collector: Any) -> None:
    """Stored notebooks have no HTML (notebooks/run.py): a figure's text is compared."""
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("text/html",)
        collector.setup = functools.partial(_setup, collector, collector.setup)


def _setup(file: Any, start_kernel: Callable[[], None]) -> None:
    if cells := by_the_book(file.nb):
        file.kernel = BooksRun(cells)
        file.setup_sanitize_files()
    else:
        start_kernel()


def pytest_runtest_call(item: pytest.Item) -> None:
    kernel = getattr(item.parent, "kernel", None)
    if isinstance(kernel, BooksRun):
        kernel.number = item.cell_num
        item.user_properties.append(BY_THE_BOOK)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    files, by_the_book = set(), set()
    for report in (r for reports in terminalreporter.stats.values() for r in reports):
        file = getattr(report, "nodeid", "").partition("::")[0]
        if file.endswith(".ipynb"):
            files.add(file)
            if BY_THE_BOOK in getattr(report, "user_properties", ()):
                by_the_book.add(file)
    if files:
        terminalreporter.section("notebooks")
        terminalreporter.write(
            f"{len(by_the_book)} compared with the book's own run of them, "
            f"{len(files - by_the_book)} run\n"
        )
