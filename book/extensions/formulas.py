"""A formula in a line: what clings to it, and its place before it is set.

A browser breaks a line before and after a formula wherever it likes. So a formula is
held together with the punctuation mark after it, in Korean with the particle: no line
may begin with their comma.

MathJax sets formulas when the text stands already. So each gets a place about as wide
as it will be (book/assets/book.css): else a line breaks elsewhere when it comes, and
all below is pushed about.
"""

from __future__ import annotations

import html
import re
from typing import Any

from sphinx.application import Sphinx

HELD = re.compile(r'<span class="math [^>]*>[^<]*</span>(?:[가-힣]+|[,.;:?!)]+)')
FORMULA = re.compile(
    r'<span class="(?P<names>math [^"]*)">\\\((?P<tex>[^<]*)\\\)</span>'
)
WORDS = re.compile(r"\\(?:text|mathrm|operatorname\*?|mathbf|mathbb|mathcal)\b")
SIGN = re.compile(
    r"(?P<small>[_^])?(?:\{(?P<group>[^{}]*)\}|(?P<one>\\[a-zA-Z]+|\\.|.))"
)
NO_WIDTH = {rf"\{x}" for x in "left right hat bar tilde vec big , !".split()}
NO_WIDTH |= set("{} ")
RELATION = {rf"\{x}" for x in "le ge to in times cdot approx odot pm mid sum".split()}
RELATION |= set("=<>+−-×·")
FUNCTIONS = {"log", "ln", "exp", "max", "min", "tanh", "sin", "cos", "softmax"}
NARROW = set("()[]|.,;:!'ijlt/")


def width(tex: str) -> float:
    """About how wide a formula will be, in em.

    >>> width("h_t") < width("x + y") < width("P(w_t)")
    True
    """
    total = 0.0
    for sign in SIGN.finditer(WORDS.sub("", tex)):
        inner, one = sign["group"], sign["one"]
        if inner is not None:
            wide = width(inner)
        elif one in NO_WIDTH:
            wide = 0.0
        elif one in RELATION:
            wide = 1.2
        elif len(one) > 2 and one[1:] in FUNCTIONS:
            wide = 0.5 * len(one)
        else:
            wide = letter_width(one)
        total += wide * (0.75 if sign["small"] else 1)
    return total


def letter_width(letter: str) -> float:
    if letter in NARROW:
        return 0.4
    if "가" <= letter <= "힣":
        return 1.0
    return 0.8 if letter.isupper() else 0.55


def place(formula: re.Match[str]) -> str:
    wide = width(html.unescape(formula["tex"]))
    return (
        f'<span class="{formula["names"]}" style="--width:{wide:.1f}em">'
        rf"\({formula['tex']}\)</span>"
    )


def add(app: Sphinx, page: str, _template: str, context: dict[str, Any], _tree) -> None:
    """Put each into an element that does not break, and give it its place."""
    held = r'<span class="held">\g<0></span>'
    if "body" in context:
        context["body"] = FORMULA.sub(place, HELD.sub(held, context["body"]))


def setup(app: Sphinx) -> dict[str, bool]:
    # Before language_switch (500), which lets lines break between other elements.
    app.connect("html-page-context", add, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
