"""A Sphinx extension: takes away the ids that sphinx-exercise gives to all exercises.

Each box gets `id="exercise-content"` or `id="solution-content"`, but an id may stand
only once on a page. Nothing links to them; the boxes have ids of their own.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

REPEATED = {"exercise-content", "solution-content"}


def remove_repeated_ids(app: Sphinx, doctree: nodes.document, page: str) -> None:
    for section in doctree.findall(nodes.section):
        section["ids"] = [name for name in section["ids"] if name not in REPEATED]


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("doctree-resolved", remove_repeated_ids, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
