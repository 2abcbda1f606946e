"""The theme's icons, drawn in the page where they stand.

The theme loads all icons of Font Awesome, a script of 1.5 MB and two typefaces, which
is half of what a reader waits for. A page shows ten of them, so these are taken out of
the script and put into the page, and the script goes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

SCRIPT = Path("_static", "scripts", "fontawesome.js")
LOADED = re.compile(r"\s*<script[^>]*fontawesome\.js[^>]*></script>")
PLACE = re.compile(
    r'<(?P<tag>i|span) class="(?P<names>[^"]*\bfa[bs]?\b[^"]*)"(?P<rest>[^>]*)>'
    r"</(?P=tag)>"
)
NAME = re.compile(r"fa-(?!solid|brands|lg\b)([a-z-]+)")
# "bars":[448,512,["navicon"],"f0c9","M0 96C…"]
DRAWING = re.compile(r'"?([a-z-]+)"?:\[(\d+),(\d+),\[[^\]]*\],"\w+","([^"]+)"\]')


def drawings(script: str) -> dict[str, tuple[str, str, str]]:
    """Of each icon in Font Awesome's script its width, height and path.

    The script has brands, outlines and solid icons, in this order: solid ones count.
    """
    return {name: (w, h, path) for name, w, h, path in DRAWING.findall(script)}


def drawn(html: str, icons: Mapping[str, tuple[str, str, str]]) -> str:
    """A page with its icons in it, and without the script that would draw them.

    Raises ValueError for an icon that isn't known.
    """

    def svg(place: re.Match[str]) -> str:
        name = NAME.search(place["names"])
        if not name or name[1] not in icons:
            raise ValueError(f"no icon for {place[0]} in {SCRIPT}")
        width, height, path = icons[name[1]]
        return (
            f'<svg class="icon {place["names"]}"{place["rest"]} aria-hidden="true" '
            f'viewBox="0 0 {width} {height}"><path d="{path}"/></svg>'
        )

    return PLACE.sub(svg, LOADED.sub("", html))
