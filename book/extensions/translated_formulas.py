"""Translate displayed formulas, whose words a reader meets, too.

Sphinx extracts them but would read a translation as reStructuredText's literal block,
which Markdown doesn't know: only its two colons would stay. So it is put in before.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import init
from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import docname_to_domain


class TranslateFormulas(SphinxTransform):
    default_priority = 15  # Sphinx translates at 20

    def apply(self, **_kwargs: object) -> None:
        domain = docname_to_domain(self.env.docname, self.config.gettext_compact)
        folders = [Path(self.env.srcdir, name) for name in self.config.locale_dirs]
        catalogue, found = init(folders, self.config.language, domain)
        for formula in self.document.findall(nodes.math_block) if found else ():
            retell(formula, catalogue.gettext(formula.astext()))


def retell(node: nodes.FixedTextElement, text: str) -> None:
    """Put another text into a node that holds nothing else."""
    node.rawsource = text
    node.children = []
    node += nodes.Text(text)


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_transform(TranslateFormulas)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
