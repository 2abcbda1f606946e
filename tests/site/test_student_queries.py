"""Whether students' queries, written down beforehand, lead to the right sections."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

QUERIES = tomllib.loads(
    Path(__file__).with_name("student_queries.toml").read_text(encoding="utf-8")
)
EDITIONS = {"en": "", "ko": "ko/"}
NEEDED = {"en": 9, "ko": 28}
LOOKED_AT = 3  # hits
DONE = ".search-summary:not(:empty)"


@pytest.mark.parametrize("language", EDITIONS)
def test_every_right_section_stands_on_the_site(site, language):
    folder = site / EDITIONS[language] / "notebooks"
    named = {place for asked in QUERIES[language] for place in asked["right"]}
    missing = []
    for place in sorted(named):
        page, _, section = place.partition("#")
        path = folder / f"{page}.html"
        if not path.is_file() or section not in sections(path):
            missing.append(place)
    assert not missing, "student_queries.toml names sections that are not on the site"


@pytest.mark.parametrize("language", EDITIONS)
def test_queries_of_students_find_their_sections(visit, address, site, language):
    start = f"{address}/{EDITIONS[language]}"
    page = visit(f"{start}search.html").page
    missed = {}
    for asked in QUERIES[language]:
        found = hits(page, asked["query"], f"{start}notebooks/", site / "notebooks")
        if not set(found) & set(asked["right"]):
            missed[asked["query"]] = found
    right = len(QUERIES[language]) - len(missed)
    lines = [f"{query}: {', '.join(found)}" for query, found in missed.items()]
    assert right >= NEEDED[language], "\n".join([f"{right} found; else:", *lines])


def hits(page: Any, query: str, start: str, folder: Path) -> list[str]:
    """The sections to which the first results lead, page#id.

    folder  of the English pages, whose sections are called as those of any edition
    """
    field = page.locator(".bd-search-container input[name=q]")
    field.fill(query)
    with page.expect_navigation():
        field.press("Enter")
    page.locator(DONE).wait_for()
    links = page.locator("ul.search li > a").evaluate_all("all => all.map(a => a.href)")
    return [place(link, start, folder) for link in links[:LOOKED_AT]]


def place(link: str, start: str, folder: Path) -> str:
    """Where a link leads: one to a whole page leads to its first section."""
    name, _, section = unquote(link).removeprefix(start).partition("#")
    page = name.removesuffix(".html")
    path = folder / f"{page}.html"
    if not section and path.is_file():
        section = sections(path)[0]
    return f"{page}#{section}"


def sections(path: Path) -> list[str]:
    return re.findall(r'<section\b[^>]*\bid="([^"]+)"', path.read_text("utf-8"))
