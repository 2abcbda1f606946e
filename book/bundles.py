"""One style sheet and one script for a page, in place of some thirty files.

On a slow line a file costs its way there and back more than its bytes, and a browser
fetches six at a time. So the sheets that a page names become one, less the rules that
no page of the site can need; and its scripts become one at its end, which nothing waits
for. MathJax, which weighs more than all of them, comes after it.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from posixpath import dirname, join, normpath

import unneeded_rules

OPTIONS = "documentation_options.js"  # small; and the inline scripts change them
LEFT = "mathjax/"  # and what it loads
SEARCHING = "searchtools.js"  # runs while its page is read, and needs the others then
STATIC = r'(?P<base>(?:[^"]*/)?_static/)'
SHEET = re.compile(rf'\s*<link\b[^>]*\bhref="{STATIC}(?P<name>[^"?]+\.css)[^"]*"[^>]*>')
SCRIPT = re.compile(
    rf'\s*<script\b[^>]*\bsrc="{STATIC}(?P<name>[^"?]+\.js)[^"]*"[^>]*></script>'
)
PRELOAD = re.compile(r'\s*<link\b[^>]*rel="preload"[^>]*as="script"[^>]*>')
ADDRESS = re.compile(r"""url\((["']?)(?!data:|#)([^)"']+)\1\)""")
IMPORT = re.compile(r"""@import\s+["']([^"']+)["'];""")
CHARSET = re.compile(r"""@charset\s+["'][^"']+["'];""")
MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
MATHJAX = re.compile(r'\s*<script\b[^>]*\bsrc="[^"]*mathjax/[^"]+\.js[^"]*"></script>')
END = "</body>"


class Bundles:
    """Those of one edition, in its folder `static`; each is written once.

    said  all words of its pages and scripts (unneeded_rules)
    """

    def __init__(self, static: Path, said: frozenset[str]) -> None:
        self.static, self.said = static, said
        self._written: dict[tuple[str, ...], str] = {}

    def bundled(self, html: str) -> str:
        """A page with one style sheet and one script. One that has them is left."""
        sheets = _found(SHEET, html)
        if len(sheets) > 1:
            html = _without(sheets[1:], html)
            first = sheets[0]
            html = html[: first.start()] + self._sheet(sheets) + html[first.end() :]
        if SEARCHING in html:
            return html
        html = SCRIPT.sub(self._options_inline, PRELOAD.sub("", html))
        scripts = _found(SCRIPT, html)
        if len(scripts) < 2:
            return html
        # At the end, where the style sheet has the line for itself at first.
        html = _without(scripts, html)
        mathjax = "".join(MATHJAX.findall(html))
        html = MATHJAX.sub("", html)
        return html.replace(END, f"{self._script(scripts)}{mathjax}\n{END}")

    def _options_inline(self, found: re.Match[str]) -> str:
        if found["name"] != OPTIONS:
            return found.group()
        return f"\n<script>{self._read(OPTIONS).strip()}</script>"

    def _sheet(self, found: list[re.Match[str]]) -> str:
        medium = {m["name"]: 'media="print"' in m.group() for m in found}
        key = ("styles", *medium)
        if key not in self._written:
            sheets = [self._style(name, paper) for name, paper in medium.items()]
            self._write(key, "\n".join(sheets), ".css")
        address = found[0]["base"] + self._written[key]
        return f'\n<link rel="stylesheet" href="{address}">'

    def _script(self, found: list[re.Match[str]]) -> str:
        key = ("scripts", *(m["name"] for m in found))
        if key not in self._written:
            # A semicolon ends what the script before left open, and keeps its
            # "use strict" from holding for all.
            codes = [f";{MAP.sub('', self._read(name))}" for name in key[1:]]
            self._write(key, "\n".join(codes), ".js")
        address = found[0]["base"] + self._written[key]
        return f'\n<script defer src="{address}"></script>'

    def _write(self, key: tuple[str, ...], text: str, suffix: str) -> None:
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
        self._written[key] = f"{key[0]}-{digest}{suffix}"
        path = self.static / self._written[key]
        path.write_text(text, encoding="utf-8", newline="\n")

    def _style(self, name: str, paper: bool = False) -> str:
        """What is needed of a sheet, its addresses seen from the folder `static`."""
        folder = dirname(name)
        css = CHARSET.sub("", self._read(name))
        css = ADDRESS.sub(lambda m: f'url("{normpath(join(folder, m[2]))}")', css)
        css = IMPORT.sub(lambda m: self._style(normpath(join(folder, m[1]))), css)
        css = unneeded_rules.left_out(css, self.said)
        return f"@media print{{{css}}}" if paper else css

    def _read(self, name: str) -> str:
        return (self.static / name).read_text(encoding="utf-8")


def _found(pattern: re.Pattern[str], html: str) -> list[re.Match[str]]:
    return [m for m in pattern.finditer(html) if not m["name"].startswith(LEFT)]


def _without(found: list[re.Match[str]], html: str) -> str:
    for one in reversed(found):
        html = html[: one.start()] + html[one.end() :]
    return html
