"""The page that a host shows for an address that doesn't exist: 404.html.

A host shows it for addresses at any depth, so book/publish.py makes its links absolute.

sphinx-notfound-page, the usual library, is not used: it makes absolute what the theme
links, but neither the theme's own note of where the root is (`data-content_root`) nor
what other extensions link. So the finished page would have to be changed all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sphinx.application import Sphinx

PAGE = "404"
WORDS = {
    "en": {
        "title": "This page does not exist",
        "said": "Nothing stands at this address. Perhaps the page has moved, or the "
        "address was mistyped.",
        "contents": "Begin at the introduction, which lists all chapters,",
        "search": "or search the book:",
        "field": "Search the book",
    },
    "ko": {
        "title": "없는 페이지",
        "said": "이 주소에는 아무것도 없다. 페이지가 옮겨졌거나, 주소를 잘못 적었을 "
        "것이다.",
        "contents": "모든 장을 볼 수 있는 머리말에서 시작하거나,",
        "search": "책에서 찾아보자.",
        "field": "책에서 찾기",
    },
}
BODY = """
<section>
<h1>{title}</h1>
<p>{said}</p>
<p><a class="reference internal" href="{start}">{contents}</a> {search}</p>
<form class="bd-search d-flex align-items-center" action="{find}" method="get">
<i class="fa-solid fa-magnifying-glass"></i>
<input class="form-control" type="search" name="q" aria-label="{field}">
</form>
</section>
"""


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-collect-pages", page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The page, as any other page of the book; its addresses start at the root."""
    words = WORDS[app.config.language]
    start = app.builder.get_target_uri(app.config.root_doc)
    body = BODY.format(**words, start=start, find=app.builder.get_target_uri("search"))
    yield PAGE, {"title": words["title"], "body": body}, "page.html"
