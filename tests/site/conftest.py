"""The built site on localhost, and a browser that notes what goes wrong on a page."""

from __future__ import annotations

import functools
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
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


DESK = {"width": 1280, "height": 900}
PAPER = {"width": 612, "height": 900}  # A4 less the margins of print.css, 162 mm
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


@pytest.fixture(scope="session")
def local_pyodide() -> None:
    if not os.environ.get("PYODIDE_DIST"):
        pytest.skip(
            "live notebooks are tested with Pyodide on this machine: PYODIDE_DIST has "
            "to name a folder that holds its version 0.27.7"
        )


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
        viewport={**DESK, "width": width},
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
    kept = {
        "desk": _profile(browser),
        "phone": _profile(browser, width=360),
        "file": _profile(browser),
        "moved": _profile(browser),
    }
    yield kept
    for profile in kept.values():
        profile.close()


class Windows:
    """A page open in each profile, for all tests that look at it one after another."""

    def __init__(self, profiles: dict[str, Any]) -> None:
        self.profiles = profiles
        self.open: dict[str, tuple[str, Visit]] = {}

    def look(self, name: str, url: str) -> Visit:
        """The page in this profile; opened anew unless it is the last one there."""
        last, seen = self.open.get(name, ("", None))
        if seen and last == url == seen.page.url.partition("#")[0]:
            return seen
        self.close(name)
        seen = _open(self.profiles[name], url)
        self.open[name] = (url, seen)
        return seen

    def close(self, name: str) -> None:
        """What the page stored is forgotten."""
        if name in self.open:
            _, seen = self.open.pop(name)
            seen.page.evaluate("localStorage.clear()")
            seen.page.close()


@pytest.fixture(scope="session")
def windows(profiles: dict[str, Any]) -> Windows:
    return Windows(profiles)


@pytest.fixture
def desk(windows: Windows, address: str, path: str) -> Visit:
    """The page on a desk, opened once for the tests that only look at it."""
    seen = windows.look("desk", f"{address}/{path}")
    _from_the_start(seen.page)
    return seen


@pytest.fixture
def phone(windows: Windows, address: str, path: str) -> Visit:
    """The page on a phone, with all that was folded; opened once, to look at."""
    seen = windows.look("phone", f"{address}/{path}")
    seen.page.evaluate(UNFOLD)
    return seen


@pytest.fixture
def chapter_desk(windows: Windows, address: str, chapter: str) -> Visit:
    """The chapter on a desk, opened once for the tests that only look at it."""
    return windows.look("desk", f"{address}/{chapter}")


def _from_the_start(page: Any) -> Any:
    """As it was opened: on a screen, light, its type of its size, the focus before all.

    What was pressed, chosen and unfolded stays so.
    """
    if page.viewport_size == PAPER:
        page.set_viewport_size(DESK)
    page.emulate_media(media="screen", color_scheme="light")
    page.evaluate(f"() => {{ {START} }}")
    return page


@pytest.fixture
def chapter_moved(windows: Windows, address: str, chapter: str) -> Any:
    """The chapter on a desk of its own, for the tests that move its figures."""
    return windows.look("moved", f"{address}/{chapter}").page


@pytest.fixture
def chapter_phone(windows: Windows, address: str, chapter: str) -> Visit:
    """The chapter on a phone."""
    return windows.look("phone", f"{address}/{chapter}")


@pytest.fixture
def chapter_file(windows: Windows, site: Path, chapter: str) -> Visit:
    """The chapter on a desk, from a file."""
    return windows.look("file", (site / chapter).as_uri())


@pytest.fixture
def desk_page(desk: Visit) -> Any:
    """The same, for tests that read on from its start."""
    return desk.page


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
def paper(
    windows: Windows, address: str, darken: Callable[[Any], None]
) -> Callable[[str], Any]:
    """The page on a desk, as it is laid out for paper, out of the dark theme."""

    def lay(path: str) -> Any:
        page = _from_the_start(windows.look("desk", f"{address}/{path}").page)
        darken(page)
        page.set_viewport_size(PAPER)
        page.emulate_media(media="print")
        return page

    return lay


@pytest.fixture
def axe() -> Callable[..., list[str]]:
    """What axe has against a page: by the rules of WCAG, or by some of them.

    `context`  which elements it looks at, in its terms; else at all
    """

    from axe_playwright_python.sync_playwright import Axe

    def run(page: Any, context: Any = None, **options: Any) -> list[str]:
        options = {"runOnly": WCAG, "resultTypes": ["violations"], **options}
        found = Axe().run(page, context, options).response
        assert found["passes"]
        return [
            f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return run
