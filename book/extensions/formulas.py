"""A formula in a line, and what clings to it: no line may begin with their comma.

A browser breaks a line before and after a formula wherever it likes. So a formula is
held together with the punctuation mark after it, in Korean with the particle.
"""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

HELD = re.compile(r'<span class="math [^>]*>[^<]*</span>(?:[가-힣]+|[,.;:?!)]+)')


def add(app: Sphinx, page: str, _template: str, context: dict[str, Any], _tree) -> None:
    """Put each into an element that does not break."""
    held = r'<span class="held">\g<0></span>'
    if "body" in context:
        context["body"] = HELD.sub(held, context["body"])


def setup(app: Sphinx) -> dict[str, bool]:
    # Before language_switch (500), which lets lines break between other elements.
    app.connect("html-page-context", add, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
