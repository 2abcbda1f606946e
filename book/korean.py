"""Build the Korean edition: the same pages and results, its own words.

What differs from _config.yml stands in locale/ko: the texts in catalogues, the rest in
edition.yml.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import prints
import settings
import yaml
from babel.messages.pofile import read_po

from dlnlp import language

LOCALE = settings.ROOT / "book" / "locale"
EDITION = LOCALE / "ko" / "edition.yml"
CATALOGUES = LOCALE / "ko" / "LC_MESSAGES"
TITLE = "Deep Learning for NLP from scratch"


def build(site: Path, changes: dict[str, Any]) -> None:
    """Write the Korean edition to `site`/ko.

    `changes` are those with which the English one was built (settings.run): what its
    cells gave, in Korean, is taken from the cache, and none is executed again.
    """
    work = site.parent / "ko"
    shutil.rmtree(work, ignore_errors=True)
    merged = settings.changed(changes, differences())
    results = Path(changes["execute"]["cache"])
    merged["execute"]["cache"] = str(told_in_korean(results, work / "results"))
    options = ("-W", "-n", "--keep-going")
    if settings.run(work, merged, *options, DLNLP_LANGUAGE="ko"):
        sys.exit("The Korean edition was not built: see the warnings and errors above.")
    shutil.rmtree(site / "ko", ignore_errors=True)
    (work / "_build" / "html").rename(site / "ko")


def told_in_korean(results: Path, copy: Path) -> Path:
    """A copy of a cache of executed notebooks, each output with its Korean text.

    The metadata of an output hold it, where there is one (dlnlp/language.py); what is
    printed is told by the cell's code (book/prints.py).
    """
    if not results.is_dir():
        return copy
    shutil.copytree(results, copy)
    for path in copy.glob("executed/*/*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        functions = ""  # that print, and that later cells may call
        for cell in notebook["cells"]:
            code = "".join(cell["source"])
            for output in cell.get("outputs", []):
                texts = output.get("metadata", {}).pop("translations", {})
                output.get("data", {}).update(texts.get("ko", {}))
                if "text" in output:
                    text, known = "".join(output["text"]), language.catalogue("ko")
                    output["text"] = prints.told(code + functions, text, known)
            if cell["cell_type"] == "code":
                functions += prints.functions(code)
        path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    return copy


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
