"""The rules of a style sheet that no page can need.

Themes style much that this book never shows: carousels, toasts, two thousand icons. A
rule is needed if every class and id that one of its selectors names is said anywhere,
in a page or a script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import tinycss2

WORD = re.compile(r"[\w-]+")
NESTED = ("media", "supports", "layer", "container")
TERSE = {"skip_comments": True, "skip_whitespace": True}


def words(text: str) -> set[str]:
    """All that may be the name of a class or an id."""
    return set(WORD.findall(text))


def left_out(css: str, said: frozenset[str]) -> str:
    """The sheet without rules about classes and ids that aren't among `said`.

    >>> left_out(".a{top:0} .b,.a i{top:1px} @media print{.b{top:0}}", {"a"})
    '.a{top:0}.a i{top:1px}'
    """
    return _kept(tinycss2.parse_stylesheet(css, **TERSE), said)


def _kept(rules: Iterable[Any], said: frozenset[str]) -> str:
    return "".join(_needed(rule, said) for rule in rules)


def _needed(rule: Any, said: frozenset[str]) -> str:
    """A rule, or what is needed of it."""
    if rule.type == "error":
        raise ValueError(f"line {rule.source_line}: {rule.message}")
    if rule.type == "qualified-rule":
        selectors = [
            tinycss2.serialize(selector).strip()
            for selector in _selectors(rule.prelude)
            if said.issuperset(_names(selector))
        ]
        body = tinycss2.serialize(rule.content).strip()
        return f"{','.join(selectors)}{{{body}}}" if selectors else ""
    if rule.lower_at_keyword in NESTED and rule.content is not None:
        inside = _kept(tinycss2.parse_rule_list(rule.content, **TERSE), said)
        condition = tinycss2.serialize(rule.prelude).rstrip()
        return f"@{rule.at_keyword}{condition}{{{inside}}}" if inside else ""
    return str(rule.serialize())


def _selectors(prelude: list[Any]) -> list[list[Any]]:
    """Those between commas; the commas in brackets lie deeper."""
    found: list[list[Any]] = [[]]
    for token in prelude:
        if token == ",":
            found.append([])
        else:
            found[-1].append(token)
    return found


def _names(selector: list[Any]) -> Iterator[str]:
    """Classes and ids that an element must have: not those in :not() and the like."""
    for token in selector:
        if token.type == "hash":
            yield token.value
    for before, token in pairwise(selector):
        if before == "." and token.type == "ident":
            yield token.value
