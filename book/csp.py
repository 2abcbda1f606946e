"""The Content-Security-Policy of each page: what it may run, load and contact.

A static host sets no headers for us, so the policy stands in a `<meta>` of every page.
A page of the book may run the site's own scripts and those inline scripts that were in
it when it was built, each named by its SHA-256. A script that gets in later has no
hash, and the browser refuses it. Nothing may come from, or go to, another host.

Two things are allowed that a stricter policy would refuse:

- Inline styles, everywhere: MathJax and the figures write style attributes.
- On the live pages (below live/) alone: WebAssembly, which Python runs in; `eval`, with
  which JupyterLab compiles the checks of its settings; workers from blobs; and, if
  Pyodide isn't part of the site, the one host that it comes from.

`frame-ancestors`, which says who may show a page in a frame, has no effect in a
`<meta>`: a host that can set headers finds it in `_headers` (book/publish.py).
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from html.parser import HTMLParser

_OURS = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n?')
# A policy holds for what follows it; only the declared encoding may come before.
_PLACES = (r"<meta\s+charset=[^>]*>\s*?\n?", r"<head[^>]*>\n?", r"<!doctype[^>]*>\n?")
_DATA = {
    "application/json",
    "application/ld+json",
    "text/plain",
    "text/x-mathjax-config",
}


class _Scripts(HTMLParser):
    """Collects the inline scripts of a page and what no policy of ours would run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.inline: list[str] = []
        self.refused: list[str] = []
        self._reading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name, value in given.items():
            address = (value or "").strip().lower()
            if name.startswith("on") or address.startswith("javascript:"):
                self.refused.append(f'<{tag} {name}="{value}">')
        if tag == "script" and "src" not in given and given.get("type") not in _DATA:
            self._reading = True
            self.inline.append("")

    def handle_data(self, data: str) -> None:
        if self._reading:
            self.inline[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._reading = False


def policy(html: str, *, live: bool = False, pyodide_origin: str = "") -> str:
    """The policy of this page. `pyodide_origin` ("https://host") counts if it is live.

    Raises ValueError for an event handler or a `javascript:` address in the page: no
    hash can name them, so their work belongs in a script file.
    """
    scripts = _Scripts()
    scripts.feed(html)
    scripts.close()
    if scripts.refused:
        raise ValueError(
            f"no policy lets {scripts.refused[0]} run: move its work to a script file, "
            "for instance book/assets/page.js"
        )
    hashes = [f"'sha256-{_digest(text)}'" for text in dict.fromkeys(scripts.inline)]
    rules = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *hashes],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
    if live:
        other = [pyodide_origin] if pyodide_origin else []
        rules["script-src"] += ["'wasm-unsafe-eval'", "'unsafe-eval'", *other]
        rules["worker-src"] = ["'self'", "blob:"]
        rules["connect-src"] += ["data:", "blob:", *other]
        rules["img-src"] += ["blob:"]
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())


def protect(html: str, *, live: bool = False, pyodide_origin: str = "") -> str:
    """The page with its policy in it, in place of an earlier one if it has one."""
    html = _OURS.sub("", html)
    rules = policy(html, live=live, pyodide_origin=pyodide_origin)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{rules}">\n'
    for place in _PLACES:
        if found := re.search(place, html, re.IGNORECASE):
            return html[: found.end()] + meta + html[found.end() :]
    return meta + html  # a page without a head, such as one that leads to another


def _digest(text: str) -> str:
    return b64encode(hashlib.sha256(text.encode()).digest()).decode()
