"""Live notebooks and the book's next edition: what book/live_editions.js needs.

That script runs before a notebook opens, and on a page where a reader starts over.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from settings import ROOT

SCRIPT = "editions.js"
START_OVER = "start-over.html"
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Start over</title>
<style>
:root { color-scheme: light dark; font: 1.1rem/1.5 system-ui, sans-serif; }
body { max-width: 34rem; margin: 3rem auto; padding: 0 1rem; }
button { font: inherit; padding: 0.4rem 1rem; }
</style>
</head>
<body>
<h1>Start over</h1>
<p>Your copy of this notebook is kept in this browser, with all that you wrote in it.
If you throw it away, the notebook opens as the book has it. Close it first where it is
still open: it would be kept again.</p>
<noscript><p>This takes JavaScript.</p></noscript>
<p><button type="button">Throw my copy away</button></p>
<p><a href="../index.html">Keep it</a></p>
<script type="module" src="start-over.js"></script>
</body>
</html>
"""
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
STARTS = "await import(\n          '../config-utils.js"
FIRST = """\
const path = new URLSearchParams(search).get('path');
        try {
          if (path) await (await import('../editions.js')).update(path);
        } catch (error) {
          console.warn('The notebook opens as it was kept:', error);
        }
        """


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
    """Put the script before JupyterLite's start, and the page for starting over."""
    page = live / "notebooks" / "index.html"
    html = page.read_text(encoding="utf-8")
    if html.count(STARTS) != 1:
        sys.exit(f"{page} does not start as JupyterLite 0.6.4 does.")
    page.write_text(html.replace(STARTS, FIRST + STARTS), encoding="utf-8")
    script = (ROOT / "book" / "live_editions.js").read_text(encoding="utf-8")
    files = {SCRIPT: script, START_OVER: PAGE, "start-over.js": PRESSED}
    for name, text in files.items():
        (live / name).write_text(text, encoding="utf-8")
