"""Every page in a browser: nothing fails or leaves the host, everybody can use it."""

from __future__ import annotations

from pathlib import Path

# Of the rules of WCAG, those whose answer depends on the theme.
COLOURS = ["color-contrast", "link-in-text-block"]
ALIKE = Path(__file__).with_name("mark_alike.js").read_text(encoding="utf-8")
FIRST = "notebooks/01_meaning_from_company.html"  # where one page is enough


def test_page_loads_without_errors_from_this_host_alone(desk, address):
    assert desk.problems == []
    assert [
        url for url in desk.requests if not url.startswith((address, "data:"))
    ] == []
    assert "/_static/styles-" in "".join(desk.requests)


def test_mathematics_is_set(desk):
    formulas = desk.page.locator(".math").count()
    assert desk.page.locator(".math:has(mjx-container)").count() == formulas
    assert desk.page.locator("mjx-merror, [data-mjx-error]").count() == 0


def wide_code(page):
    return page.eval_on_selector_all(
        ".cell_input pre, .highlight-python pre",
        "all => all.filter((pre) => pre.scrollWidth > pre.clientWidth + 1)"
        ".map((pre) => pre.innerText)",
    )


def test_no_line_of_code_needs_scrolling_on_a_desk(unfolded):
    assert wide_code(unfolded) == []


def test_no_line_of_code_needs_scrolling_on_a_phone(phone):
    assert wide_code(phone.page) == []


def colours(page, axe):
    """What axe has against the page's colours, those of each look once."""
    page.evaluate(ALIKE)
    return axe(page, {"include": [["[data-alike]"]]}, runOnly=COLOURS)


def test_axe_finds_nothing_against_wcag(unfolded, path, axe):
    """On one page everything is looked at by all rules."""
    assert unfolded.locator("html[data-theme=light]").count() == 1
    if path == FIRST:
        assert axe(unfolded) == []
    else:
        rules = {rule: {"enabled": False} for rule in COLOURS}
        assert axe(unfolded, rules=rules) == []
        assert colours(unfolded, axe) == []


def test_axe_finds_nothing_in_the_dark(unfolded, darken, path, axe):
    """Nothing but colours changes with the theme, as one page shows."""
    darken(unfolded)
    assert (axe(unfolded) if path == FIRST else colours(unfolded, axe)) == []


FAINT = [
    "pre .nn { color: #aaa !important }",
    ".bd-article p { color: #aaa !important }",
    ".bd-article p a { color: inherit !important; text-decoration: none !important; }",
    "#pst-page-toc-nav { opacity: 0.4 }",
    "dl, table, pre { background: #777 !important }",
]


def test_a_faint_colour_is_found_among_those_alike(visit, address, axe):
    page = visit(f"{address}/{FIRST}").page
    for style in FAINT:
        tag = page.add_style_tag(content=style)
        assert colours(page, axe), style
        tag.evaluate("e => e.remove()")
    assert colours(page, axe) == []


def test_a_page_is_dark_at_once_where_the_system_is(visit, address):
    page = visit(f"{address}/{FIRST}", scheme="dark").page
    assert page.locator("html[data-theme=dark]").count() == 1


def test_no_page_scrolls_sideways_on_a_phone(phone):
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_axe_finds_nothing_on_a_phone(phone, path, axe):
    """Colours are those of the desk, as one page shows."""
    rules = {rule: {"enabled": path == FIRST} for rule in COLOURS}
    assert axe(phone.page, rules=rules) == []
