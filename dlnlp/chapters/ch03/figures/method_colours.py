"""The colours of chapter 3's methods, the same in all of its charts."""

from __future__ import annotations

from collections.abc import Iterable

from dlnlp.explore import palette

# Part of a method's name, and its colour; the first that fits
COLOURS = {
    "skip-gram": palette.QUERY,
    "sgns": palette.QUERY,
    "cbow": palette.KEY,
    "glove": palette.CELL,
    "svd": palette.HIDDEN,
    "ppmi": palette.INPUT,
    "count": palette.MUTED,
    "bag": palette.MUTED,
}
SPARE = (palette.HIDDEN, palette.INPUT, palette.CELL, *palette.GROUPS, palette.INK)


def method_colours(methods: Iterable[str]) -> dict[str, str]:
    """Method -> colour: its own if it has one, else one that no other wears."""
    methods = list(methods)
    colours: dict[str, str] = {}
    for method in methods:
        own = [c for name, c in COLOURS.items() if name in method.lower()]
        if own and own[0] not in colours.values():
            colours[method] = own[0]
    spare = [c for c in dict.fromkeys(SPARE) if c not in colours.values()]
    for method in methods:
        if method not in colours:
            colours[method] = spare.pop(0) if spare else palette.MUTED
    return colours
