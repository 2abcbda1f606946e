"""Citations in notebooks: written out, they say what the bibliography says."""

import citations
import pytest
import settings

ROLES = "seen {cite:p}`harris1954,firth1957`; as {cite:t}`ji2019` say"
READ = (
    "seen ([Harris 1954](#harris1954); [Firth 1957](#firth1957)); "
    "as [Ji et al. (2019)](#ji2019) say"
)


def test_roles_are_written_out_and_read_as_roles_again():
    assert citations.written_out(ROLES) == READ
    assert citations.as_roles(READ) == ROLES


@pytest.mark.parametrize("text", ["[here](#a-heading)", "([here](#heading))", "(a)"])
def test_links_to_headings_are_none(text):
    assert citations.as_roles(text) == text


@pytest.mark.parametrize("path", settings.notebooks(), ids=lambda path: path.stem)
def test_notebooks_have_what_the_bibliography_says(path):
    text = path.read_text(encoding="utf-8")
    assert "{cite" not in text, "run: python book/extensions/citations.py"
    assert citations.written_out(citations.as_roles(text)) == text
