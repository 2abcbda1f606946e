"""What a fold says, and the comments of solutions, in Korean."""

import ast
import json
from types import SimpleNamespace

import pytest
import solution_comments
from docutils import nodes
from docutils.utils import new_document
from settings import notebooks
from told_cells import TellCells

from dlnlp.language import catalogue

CODE = "# milk, word 4,\n# sees.\nx = [1, 2]  # (2,)\n    # deeper"


def page(language, tag="solution"):
    """A folded cell, on a page of an edition."""
    document = new_document("page")
    cell = nodes.container(
        classes=["cell", f"tag_{tag}"], prompt_show="Show a solution", prompt_hide="?"
    )
    cell += nodes.literal_block(CODE, CODE)
    document += cell
    document.settings.env = SimpleNamespace(config=SimpleNamespace(language=language))
    TellCells(document).apply()
    return cell


@pytest.fixture
def known(monkeypatch):
    texts = {"milk, word 4, sees.": "milk는 " + "본다 " * 20, "deeper": "더 깊이"}
    monkeypatch.setattr(
        "told_cells.catalogue",
        lambda language: texts | {"Show a solution": "풀이 보기"},
    )


def test_a_solution_is_told_in_korean(known):
    cell = page("ko")
    assert (cell["prompt_show"], cell["prompt_hide"]) == ("풀이 보기", "?")
    first, second, code, deeper = cell.astext().split("\n")
    assert first.startswith("# milk는 본다")
    assert second.startswith("# 본다")
    assert (code, deeper) == ("x = [1, 2]  # (2,)", "    # 더 깊이")


def test_other_cells_and_the_english_edition_keep_their_comments(known):
    assert page("ko", "hide-input").astext() == CODE
    english = page("en")
    assert (english["prompt_show"], english.astext()) == ("Show a solution", CODE)


@pytest.mark.parametrize("chapter", notebooks(), ids=lambda path: path.stem)
def test_all_comments_are_translated_and_the_code_is_the_same(chapter):
    cells = json.loads(chapter.read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        if solution_comments.TAGS.intersection(cell["metadata"].get("tags", [])):
            code = "".join(cell["source"])
            assert set(solution_comments.messages(code)) <= catalogue("ko").keys()
            told = solution_comments.told(code, catalogue("ko"))
            assert ast.dump(ast.parse(told)) == ast.dump(ast.parse(code))
            assert max(map(len, told.split("\n"))) <= 88
