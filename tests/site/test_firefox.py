"""The pages in Firefox: that they open, and what readers do on them.

The other tests of the site are for Chromium. Playwright drives Firefox ESR as it is,
with settings of its own in place of those that this Firefox doesn't know.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import chromium
import pytest

FIRST = "notebooks/01_meaning_from_company.html"
SOME = [FIRST, "book/intro.html", "book/glossary.html", "search.html", "ko/" + FIRST]
UNKNOWN = ("color_scheme", "reduced_motion", "forced_colors", "contrast")


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


def opened(window: Any, url: str) -> tuple[Any, list[str]]:
    """A page, and what goes wrong on it."""
    page, problems = window.new_page(), []
    page.set_default_timeout(30_000)
    page.on("requestfailed", lambda r: problems.append(f"failed: {r.url}"))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda m: m.type == "error" and problems.append(m.text))
    page.goto(url)
    page.evaluate(chromium.READY)
    return page, problems


@pytest.mark.parametrize("some", SOME)
def test_pages_open_without_an_error(window, address, some):
    page, problems = opened(window, f"{address}/{some}")
    assert problems == []
    page.close()


def test_controls_move_by_keyboard(window, address, chapter):
    page, problems = opened(window, f"{address}/{chapter}")
    figure = page.locator("figure.explore:has(input[type=range])").first
    figure.scroll_into_view_if_needed()
    figure.locator("template").first.wait_for(state="attached")
    slider = figure.locator("input[type=range]").first
    at_end = slider.evaluate("e => e.value === e.max")
    before = figure.locator("figcaption").inner_text()
    slider.focus()
    page.keyboard.press("ArrowLeft" if at_end else "ArrowRight")
    assert figure.locator("figcaption").inner_text() != before
    choices = page.locator(".explore-choices")
    if choices.count():
        chosen = choices.first.locator("input:checked")
        was = chosen.input_value()
        chosen.focus()
        page.keyboard.press("ArrowDown")
        assert chosen.input_value() != was
    assert problems == []
    page.close()


def test_the_search_dialog_closes_after_tab_has_gone_round(window, address):
    page, _ = opened(window, f"{address}/{FIRST}")
    dialog = page.locator("#pst-search-dialog")
    page.keyboard.press("Control+k")
    dialog.wait_for()
    for _ in range(5):
        page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    page.close()


def test_what_scrolls_and_stops_tab_has_a_name(window, address):
    page, _ = opened(window, f"{address}/{FIRST}")
    sidebar = page.locator(".bd-sidebar-secondary")
    assert sidebar.get_attribute("aria-label") == "Contents of this page"
    page.close()


def test_without_storage_theme_and_search_work(playwright, address):
    with started(playwright, **{"dom.storage.enabled": False}) as window:
        page, problems = opened(window, f"{address}/{FIRST}")
        assert page.evaluate("document.documentElement.dataset.storage") == "none"
        page.locator(".theme-switch-button").press("Enter")
        page.locator("html[data-theme=dark]").wait_for()
        page.goto(f"{address}/search.html?q=cosine")
        page.locator("ul.search li a").first.wait_for()
        assert problems == []
