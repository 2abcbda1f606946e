"""Terms lead to the glossary from where they are first used, and back.

A chapter sets a term in bold where it introduces it. The first such place of each page
becomes a link to the glossary's entry, and the entry names the chapters. In an edition
whose terms are translated, the glossary is sorted anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util.nodes import make_refnode

Entry = tuple[str, str]  # its page and its anchor
CHAPTER = re.compile(r"notebooks/(\d\d)_[^/]+")  # a main path
ENTRY = re.compile(r"(?P<names>.*?) \(.*\)")  # softmax (소프트맥스)


def names(term: str) -> list[str]:
    """What a term is called in the page's own language.

    >>> names("batch, mini-batch (배치, 미니배치)"), names("Adam")
    (['batch', 'mini-batch'], ['adam'])
    """
    found = ENTRY.fullmatch(term)
    return (found["names"] if found else term).casefold().split(", ")


def order(term: str) -> tuple[bool, str]:
    """To sort by: Hangul first, which Unicode has in its usual order; then the rest."""
    return not "가" <= term[:1] <= "힣", term.casefold()


class Sorted(SphinxTransform):
    """Sort a glossary by its translated terms."""

    default_priority = 25  # after the translation, which is done at 20

    def apply(self, **_) -> None:
        if self.config.language == "en":
            return
        for glossary in self.document.findall(addnodes.glossary):
            for entries in glossary.findall(nodes.definition_list):
                entries.children.sort(key=lambda entry: order(entry[0].astext()))


def entries(env: BuildEnvironment) -> dict[str, Entry]:
    """Of each name the page and the anchor of its entry."""
    found = {}
    for term, _, kind, page, anchor, _ in env.get_domain("std").get_objects():
        if kind == "term":
            found |= dict.fromkeys(names(term), (page, anchor))
    return found


def introduced(
    document: nodes.document, known: dict[str, Entry]
) -> Iterator[tuple[nodes.strong, Entry]]:
    """The first bold place of each term on a page, and the term's entry."""
    seen = set()
    for bold in document.findall(nodes.strong):
        name = bold.astext().casefold()
        entry = known.get(name) or known.get(name.removesuffix("s"))
        if entry and entry not in seen and not inside_link(bold):
            seen.add(entry)
            yield bold, entry


def inside_link(node: nodes.Node) -> bool:
    while node := node.parent:
        if isinstance(node, nodes.reference):
            return True
    return False


def link(app: Sphinx, document: nodes.document, page: str) -> None:
    known = entries(app.env)
    if page.startswith("notebooks/"):
        for bold, entry in list(introduced(document, known)):
            bold.replace_self(make_refnode(app.builder, page, *entry, bold.deepcopy()))
    if any(document.findall(addnodes.glossary)):
        name_chapters(app, document, page, known)


def name_chapters(
    app: Sphinx, document: nodes.document, page: str, known: dict[str, Entry]
) -> None:
    """Below each entry the chapters that introduce its term, as links to the place."""
    chapters: dict[str, list[nodes.reference]] = {}
    for other in sorted(app.env.found_docs):
        if not (found := CHAPTER.fullmatch(other)):
            continue
        for bold, (_, anchor) in introduced(app.env.get_doctree(other), known):
            place = section_of(bold)
            text = nodes.Text(app.config.glossary_chapter.format(int(found[1])))
            back = make_refnode(app.builder, page, other, place, text)
            chapters.setdefault(anchor, []).append(back)
    for entry in document.findall(nodes.definition_list_item):
        links = chapters.get(entry[0]["ids"][0] if entry[0]["ids"] else "", [])
        if links:
            line = nodes.paragraph(classes=["chapters-of-term"])
            for number, back in enumerate(links):
                line += [nodes.Text(" · "), back] if number else [back]
            entry[-1] += line


def section_of(node: nodes.Node) -> str:
    """The anchor of the section that a node stands in."""
    while node and not (isinstance(node, nodes.section) and node["ids"]):
        node = node.parent
    return node["ids"][0] if node else ""


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_config_value("glossary_chapter", "Chapter {}", "env", [str])
    app.add_transform(Sorted)
    app.connect("doctree-resolved", link)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
