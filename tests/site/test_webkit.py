"""The pages in WebKit, Safari's engine: that they open, and what readers do on them.

One window opens all of them, one after another; whatever is pressed is pressed by key.
"""

from __future__ import annotations

import chromium
import pytest
import reading
import webkit
from webkit import Keys, becomes, find, press

FIRST = "notebooks/01_meaning_from_company.html"
READY = f"""const [done] = arguments;
({chromium.READY})().then(done, (error) => done(`${{error}}`))"""
WRONG = """setTimeout(() => { throw Error("thrown"); });
Promise.reject("promise");
console.error("logged", "at length");
for (const [name, src] of [["img", "/absent.png"], ["script", "//example.org"]])
    document.body.append(Object.assign(document.createElement(name), { src }))"""

DIFFERS = f"return (() => {{ {reading.SHOWN} }})() !== arguments[1]"
RESULT = "ul.search li a[href*=notebooks]"
EXISTS = "return document.querySelector(arguments[0])"
MARK_IN_SIGHT = """const marks = [...document.querySelectorAll(".highlighted")];
return marks.some((mark) => {
    const { top, bottom } = mark.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight && mark.checkVisibility();
})"""


@pytest.fixture(scope="module")
def server(site):
    with webkit.served(site) as server:
        yield server


@pytest.fixture(scope="module")
def driver():
    with webkit.started() as driver:
        yield driver


@pytest.fixture
def visit(driver, server):
    """Opens a page in a browser that remembers nothing of the last test.

    When the test ends, nothing has gone wrong on the page where it has arrived.
    """

    def visit(path: str, width: int = 1280) -> None:
        server.problems.clear()
        driver.set_window_size(width, 900)
        driver.get(f"{server.address}/{path}")
        assert driver.execute_async_script(READY) is None

    yield visit
    found = driver.execute_script("localStorage.clear(); return problems")
    found = [problem for problem in found if not problem.endswith(reading.LITE)]
    assert found + server.problems == []


def test_what_goes_wrong_is_noted(visit, driver, server):
    visit("404.html")
    driver.execute_script(WRONG)
    becomes(driver, "return problems.length === 6")
    assert sorted(driver.execute_script("return problems.splice(0)")) == [
        "Error: thrown",
        f"failed: {server.address}/absent.png",
        "failed: http://example.org/",
        "logged at length",
        "rejected: promise",
        "script-src-elem refused http://example.org/",
    ]
    assert server.problems == ["404 /absent.png"]
    server.problems.clear()


@pytest.mark.parametrize("page", reading.EVERY)
def test_a_page_opens_and_its_controls_move(visit, driver, page):
    visit(page)
    for control in driver.execute_script(reading.CONTROLS):
        before = driver.execute_script(reading.SHOWN, control)
        at_end = driver.execute_script(reading.AT_END, control)
        key = reading.KEYS[control.get_attribute("type")][at_end]
        press(driver, webkit.KEYS[key], control)
        becomes(driver, DIFFERS, control, before)


def test_the_theme_changes_and_is_remembered(visit, driver):
    visit("book/intro.html")
    seen = {}
    for _ in range(3):
        press(driver, Keys.ENTER, find(driver, ".theme-switch-button"))
        seen[driver.execute_script(reading.MODE)] = driver.execute_script(
            reading.COLOURS
        )
    assert sorted(seen) == ["auto", "dark", "light"]
    assert seen["dark"] != seen["light"]
    while driver.execute_script(reading.MODE) != "dark":
        press(driver, Keys.ENTER, find(driver, ".theme-switch-button"))
    visit("book/about.html")
    assert driver.execute_script(reading.COLOURS) == seen["dark"]


@pytest.mark.parametrize(("edition", "words"), [("", "cosine"), ("ko/", "코사인")])
def test_search_finds_words_and_leads_to_them(visit, driver, edition, words):
    visit(f"{edition}book/intro.html")
    press(driver, Keys.CONTROL + "k")
    becomes(driver, reading.IS_OPEN, reading.DIALOG)
    press(driver, words + Keys.ENTER)
    becomes(driver, EXISTS, RESULT)
    press(driver, Keys.ENTER, find(driver, RESULT))
    becomes(driver, MARK_IN_SIGHT)


def test_the_search_dialog_closes_after_tab_has_gone_round(visit, driver):
    visit("book/intro.html")
    press(driver, Keys.CONTROL + "k")
    becomes(driver, reading.IS_OPEN, reading.DIALOG)
    press(driver, Keys.TAB * 5)
    press(driver, Keys.ESCAPE)
    assert not driver.execute_script(reading.IS_OPEN, reading.DIALOG)


def test_the_drawer_of_a_phone_opens_and_leads_to_a_chapter(visit, driver):
    visit("book/intro.html", width=360)
    button = find(driver, ".primary-toggle")
    press(driver, Keys.ENTER, button)
    becomes(driver, reading.IS_OPEN, reading.DRAWER)
    press(driver, Keys.ESCAPE)
    assert not driver.execute_script(reading.IS_OPEN, reading.DRAWER)
    assert driver.switch_to.active_element == button
    press(driver, Keys.ENTER)
    press(driver, Keys.ENTER, find(driver, f"{reading.DRAWER} a[href$='{FIRST}']"))
    becomes(driver, f"return location.pathname === '/{FIRST}'")


def test_the_style_for_paper_is_black_on_white_without_what_one_would_press(
    visit, driver
):
    visit(FIRST)
    driver.execute_script("document.documentElement.dataset.theme = 'dark'")
    assert driver.execute_script(reading.PRESSABLE) > 0
    driver.execute_script(reading.ON_PAPER)
    assert driver.execute_script(reading.PRESSABLE) == 0
    assert driver.execute_script(reading.COLOURS) == reading.ON_WHITE


def test_a_page_is_printed(visit, driver):
    visit("book/intro.html")
    assert webkit.printed(driver).startswith(b"%PDF")


def test_a_live_notebook_runs_a_cell(visit, driver, local_pyodide):
    visit(FIRST)
    press(driver, Keys.ENTER, find(driver, ".launch-live"))
    becomes(driver, reading.LOADED)
    press(driver, Keys.SHIFT + Keys.ENTER, find(driver, reading.CODE))
    becomes(driver, reading.COUNTED)
    assert find(driver, reading.OUTPUT).text == reading.FIRST_OUTPUT
