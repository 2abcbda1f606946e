"""In Korean: what a fold says that is opened, and the comments of solutions."""

from __future__ import annotations

import sys
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from translated_formulas import retell

sys.path.append(str(Path(__file__).parents[1]))
import solution_comments

from dlnlp.language import catalogue

PROMPTS = "prompt_show", "prompt_hide"


class TellCells(SphinxTransform):
    default_priority = 15  # before MyST-NB folds cells

    def apply(self, **_kwargs: object) -> None:
        if self.config.language == "en":
            return
        known = catalogue(self.config.language)
        for cell in self.document.findall(nodes.container):
            for prompt in PROMPTS:
                if prompt in cell:
                    cell[prompt] = known.get(cell[prompt], cell[prompt])
            tags = {name.removeprefix("tag_") for name in cell["classes"]}
            if tags & solution_comments.TAGS:
                for code in cell.findall(nodes.literal_block):
                    retell(code, solution_comments.told(code.astext(), known))


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_transform(TellCells)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
