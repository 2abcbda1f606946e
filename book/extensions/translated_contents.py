"""Translate the captions of the table of contents, which come from _toc.yml.

sphinx_external_toc puts them into the page after Sphinx has translated it (though they
are in its catalogue, as the messages of the first page).
"""

from __future__ import annotations

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.locale import get_translation
from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import docname_to_domain


class TranslateCaptions(SphinxTransform):
    default_priority = 101  # sphinx_external_toc has 100

    def apply(self, **_kwargs: object) -> None:
        domain = docname_to_domain(self.env.docname, self.config.gettext_compact)
        translate = get_translation(domain)  # Sphinx has loaded it
        for contents in self.document.findall(addnodes.toctree):
            if contents["caption"]:
                contents["caption"] = str(translate(contents["caption"]))


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_transform(TranslateCaptions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
