"""Words of the other language are marked as such, for screen readers and hyphenation.

Korean in an English page, and English in the prose of a Korean one. What is neither
(code, formulas, drawings, what says its language itself) is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sphinx.application import Sphinx

TAG = re.compile(r"(<[^>]*>)")
NAME = re.compile(r"</?([a-zA-Z0-9]+)")
NEITHER = {"pre", "code", "script", "style", "svg", "template", "option", "title"}
NEITHER |= {"label", "legend"}  # of a figure's controls: short, and styled
VOID = {"br", "hr", "img", "input", "meta", "link", "source", "wbr", "col"}
KOREAN = re.compile(r"[가-힣]+(?:[ ,·~-]+[가-힣]+)*")
ENGLISH = re.compile(
    r"(?<![&#A-Za-z0-9])[A-Za-z][A-Za-z'’]+(?:[ -][A-Za-z][A-Za-z'’]*)*"
)
OTHER = {"en": ("ko", KOREAN), "ko": ("en", ENGLISH)}


def marked(html: str, language: str) -> str:
    """A page's text, in which words of the other language say so.

    >>> marked('<p>A neuron (뉴런) <code>뉴런</code></p>', "en")
    '<p>A neuron (<span lang="ko">뉴런</span>) <code>뉴런</code></p>'
    """
    other, words = OTHER[language]
    mark = rf'<span lang="{other}">\g<0></span>'
    return "".join(
        words.sub(mark, piece) if ours else piece for piece, ours in pieces(html)
    )


def pieces(html: str) -> Iterator[tuple[str, bool]]:
    """Tags and texts in turn; whether it is a text in the page's language."""
    left = ""  # the element that is left as it is, and how deep its like are in it
    depth = 0
    for piece in TAG.split(html):
        if not piece.startswith("<"):
            yield piece, not depth
            continue
        found = NAME.match(piece)
        name = found[1].lower() if found else ""
        if depth and name == left and not piece.endswith("/>"):
            depth += -1 if piece.startswith("</") else 1
        elif not depth and not piece.startswith("</") and is_left(name, piece):
            left, depth = name, int(not piece.endswith("/>"))
        yield piece, False


def is_left(name: str, tag: str) -> bool:
    """Whether what this tag opens is left as it is."""
    says_so = " lang=" in tag or 'class="math' in tag
    return name in NEITHER or (says_so and name not in VOID)


def add(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree
) -> None:
    if "body" in context:
        context["body"] = marked(context["body"], app.config.language)


def setup(app: Sphinx) -> dict[str, bool]:
    # After language_switch (500), which marks what is not translated at all.
    app.connect("html-page-context", add, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
