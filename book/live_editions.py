"""Live notebooks and the book's next edition: what book/live_editions.js needs.

That script runs before a notebook opens, and on a page where a reader starts over.
book/live_language.js runs then, too, for JupyterLite to speak the notebook's language.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

from settings import ROOT

SCRIPT = "editions.js"
LANGUAGE = "language.js"
START_OVER = {"en": "start-over.html", "ko": "start-over.ko.html"}
PAGE = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 1.1rem/1.5 system-ui, sans-serif; }}
body {{ max-width: 34rem; margin: 3rem auto; padding: 0 1rem; word-break: keep-all; }}
button {{ font: inherit; padding: 0.4rem 1rem; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{kept}</p>
<noscript><p>{script}</p></noscript>
<p><button type="button">{away}</button></p>
<p><a href="../index.html">{keep}</a></p>
<script type="module" src="start-over.js"></script>
</body>
</html>
"""
WORDS = {
    "en": {
        "title": "Start over",
        "kept": "Your copy of this notebook is kept in this browser, with all that you "
        "wrote in it. If you throw it away, the notebook opens as the book has it. "
        "Close it first where it is still open: it would be kept again.",
        "script": "This takes JavaScript.",
        "away": "Throw my copy away",
        "keep": "Keep it",
    },
    "ko": {
        "title": "처음부터 다시 하기",
        "kept": "이 노트북의 사본은 그 안에 쓴 모든 것과 함께 이 브라우저에 남아 있다. "
        "사본을 버리면 노트북이 책에 있는 그대로 열린다. 아직 열어 둔 창이 있으면 먼저 "
        "닫아야 한다. 그러지 않으면 사본이 다시 저장된다.",
        "script": "자바스크립트가 있어야 한다.",
        "away": "내 사본 버리기",
        "keep": "그대로 두기",
    },
}
PRESSED = """\
import { forget } from "./editions.js";

const path = new URLSearchParams(location.search).get("path");
const notebook = `notebooks/index.html?path=${encodeURIComponent(path)}`;
document.querySelector("a").href = notebook;
document.querySelector("button").addEventListener("click", async () => {
  await forget(path);
  location.replace(notebook);
});
"""
STARTS = re.compile(r"await import\(\s*'\.\./config-utils\.js[^']*'\s*\);")
FIRST = """\
const path = new URLSearchParams(search).get('path');
        try {
          if (path) await (await import('../editions.js')).update(path);
        } catch (error) {
          console.warn('The notebook opens as it was kept:', error);
        }
        """
THEN = """
        (await import('../language.js')).choose(path);"""


def sign(notebook: dict[str, Any]) -> None:
    """Note in a notebook's metadata which edition it is, and its cells' digests."""
    for cell in notebook["cells"]:
        cell["metadata"]["edition"] = digest(cell["source"])
    cells = json.dumps(notebook["cells"], sort_keys=True)
    notebook["metadata"]["edition"] = digest(cells)


def digest(text: str) -> str:
    """Sixteen hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def add(live: Path) -> None:
    """Put the scripts around JupyterLite's start, and the pages for starting over."""
    page = live / "notebooks" / "index.html"
    html = page.read_text(encoding="utf-8")
    starts = STARTS.findall(html)
    if len(starts) != 1:
        sys.exit(f"{page} does not start as JupyterLite 0.6.4 does.")
    html = html.replace(starts[0], FIRST + starts[0] + THEN)
    page.write_text(html, encoding="utf-8")
    files = {"start-over.js": PRESSED}
    for name in (SCRIPT, LANGUAGE):
        script = ROOT / "book" / f"live_{name}"
        files[name] = script.read_text(encoding="utf-8")
    for language, name in START_OVER.items():
        files[name] = PAGE.format(language=language, **WORDS[language])
    for name, text in files.items():
        (live / name).write_text(text, encoding="utf-8")
