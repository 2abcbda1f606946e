"""Notebooks are run several at a time, and what they printed is found by the book."""

from __future__ import annotations

import execute
import nbformat
from jupyter_cache import get_cache
from nbformat.v4 import new_code_cell, new_notebook


def test_what_ran_is_kept_and_what_raised_is_not(tmp_path):
    """Each runs in its own folder, as in Jupyter."""
    folders = [tmp_path / name for name in ("one", "other")]
    for folder, code in zip(folders, ("print(Path.cwd().name)", "1 / 0"), strict=True):
        folder.mkdir()
        source = f"from pathlib import Path\n{code}"
        nbformat.write(
            new_notebook(cells=[new_code_cell(source)]), folder / "page.ipynb"
        )
    paths = [folder / "page.ipynb" for folder in folders]
    execute.execute(paths, tmp_path / "results", timeout=60)

    cache = get_cache(tmp_path / "results")
    (record,) = cache.list_cache_records()
    assert record.uri == str(paths[0])
    _, found = cache.merge_match_into_notebook(nbformat.read(paths[0], as_version=4))
    assert found.cells[0].outputs[0].text == "one\n"
