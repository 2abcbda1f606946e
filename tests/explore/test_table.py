"""Tables: HTML on the page, Markdown in a notebook."""

import pytest
from bs4 import BeautifulSoup
from catalogues import small_catalogue

from dlnlp.explore import table
from dlnlp.explore.told_html import told_html
from dlnlp.language import speak

speaks = small_catalogue(
    {
        "order {}": "차수 {}",
        "order": "순서",
        "{} of {{x}}": "{{x}} 중 {}",
        "{} of {}": "{1} 중 {0}",
    }
)


def test_a_table_on_the_page_is_html_and_aligned_text(shown, static):
    table(["a", "ours"], [["x < y", "1.5"], ["", "12,000"]])
    rows = BeautifulSoup(shown[0]["text/html"], "html.parser").find_all("tr")
    assert [[cell.text for cell in row.find_all(["th", "td"])] for row in rows] == [
        ["a", "ours"],
        ["x < y", "1.5"],
        ["", "12,000"],
    ]
    assert [cell["scope"] for cell in rows[0].find_all("th")] == ["col", "col"]
    assert [row.th["scope"] for row in rows[1:]] == ["row", "row"]
    assert shown[0]["text/plain"].splitlines() == [
        "a        ours",
        "x < y     1.5",
        "       12,000",
    ]


def test_a_table_in_a_notebook_is_markdown(shown):
    table(["a", "ours"], [["x | y", "1.5"], ["", "12,000"]])
    assert shown[0]["text/markdown"].splitlines() == [
        "| a | ours |",
        "| :-- | --: |",
        r"| x \| y | 1.5 |",
        "|  | 12,000 |",
    ]


def test_its_names_and_counts_are_told_whatever_numbers_they_have(shown):
    speak("ko")
    table(
        ["cat", "order 3"],
        [["order 1,000", "in order"], ["2.5 of {x}", "7"], ["order 2", "17 of 20"]],
    )
    assert shown[0]["text/markdown"].splitlines() == [
        "| cat | 차수 3 |",
        "| :-- | --: |",
        "| 차수 1,000 | in order |",
        "| {x} 중 2.5 | 7 |",
        "| 차수 2 | 20 중 17 |",
    ]


def test_a_row_that_does_not_fit_its_table_is_named(shown):
    with pytest.raises(ValueError, match=r"2 columns; not so the row \['x'\]"):
        table(["a", "b"], [["x", "1"], ["x"]])


def test_on_a_page_counts_are_told_and_words_of_a_corpus_are_not(shown, static):
    table(["cat", "order 1"], [["order 2", "17 of 20"], ["x", "order"]])
    page = told_html(shown[0]["text/html"], "ko")
    cells = BeautifulSoup(page, "html.parser").find_all(["th", "td"])
    assert [cell.text for cell in cells] == [
        *("cat", "차수 1"),
        *("차수 2", "20 중 17"),
        *("x", "order"),
    ]
