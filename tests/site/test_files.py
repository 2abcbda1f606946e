"""The built site as files: pages, links, pictures, weight. Needs no browser."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

HEAVIEST = 3_000_000  # bytes


@pytest.fixture(scope="module")
def read(site):
    """The parsed page, once for all tests."""
    pages: dict[Path, BeautifulSoup] = {}

    def parse(path: Path) -> BeautifulSoup:
        if path not in pages:
            pages[path] = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        return pages[path]

    return parse


def references(page: BeautifulSoup) -> list[str]:
    """Everything that a page points to or loads."""
    found = [
        element[attribute]
        for attribute in ("href", "src")
        for element in page.select(f"[{attribute}]")
        if not (element.name == "link" and element.get("rel") == ["canonical"])
    ]
    return [reference for reference in found if reference.strip()]


def test_every_page_of_the_contents_was_built(site, path):
    assert (site / path).is_file()


def test_front_page_leads_into_the_book(site, read):
    assert "book/intro.html" in str(read(site / "index.html"))


def test_internal_links_and_pictures_lead_somewhere(site, read, path):
    broken = []
    for reference in references(read(site / path)):
        parts = urlsplit(reference)
        if parts.scheme or parts.netloc:
            continue
        target = (
            (site / path).parent / unquote(parts.path) if parts.path else site / path
        )
        if not target.resolve().is_file():
            broken.append(reference)
        elif parts.fragment and target.suffix == ".html":
            anchor = unquote(parts.fragment)
            if not read(target.resolve()).find(attrs={"id": anchor}):
                broken.append(reference)
    assert not broken


def test_nothing_is_loaded_from_another_host(site, read, path):
    loaded = [
        element.get("src") or element.get("href")
        for element in read(site / path).select(
            "[src], link[href]:not([rel=canonical])"
        )
    ]
    assert not [url for url in loaded if url and urlsplit(url).netloc]


def test_pictures_say_what_they_show(site, read, path):
    """A sentence, not a file name. (The logo, outside <main>, is mute.)"""
    graphics = read(site / path).main.select("img, [role=img]")
    said = [g.get("alt") if g.name == "img" else g.get("aria-label") for g in graphics]
    poor = [
        s
        for s in said
        if not s or len(s.split()) < 3 or s.endswith((".png", ".svg", ".jpg"))
    ]
    assert not poor


def test_ids_are_unique(site, read, path):
    ids = [element["id"] for element in read(site / path).select("[id]")]
    assert len(ids) == len(set(ids)), sorted({i for i in ids if ids.count(i) > 1})


def test_page_is_light(site, read, path):
    """Its HTML, with all frames of its figures, and its own pictures, uncompressed.

    What all pages share (under _static: typefaces, MathJax, style, script) is
    loaded once and not counted.
    """
    page = read(site / path)
    own = {
        ((site / path).parent / reference).resolve()
        for reference in [
            *(r for r in references(page) if "_images" in r),
            *(figure["data-frames"] for figure in page.select("[data-frames]")),
        ]
    }
    weight = (site / path).stat().st_size + sum(
        picture.stat().st_size for picture in own
    )
    assert weight < HEAVIEST


def test_every_chapter_has_a_figure_that_moves(site, read, chapter):
    assert read(site / chapter).select("figure.explore .explore-controls")
