"""A matplotlib figure as inline SVG that belongs to its page.

Words stay words (the page's font, selectable, searchable); palette colours become the
page's CSS variables, so that a drawing follows dark mode; ids are unique on the page;
and the same figure gives the same bytes every time.
"""

from __future__ import annotations

import io
import re
import warnings
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from dlnlp.explore import palette

FONT = "var(--fig-font, sans-serif)"
PIXELS_AT_MOST = 1.5  # per SVG unit: an 11-point word is never set larger than this …
PIXELS_AT_LEAST = 0.88  # … nor smaller than this; then the figure scrolls in its box
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")


def svg(figure: Figure, prefix: str) -> str:
    """The figure as an <svg> element whose ids start with `prefix`; it is closed."""
    text = io.StringIO()
    settings: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "dlnlp"}
    undated = {"Date": None}
    try:
        with mpl.rc_context(settings), warnings.catch_warnings():
            # matplotlib's font only measures the words; the page's fonts draw them.
            warnings.filterwarnings("ignore", message="Glyph .* missing")
            figure.savefig(text, format="svg", transparent=True, metadata=undated)
    finally:
        plt.close(figure)
    markup = text.getvalue()
    markup = markup[markup.index("<svg") :]
    unneeded = r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->"
    markup = re.sub(unneeded, "", markup, flags=re.S)
    markup = _page_ids(markup, prefix)
    variables: dict[str, str] = {}
    markup = re.sub(r"<[^>]+>", lambda tag: _tidy(tag[0], variables), markup)
    markup = re.sub(r"(?<=>)[^<>]*[⁻⁰⁴-⁹][^<>]*(?=</t)", _raised, markup)
    background = r'<path d="[^"]*" style="fill:none"/>'  # an empty one
    markup = re.sub(background, "", markup)
    return _root(_without_bare_groups(markup), figure.get_figwidth() * 72, variables)


def _page_ids(markup: str, prefix: str) -> str:
    """Keep only the ids that something refers to, and make them the page's own."""
    used = dict.fromkeys(re.findall(r'(?:href="|url\()#([^")]+)', markup))
    names = {old: f"{prefix}-{n}" for n, old in enumerate(used)}

    def renamed(m: re.Match[str]) -> str:
        return f' id="{names[m[1]]}"' if m[1] in names else ""

    markup = re.sub(r' id="([^"]+)"', renamed, markup)
    return re.sub(r'(href="|url\()#([^")]+)', lambda m: f"{m[1]}#{names[m[2]]}", markup)


def _tidy(tag: str, variables: dict[str, str]) -> str:
    """One tag with short numbers, the page's font and colours, kept in `variables`."""
    if tag.startswith("<image"):
        return tag
    is_text = tag.startswith(("<text", "<tspan"))

    def colour(m: re.Match[str]) -> str:
        if found := palette.variable(m[2], ink=is_text or m[1] == "stroke"):
            variables[found[0]] = found[1]
            return f"{m[1]}:var({found[0]})"
        return m[0]

    tag = re.sub(r"\s+", " ", tag)
    tag = re.sub(r"-?\d+\.\d{3,}", lambda number: _short(float(number[0])), tag)
    tag = re.sub(r' transform="rotate\(-?0 [^"]*"', "", tag)
    tag = re.sub(r"font-family: 'DejaVu Sans',[^;\"]*;", "", tag)
    tag = re.sub(r"'DejaVu Sans',[^;\"]*", FONT, tag)
    tag = re.sub(r"\b(fill|stroke): (#[0-9a-fA-F]{6})", colour, tag)
    return re.sub(r"(?<=[:;]) | (?=[MLCQzZ])|(?<=[MLCQ]) | (?=\")", "", tag)


def _raised(words: re.Match[str]) -> str:
    """Powers as small digits set higher: the page's fonts have ¹, ² and ³ alone.

    Another font would step in for the rest, whose ⁴ is a speck beside our 10.
    """
    parts, down = [], ""
    for part in re.split(r"([⁻⁰¹²³⁴-⁹]+)", words[0]):
        if part.translate(RAISED) != part:
            digits = part.translate(RAISED)
            parts.append(f'<tspan dy="-.5em" style="font-size:70%">{digits}</tspan>')
            down = ' dy=".35em"'
        elif part:
            parts.append(f"<tspan{down}>{part}</tspan>" if down else part)
            down = ""
    return "".join(parts)


def _short(number: float) -> str:
    """Two decimals, or four below one, where a number may be a scale."""
    digits = 2 if abs(number) >= 1 else 4
    return f"{number:.{digits}f}".rstrip("0").rstrip(".")


def _without_bare_groups(markup: str) -> str:
    """Drop every <g> that has no attribute, and empty definitions, to save room."""
    parts, bare = [], []
    for part in re.split(r"(<[^>]+>)", markup):
        if part.startswith("<g"):
            bare.append(part == "<g>")
        if not (part == "<g>" or part.isspace() or (part == "</g>" and bare.pop())):
            parts.append(part)
    return "".join(parts).replace("<defs></defs>", "")


def _root(markup: str, width: float, variables: dict[str, str]) -> str:
    """As wide as its column, between the sizes at which its words can be read."""
    view_box = re.search(r'viewBox="[^"]+"', markup)
    rules = {
        "max-width": f"{width * PIXELS_AT_MOST:.0f}px",
        "min-width": f"{width * PIXELS_AT_LEAST:.0f}px",
        "font-family": FONT,
        **variables,
    }
    css = ";".join(f"{name}:{value}" for name, value in rules.items())
    root = (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'{view_box[0] if view_box else ""} width="100%" style="{css}" '
        f'stroke-linejoin="round" aria-hidden="true">'
    )
    return re.sub(r"^<svg[^>]*>", root, markup)
