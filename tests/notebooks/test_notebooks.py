"""The notebooks as files: wholly run, stored as text, small; nbval does the rest."""

from __future__ import annotations

import copy
import importlib.util
import re
from pathlib import Path

import nbformat
import pytest
from settings import notebooks

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
FILES = notebooks()
PAGES = sorted((NOTEBOOKS.parent / "book").glob("*.md"))
LARGEST = 150_000  # bytes

specification = importlib.util.spec_from_file_location("run", NOTEBOOKS / "run.py")
run = importlib.util.module_from_spec(specification)
specification.loader.exec_module(run)


@pytest.fixture(params=FILES, ids=[str(path.relative_to(NOTEBOOKS)) for path in FILES])
def path(request):
    return request.param


def test_there_are_notebooks():
    assert FILES


def test_every_code_cell_was_run_in_order_and_without_error(path):
    """nbval would let a cell pass that has neither a count nor an output."""
    cells = [
        c
        for c in nbformat.read(path, 4).cells
        if c.cell_type == "code" and c.source.strip()
    ]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    expected_to_fail = {"raises-exception"}
    for cell in cells:
        failed = any(output.output_type == "error" for output in cell.outputs)
        assert not failed or expected_to_fail & set(cell.metadata.get("tags", [])), (
            cell.source
        )


# All that a cell's metadata may say. What is misspelt does nothing, and nobody is told.
TAGS = {"exercise", "solution", "hide-cell", "hide-input", "hide-output"}
TAGS |= {"nbval-ignore-output", "raises-exception"}  # nbval and nbclient read these
KEYS = {"tags", "in_browser"}
KEYS |= {"jupyter.source_hidden", "mystnb.code_prompt_show", "mystnb.code_prompt_hide"}


def unknown(metadata):
    """Of a cell's metadata: the tags and the keys that nothing in the book reads."""
    keys = set()
    for key, value in metadata.items():
        nested = isinstance(value, dict) and key != "in_browser"
        keys |= {f"{key}.{inner}" for inner in value} if nested else {key}
    return (keys - KEYS) | (set(metadata.get("tags", [])) - TAGS)


def test_cells_have_no_tag_or_key_that_nothing_reads(path):
    found = [unknown(cell.metadata) for cell in nbformat.read(path, 4).cells]
    assert set().union(*found) == set()


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_cells_of_a_page_have_no_tag_that_nothing_reads(page):
    lists = re.findall(r"^:tags: *\[(.*)\]$", page.read_text("utf-8"), re.MULTILINE)
    assert set(", ".join(lists).split(", ")) - {""} <= TAGS


@pytest.mark.parametrize(
    ("metadata", "found"),
    [
        ({"tags": ["hide-input", "nbval-ignore-output"], "in_browser": {"a": "b"}}, []),
        ({"tags": ["hide_input", "solution "]}, ["hide_input", "solution "]),
        ({"tag": ["exercise"]}, ["tag"]),
        ({"jupyter": {"source-hidden": True}}, ["jupyter.source-hidden"]),
        ({"mystnb": {"code_prompt": "Show"}}, ["mystnb.code_prompt"]),
    ],
)
def test_a_misspelt_tag_or_key_is_found(metadata, found):
    assert sorted(unknown(metadata)) == found


def test_notebook_is_stored_as_run_py_stores_it(path):
    notebook = nbformat.read(path, 4)
    normal = run.normalise(copy.deepcopy(notebook))
    assert nbformat.writes(normal) + "\n" == path.read_text(encoding="utf-8"), (
        f"run: python notebooks/run.py notebooks/{path.relative_to(NOTEBOOKS)}"
    )


def test_notebook_is_small(path):
    assert path.stat().st_size < LARGEST


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """A notebook that shows one of everything, before and after it was run."""
    code = nbformat.v4.new_code_cell
    notebook = nbformat.v4.new_notebook(
        cells=[
            code(
                "from dlnlp.explore import explore, source\nprint('one')\nprint('two')"
            ),
            code("import matplotlib.pyplot as plt\nplt.plot([1, 2]);"),
            code("explore(lambda k: f'<b>{k}</b>', k=[1, 2], alt='Bold.')"),
            code("source(source)"),
        ]
    )
    path = tmp_path_factory.mktemp("notebooks") / "all.ipynb"
    nbformat.write(notebook, path)
    texts = []
    for _ in range(2):
        text = nbformat.writes(run.normalise(run.run(path)))
        path.write_text(text, encoding="utf-8")
        texts.append(text)
    return texts


def test_running_again_gives_the_same_bytes(executed):
    assert executed[0] == executed[1]


def test_text_is_kept_and_the_rest_is_not(executed):
    cells = nbformat.reads(executed[0], 4).cells
    assert cells[0].outputs[0].text == "one\ntwo\n"
    assert [set(c.outputs[0].data) for c in cells[1:]] == [
        {"text/plain"},
        {"text/plain"},
        {"text/plain", "text/markdown"},
    ]
    assert "widgets" not in nbformat.reads(executed[0], 4).metadata
