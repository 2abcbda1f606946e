"""The rules of a style sheet that no page can need.

Themes style much that this book never shows: carousels, toasts, two thousand icons. A
rule is needed if every class and id that one of its selectors names is said anywhere,
in a page or a script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

WORD = re.compile(r"[\w-]+")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TEXT = r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|url\([^\"')]*\)"
PART = re.compile(rf"(?:{TEXT}|[^{{}};\"']|\\.)*[{{}};]?", re.DOTALL)
NESTED = ("@media", "@supports", "@layer", "@container")
EITHER = re.compile(r":(?:not|is|where|has)\([^()]*(?:\([^()]*\)[^()]*)*\)")
NAMED = re.compile(r"[.#]((?:\\.|[\w-])+)")
QUOTED = re.compile(TEXT)


def words(text: str) -> set[str]:
    """All that may be the name of a class or an id."""
    return set(WORD.findall(text))


def left_out(css: str, said: frozenset[str]) -> str:
    """The sheet without rules about classes and ids that aren't among `said`.

    >>> left_out(".a{top:0} .b,.a i{top:1px} @media print{.b{top:0}}", {"a"})
    '.a{top:0}.a i{top:1px}'
    """
    parts = (m.group() for m in PART.finditer(COMMENT.sub("", css)) if m.group())
    return "".join(_rules(parts, said))


def _rules(parts: Iterator[str], said: frozenset[str]) -> Iterator[str]:
    for part in parts:
        if part.endswith("}"):
            return
        head = part.strip()
        if not head.endswith("{"):
            yield head  # an @import
        elif head.startswith(NESTED):
            inside = "".join(_rules(parts, said))
            if inside:
                yield f"{head}{inside}}}"
        else:
            body = _body(parts)
            if head.startswith("@"):
                yield head + body
            elif needed := [s for s in _selectors(head[:-1]) if _is_needed(s, said)]:
                yield f"{','.join(needed)}{{{body}"


def _body(parts: Iterator[str]) -> str:
    """All until the brace that closes what has just been opened, nested ones too."""
    depth, body = 1, ""
    while depth:
        part = next(parts)
        depth += {"{": 1, "}": -1}.get(part[-1], 0)
        body += part.strip()
    return body


def _selectors(head: str) -> list[str]:
    """Those between commas that stand in no brackets."""
    found, depth = [""], 0
    for sign in head:
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and not depth:
            found.append("")
        else:
            found[-1] += sign
    return [selector.strip() for selector in found]


def _is_needed(selector: str, said: frozenset[str]) -> bool:
    plain = EITHER.sub("", QUOTED.sub("", selector))
    return all(name.replace("\\", "") in said for name in NAMED.findall(plain))
