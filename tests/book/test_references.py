"""The sources: each is cited somewhere, and no two of them are printed alike."""

import re
from collections import Counter

import citations
import settings
from pybtex.database import parse_file

REFERENCES = parse_file(settings.ROOT / "book" / "references.bib").entries


def cited() -> set[str]:
    pages = [*settings.notebooks(), *(settings.ROOT / "book").glob("*.md")]
    texts = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    lists = re.findall(r"\{cite:\w+\}`(.+?)`", citations.as_roles(texts))
    return {key.strip() for keys in lists for key in keys.split(",")}


def test_every_source_is_cited_and_every_citation_has_a_source() -> None:
    assert cited() == set(REFERENCES)


def test_no_two_sources_are_printed_alike() -> None:
    """Of three authors and more the first stands for all: hence 2013a and 2013b."""
    printed: Counter[tuple[str, ...]] = Counter()
    for entry in REFERENCES.values():
        names = [" ".join(person.last_names) for person in entry.persons["author"]]
        shown = names if len(names) < 3 else [names[0], "et al."]
        printed[*shown, entry.fields.get("year", "")] += 1
    assert [label for label, count in printed.items() if count > 1] == []
