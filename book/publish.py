"""What a finished site needs before it is put on a host.

book/build.py calls `publish` when all pages of all languages are there: each page gets
a memory where the browser stores nothing (book/storage.js), its icons (book/icons.py),
one style sheet and one script (book/bundles.py), files for what its figures will show
(book/frames.py) and its Content-Security-Policy (book/csp.py), the 404 page addresses
that hold wherever it is shown, each edition the index of its search
(book/search_index.py), and the site its robots.txt, sitemap.xml and `_headers`.

`SITE_URL` in the environment is the address that the site will have, for instance
https://example.org/book/. Without it the site works all the same, from any folder of
any host. What can't be written without it is left out: the sitemap, the canonical
address of a page (book/extensions/sharing), and a 404 page for a folder of a host.
"""

from __future__ import annotations

import json
import os
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import urlsplit

import bundles
import csp
import frames
import icons
import search_index
import unneeded_rules
from settings import ROOT

STORAGE = (ROOT / "book" / "storage.js").read_text(encoding="utf-8")
LIVE = "live"  # JupyterLite
NOT_FOR_SEARCH = {"404.html", "genindex.html", "index.html", "search.html"}
LANGUAGES = {"en": "", "ko": "ko/"}  # and the folder of each
ADDRESS = re.compile(
    r'(?P<name>\s(?:href|src|action|data-content_root)=")'
    r'(?![#/]|[a-z][a-z0-9+.-]*:)(?:\./)?(?P<address>[^"]*)'
)
# What pages ask for in vain. Firefox fetches the neighbours beforehand, which no rule
# of the policy can allow it alone. The search's scripts are for searching while one
# types; where they are, Sphinx doesn't mark what was searched for.
NEIGHBOUR = re.compile(r'\s*<link rel="(?:next|prev)"[^>]*>')
SEARCHING = re.compile(
    r'\s*<script src="[^"]*(searchtools|language_data|searchindex)\.js[^"]*"></script>'
)
# The theme waits for its script to find out whether "as the system says" is dark.
THEME = 'dataset.theme = localStorage.getItem("theme") || "auto";'
THEME_AT_ONCE = (
    "dataset.theme = { light: 0, dark: 1 }[document.documentElement.dataset.mode] ?? "
    'matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";'
)
# For hosts that read such a file (Netlify, Cloudflare Pages); others ignore it.
HEADERS = """\
/*
  Content-Security-Policy: frame-ancestors 'self'
  Referrer-Policy: strict-origin-when-cross-origin
  X-Content-Type-Options: nosniff
"""


def site_url() -> str:
    """What SITE_URL says: "" or an address that ends in a slash.

    Raises ValueError if it isn't an address of a site.
    """
    given = os.environ.get("SITE_URL", "").strip()
    parts = urlsplit(given)
    ours = parts.scheme in ("http", "https") and parts.netloc
    if given and (not ours or parts.query or parts.fragment):
        raise ValueError(
            f"SITE_URL is {given!r}; it has to be the address of the published site, "
            "such as https://example.org/book/, or empty"
        )
    return f"{given.rstrip('/')}/" if given else ""


def publish(site: Path, url: str = "", *, pyodide_origin: str = "") -> None:
    """Make the finished site ready for a host. Doing it twice changes nothing.

    url  what `site_url` returned
    """
    for page in site.rglob("404.html"):
        folder = page.parent.relative_to(site).as_posix()
        edition = root(url) + ("" if folder == "." else f"{folder}/")
        rewrite(page, anywhere(page.read_text(encoding="utf-8"), edition))
    for script in site.rglob("_static/translations.js"):
        rewrite(script, without_eval(script.read_text(encoding="utf-8")))
    known = taken_icons(site)
    bundled = edition_bundles(site)
    for page in pages(site):
        live = is_live(page, site)
        html = with_storage(page.read_text(encoding="utf-8"))
        if not live:
            html = icons.drawn(NEIGHBOUR.sub("", html), known)
        if page.name != "search.html":
            html = SEARCHING.sub("", html)
        if not live:
            html = html.replace(THEME, THEME_AT_ONCE)
            html = bundled[edition_of(page, site)].bundled(html)
            html = frames.apart(html, page)
        try:
            html = csp.protect(html, live=live, pyodide_origin=pyodide_origin)
        except ValueError as error:
            raise ValueError(f"{page}: {error}") from error
        rewrite(page, html)
    editions = [e for e in LANGUAGES.values() if (site / e / "search.html").is_file()]
    search_index.write(site, editions)
    write_directions(site, url)


def taken_icons(site: Path) -> dict[str, tuple[str, str, str]]:
    """The icons of the theme's script, which all editions have alike; it goes."""
    scripts = [site / edition / icons.SCRIPT for edition in LANGUAGES.values()]
    scripts = [script for script in scripts if script.is_file()]
    if not scripts:
        return {}
    known = icons.drawings(scripts[0].read_text(encoding="utf-8"))
    for script in scripts:
        script.unlink()
    return known


