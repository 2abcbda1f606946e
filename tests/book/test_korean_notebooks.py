"""The chapters as Korean notebooks: text from the catalogues, the code as it is."""

from __future__ import annotations

import ast
import json

import colab
import korean_notebooks
import pytest
from korean import EDITION
from korean_notebooks import in_korean, messages
from live_notebook import live_notebook
from publish import LANGUAGES
from settings import ROOT, notebooks
from translate import declared

from dlnlp.language import LANGUAGES as SPOKEN

CHAPTERS = [
    ROOT / f"{page}.ipynb"
    for page in declared(EDITION)
    if page.startswith("notebooks/")
]


def text_of(notebook):
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    return ["".join(cell["source"]) for cell in cells]


def without_comments(cell):
    return ast.dump(ast.parse("".join(cell["source"])))


def code_of(notebook):
    cells = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    return [without_comments(cell) for cell in cells]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_all_text_of_a_translated_chapter_is_korean_and_nothing_else_changes(chapter):
    english = json.loads(chapter.read_text(encoding="utf-8"))
    korean = korean_notebooks.translated(chapter)
    known = korean_notebooks.catalogue(chapter)
    for before, after in zip(english["cells"], korean["cells"], strict=True):
        assert {**after, "source": 0} == {**before, "source": 0}
        if before["cell_type"] != "markdown":
            assert without_comments(after) == without_comments(before)
            continue
        source = korean_notebooks.as_roles("".join(before["source"]))
        ids = [message.text for message in messages(source)]
        assert [message for message in ids if message not in known] == []
        text = "".join(after["source"])
        theirs = [m.text.strip() for m in messages(korean_notebooks.as_roles(text))]
        assert theirs == [known[message].strip() for message in ids]


def test_all_that_markdown_is_made_of_stays_in_its_place():
    source = (
        "# A title\n\nTwo lines,\none message ([Harris 1954](#harris1954)).\n\n"
        "1. first\n   point\n2. first\n\n> said\n> so\n\n"
        "| a | b \\| c |\n|---|--:|\n| a | |\n\n"
        "$$\nx = \\text{a}\n$$\n\n```\nA title\n```\nnot known"
    )
    catalogue = {
        "A title": "제목",
        "Two lines, one message {cite:p}`harris1954`.": "두 줄 {cite:p}`harris1954`.",
        "first point": "첫째 점",
        "first": "첫째",
        "said so": "말",
        "a": "가",
        "b | c": "나 | 다",
        "\nx = \\text{a}\n": "\nx = \\text{가}\n",
    }
    assert in_korean(source, catalogue) == (
        "# 제목\n\n두 줄 ([Harris 1954](#harris1954)).\n\n"
        "1. 첫째 점\n2. 첫째\n\n> 말\n\n"
        "| 가 | 나 \\| 다 |\n|---|--:|\n| 가 | |\n\n"
        "$$\nx = \\text{가}\n$$\n\n```\nA title\n```\nnot known"
    )
    assert in_korean(source, {}) == source


def test_what_is_out_of_date_stays_english(monkeypatch, tmp_path):
    chapter = ROOT / "notebooks" / "a.ipynb"
    monkeypatch.setattr(korean_notebooks, "CATALOGUES", tmp_path)
    assert korean_notebooks.catalogue(chapter) == {}
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "a.po").write_text(
        '#, fuzzy\nmsgid "old"\nmsgstr "옛"\n\nmsgid "new"\nmsgstr "새"\n\n'
        'msgid "none"\nmsgstr ""\n',
        encoding="utf-8",
    )
    assert korean_notebooks.catalogue(chapter) == {"new": "새"}


def test_a_live_one_leads_to_korean_pages_and_to_its_own_copy():
    chapter = ROOT / "notebooks/02_predicting_words/how_few_dimensions.ipynb"
    notebook = live_notebook(chapter, "/book/", "ko")
    way_back = text_of(notebook)[0].split("\n\n")[1]
    name = "02_predicting_words/how_few_dimensions"
    assert f"](/book/ko/notebooks/{name}.html)" in way_back
    assert f"](/book/live/start-over.ko.html?path=ko/{name}.ipynb)" in way_back
    links = "".join(text_of(notebook)).replace("](/book/live/", "")
    assert links.count("](/") == links.count("](/book/ko/") > 2
    english = live_notebook(chapter, "/book/")
    assert code_of(notebook) == code_of(english)
    assert notebook["metadata"]["edition"] != english["metadata"]["edition"]


def test_elsewhere_the_first_cell_makes_figures_and_checkers_speak(
    monkeypatch, tmp_path
):
    assert set(LANGUAGES) == set(SPOKEN)
    for module in (colab, korean_notebooks):
        monkeypatch.setattr(module, "ROOT", tmp_path)
        monkeypatch.setattr(module, "notebooks", lambda: [tmp_path / "a.ipynb"])
        monkeypatch.setattr(
            module, "translated", lambda _: {"cells": ["가"]}, raising=True
        )
    monkeypatch.setattr(colab, "repository", lambda: ("https://github.com/a/b", "main"))
    (tmp_path / "a.ipynb").write_text('{"cells": ["a"]}')
    colab.main()
    korean_notebooks.main()
    first, text = json.loads(
        (tmp_path / "_build/colab/ko/a.ipynb").read_text(encoding="utf-8")
    )["cells"]
    assert text == "가"
    assert "".join(first["source"]).endswith("\n%env DLNLP_LANGUAGE=ko")
    first, text = json.loads(
        (tmp_path / "_build/korean/a.ipynb").read_text(encoding="utf-8")
    )["cells"]
    assert "".join(first["source"]) == korean_notebooks.SPEAKS
    first, text = json.loads(
        (tmp_path / "_build/colab/a.ipynb").read_text(encoding="utf-8")
    )["cells"]
    assert "LANGUAGE" not in "".join(first["source"])


def test_every_chapter_becomes_one():
    for path in notebooks():
        korean_notebooks.translated(path)
