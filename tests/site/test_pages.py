"""Every page in a browser: nothing fails or leaves the host, everybody can use it."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
UNFOLD = """
    document.querySelectorAll("details").forEach((details) => { details.open = true; });
    document.querySelectorAll(".toggle-hidden .toggle-button")
        .forEach((button) => button.click());
"""


def test_page_loads_without_errors_from_this_host_alone(visit, address, path):
    seen = visit(f"{address}/{path}")
    assert seen.problems == []
    assert [
        url for url in seen.requests if not url.startswith((address, "data:"))
    ] == []
    assert "/_static/book.css" in "".join(seen.requests)


def test_mathematics_is_set(visit, address, path):
    page = visit(f"{address}/{path}").page
    formulas = page.locator(".math").count()
    assert page.locator(".math:has(mjx-container)").count() == formulas
    assert page.locator("mjx-merror, [data-mjx-error]").count() == 0


def test_no_page_scrolls_sideways_on_a_phone(visit, address, path):
    page = visit(f"{address}/{path}", width=360).page
    page.evaluate(UNFOLD)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_no_line_of_code_needs_scrolling_on_a_desk(visit, address, path):
    page = visit(f"{address}/{path}").page
    page.evaluate(UNFOLD)
    wide = page.eval_on_selector_all(
        ".cell_input pre, .highlight-python pre",
        "all => all.filter((pre) => pre.scrollWidth > pre.clientWidth + 1)"
        ".map((pre) => pre.innerText)",
    )
    assert wide == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_against_wcag(visit, address, path, scheme):
    page = visit(f"{address}/{path}", scheme=scheme).page
    assert page.locator(f"html[data-theme={scheme}]").count() == 1
    page.evaluate(UNFOLD)
    found = Axe().run(page, options={"runOnly": RULES})
    said = [
        f"{v['id']}: {node['html'][:200]} {node['failureSummary']}"
        for v in found.response["violations"]
        for node in v["nodes"]
    ]
    assert not said, "\n".join(said)
    assert found.response["passes"]
