"""Keep the Korean catalogues in step with the English text.

    python book/translate.py            extract the English, update the catalogues
    python book/translate.py --check    say how far each page is, by page

The pages have theirs in book/locale, what figures and checkers tell has its own in
dlnlp/locale (book/package_messages.py). The check fails if a page or a part of the
package that book/locale/ko/edition.yml calls translated has a message without a
translation, one that only resembles a translated one (fuzzy), or lacks one.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import package_messages
import settings
import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from korean import CATALOGUES, EDITION, LOCALE

from dlnlp import language

PACKAGE = language.LOCALE / "ko" / "LC_MESSAGES"

# Nothing in a catalogue may depend on when, where or at which line it was extracted;
# its date is that of SOURCE_DATE_EPOCH.
EXTRACTION = {
    "project": "dlnlp",
    "execute": {"execute_notebooks": "off"},
    "sphinx": {
        "config": {
            "gettext_compact": False,
            "gettext_location": False,
            "gettext_last_translator": "",
            "gettext_language_team": "",
            # Tables and figures, too, are the package's: as text they aren't extracted.
            "nb_mime_priority_overrides": [["gettext", "text/plain", 0]],
            # Which code is in a cell that was not executed, MyST-NB does not know.
            "suppress_warnings": ["myst.domains", "myst-nb.lexer"],
        }
    },
}


@dataclass(frozen=True)
class Progress:
    """How far the translation of one page is, in messages."""

    page: str
    declared: bool  # as translated
    total: int
    translated: int
    fuzzy: int  # translations of a text that has changed since
    outdated: int  # translations of a text that is gone

    @property
    def untranslated(self) -> int:
        return self.total - self.translated - self.fuzzy

    @property
    def behind(self) -> bool:
        return self.declared and self.translated < self.total


def main() -> None:
    parser = argparse.ArgumentParser(description="Keep the Korean catalogues in step.")
    parser.add_argument("--check", action="store_true", help="compare, change nothing")
    arguments = parser.parse_args()

    messages = settings.ROOT / "_build" / "messages"
    templates = extract(messages)
    package = package_messages.extract(messages / "package")
    if not arguments.check:
        from sphinx_intl.basic import update  # readers, who never update, may lack it

        # What is gone from the text goes from the catalogue: Git remembers it.
        update(str(LOCALE), str(templates), ("ko",), ignore_obsolete=True)
        update(str(language.LOCALE), str(package), ("ko",), ignore_obsolete=True)
    pages = progress(templates, CATALOGUES, declared(EDITION))
    pages += progress(package, PACKAGE, declared(EDITION, "translated_package"))
    print(f"\n{table(pages)}")
    behind = [page.page for page in pages if page.behind]
    if behind:
        sys.exit(
            f"Declared as translated in {EDITION.relative_to(settings.ROOT)}, "
            f"but behind the English: {', '.join(behind)}"
        )


def extract(out: Path) -> Path:
    """Gather the messages of all pages, a template each; nothing is executed."""
    shutil.rmtree(out, ignore_errors=True)
    gettext = ("--builder", "custom", "--custom-builder", "gettext", "-q")
    if settings.run(out, EXTRACTION, *gettext, SOURCE_DATE_EPOCH="0"):
        sys.exit("The messages were not extracted: see the errors above.")
    return out / "_build" / "gettext"


def declared(edition: Path, what: str = "translated") -> list[str]:
    """What counts as translated, from the one place that says so: pages or parts."""
    return yaml.safe_load(edition.read_text(encoding="utf-8"))[what]


def progress(templates: Path, catalogues: Path, declared: list[str]) -> list[Progress]:
    """Compare each page's template with its catalogue."""
    paths = {
        path.relative_to(templates).with_suffix("").as_posix(): path
        for path in sorted(templates.rglob("*.pot"))
    }
    if unknown := sorted(set(declared) - set(paths)):
        raise ValueError(
            f"declared as translated, but not a page: {', '.join(unknown)}; "
            f"the pages are {', '.join(paths)}"
        )
    return [
        compare(
            page,
            read(template),
            read(catalogues / f"{page}.po"),
            declared=page in declared,
        )
        for page, template in paths.items()
    ]


def read(path: Path) -> Catalog:
    """A catalogue; one that isn't there has no translations."""
    if not path.is_file():
        return Catalog()
    with path.open("rb") as file:
        return read_po(file)


def compare(
    page: str, template: Catalog, catalogue: Catalog, *, declared: bool
) -> Progress:
    wanted = {message.id for message in template if message.id}
    given = {message.id: message for message in catalogue if message.string}
    found = [given[text] for text in wanted & given.keys()]
    fuzzy = sum(message.fuzzy for message in found)
    return Progress(
        page=page,
        declared=declared,
        total=len(wanted),
        translated=len(found) - fuzzy,
        fuzzy=fuzzy,
        outdated=len([text for text in given if text and text not in wanted]),
    )


def table(pages: list[Progress]) -> str:
    """One line a page, for people."""
    head = ("page", "messages", "translated", "untranslated", "fuzzy", "outdated", "")
    rows = [
        (p.page, p.total, p.translated, p.untranslated, p.fuzzy, p.outdated, state(p))
        for p in pages
    ]
    width = max(len(row[0]) for row in [head, *rows])
    line = f"{{:<{width}}}  {{:>8}}  {{:>10}}  {{:>12}}  {{:>5}}  {{:>8}}  {{}}"
    return "\n".join(line.format(*row).rstrip() for row in [head, *rows])


def state(page: Progress) -> str:
    if page.behind:
        return "BEHIND"
    return "declared translated" if page.declared else ""


if __name__ == "__main__":
    main()