def is_live(page: Path, site: Path) -> bool:
    """Whether it is one of JupyterLite's pages, which keep their own files."""
    return page.relative_to(site).parts[0] == LIVE


def edition_of(page: Path, site: Path) -> str:
    """The folder of the edition that a page belongs to."""
    return "ko/" if page.relative_to(site).parts[0] == "ko" else ""


def edition_bundles(site: Path) -> dict[str, bundles.Bundles]:
    """The style sheets and scripts of each edition, to be written for its pages."""
    said: set[str] = set()
    for page in pages(site):
        if not is_live(page, site):
            said |= unneeded_rules.words(page.read_text(encoding="utf-8"))
    for folder in LANGUAGES.values():
        static = site / folder / "_static"
        for script in static.rglob("*.js"):
            if "locales" not in script.parts:  # the words of Sphinx's translations
                said |= unneeded_rules.words(script.read_text(encoding="utf-8"))
    return {
        folder: bundles.Bundles(site / folder / "_static", frozenset(said))
        for folder in LANGUAGES.values()
    }


def root(url: str) -> str:
    """Where the site begins on its host.

    >>> root("https://example.org/book/"), root("")
    ('/book/', '/')
    """
    return urlsplit(url).path or "/"


def pages(site: Path) -> list[Path]:
    """All pages of the site, in order. (`_static` holds templates of the theme's.)"""
    found = site.rglob("*.html")
    return sorted(p for p in found if "_static" not in p.relative_to(site).parts)


def rewrite(path: Path, text: str) -> None:
    """Write a text whose lines end alike on every system: the hashes depend on it."""
    path.write_text(text, encoding="utf-8", newline="\n")


def with_storage(html: str) -> str:
    """A page whose scripts find storage, if only for as long as it is open."""
    script = f"<script>{STORAGE}</script>"
    if script in html:
        return html
    return re.sub(r"<meta charset=[^>]*>", lambda m: m.group() + script, html, count=1)


def anywhere(html: str, root: str) -> str:
    """A page whose addresses begin with `root`: a host shows it for any address.

    >>> anywhere('<a href="book/intro.html">', "/dlnlp/")
    '<a href="/dlnlp/book/intro.html">'
    """
    return ADDRESS.sub(lambda m: f"{m['name']}{root}{m['address']}", html)


def without_eval(script: str) -> str:
    """Sphinx's words for its scripts, loaded without `new Function`.

    Sphinx compiles the rule for plurals from a text, which the policy refuses. Here
    the rule is a function already. A script that is so already comes back as it is.
    """
    start, end = "Documentation.addTranslations(", ");"
    script = script.strip()
    if not (script.startswith(start) and script.endswith(end)):
        return f"{script}\n"
    catalogue = json.loads(script.removeprefix(start).removesuffix(end))
    messages = json.dumps(catalogue["messages"], ensure_ascii=False, indent=2)
    return (
        f"Object.assign(Documentation.TRANSLATIONS, {messages});\n"
        f"Documentation.PLURAL_EXPR = (n) => ({catalogue['plural_expr']});\n"
        f"Documentation.LOCALE = {json.dumps(catalogue['locale'])};\n"
    )


def write_directions(site: Path, url: str) -> None:
    """robots.txt, `_headers`, and, if the address is known, sitemap.xml.

    Search engines read robots.txt at the root of a host alone; in a folder it is idle.
    """
    robots = ["User-agent: *", f"Disallow: {root(url)}{LIVE}/"]
    if url:
        robots += ["", f"Sitemap: {url}sitemap.xml"]
        rewrite(site / "sitemap.xml", sitemap(site, url))
    else:
        (site / "sitemap.xml").unlink(missing_ok=True)
        print("No sitemap.xml and no canonical addresses: SITE_URL is not set.")
    rewrite(site / "robots.txt", "\n".join([*robots, ""]))
    rewrite(site / "_headers", HEADERS)
    (site / ".nojekyll").touch()  # else GitHub Pages may leave out _static


def sitemap(site: Path, url: str) -> str:
    """The pages that people read, each with its other language beside it.

    (sphinx-sitemap knows one edition at a time, and puts a language before the address
    of every page, which an edition at the root of the site has not.)
    """
    xhtml = "http://www.w3.org/1999/xhtml"
    ET.register_namespace("xhtml", xhtml)
    urls = ET.Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    for page in pages(site):
        path = page.relative_to(site).as_posix()
        if page.name in NOT_FOR_SEARCH or path.startswith(f"{LIVE}/"):
            continue
        entry = ET.SubElement(urls, "url")
        ET.SubElement(entry, "loc").text = url + path
        for language, folder in LANGUAGES.items():
            other = folder + path.removeprefix(LANGUAGES["ko"])
            if (site / other).is_file():
                link = {"rel": "alternate", "hreflang": language, "href": url + other}
                ET.SubElement(entry, f"{{{xhtml}}}link", link)
    ET.indent(urls)
    return ET.tostring(urls, encoding="utf-8", xml_declaration=True).decode() + "\n"
