"""Print the chapters of the built site: `python book/pdf.py`. Needs Chromium.

Writes _build/pdf/NN_title.pdf, one for each chapter, and NN_title/… for each of its
deeper pages, those in Korean below ko/, as a reader's own browser prints the page;
book/assets/print.css says how that looks.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import chromium
from publish import LANGUAGES
from settings import ROOT


def main() -> None:
    parser = argparse.ArgumentParser(description="Print the chapters to PDF.")
    built = ROOT / "_build"
    parser.add_argument(
        "--site",
        type=Path,
        default=built / "html",
        help="the built site (default: _build/html)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=built / "pdf",
        help="where the PDF files go (default: _build/pdf)",
    )
    arguments = parser.parse_args()
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        sys.exit('Playwright is missing: pip install -e ".[test]"')
    path = chromium.executable()
    if path is None:
        sys.exit(chromium.MISSING)

    site = arguments.site.resolve()
    chapters = find_chapters(site)
    arguments.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(chromium.FLAGS)
        )
        for chapter in chapters:
            target = arguments.out / name_of(chapter.relative_to(site))
            target.parent.mkdir(parents=True, exist_ok=True)
            print_page(browser, chapter, target)
            print(target)
        browser.close()


def find_chapters(site: Path) -> list[Path]:
    """The chapters' pages and their deeper pages, in their order, in each language."""
    editions = [site / folder / "notebooks" for folder in LANGUAGES.values()]
    chapters = [page for folder in editions for page in sorted(folder.rglob("*.html"))]
    if not chapters:
        sys.exit(
            f"{site} holds no chapter (notebooks/NN_title.html). Build the book first: "
            "python book/build.py"
        )
    return chapters


def name_of(page: Path) -> Path:
    """Where a page of the site is printed to.

    >>> name_of(Path("ko/notebooks/01_a/why.html")).as_posix()
    'ko/01_a/why.pdf'
    """
    parts = [part for part in page.parts if part != "notebooks"]
    return Path(*parts).with_suffix(".pdf")


def print_page(browser: Any, source: Path, target: Path) -> None:
    """One page of the site to one PDF, with an outline, and tags for screen readers."""
    page = browser.new_page(reduced_motion="reduce")
    page.goto(source.as_uri(), wait_until="load")
    page.evaluate(chromium.READY)
    page.pdf(path=target, prefer_css_page_size=True, tagged=True, outline=True)
    page.close()


if __name__ == "__main__":
    main()
