"""Reading comfort: by keyboard, with a screen reader, on a phone, with large type."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

CONTRAST = Path(__file__).with_name("figure_contrast.js").read_text(encoding="utf-8")
FIRST = "notebooks/01_meaning_from_company.html"  # where one page is enough

# Everything that Tab should reach, in the order of the page; of radios the chosen one.
REACHABLE = """() => [...document.querySelector(window.part).querySelectorAll(
        "a[href], button, summary, select, [tabindex='0'],"
        + "input:not([type=radio]), input:checked")]
    .filter((e) => e.checkVisibility({visibilityProperty: true}))"""
WATCH = """(part) => {
    window.part = part;
    window.seen = [];
    const start = document.createElement("span");
    start.tabIndex = -1;
    document.querySelector(part).prepend(start);
    start.focus();
    start.remove();
    addEventListener("focusin", (e) => window.seen.push(e.target));
}"""
# Where Tab goes through everything; on other pages it skips the menus, which are these.
WITH_MENUS = {FIRST, f"ko/{FIRST}", "book/intro.html", "search.html"}
# The ring is on the thing itself, on the words of a choice, or round the search field.
FAINT = """() => {
    const rgb = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = (colour) => rgb(colour).slice(0, 3)
        .map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const ground = (e) => {
        for (; e; e = e.parentElement) {
            const colour = getComputedStyle(e).backgroundColor;
            if (rgb(colour)[3] !== 0) return colour;
        }
    };
    const ring = (e) => e.type === "radio" ? e.nextElementSibling
        : e.type === "search" ? e.form : e;
    const faint = (e) => {
        e.focus();
        const style = getComputedStyle(ring(e));
        const below = light(ground(ring(e).parentElement));
        const [low, high] = [light(style.outlineColor), below].sort((a, b) => a - b);
        return style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2
            || style.opacity < 1 || (high + 0.05) / (low + 0.05) < 3;
    };
    return window.seen.filter(faint).map((e) => e.outerHTML.slice(0, 150));
}"""


def test_tab_reaches_everything_in_order_with_a_ring_in_both_themes(desk_page, path):
    desk_page.evaluate(WATCH, "body" if path in WITH_MENUS else "main")
    for _ in range(desk_page.evaluate(f"({REACHABLE})().length")):
        desk_page.keyboard.press("Tab")
    missed = desk_page.evaluate(
        f"() => ({REACHABLE})().filter((e, i) => window.seen[i] !== e)"
        ".map((e) => e.outerHTML.slice(0, 150))"
    )
    assert missed == []
    for theme in ("light", "dark"):
        desk_page.evaluate(
            "(t) => { document.documentElement.dataset.theme = t; }", theme
        )
        assert desk_page.evaluate(FAINT) == []


# What a page must not have: a selector, and when one of its elements is wrong.
RULES = {
    "a heading that skips a level": (
        "main :is(h1, h2, h3, h4, h5, h6)",
        "i && e.tagName[1] - all[i - 1].tagName[1] > 1",
    ),
    "a landmark without a name of its own": (
        "nav, aside, [role=navigation], [role=region]",
        "all.filter((o) => name(o) === name(e)).length > 1 || !name(e)",
    ),
    "a header of a table that says not of what": ("th", "!e.scope"),
    "something that moves": ("*", "getComputedStyle(e).transitionProperty !== 'none'"),
    "a button without a name": ("button, summary, dialog", "!name(e)"),
}
NAME = """(e) => e.getAttribute("aria-label") || e.innerText.trim()
    || document.getElementById(e.getAttribute("aria-labelledby"))?.innerText"""


def broken(page, selector: str, wrong: str) -> list[str]:
    """The visible elements for which the JavaScript `wrong` holds of `e`.

    It may also speak of `all`, in the order of the page, and of the place `i` of `e`.
    """
    return page.evaluate(
        f"""() => {{
            const name = {NAME};
            return [...document.querySelectorAll({json.dumps(selector)})]
                .filter((e) => e.checkVisibility({{visibilityProperty: true}}))
                .filter((e, i, all) => {wrong})
                .map((e) => e.outerHTML.slice(0, 150));
        }}"""
    )


def test_structure_and_large_type(desk_page):
    found = {rule: broken(desk_page, *how) for rule, how in RULES.items()}
    assert {rule: elements for rule, elements in found.items() if elements} == {}
    desk_page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert desk_page.evaluate("document.documentElement.scrollWidth") <= 1280


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_in_figures_stand_out_from_their_ground(chapter_page, darken, scheme):
    if scheme == "dark":
        darken(chapter_page)
    assert chapter_page.evaluate(CONTRAST) == []


def test_the_contrast_of_words_in_figures_can_be_too_low(visit, address):
    page = visit(f"{address}/{FIRST}").page
    page.add_style_tag(content="figure svg text { fill: #a09a90 !important }")
    assert page.evaluate(CONTRAST)


def test_the_skip_link_shows_itself_and_leads_to_the_text(desk_page):
    desk_page.keyboard.press("Tab")
    link = desk_page.locator("#pst-skip-link a")
    assert link.evaluate("e => e === document.activeElement")
    assert link.bounding_box()["y"] >= 0
    link.press("Enter")
    text = desk_page.locator(".bd-article, .bd-search-container")
    assert text.evaluate("e => e === document.activeElement")
    desk_page.keyboard.press("Tab")
    further = "a[href]:not(.headerlink), button, input, summary, [tabindex='0']"
    if text.locator(further).count():
        assert text.evaluate("e => e.contains(document.activeElement)")


def test_each_chapter_leads_on_and_shows_its_contents(chapter_page):
    for way in ("left-prev", "right-next"):
        assert chapter_page.locator(f".prev-next-area a.{way}").is_visible()
    entries = chapter_page.locator("#pst-page-toc-nav a:visible").count()
    assert entries >= chapter_page.locator("article h2").count() > 5


def test_the_theme_is_remembered(visit, address):
    page = visit(f"{address}/{FIRST}").page
    switch = page.locator(".theme-switch-button")
    switch.focus()
    switch.press("Enter")
    page.wait_for_selector("html[data-theme=dark]")
    assert switch.evaluate("e => e === document.activeElement")
    assert page.locator("[role=status]").last.inner_text() == "Dark colours"
    page.reload()
    assert page.locator("html[data-theme=dark]").count() == 1
    page.goto(f"{address}/book/glossary.html")
    assert page.locator("html[data-theme=dark]").count() == 1


def test_copying_takes_the_code_alone_and_says_so(visit, address):
    page = visit(f"{address}/{FIRST}").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.locator(".cell_input .copybtn").first
    button.focus()
    assert button.evaluate("e => getComputedStyle(e).opacity") == "1"
    button.press("Enter")
    copied = page.evaluate("navigator.clipboard.readText()")
    code = page.locator(".cell_input pre").first.inner_text()
    assert copied.strip() == code.strip()
    assert not re.search(r"^(>>>|In \[|\$ )", copied, re.M)
    assert page.locator("[role=status]").last.inner_text() == "Copied"
    assert (
        page.locator(".cell_output .copybtn").count()
        == page.locator(".cell_output .cell_input .copybtn").count()
    )


@pytest.mark.parametrize(
    ("button", "dialog"),
    [
        (".primary-toggle", "#pst-primary-sidebar-modal"),
        (".secondary-toggle", "#pst-secondary-sidebar-modal"),
        (".article-header-buttons .search-button", "#pst-search-dialog"),
    ],
)
def test_drawers_open_and_close_by_keyboard(visit, address, button, dialog):
    page = visit(f"{address}/{FIRST}", width=360).page
    opener, drawer = page.locator(button), page.locator(dialog)
    opener.focus()
    opener.press("Enter")
    assert drawer.is_visible()
    assert drawer.evaluate("e => e.contains(document.activeElement)")
    page.keyboard.press("Tab")
    assert not page.evaluate("document.querySelector('main').matches(':focus-within')")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Escape")
    assert not drawer.is_visible()
    assert opener.evaluate("e => e === document.activeElement")


def test_a_place_on_this_page_is_reached_from_the_drawer(visit, address):
    page = visit(f"{address}/{FIRST}", width=360).page
    page.locator(".secondary-toggle").click()
    drawer = page.locator("#pst-secondary-sidebar-modal")
    link = drawer.locator("a").nth(3)
    place = page.locator(link.get_attribute("href"))
    link.press("Enter")
    assert not drawer.is_visible()
    page.wait_for_function(
        "(e) => e === document.activeElement", arg=place.element_handle()
    )
    assert 0 <= place.bounding_box()["y"] < 300
