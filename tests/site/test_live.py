"""Live notebooks: a chapter's button opens it, and the browser itself runs Python."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

import live
import live_reader
import pytest
import reading
from publish import LANGUAGES
from settings import ROOT

SLIDER = ".jp-OutputArea-output .widget-slider .noUi-handle"


@pytest.fixture
def notebook(visit, address, local_pyodide):
    """Opens a chapter's live notebook as a reader does, by the button on its page."""

    def press(chapter: str, edition: str = ""):
        seen = visit(f"{address}/{edition}{chapter}")
        live_reader.expose(seen.page)
        seen.page.locator(".launch-live").click()
        seen.page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
        return seen

    return press


def test_button_runs_the_whole_chapter_in_the_browser(notebook, address, chapter):
    seen = notebook(chapter)
    name = PurePosixPath(chapter).stem
    assert seen.page.url == f"{address}/live/notebooks/index.html?path={name}.ipynb"
    first, all_cells = live_reader.run_all(seen.page)
    print(f"{name}: first result after {first:.0f} s, all after {all_cells:.0f} s")
    assert live_reader.errors(seen.page) == []
    unasked = re.compile("font cache|monitor support")
    assert [text for text in live_reader.red(seen.page) if unasked.search(text)] == []
    assert [
        u for u in seen.requests if not u.startswith((address, "data:", "blob:"))
    ] == []
    assert [p for p in seen.problems if not p.endswith(reading.LITE)] == []
    moves_by_keyboard(seen.page)
    source = (ROOT / chapter).with_suffix(".ipynb").read_text(encoding="utf-8")
    if "play=" in source:
        plays(seen.page)


def moves_by_keyboard(page) -> None:
    """The first slider: its arrow keys make Python draw another picture."""
    handle = page.locator(SLIDER).first
    handle.scroll_into_view_if_needed()
    picture = (
        handle.locator("xpath=ancestor::*[contains(@class, 'widget-vbox')][1]")
        .locator(".widget-html")
        .first
    )
    before = picture.inner_html()
    handle.focus()
    now, most = (handle.get_attribute(f"aria-value{name}") for name in ("now", "max"))
    handle.press("ArrowLeft" if now == most else "ArrowRight")
    page.wait_for_function(
        "([picture, before]) => picture.innerHTML !== before",
        arg=[picture.element_handle(), before],
        timeout=60_000,  # Python draws in its own time
    )


def plays(page) -> None:
    """The first play button: one step a press, or all of them, as the reader wants."""
    row = page.locator(".widget-hbox:has(> .explore-play)").first
    play, step = row.locator(".explore-play"), row.locator(".explore-step")
    slider = row.locator(".explore-step + .widget-slider .noUi-handle")
    name, most = play.get_attribute("title"), slider.get_attribute("aria-valuemax")
    assert (step.is_visible(), play.is_visible()) == (True, False)
    slider.press("Home")
    step.click()
    becomes(slider, "aria-valuenow", "1.0")
    page.emulate_media(reduced_motion="no-preference")
    play.click()
    becomes(play, "title", "Pause")
    becomes(slider, "aria-valuenow", most)
    becomes(play, "title", name)


def becomes(locator, attribute: str, value: str) -> None:
    """In its own time: Python is asked first."""
    locator.page.wait_for_function(
        "([e, attribute, value]) => e.getAttribute(attribute) === value",
        arg=[locator.element_handle(), attribute, value],
        timeout=60_000,
    )


def test_korean_page_opens_the_korean_notebook(notebook, address):
    page = notebook("notebooks/01_meaning_from_company.html", edition="ko/").page
    assert page.url.startswith(f"{address}/live/notebooks/index.html?path=ko/01_")
    assert page.locator(".jp-Notebook h1").inner_text().startswith("이웃을 보면")
    page.get_by_role("menuitem", name="파일").wait_for()
    settings = json.loads(page.locator("#jupyter-config-data").inner_text())
    options = settings["litePluginSettings"][live.KERNEL]["loadPyodideOptions"]
    assert options["env"] == {"DLNLP_LANGUAGE": "ko"}
    assert "numpy" in options["packages"]


def test_the_button_leads_to_a_notebook_of_the_pages_language(site, chapter):
    for edition in LANGUAGES.values():
        html = (site / edition / chapter).read_text(encoding="utf-8")
        path = re.search(r'class="launch-live" href="[^"?]*\?path=([^"]*)"', html)[1]
        assert path.startswith("ko/") == (edition == "ko/")
        assert (site / "live/files" / path).is_file()


@pytest.mark.parametrize("dead_end", ["live/", "live/tree/"])
def test_the_logo_of_a_live_notebook_leads_to_the_book(browser, address, dead_end):
    page = browser.new_page()
    page.goto(f"{address}/{dead_end}", wait_until="commit")
    page.wait_for_url(f"{address}/book/intro.html")
    page.close()
