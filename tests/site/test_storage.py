"""Where the browser stores nothing for a site, its pages work and only forget."""

from __future__ import annotations

import json
from pathlib import PurePosixPath

import chromium
import pytest

PAGE = "notebooks/01_meaning_from_company.html"
BLOCKED = {"profile": {"default_content_setting_values": {"cookies": 2}}}


@pytest.fixture
def forgetful(browser, tmp_path):
    """A page in a browser that blocks all cookies, and with them all storage."""
    profile = tmp_path / "Default"
    profile.mkdir()
    (profile / "Preferences").write_text(json.dumps(BLOCKED), encoding="utf-8")
    context = browser.browser_type.launch_persistent_context(
        tmp_path,
        executable_path=chromium.executable(),
        args=list(chromium.FLAGS),
    )
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    yield page
    context.close()


def test_storage_is_blocked_indeed(forgetful, address):
    forgetful.goto(f"{address}/robots.txt")
    assert (
        forgetful.evaluate(
            "() => { try { return localStorage.length } catch { return 'refused' } }"
        )
        == "refused"
    )


def test_theme_drawer_dialog_and_search_work(forgetful, address):
    page = forgetful
    page.set_viewport_size({"width": 700, "height": 900})
    page.goto(f"{address}/{PAGE}")
    page.evaluate(chromium.READY)
    modes = []
    for _ in range(3):
        page.locator(".theme-switch-button").click()
        modes.append(page.evaluate("document.documentElement.dataset.mode"))
    assert sorted(modes) == ["auto", "dark", "light"]
    page.locator(".primary-toggle").click()
    page.wait_for_selector("#pst-primary-sidebar-modal[open]")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#pst-search-dialog[open]")
    page.goto(f"{address}/search.html?q=softmax")
    page.wait_for_selector("ul.search li")
    assert page.problems == []


def test_a_live_notebook_opens(forgetful, address):
    page = forgetful
    page.goto(
        f"{address}/live/notebooks/index.html?path={PurePosixPath(PAGE).stem}.ipynb"
    )
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
