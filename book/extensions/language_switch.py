"""The same page in the book's other language, by a link that needs no server.

English lies at the root of the site, Korean below ko/, under the same names. Each page
gets a link in its header (book/templates/language-switch.html) and one for machines.
Where a translation is still missing, its English text is marked as English, for screen
readers and hyphenation, and a line above it says so.
"""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

EDITIONS = {"en": ("", "English"), "ko": ("ko/", "한국어")}
LAST = 900  # style sheets of _config.yml have 800
# A line may break after a bracket or a formula, but a particle has to stay at its word.
BEFORE_PARTICLE = re.compile(r"([)\]”’]|</(?:a|em|strong|code)>)(?=[가-힣])")
HANGUL = re.compile("[ㄱ-ㅣ가-힣]")
ENGLISH = '<div lang="en"'


def add(app: Sphinx, page: str, _template: str, context: dict[str, Any], _tree) -> None:
    """Complete what the template of a page gets to know."""
    here = app.config.language
    site = app.config.site_url
    root = to_root(here, page)
    suffix = app.builder.out_suffix

    editions = []
    for code, (folder, name) in EDITIONS.items():
        address = f"{folder}{page}{suffix}"
        editions.append({"code": code, "name": name, "url": root + address})
        # Search engines want whole addresses, which only a published site has.
        href = (site or root) + address
        link = f'<link rel="alternate" hreflang="{code}" href="{href}" />\n'
        context["metatags"] = context.get("metatags", "") + link
    context["other_editions"] = [e for e in editions if e["code"] != here]

    body = context.get("body", "")
    if here == "ko" or HANGUL.search(body):
        app.add_css_file("ko-fonts.css")
    if here == "ko":
        app.add_css_file("ko.css", priority=LAST)
        context["body"] = marked(app, page, body)


def to_root(language: str, page: str) -> str:
    """The relative address, from a page, of the folder that holds all editions."""
    return "../" * (page.count("/") + EDITIONS[language][0].count("/"))


def marked(app: Sphinx, page: str, body: str) -> str:
    """The text of a Korean page with what is still English marked."""
    if page not in app.env.found_docs:  # search, index: of the theme
        return body
    if page in app.config.translated_pages:
        return BEFORE_PARTICLE.sub(r"\1&NoBreak;", with_english_outputs(body))
    note = f'<p class="not-translated">{app.config.untranslated_note}</p>\n'
    title = '<h1 lang="ko">' if HANGUL.search(body.partition("</h1>")[0]) else "<h1>"
    body = body.replace("<section ", '<section lang="en" ', 1)
    return note + body.replace("<h1>", title, 1)


def with_english_outputs(body: str) -> str:
    """The text of a Korean page, what cells gave in English marked.

    >>> with_english_outputs('<div class="cell_output docutils">six words</div>')
    '<div lang="en" class="cell_output docutils">six words</div>'
    """
    before, *outputs = re.split('(?=<div class="cell_output )', body)
    return before + "".join(
        output if HANGUL.search(inside(output)) else output.replace("<div", ENGLISH, 1)
        for output in outputs
    )


def inside(html: str) -> str:
    """The element at whose start tag this HTML begins, a <div>."""
    depth = 0
    for tag in re.finditer(r"<(/?)div\b", html):
        depth += -1 if tag[1] else 1
        if not depth:
            return html[: tag.start()]
    return html


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_config_value("site_url", "", "html", [str])  # book/publish.py
    app.add_config_value("translated_pages", [], "html", [list])
    app.add_config_value("untranslated_note", "", "html", [str])
    app.add_css_file("language-switch.css", priority=LAST)
    app.connect("html-page-context", add)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
