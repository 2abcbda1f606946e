"""A page of the Korean edition that is still English says so."""

from types import SimpleNamespace

import language_switch


def test_a_page_that_is_not_translated_says_so():
    app = SimpleNamespace(
        env=SimpleNamespace(found_docs={"book/new"}),
        config=SimpleNamespace(translated_pages=[], untranslated_note="아직 영어다"),
    )
    body = '<section id="new"><h1>New</h1><p>text</p></section>'
    assert language_switch.marked(app, "book/new", body) == (
        '<p class="not-translated">아직 영어다</p>\n'
        '<section lang="en" id="new"><h1>New</h1><p>text</p></section>'
    )
    assert language_switch.marked(app, "search", body) == body
