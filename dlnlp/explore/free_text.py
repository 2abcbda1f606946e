"""A control into which the reader may type, where Python lives; else a few examples."""

from __future__ import annotations


class text(tuple[str, ...]):
    """Free text: `explore(draw, date=text("3/4/05", "March 4, 2005"))`.

    The page, which has no kernel, offers the examples as a choice. In a notebook the
    reader may also type, and what `draw` cannot take it refuses with a ValueError,
    whose message the reader sees.

    ValueError: no example, or an empty one. TypeError: one that is no text.
    """

    def __new__(cls, *examples: str) -> text:
        for example in examples:
            if not isinstance(example, str):
                raise TypeError(f"an example is a text; given {example!r}")
        if not examples or not all(example.strip() for example in examples):
            raise ValueError(f"there must be examples, none empty; given {examples}")
        return super().__new__(cls, examples)
