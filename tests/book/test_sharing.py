"""What a page says about itself, and the images that go with it."""

from __future__ import annotations

import pytest
import sharing
from docutils import nodes
from matplotlib import pyplot as plt
from PIL import Image
from sharing import cards, fonts, icons
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

BOOK = "Deep Learning for NLP from scratch"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("One.\n  Two? Three!", "One. Two? Three!"),
        (f"One. {'x' * 199}.", "One."),
        (f"{'a ' * 120}end.", "a " * 98 + "a…"),
        (
            "말은 이웃으로 안다. " * 30,
            "말은 이웃으로 안다. " * 15 + "말은 이웃으로 안다.",
        ),
    ],
)
def test_a_description_is_whole_sentences_if_it_can_be(text, short):
    assert sharing.shortened(text) == short
    assert len(short) <= sharing.LONGEST


def test_the_first_prose_describes_a_page():
    """Not a quotation, and not a paragraph with a formula."""
    quotation = nodes.block_quote("", nodes.paragraph("", "The cat drinks ___"))
    formula = nodes.paragraph("", "Here ", nodes.Text("Here "), nodes.math("", "x^2"))
    prose = nodes.paragraph("", "You know ", nodes.emphasis("", "how"), nodes.Text("."))
    document = nodes.document(None, None)
    document += nodes.section("", quotation, formula, prose)
    assert sharing.described(document) == "You know how."
    assert sharing.described(nodes.document(None, None)) == ""


def head(tmp_path, site: str, language: str) -> str:
    """The head of a page of a book with one page."""
    (tmp_path / "index.rst").write_text("A & B\n=====\n\nIt is *so*. And so.\n")
    settings = {
        "extensions": ["sharing"],
        "html_title": BOOK,
        "site_url": site,
        "language": language,
        "locale_dirs": [],
    }
    out = tmp_path / "out"
    with docutils_namespace():
        Sphinx(
            tmp_path, None, out, tmp_path / "d", "html", settings, status=None
        ).build()
    return (out / "index.html").read_text(encoding="utf-8").partition("</head>")[0]


@pytest.mark.parametrize(
    ("site", "language", "base"),
    [
        ("", "en", ""),
        ("https://a.b/c/", "en", "https://a.b/c/"),
        ("https://a.b/c/", "ko", "https://a.b/c/ko/"),
    ],
)
def test_addresses_are_absolute_if_the_site_has_one(
    tmp_path, monkeypatch, site, language, base
):
    monkeypatch.setattr(sharing, "draw_cards", lambda cards, folder: None)
    tags = head(tmp_path, site, language)
    assert f'"og:image" content="{base}_static/cards/book.png"' in tags
    assert (f'"og:url" content="{base}index.html"' in tags) is bool(site)
    assert (f'rel="canonical" href="{base}index.html"' in tags) is bool(site)
    assert f'"og:locale" content="{language}_' in tags
    assert '"og:title" content="A &amp; B"' in tags
    assert tags.count('content="It is so. And so."') == 2


def test_tags_hold_any_text():
    assert sharing.tag("name", "a", '"<&') == (
        '<meta name="a" content="&quot;&lt;&amp;" />'
    )


def test_cards_have_the_size_that_networks_want(tmp_path, recwarn):
    before = plt.get_fignums()
    drawn = [
        cards.Card("chapter", "04", "Guessing the next word", BOOK),
        cards.Card("korean", "02", "다음에 올 낱말", "바닥부터"),
    ]
    cards.draw_cards(drawn, tmp_path)
    for card in drawn:
        image = Image.open(tmp_path / f"{card.name}.png")
        assert image.size == (cards.WIDTH, cards.HEIGHT)
        assert (tmp_path / f"{card.name}.png").stat().st_size < 100_000
        assert len(image.getcolors()) > 10
    assert not [w for w in recwarn if "Glyph" in str(w.message)]  # a letter is missing
    assert plt.get_fignums() == before


def test_a_typeface_that_is_missing_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no typeface nothing-\*\.woff2"):
        fonts.register("x", {400: (("nothing-*",), 400)}, "a", tmp_path)


def test_icons_show_the_favicon():
    """Its corners: a pale square, and what is paper between squares."""
    image = icons.draw(320)
    colours = {colour for _, colour in image.getcolors()}
    assert len(colours) == 5  # two hues in two strengths, and paper
    assert image.getpixel((0, 0)) == image.getpixel((75, 75))  # between squares
    assert image.getpixel((40, 40)) != image.getpixel((75, 75))
