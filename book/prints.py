"""What a cell prints, told in Korean: its words stand in the cell's code.

`print(f"loss {before:.2f} → {after:.2f}")` prints a line of the form "loss {} → {}",
and that is what the catalogues translate (book/package_messages.py). So the code stays
as it is. What fits none of a cell's forms stays, too: words of a corpus, numbers.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from string import Formatter
from unicodedata import east_asian_width

LINE = re.compile(r"\S.*\S")
LETTER = re.compile(r"[^\W\d_]")


def messages(code: str, printed: str) -> Iterator[str]:
    """What is to be translated: the forms, and the cell's own words put into them."""
    known, own = list(forms(code)), words(code)
    yield from known
    for line in LINE.findall(printed):
        _, values = fitting(line, known, own)
        yield from (value.strip() for value in values if value.strip() in own)


def told(code: str, printed: str, catalogue: Mapping[str, str]) -> str:
    """What a cell printed, in Korean where it is translated."""
    known = [form for form in forms(code) if form in catalogue]
    own = words(code) & catalogue.keys()

    def in_korean(found: re.Match[str]) -> str:
        form, values = fitting(line := found[0], known, own)
        theirs = (
            _as_wide(catalogue[word], value) if word in own else value
            for value in values
            for word in [value.strip()]
        )
        return catalogue[form].format(*theirs) if form else line

    return LINE.sub(in_korean, printed)


def fitting(
    line: str, known: Iterable[str], own: Iterable[str]
) -> tuple[str, tuple[str, ...]]:
    """The form of a line, and what is put in; of several that fit, the longest."""
    longest_first = sorted(own, key=len, reverse=True)
    place = "|".join([*(f"{re.escape(word)} *" for word in longest_first), ".*"])
    for form in sorted(known, key=len, reverse=True):
        pattern = "".join(
            re.escape(text) + ("" if field is None else f"({place})")
            for text, field, _, _ in Formatter().parse(form)
        )
        if found := re.fullmatch(pattern, line):
            return form, found.groups()
    return "", ()


def forms(code: str) -> Iterator[str]:
    """The lines with words that a cell prints, with {} where a value is put in."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Call(func=ast.Name(id="print"), args=args):
                lines = "\n".join(_joined(args, " ")).split("\n")
                yield from (line.strip() for line in lines if LETTER.search(line))


def functions(code: str) -> str:
    """The functions among it that print, as code."""
    defined = (n for n in ast.parse(code).body if isinstance(n, ast.FunctionDef))
    found = (f"\n\n{ast.unparse(node)}" for node in defined)
    return "".join(text for text in found if any(forms(text)))


def words(code: str) -> set[str]:
    """The texts that stand in a cell's code."""
    found = (getattr(node, "value", None) for node in ast.walk(ast.parse(code)))
    return {text for text in found if isinstance(text, str) and LETTER.search(text)}


def _as_wide(word: str, value: str) -> str:
    """A word in place of a padded one, which is as wide: a Hangul letter takes two."""
    wide = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in word)
    return word + " " * (len(value) - wide) if value.endswith(" ") else word


def _joined(nodes: Iterable[ast.expr], between: str) -> list[str]:
    """All that pieces of code can give, one after another."""
    return [between.join(pieces) for pieces in product(*map(_texts, nodes))]


def _texts(node: ast.expr) -> list[str]:
    """All that a piece of code can give, as far as its own words say."""
    match node:
        case ast.Constant(value=str(text)):
            return [text.replace("{", "{{").replace("}", "}}")]
        case ast.JoinedStr(values=values):
            return _joined(values, "")
        case ast.IfExp(body=one, orelse=other):
            return _texts(one) + _texts(other)
        case ast.FormattedValue(value=ast.Constant() | ast.IfExp() as inner):
            return _texts(inner)
    return ["{}"]
