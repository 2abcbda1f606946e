"""Searching: what is answered, and where a result leads."""

from __future__ import annotations

import re

import pytest

SEEN = """(marks) => marks.some((mark) => {
    const { top, bottom } = mark.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight && mark.checkVisibility();
})"""


@pytest.fixture
def search(visit, address):
    """The results of a search in an edition."""

    def results(words: str, edition: str = ""):
        page = visit(f"{address}/{edition}search.html?q={words}").page
        page.locator(".search-summary", has_text=re.compile(".")).wait_for()
        return page

    return results


@pytest.mark.parametrize(
    ("edition", "words"),
    [("", "perplexity"), ("", "negative noise"), ("ko/", "코사인")],
)
def test_a_result_leads_to_the_words(search, edition, words):
    page = search(words, edition)
    result = page.locator("ul.search li a[href*=notebooks]").first
    result.click()
    marks = page.locator(".bd-article .highlighted")
    marks.first.wait_for(state="attached")
    for _ in range(100):  # it waits for the mathematics
        if marks.evaluate_all(SEEN):
            break
        page.wait_for_timeout(100)
    assert marks.evaluate_all(SEEN)


def test_excerpts_hold_no_tex(search):
    page = search("softmax")
    page.wait_for_selector("ul.search p.context")
    text = " ".join(page.locator("ul.search p.context").all_text_contents())
    assert "softmax" in text.lower()
    assert "\\" not in text


@pytest.mark.parametrize("words", ["the", "of the", "57"])
def test_words_that_are_too_common_are_named_as_such(search, words):
    page = search(words)
    assert "common" in page.locator("#search-results").text_content()


@pytest.mark.parametrize(
    "words",
    ["", "%20", "zzzzqqq", "%3Cscript%3E", "'%22\\", "a" * 2000, "%F0%9F%90%88"],
)
def test_odd_queries_are_answered(visit, address, words):
    seen = visit(f"{address}/search.html?q={words}")
    assert seen.page.locator("#search-results, .bd-search-container").first.is_visible()
    assert seen.problems == []
