"""Citations in notebooks, written so that they read well wherever a notebook is opened.

JupyterLab and Colab show a role of Sphinx as it is typed. So a notebook has

    ([Harris 1954](#harris1954); [Firth 1957](#firth1957)), [Ji et al. (2019)](#ji2019)

in place of the roles {cite:p} and {cite:t}, which the book gets: its pages link to the
bibliography, and say 2013a and 2013b. Who writes a role has it written out by

    python book/extensions/citations.py
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pybtex.database import BibliographyData, Entry, parse_file
from pybtex.richtext import Text
from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[2]
ROLE = re.compile(r"\{cite:([pt])\}`([^`]+)`")
ONE = r"\[[^\][]+\]\(#(\w+)\)"
IN_BRACKETS = re.compile(rf"\({ONE}(?:; {ONE})*\)")
IN_THE_TEXT = re.compile(ONE)


def written_out(text: str) -> str:
    """Roles as what readers see."""
    return ROLE.sub(lambda role: written(role[1], role[2].split(",")), text)


def written(kind: str, keys: list[str]) -> str:
    """A citation: kind "p" is (Harris 1954; Firth 1957), kind "t" is Ji et al. (2019).

    Raises KeyError for a key that references.bib lacks.
    """
    ones = []
    for key in map(str.strip, keys):
        entry = references().entries[key]
        year = entry.fields["year"]
        shown = f"{authors(entry)} {year if kind == 'p' else f'({year})'}"
        ones.append(f"[{shown}](#{key})")
    return f"({'; '.join(ones)})" if kind == "p" else "; ".join(ones)


def as_roles(text: str) -> str:
    """What was written out as roles again, for Sphinx."""

    def role(kind: str, found: str) -> str:
        keys = IN_THE_TEXT.findall(found)
        ours = all(key in references().entries for key in keys)  # not a heading's id
        return f"{{cite:{kind}}}`{','.join(keys)}`" if ours else found

    text = IN_BRACKETS.sub(lambda found: role("p", found[0]), text)
    return IN_THE_TEXT.sub(lambda found: role("t", found[0]), text)


@cache
def references() -> BibliographyData:
    return parse_file(ROOT / "book" / "references.bib")


def authors(entry: Entry) -> str:
    persons = entry.persons.get("author") or entry.persons["editor"]
    names = [" ".join([*p.prelast_names, *p.last_names]) for p in persons]
    shown = [str(Text.from_latex(name)) for name in names]
    return f"{shown[0]} et al." if len(shown) > 2 else " and ".join(shown)


def read(app: Sphinx, page: str, source: list[str]) -> None:
    if app.env.doc2path(page).endswith(".ipynb"):
        source[0] = as_roles(source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("source-read", read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def main() -> None:
    for path in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        if written_out(text) != text:
            path.write_text(written_out(text), encoding="utf-8")
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
