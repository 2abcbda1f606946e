"""The pages in WebKit, Safari's engine: that they open, and what readers do on them.

One window opens all of them, one after another; whatever is pressed is pressed by key.
"""

from __future__ import annotations

import build
import chromium
import pytest
import webkit
from webkit import Keys, becomes, find, press

FIRST = "notebooks/01_meaning_from_company.html"
PAGES = [*build.expected_pages(), "search.html", "404.html"]
EVERY = [f"{edition}{page}" for edition in ("", "ko/") for page in PAGES]
READY = f"""const [done] = arguments;
({chromium.READY})().then(done, (error) => done(`${{error}}`))"""
# JupyterLite 0.6.4 raises this when it opens a notebook; nothing comes of it.
KNOWN = "rejected: TypeError: undefined is not an object (evaluating 'e.type')"

WRONG = """setTimeout(() => { throw Error("thrown"); });
Promise.reject("promise");
console.error("logged", "at length");
for (const [name, src] of [["img", "/absent.png"], ["script", "//example.org"]])
    document.body.append(Object.assign(document.createElement(name), { src }))"""

# On figures: for each kind of control, its keys, forward and from the last step back.
KEYS = {
    "range": (Keys.ARROW_RIGHT, Keys.ARROW_LEFT),
    "radio": (Keys.ARROW_DOWN, Keys.ARROW_UP),
    "select-one": (Keys.ARROW_DOWN, Keys.ARROW_UP),
    "button": (Keys.ENTER, Keys.ENTER),
}
# The page's first control of each kind.
CONTROLS = """return [...new Map(
    [...document.querySelectorAll(".explore-controls :is(input, select, button)")]
        .filter((e) => !e.matches("[type=radio]:not(:checked)"))
        .reverse().map((e) => [e.type, e])
).values()]"""
AT_END = """const e = arguments[0];
const choices = e.options ?? e.closest(".explore-choices")?.querySelectorAll("input");
return choices ? [...choices].at(-1).matches(":checked") : e.value === e.max"""
FRAME = """const figure = arguments[0].closest("figure");
const shown = figure.querySelector(".explore-frame").innerHTML
    + figure.querySelector("figcaption").textContent;
"""

MODE = "return document.documentElement.dataset.mode"
COLOURS = """const main = getComputedStyle(document.querySelector(".bd-main"));
return [main.backgroundColor, main.color]"""
IS_OPEN = "return document.querySelector(arguments[0]).open"
DIALOG = "#pst-search-dialog"
DRAWER = "#pst-primary-sidebar-modal"
RESULT = "ul.search li a[href*=notebooks]:not([href*='#'])"
EXISTS = "return document.querySelector(arguments[0])"
MARK_IN_SIGHT = """const marks = [...document.querySelectorAll(".highlighted")];
return marks.some((mark) => {
    const { top, bottom } = mark.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight && mark.checkVisibility();
})"""

# The style for paper, on the screen: the driver can't change the medium.
ON_PAPER = """const lay = (rules) => { for (const { media, cssRules } of rules) {
    if (media) media.mediaText = media.mediaText
        .replace(/\\bscreen\\b/, "speech").replace(/\\bprint\\b/, "all");
    lay(cssRules ?? []);
} };
for (const sheet of document.styleSheets) lay(sheet.cssRules)"""
PRESSABLE = """return [...document.querySelectorAll(
    ".bd-sidebar, .bd-header-article, .prev-next-footer, .copybtn, .headerlink, "
    + ".skip-link, #pst-back-to-top, summary, input[type=range]"
)].filter((e) => e.checkVisibility({visibilityProperty: true})).length"""

CELL = ".jp-CodeCell"
CODE = f"{CELL} .cm-content"
LOADED = f"""return !document.querySelector(".jp-Spinner")
    && document.querySelector({CODE!r})?.textContent.length > 1"""
