"""What a page tells those who link to it: description, Open Graph, preview image, icon.

The description is the page's first paragraph of prose, whole sentences of it, unless
the page's front matter has a `description`. The addresses of pages and images are
absolute if `site_url` says where the site will be (book/publish.py); otherwise an
image's is relative, and a page names none.

sphinxext-opengraph, the usual library, is not used: it cuts a description inside a
sentence, writes addresses of a site whose address it doesn't know, and then the image's
relative to the root even on a page in a folder. Set right by fields of each page, it
would write no more than two of the tags below.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from language_switch import EDITIONS
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.config import Config

from sharing.cards import HEIGHT, WIDTH, Card, draw_cards
from sharing.icons import write_icons

LONGEST = 200  # letters of a description: who shows it cuts what is longer
LOCALES = {"en": "en_US", "ko": "ko_KR"}
CARDS = "_static/cards"
TOUCH_ICON = "_static/apple-touch-icon.png"
CHAPTER = re.compile(r"notebooks/(\d\d)_")
SENTENCES = re.compile(r"(?<=[.?!])\s+")


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("language_switch")  # which knows site_url
    app.connect("config-inited", set_address)
    app.connect("html-page-context", add_tags)
    app.connect("build-finished", draw_images)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def set_address(app: Sphinx, config: Config) -> None:
    """Tell Sphinx the site's address, from which it writes canonical links."""
    if config.site_url:
        config.html_baseurl = config.site_url + EDITIONS[config.language][0]


def add_tags(
    app: Sphinx,
    page: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Put what others read into the page's head."""
    icon = context["pathto"](TOUCH_ICON, resource=True)
    lines = [f'<link rel="apple-touch-icon" href="{icon}" />']
    if doctree is not None:  # else it is the search or the index: nothing to share
        lines += tags_of(app, page, context, doctree)
    context["metatags"] = "\n".join([context.get("metatags", ""), *lines])


def tags_of(
    app: Sphinx, page: str, context: dict[str, Any], doctree: nodes.document
) -> list[str]:
    """The description of the page, for search engines and for who shares it."""
    card = card_of(app, page)
    image = f"{CARDS}/{card.name}.png"
    base = app.config.html_baseurl
    meta = app.env.metadata.get(page, {})
    text = meta.get("description") or described(doctree)
    locale = LOCALES[app.config.language]
    tags = {
        "og:type": "article" if card.number else "website",
        "og:site_name": app.config.html_title,
        "og:title": Markup(context["title"]).striptags(),
        "og:description": text,
        "og:url": f"{base}{app.builder.get_target_uri(page)}" if base else "",
        "og:image": base + image if base else context["pathto"](image, resource=True),
        "og:image:type": "image/png",
        "og:image:width": str(WIDTH),
        "og:image:height": str(HEIGHT),
        "og:image:alt": card.alt,
        "og:locale": locale,
        "og:locale:alternate": next(x for x in LOCALES.values() if x != locale),
    }
    names = {"description": text, "twitter:card": "summary_large_image"}
    lines = [tag("property", name, value) for name, value in tags.items() if value]
    return lines + [tag("name", name, value) for name, value in names.items() if value]


def tag(attribute: str, name: str, content: str) -> str:
    return f'<meta {attribute}="{name}" content="{escape(content)}" />'


def described(doctree: nodes.document) -> str:
    """The first paragraph of prose, as whole sentences; "" if the page has none.

    Paragraphs in quotations, notes, tables and captions don't count, nor does one with
    a formula, of which plain text makes nothing.
    """
    for paragraph in doctree.findall(nodes.paragraph):
        formulas = list(paragraph.findall(nodes.math))
        if isinstance(paragraph.parent, nodes.section) and not formulas:
            return shortened(paragraph.astext())
    return ""


def shortened(text: str) -> str:
    """As many sentences as fit, at least one; a longer one is cut between words.

    >>> shortened("One. Two.")
    'One. Two.'
    """
    first, *others = SENTENCES.split(" ".join(text.split()))
    for sentence in others:
        if len(first) + 1 + len(sentence) > LONGEST:
            break
        first = f"{first} {sentence}"
    if len(first) <= LONGEST:
        return first
    return first[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def card_of(app: Sphinx, page: str) -> Card:
    """A chapter's card, or the book's for what is no chapter."""
    book = app.config.html_title
    if not (chapter := CHAPTER.match(page)):
        return Card("book", "", book, book)
    title = app.env.titles[page].astext()
    return Card(page.rsplit("/", 1)[1], chapter[1], title, book)


def draw_images(app: Sphinx, error: Exception | None) -> None:
    """Draw each card once, and the icons."""
    if error is None and app.builder.format == "html":
        out = Path(app.outdir)
        cards = {card_of(app, page) for page in app.env.found_docs}
        draw_cards(sorted(cards, key=lambda card: card.name), out / CARDS)
        write_icons(touch=out / TOUCH_ICON, favicon=out / "favicon.ico")
