"""Notebooks that the book's build has run aren't run again, and no less is found."""

from __future__ import annotations

import copy
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from jupyter_cache import get_cache
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
FACES = """
import matplotlib.pyplot as plt
from dlnlp.explore import explore, source, table
table(["<a>", "b | c"], [["x", "1"], ["", "12"]])
explore(lambda k: f"<b>{k}</b>", k=[1, 2], alt="Bold.")
source(table)
plt.plot([1, 2]);
"""
ERROR = new_output("error", ename="E", evalue="", traceback=["E"])
THEN, NOW = (new_output("stream", text=f"{text}\n") for text in ("then", "now"))

specification = importlib.util.spec_from_file_location("run", NOTEBOOKS / "run.py")
run = importlib.util.module_from_spec(specification)
specification.loader.exec_module(run)


def notebook(code, *outputs):
    cell = new_code_cell(code, execution_count=1, outputs=copy.deepcopy([*outputs]))
    return run.normalise(new_notebook(cells=[new_markdown_cell("Words"), cell]))


def printing(name, stored, built, built_code=None):
    """Two notebooks that would print "now", with these outputs: stored, the build's."""
    code = f"print('now')  # {name}"
    return notebook(code, *stored), notebook(built_code or code, *built)


def faces(folder, monkeypatch):
    """What a notebook and a page show of everything; with a wrong Markdown, too."""
    path = folder / "faces.ipynb"
    nbformat.write(notebook(FACES), path)
    stored = run.normalise(run.run(path))
    monkeypatch.setenv("DLNLP_STATIC", "1")
    built = run.run(path)
    monkeypatch.delenv("DLNLP_STATIC")
    built.metadata = stored.metadata
    del built.cells[1].metadata["execution"]  # when it was
    yield stored, built
    wrong, built = copy.deepcopy((stored, built))
    for changed in (wrong, built):
        changed.cells[1].source += "  # otherwise"
    table = next(o for o in wrong.cells[1].outputs if "<a>" in str(o))
    table.data["text/markdown"] = table.data["text/markdown"].replace("12", "13")
    yield wrong, built


@pytest.fixture(scope="module")
def nbval(tmp_path_factory):
    """Run nbval on a project whose book `holds` or not; what it says, line by line."""
    root = tmp_path_factory.mktemp("project")
    cache = get_cache(root / "_build" / "results")
    (root / "notebooks").mkdir()
    shutil.copy(NOTEBOOKS / "conftest.py", root / "notebooks")
    with pytest.MonkeyPatch.context() as monkeypatch:
        face, wrong_face = faces(root, monkeypatch)
    for name, (stored, built) in {
        "right": printing("right", [THEN], [THEN]),
        "wrong": printing("wrong", [NOW], [THEN]),
        "missing": printing("missing", [], [THEN]),
        "raised": printing("raised", [ERROR], [ERROR]),
        "other": printing("other", [NOW], [THEN], "print('another')"),
        "face": face,
        "wrong_face": wrong_face,
    }.items():
        nbformat.write(stored, root / "notebooks" / f"{name}.ipynb")
        nbformat.write(built, root / "built.ipynb")
        cache.cache_notebook_file(root / "built.ipynb")

    def nbval(*files, holds):
        feigned = f"state = dict\nholds = lambda site, now: {holds}\n"
        (root / "stamp.py").write_text(feigned, encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-rpf", "-p", "nbval.plugin"]
        command += ["-c/dev/null", "--rootdir", str(root), "--nbval"]
        paths = [str(root), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {
            **os.environ,
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONPATH": os.pathsep.join(paths),
        }
        command += ["--nbval-current-env", *files]
        done = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True
        )
        return done.stdout

    return nbval


@pytest.fixture(scope="module")
def said(nbval):
    return nbval("notebooks", holds=True)


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("right", "PASSED"),  # though it would now print something else
        ("wrong", "FAILED"),
        ("missing", "FAILED"),
        ("raised", "FAILED"),
        ("other", "PASSED"),  # the build has none such: it was run
        ("face", "PASSED"),
        ("wrong_face", "FAILED"),
    ],
)
def test_what_the_build_printed_is_compared(said, name, outcome):
    assert f"{outcome} notebooks/{name}.ipynb::Cell 0" in said


def test_how_many_notebooks_were_not_run_is_said(said):
    assert "6 compared with the book's own run of them, 1 run" in said


def test_without_a_site_of_this_state_they_are_run(nbval):
    files = [f"notebooks/{name}.ipynb" for name in ("wrong", "right")]
    said = nbval(*files, holds=False)
    assert f"PASSED {files[0]}::Cell 0" in said
    assert f"FAILED {files[1]}::Cell 0" in said
    assert "0 compared with the book's own run of them, 2 run" in said
