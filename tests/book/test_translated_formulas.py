"""Displayed formulas of the Korean edition have Korean words and are formulas still."""

from types import SimpleNamespace

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from docutils import nodes
from docutils.utils import new_document
from translated_formulas import TranslateFormulas

ENGLISH, KOREAN = "\np = \\text{answer}\n", "\np = \\text{답}\n"


@pytest.fixture
def translated(tmp_path, monkeypatch):
    """A page of one formula in an edition's language, as it is translated."""
    monkeypatch.setattr("sphinx.locale.translators", {})  # each page of its own
    folder = tmp_path / "ko" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="ko")
    catalogue.add(ENGLISH, KOREAN)
    with (folder / "page.mo").open("wb") as file:
        write_mo(file, catalogue)

    def page(formula, language="ko"):
        document = new_document("page")
        document += nodes.math_block(formula, formula)
        config = SimpleNamespace(
            gettext_compact=False, locale_dirs=["."], language=language
        )
        document.settings.env = SimpleNamespace(
            docname="page", srcdir=tmp_path, config=config
        )
        TranslateFormulas(document).apply()
        return document[0]

    return page


def test_a_formula_gets_its_translation_and_stays_one(translated):
    formula = translated(ENGLISH)
    assert isinstance(formula, nodes.math_block)
    assert formula.astext() == formula.rawsource == KOREAN


def test_a_formula_without_a_translation_is_left_alone(translated):
    assert translated("x = 1").astext() == "x = 1"


def test_the_english_edition_has_no_catalogue(translated):
    assert translated(ENGLISH, "en").astext() == ENGLISH
