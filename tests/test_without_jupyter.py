"""The package runs without Jupyter: only what draws for a page imports what draws."""

from __future__ import annotations

import pkgutil
import re
import subprocess
import sys

import dlnlp

# What a page needs, and what the tests compare with: no dependency of the package
NOT_NEEDED = (
    "IPython",
    "ipywidgets",
    "matplotlib",
    "torch",
    "gensim",
    "nltk",
    "sklearn",
    "dask",
    "distributed",
    "fsspec",
)
DRAWS = r"dlnlp\.explore(\..*)?|dlnlp\.chapters\.(cover|ch\d\d\.figures(\..*)?)"

MODULES = [
    module.name for module in pkgutil.walk_packages(dlnlp.__path__, prefix="dlnlp.")
]


def test_all_but_what_draws_can_be_imported():
    """In one interpreter; a module of every wing is among them."""
    modules = [name for name in MODULES if not re.fullmatch(DRAWS, name)]
    wings = {name.split(".")[1] for name in MODULES} - {"explore"}
    assert {name.split(".")[1] for name in modules} == wings
    assert "dlnlp.chapters.ch01.exercises" in modules
    block = "".join(f"sys.modules[{name!r}] = None\n" for name in NOT_NEEDED)
    code = f"import sys\n{block}import {', '.join(modules)}"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
