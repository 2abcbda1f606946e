"""Frames of figures, in files of their own that are loaded when a figure comes near.

A figure's first frame and its caption are in the page: for readers without scripts, on
paper, and for whoever searches in the page. What its controls bring stands in
<template> elements beside it (dlnlp/explore/page.py). Those of a page's first figure
stay, the others go into a script each, next to the page: a script can be loaded from a
file, too. book/assets/explore.js loads them.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

FIGURE = re.compile(
    r'<figure class="explore" id="(?P<id>[^"]+)"'
    r"(?P<shown>(?:(?!</?figure|<template).)*)"
    r"(?P<frames>(?:<template.*?</template>)+)(?=</figure>)",
    re.DOTALL,
)
# It stands in its figure. In a page that a browser has saved, the frames do so, too.
SCRIPT = """\
{{
  const figure = document.currentScript.parentElement;
  if (!figure.querySelector("template")) figure.insertAdjacentHTML("beforeend", {html});
}}
"""


def apart(html: str, page: Path) -> str:
    """The page without the frames of all figures but the first; they are written.

    page  where it will stand: its figures' files go into a folder named after it
    """
    folder = page.with_suffix("") / "frames"
    figures = list(FIGURE.finditer(html))
    for figure in reversed(figures[1:]):
        script = SCRIPT.format(html=json.dumps(figure["frames"], ensure_ascii=False))
        digest = hashlib.sha256(script.encode()).hexdigest()[:8]
        name = f"{figure['id']}-{digest}.js"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(script, encoding="utf-8", newline="\n")
        address = f"{page.stem}/frames/{name}"
        shown = (
            f'<figure class="explore" id="{figure["id"]}" data-frames="{address}"'
            f"{figure['shown']}"
        )
        html = html[: figure.start()] + shown + html[figure.end() :]
    return html
