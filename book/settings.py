"""Settings of one run of Jupyter Book: _config.yml, changed where the run differs.

Jupyter Book takes its settings from a file alone, so each run gets its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent


def notebooks() -> list[Path]:
    """The chapters' main paths, and in a folder beside each its deeper pages."""
    files = (ROOT / "notebooks").rglob("*.ipynb")
    return sorted(path for path in files if ".ipynb_checkpoints" not in path.parts)


def changed(settings: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Settings with changes put in, at any depth; a list is replaced as a whole."""
    result = dict(settings)
    for key, value in changes.items():
        old = result.get(key)
        nested = isinstance(old, dict) and isinstance(value, dict)
        result[key] = changed(old, value) if nested else value
    return result


def run(out: Path, changes: dict[str, Any], *options: str, **variables: str) -> int:
    """Run Jupyter Book into `out`/_build with changed settings; return its exit code.

    `options` go onto its command line, `variables` into its environment. The settings
    it ran with stay in `out`/_build/_config.yml.
    """
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    settings = changed(settings, changes)
    extensions = settings["sphinx"].get("local_extensions", {})
    for name, folder in extensions.items():  # read relative to the settings' file
        extensions[name] = str(ROOT / folder)
    path = out / "_build" / "_config.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")

    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()"]
    command += ["build", str(ROOT), "--config", str(path), "--path-output", str(out)]
    environment = {**variables_of_a_build(), **variables}
    return subprocess.run([*command, *options], env=environment, cwd=ROOT).returncode


def variables_of_a_build() -> dict[str, str]:
    """The environment in which pages are built and their cells run."""
    # One BLAS thread: on a busy machine many wait for each other; 3 s become 60.
    return {"OMP_NUM_THREADS": "1", **os.environ, "DLNLP_STATIC": "1"}
