"""The built site on localhost, and a browser that notes what goes wrong on a page."""

from __future__ import annotations

import functools
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import build
import chromium
import pytest
import stamp
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[2]
PAGES = build.expected_pages()
CHAPTERS = [page for page in PAGES if re.fullmatch(r"notebooks/[^/]+", page)]
DEEPER = [page for page in PAGES if re.fullmatch(r"notebooks/[^/]+/[^/]+", page)]
KOREAN = [
    "ko/book/intro.html",
    "ko/book/glossary.html",
    "ko/notebooks/08_all_at_once.html",
    "ko/notebooks/01_meaning_from_company.html",
    "ko/search.html",
]


WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
UNFOLD = """
    document.querySelectorAll("details").forEach((details) => { details.open = true; });
    document.querySelectorAll(".toggle-hidden .toggle-button")
        .forEach((button) => button.click());
"""

START = """
    const start = document.createElement("span");
    start.tabIndex = -1;
    document.body.prepend(start);
    start.focus();  // Tab goes on from where this was
    start.remove();
    scrollTo(0, 0);
    document.documentElement.dataset.theme = "light";
    document.documentElement.style.fontSize = "";
"""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`path`: every page, and some of the Korean edition; `chapter`: the notebooks."""
    if "path" in metafunc.fixturenames:
        pages = [*PAGES, "search.html", *KOREAN]
        metafunc.parametrize("path", pages, scope="module")  # page by page
    if "chapter" in metafunc.fixturenames:
        metafunc.parametrize("chapter", CHAPTERS, scope="module")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built book: that in _build if it was built of just this state of the project;
    else one that is built now, from nothing, once for all processes.
    """
    now = stamp.state()
    built = ROOT / "_build" / "html"
    if stamp.holds(built, now):
        return built
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # each of the processes has its own in it
        folder = folder.parent
    out = folder / "book"
    built = out / "_build" / "html"
    with FileLock(folder / "book.lock"):
        if not stamp.holds(built, now):
            command = [sys.executable, str(ROOT / "book/build.py"), "--out", str(out)]
            run = subprocess.run(
                command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
            assert run.returncode == 0, run.stdout[-6000:]
    return built


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    """Drives all browsers: a process can start it only once."""
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason='Playwright is missing: pip install "dlnlp[test]"'
    )
    with sync_api.sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Any) -> Iterator[Any]:
    executable = chromium.executable()
    if executable is None:
        pytest.skip(chromium.MISSING)
    running = playwright.chromium.launch(
        executable_path=executable, args=list(chromium.FLAGS)
    )
    yield running
    running.close()


@dataclass
class Visit:
    """A page in the browser, what it asked for, and what went wrong."""

    page: Any
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def _profile(
    browser: Any, *, scheme: str = "light", width: int = 1280, script: bool = True
) -> Any:
    return browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
        java_script_enabled=script,
    )


def _open(profile: Any, url: str, *, script: bool = True) -> Visit:
    """A page whose mathematics stands."""
    page = profile.new_page()
    page.set_default_timeout(20_000)
    seen = Visit(page)
    page.on("request", lambda r: seen.requests.append(r.url))
    page.on("requestfailed", lambda r: seen.problems.append(f"failed: {r.url}"))
    page.on("pageerror", lambda error: seen.problems.append(f"script error: {error}"))
    page.on("console", lambda m: m.type == "error" and seen.problems.append(m.text))
    page.on(
        "response",
        lambda r: r.status >= 400 and seen.problems.append(f"{r.status} {r.url}"),
    )
    page.goto(url, wait_until="load")
    if script:
        page.evaluate(chromium.READY)
    return seen


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Visit]]:
    """Opens a page, with a new profile, that a test may do anything with."""
    profiles = []

    def open_page(url: str, *, script: bool = True, **how: Any) -> Visit:
        profiles.append(_profile(browser, script=script, **how))
        return _open(profiles[-1], url, script=script)

    yield open_page
    for profile in profiles:
        profile.close()


@pytest.fixture(scope="session")
def profiles(browser: Any) -> Iterator[dict[str, Any]]:
    """For tests that only look: what pages have in common is fetched once."""
    kept = {"desk": _profile(browser), "phone": _profile(browser, width=360)}
    yield kept
    for profile in kept.values():
        profile.close()


@contextmanager
def _look(profile: Any, url: str) -> Iterator[Visit]:
    seen = _open(profile, url)
    yield seen
    seen.page.evaluate("localStorage.clear()")
    seen.page.close()


@pytest.fixture(scope="module")
def desk(profiles: dict[str, Any], address: str, path: str) -> Iterator[Visit]:
    """The page on a desk, opened once for the tests that only look at it."""
    with _look(profiles["desk"], f"{address}/{path}") as seen:
        yield seen


@pytest.fixture(scope="module")
def phone(profiles: dict[str, Any], address: str, path: str) -> Iterator[Visit]:
    """The page on a phone, with all that was folded; opened once, to look at."""
    with _look(profiles["phone"], f"{address}/{path}") as seen:
        seen.page.evaluate(UNFOLD)
        yield seen


@pytest.fixture(scope="module")
def chapter_desk(
    profiles: dict[str, Any], address: str, chapter: str
) -> Iterator[Visit]:
    """The chapter on a desk, opened once for the tests that only look at it."""
    with _look(profiles["desk"], f"{address}/{chapter}") as seen:
        yield seen


def _from_the_start(page: Any) -> Any:
    """As it was opened: on a screen, light, its type of its size, the focus before all.

    What was pressed, chosen and unfolded stays so.
    """
    page.emulate_media(media="screen", color_scheme="light")
    page.evaluate(f"() => {{ {START} }}")
    return page


@pytest.fixture
def desk_page(desk: Visit) -> Any:
    """The page on a desk, opened once for the tests that read on from its start."""
    return _from_the_start(desk.page)


@pytest.fixture
def chapter_page(chapter_desk: Visit) -> Any:
    """The same for a chapter."""
    return _from_the_start(chapter_desk.page)


@pytest.fixture
def unfolded(desk_page: Any) -> Any:
    """The page on a desk, with all that was folded."""
    desk_page.evaluate(UNFOLD)
    return desk_page


@pytest.fixture
def darken() -> Callable[[Any], None]:
    """The reader's system becomes dark, and the page with it."""

    def darken(page: Any) -> None:
        page.emulate_media(color_scheme="dark")
        page.wait_for_selector("html[data-theme=dark]")

    return darken


@pytest.fixture
def axe() -> Callable[..., list[str]]:
    """What axe has against a page: by the rules of WCAG, or by some of them."""

    from axe_playwright_python.sync_playwright import Axe

    def run(page: Any, **options: Any) -> list[str]:
        options = {"runOnly": WCAG, "resultTypes": ["violations"], **options}
        found = Axe().run(page, options=options).response
        assert found["passes"]
        return [
            f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return run
