"""A reader's copy of a live notebook: its figures, and a new edition."""

from __future__ import annotations

import functools
import io
import json
import os
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import live_editions
import live_reader
import pytest

PATH = "01_meaning_from_company.ipynb"  # a notebook that the site has
OPENED = f"live/notebooks/index.html?path={PATH}"
FIGURES = [
    "# A notebook",
    "from dlnlp.explore import explore, show\n"
    "show('<svg viewBox=\"0 0 9 9\"><path d=\"M0 0H9\"/></svg>', alt='A line.')",
    "explore(lambda k: f'<b>{k} lines</b>', k=[1, 2], alt=lambda k: f'Lines: {k}.')",
]
SOURCES = """() => jupyterapp.shell.currentWidget.content.widgets
    .map((cell) => cell.model.sharedModel.getSource())"""
CHANGE = """([at, text]) => jupyterapp.shell.currentWidget.content.widgets[at]
    .model.sharedModel.setSource(text)"""
LOADED = "() => jupyterapp.shell.currentWidget.context.ready"
SAVE = "() => jupyterapp.shell.currentWidget.context.save()"


def notebook(sources: list[str]) -> bytes:
    """One of the site's: headings are text, all else is code."""
    cells = [
        {"cell_type": "markdown", "id": f"cell-{n}", "metadata": {}, "source": source}
        | (
            {}
            if source.startswith("#")
            else {"cell_type": "code", "execution_count": None, "outputs": []}
        )
        for n, source in enumerate(sources)
    ]
    kernel = {"name": "python", "display_name": "Python", "language": "python"}
    whole = {
        "cells": cells,
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    live_editions.sign(whole)
    return json.dumps(whole).encode()


def ready(page):
    """The page, when the whole notebook is there."""
    page.wait_for_function(live_reader.READY, timeout=60_000)
    page.evaluate(LOADED)
    return page


@pytest.fixture
def shelf(site, visit):
    """Opens the notebook as the site would have it, and opens it anew."""
    if not os.environ.get("PYODIDE_DIST"):
        pytest.skip("live notebooks are tested with Pyodide here: set PYODIDE_DIST")
    # From the second time on a service worker asks for the settings, so no route does.
    settings = json.loads((site / "live/jupyter-lite.json").read_text("utf-8"))
    settings["jupyter-config-data"] |= live_reader.EXPOSE
    published = {"/live/jupyter-lite.json": json.dumps(settings).encode()}

    class Handler(SimpleHTTPRequestHandler):
        def send_head(self):
            content = published.get(self.path.partition("?")[0])
            if content is None:
                return super().send_head()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "max-age=3600")  # an impatient host
            self.end_headers()
            return io.BytesIO(content)

        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Handler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        page = visit(f"{address}/404.html").page

        def opened(sources: list[str]):
            published[f"/live/files/{PATH}"] = notebook(sources)
            page.goto(f"{address}/{OPENED}")
            return ready(page)

        yield opened
        server.shutdown()


def test_a_saved_notebook_shows_its_figures_without_a_kernel(shelf):
    page = shelf(FIGURES)
    live_reader.run_all(page)
    assert live_reader.errors(page) == []
    assert live_reader.red(page) == []
    last = page.locator(".explore-last")
    last.wait_for(state="attached")
    assert not last.is_visible()
    handle = page.locator(".widget-slider .noUi-handle")
    handle.press("ArrowRight")
    page.locator(".explore-live b", has_text="2 lines").wait_for()
    page.wait_for_function(
        "document.querySelector('.explore-last b').textContent[0]==2"
    )
    page.evaluate(SAVE)

    page = shelf(FIGURES)
    plain = page.locator("figure:has([aria-label='A line.'])")
    assert plain.locator("svg").is_visible()
    assert plain.locator("figcaption").inner_text() == "A line."
    last.wait_for(state="visible")
    assert last.inner_text().split("\n")[0] == "2 lines"
    assert "Lines: 2." in last.inner_text()
    assert "Run this cell" in last.inner_text()
    assert "widget" not in page.locator(".jp-Notebook").inner_text()


def test_what_she_wrote_is_kept_and_the_rest_is_the_new_edition(shelf):
    page = shelf(["# Old title", "1 + 1", "2 + 2", "3 + 3"])
    page.evaluate(CHANGE, [2, "2 + 2 + 20"])
    live_reader.run_all(page)
    page.evaluate(SAVE)
    page = shelf(["# New title", "1 + 1 + 0", "2 + 2", "# One more", "3 + 3"])
    now = ["# New title", "1 + 1 + 0", "2 + 2 + 20", "# One more", "3 + 3"]
    assert page.evaluate(SOURCES) == now
    page.reload()
    ready(page)
    assert page.evaluate(SOURCES) == now

    page.goto(page.url.replace("notebooks/index.html", live_editions.START_OVER["en"]))
    page.get_by_role("button").click()
    page.wait_for_url(f"**/{OPENED}")
    assert ready(page).evaluate(SOURCES)[2] == "2 + 2"


def test_a_copy_in_which_she_wrote_nothing_is_the_new_edition(shelf):
    page = shelf(["# Old title", "1 + 1"])
    live_reader.run_all(page)
    page.evaluate(SAVE)
    assert shelf(["# New title", "1 + 2"]).evaluate(SOURCES) == ["# New title", "1 + 2"]


MERGE = """async ([mine, book]) => {
    const { digest, merged } = await import(new URL("live/editions.js", location));
    const cell = async ([text, from]) => ({
        source: text, metadata: { edition: from && await digest(from) }, id: from,
    });
    const cells = (texts) => Promise.all(texts.map(cell));
    const result = await merged(await cells(mine), await cells(book));
    return result && result.map((cell) => cell.source);
}"""


@pytest.mark.parametrize(
    ("mine", "book", "now"),
    [
        ("a b c", "a b c", None),
        ("a b c", "a x", None),
        ("a b=B c", "a b c", "a B c"),
        ("a b=B c", "a x c", "a x B c"),  # the book's cell that hers was is no more
        ("a =H b", "a n b", "a n H b"),  # one of her own
        ("a b =H", "a", "a H"),
        ("=H a", "n a", "n H a"),
        ("a a=A", "a a", "a A"),  # twice the same
        ("b=B a=A", "a b", "A B"),  # in another order
    ],
)
def test_hers_find_their_places(visit, address, mine, book, now):
    """Written as `text` or, where she changed it, `text=hers`; `=hers` is her own."""
    hers = [
        (changed or text, text or None)
        for text, _, changed in (cell.partition("=") for cell in mine.split())
    ]
    page = visit(f"{address}/404.html").page
    merged = page.evaluate(MERGE, [hers, [(text, text) for text in book.split()]])
    assert merged == (now and now.split())
