"""The chapters on paper: as a reader prints them, and as book/pdf.py does."""

from __future__ import annotations

import json
import re

import pdf
import pytest
from publish import LANGUAGES

# What must not be on paper, by rule: a selector, and when one of its elements is wrong.
RULES = {
    "what one would press is there": (
        ".bd-sidebar, .bd-header-article, .prev-next-footer, .copybtn, .headerlink, "
        ".skip-link, #pst-back-to-top, #jb-print-docs-body, summary, "
        "input[type=range], .tag_solution .cell_input",
        "true",
    ),
    "cut at the edge of the paper": (
        "main :is(p, pre, pre span, table, figure, svg, .math, mjx-math)",
        "e.getBoundingClientRect().right > innerWidth + 1",
    ),
    # What scrolls is cut off, and never divided between pages.
    "scrolls": (
        "main :is(pre, .explore-frame, mjx-container, .output)",
        "!['visible', 'clip'].includes(getComputedStyle(e).overflowX)",
    ),
    "may be divided between pages": (
        "article :is(h1, h2, h3, figure.explore, tr, mjx-container[display=true])",
        "getComputedStyle(e).breakInside !== 'avoid'",
    ),
    "a heading at the foot of a page": (
        "article :is(h1, h2, h3)",
        "getComputedStyle(e).breakAfter !== 'avoid'",
    ),
}


def broken(page, selector: str, wrong: str) -> list[str]:
    """The visible elements for which the JavaScript `wrong` holds of `e`."""
    return page.evaluate(
        f"""() => [...document.querySelectorAll({json.dumps(selector)})]
            .filter((e) => e.checkVisibility({{visibilityProperty: true}}) && ({wrong}))
            .map((e) => e.outerHTML.slice(0, 150))"""
    )


def test_a_page_keeps_to_the_paper_and_leaves_out_what_one_would_press(paper, path):
    page = paper(path)
    found = {rule: broken(page, *how) for rule, how in RULES.items()}
    assert {rule: elements for rule, elements in found.items() if elements} == {}


def test_a_chapter_is_black_on_white_with_one_title_and_its_long_code(paper, chapter):
    page = paper(chapter)
    assert page.locator("h1:visible").count() == 1
    assert page.locator("h1 .section-number").is_visible()
    style = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
    assert page.locator(".bd-main").evaluate(style)[0] == "rgb(255, 255, 255)"
    assert (
        page.locator("article p:not(.launch)").first.evaluate(style)[1]
        == "rgb(0, 0, 0)"
    )
    for code in page.locator("details.below-input pre").all():
        assert code.is_visible()
    for solution in page.locator(".tag_solution").all():
        line = solution.evaluate("e => getComputedStyle(e, '::before').content")
        assert "solution" in line


@pytest.mark.parametrize("edition", LANGUAGES.values())
def test_a_chapter_becomes_a4_pages_with_an_outline(browser, site, tmp_path, edition):
    target = tmp_path / "chapter.pdf"
    chapter = site / edition / "notebooks/01_meaning_from_company.html"
    pdf.print_page(browser, chapter, target)
    written = target.read_bytes()
    assert written.startswith(b"%PDF")
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", written)
    assert len(boxes) > 5
    assert {(round(float(w)), round(float(h))) for w, h in boxes} == {(595, 842)}
    assert b"/Outlines" in written


def test_printing_needs_a_built_site(tmp_path):
    with pytest.raises(SystemExit, match="Build the book first"):
        pdf.find_chapters(tmp_path)
