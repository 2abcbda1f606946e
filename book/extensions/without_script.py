"""What a page says where the browser runs no JavaScript."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

WORDS = {
    "en": "No JavaScript runs here. The text is whole, and each figure shows its first "
    "picture; but formulas stand as they were typed, in TeX, figures don't move, and "
    "there is no search.",
    "ko": "여기서는 자바스크립트가 실행되지 않는다. 글은 그대로 읽을 수 있고 그림은 첫 "
    "장면을 보여 주지만, 수식은 TeX 그대로 보이고, 그림은 움직이지 않으며, 검색도 되지 "
    "않는다.",
}
NOTICE = '<noscript><p class="without-script">{words}</p></noscript>\n'


def add(app: Sphinx, _page: str, _name: str, context: dict[str, Any], _tree) -> None:
    """Put it before the text of a page; that for searching has its own."""
    if "body" in context:
        context["body"] = (
            NOTICE.format(words=WORDS[app.config.language]) + context["body"]
        )


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("html-page-context", add)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
