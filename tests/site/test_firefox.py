"""The pages in Firefox: that they open, and what readers do on them.

Playwright drives Firefox ESR as it is, with settings of its own in place of those that
this Firefox doesn't know.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import chromium
import pytest
import reading

FIRST = "notebooks/01_meaning_from_company.html"
UNKNOWN = ("color_scheme", "reduced_motion", "forced_colors", "contrast")
CHANGED = f"""([control, before]) =>
    (function () {{ {reading.SHOWN} }})(control) !== before"""


@contextmanager
def started(playwright: Any, **preferences: Any) -> Iterator[Any]:
    """A window of a new Firefox."""
    executable = shutil.which("firefox-esr") or shutil.which("firefox")
    if executable is None:
        pytest.skip("no Firefox found (Debian: apt install firefox-esr)")
    running = playwright.firefox.launch(
        channel="moz-firefox",
        executable_path=executable,
        firefox_user_prefs={"ui.prefersReducedMotion": 1, **preferences},
    )
    desk = {"viewport": {"width": 1280, "height": 900}}
    yield running.new_context(**desk, **dict.fromkeys(UNKNOWN, "null"))
    running.close()


@pytest.fixture(scope="module")
def window(playwright: Any) -> Iterator[Any]:
    with started(playwright) as window:
        yield window


def new_page(window: Any) -> tuple[Any, list[str]]:
    """An empty page, and what will go wrong on it."""
    page, problems = window.new_page(), []
    page.set_default_timeout(60_000)
    page.on("requestfailed", lambda r: problems.append(f"failed: {r.url}"))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda m: m.type == "error" and problems.append(m.text))
    return page, problems


@pytest.fixture
def visit(window, address):
    """Opens a page. When the test ends, nothing has gone wrong on it."""
    page, problems = new_page(window)

    def visit(path: str, width: int = 1280) -> Any:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}/{path}")
        page.evaluate(chromium.READY)
        return page

    yield visit
    page.evaluate("localStorage.clear()")
    page.close()
    assert [problem for problem in problems if not problem.endswith(reading.LITE)] == []


def run(body: str) -> str:
    """The body of a function as a function."""
    return f"function () {{ {body} }}"


@pytest.mark.parametrize("name", reading.EVERY)
def test_a_page_opens_and_its_controls_move(visit, name):
    page = visit(name)
    found = page.evaluate_handle(run(reading.CONTROLS)).get_properties()
    for control in (handle.as_element() for handle in found.values()):
        control.scroll_into_view_if_needed()
        before = control.evaluate(run(reading.SHOWN))
        at_end = control.evaluate(run(reading.AT_END))
        control.press(reading.KEYS[control.evaluate("e => e.type")][at_end])
        page.wait_for_function(CHANGED, arg=[control, before])


def test_the_theme_changes_and_is_remembered(visit):
    page = visit("book/intro.html")
    seen = {}
    for _ in range(3):
        page.locator(".theme-switch-button").press("Enter")
        seen[page.evaluate(run(reading.MODE))] = page.evaluate(run(reading.COLOURS))
    assert sorted(seen) == ["auto", "dark", "light"]
    assert seen["dark"] != seen["light"]
    while page.evaluate(run(reading.MODE)) != "dark":
        page.locator(".theme-switch-button").press("Enter")
    assert visit("book/about.html").evaluate(run(reading.COLOURS)) == seen["dark"]


@pytest.mark.parametrize(("edition", "words"), [("", "cosine"), ("ko/", "코사인")])
def test_search_finds_words_and_leads_to_them(visit, edition, words):
    page = visit(f"{edition}book/intro.html")
    page.keyboard.press("Control+k")
    page.locator(f"{reading.DIALOG}[open]").wait_for()
    page.keyboard.insert_text(words)
    page.keyboard.press("Enter")
    page.locator("ul.search li a[href*=notebooks]").first.press("Enter")
    page.locator(".bd-article .highlighted").first.wait_for(state="attached")


def test_the_search_dialog_closes_after_tab_has_gone_round(visit):
    page = visit(FIRST)
    dialog = page.locator(reading.DIALOG)
    page.keyboard.press("Control+k")
    dialog.wait_for()
    for _ in range(5):
        page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")


def test_the_drawer_of_a_phone_opens_and_leads_to_a_chapter(visit):
    page = visit("book/intro.html", width=360)
    button = page.locator(".primary-toggle")
    button.press("Enter")
    page.locator(f"{reading.DRAWER}[open]").wait_for()
    page.keyboard.press("Escape")
    page.locator(f"{reading.DRAWER}:not([open])").wait_for(state="attached")
    assert button.evaluate("e => e === document.activeElement")
    button.press("Enter")
    page.locator(f"{reading.DRAWER} a[href$='{FIRST}']").press("Enter")
    page.wait_for_url(f"**/{FIRST}")


def test_the_style_for_paper_is_black_on_white_without_what_one_would_press(visit):
    page = visit(FIRST)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert page.evaluate(run(reading.PRESSABLE)) > 0
    page.evaluate(run(reading.ON_PAPER))
    assert page.evaluate(run(reading.PRESSABLE)) == 0
    assert page.evaluate(run(reading.COLOURS)) == reading.ON_WHITE


def test_what_scrolls_and_stops_tab_has_a_name(visit):
    sidebar = visit(FIRST).locator(".bd-sidebar-secondary")
    assert sidebar.get_attribute("aria-label") == "Contents of this page"


def test_a_live_notebook_runs_a_cell(visit, local_pyodide):
    page = visit(FIRST)
    page.locator(".launch-live").press("Enter")
    page.wait_for_function(run(reading.LOADED))
    page.locator(reading.CODE).first.click()
    page.keyboard.press("Shift+Enter")
    page.wait_for_function(run(reading.COUNTED))
    output = page.locator(reading.OUTPUT).first.inner_text()
    assert output.strip() == reading.FIRST_OUTPUT


def test_without_storage_theme_and_search_work(playwright, address):
    with started(playwright, **{"dom.storage.enabled": False}) as window:
        page, problems = new_page(window)
        page.goto(f"{address}/{FIRST}")
        page.evaluate(chromium.READY)
        assert page.evaluate("document.documentElement.dataset.storage") == "none"
        page.locator(".theme-switch-button").press("Enter")
        page.locator("html[data-theme=dark]").wait_for()
        page.goto(f"{address}/search.html?q=cosine")
        page.locator("ul.search li a").first.wait_for()
        assert problems == []
