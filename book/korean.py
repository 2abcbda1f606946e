"""Build the Korean edition: the same pages and results, its own words.

What differs from _config.yml stands in locale/ko: the texts in catalogues, the rest in
edition.yml.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import settings
import yaml
from babel.messages.pofile import read_po

LOCALE = settings.ROOT / "book" / "locale"
EDITION = LOCALE / "ko" / "edition.yml"
CATALOGUES = LOCALE / "ko" / "LC_MESSAGES"
TITLE = "Deep Learning for NLP from scratch"


def build(site: Path, changes: dict[str, Any]) -> None:
    """Write the Korean edition to `site`/ko.

    `changes` are those with which the English one was built (settings.run): with the
    same cache of executed notebooks, none is executed again.
    """
    work = site.parent / "ko"
    shutil.rmtree(work, ignore_errors=True)
    merged = settings.changed(changes, differences())
    if settings.run(work, merged, "-W", "-n", "--keep-going"):
        sys.exit("The Korean edition was not built: see the warnings and errors above.")
    shutil.rmtree(site / "ko", ignore_errors=True)
    (work / "_build" / "html").rename(site / "ko")


def differences() -> dict[str, Any]:
    """From _config.yml, in its form."""
    edition = yaml.safe_load(EDITION.read_text(encoding="utf-8"))
    title = translated_title()
    theme = {**edition["theme"], "logo": {"text": title}}
    config = {
        **edition["sphinx"],
        "language": "ko",
        "locale_dirs": [LOCALE.relative_to(settings.ROOT).as_posix()],
        "gettext_compact": False,  # a catalogue a page
        "translated_pages": edition["translated"],
        "html_title": title,
        "html_theme_options": theme,
    }
    return {"title": title, "sphinx": {"config": config}}


def translated_title() -> str:
    """The book's title, which is the heading of its first page, too."""
    with (CATALOGUES / "book" / "intro.po").open("rb") as file:
        message = read_po(file).get(TITLE)
    return message.string if message and message.string else TITLE