COUNTED = f"""const prompt = document.querySelector("{CELL} .jp-InputPrompt");
return /[0-9]/.test(prompt.innerText)"""


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
    assert [problem for problem in found if problem != KNOWN] + server.problems == []


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


@pytest.mark.parametrize("page", EVERY)
def test_a_page_opens_and_its_controls_move(visit, driver, page):
    visit(page)
    for control in driver.execute_script(CONTROLS):
        before = driver.execute_script(FRAME + "return shown", control)
        at_end = driver.execute_script(AT_END, control)
        press(driver, KEYS[control.get_attribute("type")][at_end], control)
        becomes(driver, FRAME + "return shown !== arguments[1]", control, before)


def test_the_theme_changes_and_is_remembered(visit, driver):
    visit("book/intro.html")
    seen = {}
    for _ in range(3):
        press(driver, Keys.ENTER, find(driver, ".theme-switch-button"))
        seen[driver.execute_script(MODE)] = driver.execute_script(COLOURS)
    assert sorted(seen) == ["auto", "dark", "light"]
    assert seen["dark"] != seen["light"]
    while driver.execute_script(MODE) != "dark":
        press(driver, Keys.ENTER, find(driver, ".theme-switch-button"))
    visit("book/about.html")
    assert driver.execute_script(COLOURS) == seen["dark"]


@pytest.mark.parametrize(("edition", "words"), [("", "cosine"), ("ko/", "코사인")])
def test_search_finds_words_and_leads_to_them(visit, driver, edition, words):
    visit(f"{edition}book/intro.html")
    press(driver, Keys.CONTROL + "k")
    becomes(driver, IS_OPEN, DIALOG)
    press(driver, words + Keys.ENTER)
    becomes(driver, EXISTS, RESULT)
    press(driver, Keys.ENTER, find(driver, RESULT))
    becomes(driver, MARK_IN_SIGHT)


def test_the_search_dialog_closes_after_tab_has_gone_round(visit, driver):
    visit("book/intro.html")
    press(driver, Keys.CONTROL + "k")
    becomes(driver, IS_OPEN, DIALOG)
    press(driver, Keys.TAB * 5)
    press(driver, Keys.ESCAPE)
    assert not driver.execute_script(IS_OPEN, DIALOG)


def test_the_drawer_of_a_phone_opens_and_leads_to_a_chapter(visit, driver):
    visit("book/intro.html", width=360)
    button = find(driver, ".primary-toggle")
    press(driver, Keys.ENTER, button)
    becomes(driver, IS_OPEN, DRAWER)
    press(driver, Keys.ESCAPE)
    assert not driver.execute_script(IS_OPEN, DRAWER)
    assert driver.switch_to.active_element == button
    press(driver, Keys.ENTER)
    press(driver, Keys.ENTER, find(driver, f"{DRAWER} a[href$='{FIRST}']"))
    becomes(driver, f"return location.pathname === '/{FIRST}'")


def test_the_style_for_paper_is_black_on_white_without_what_one_would_press(
    visit, driver
):
    visit(FIRST)
    driver.execute_script("document.documentElement.dataset.theme = 'dark'")
    assert driver.execute_script(PRESSABLE) > 0
    driver.execute_script(ON_PAPER)
    assert driver.execute_script(PRESSABLE) == 0
    assert driver.execute_script(COLOURS) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


def test_a_page_is_printed(visit, driver):
    visit("book/intro.html")
    assert webkit.printed(driver).startswith(b"%PDF")


def test_a_live_notebook_runs_a_cell(visit, driver, local_pyodide):
    visit(FIRST)
    press(driver, Keys.ENTER, find(driver, ".launch-live"))
    becomes(driver, LOADED)
    press(driver, Keys.SHIFT + Keys.ENTER, find(driver, CODE))
    becomes(driver, COUNTED)
    output = find(driver, f"{CELL} .jp-OutputArea-output")
    assert output.text == "['scar', 'vicar', 'cat']"
