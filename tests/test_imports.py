"""The wings of the package import downwards, and the tool that checks it can fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINT = "from importlinter.cli import lint_imports_command as lint; lint()"


@pytest.fixture
def project(tmp_path):
    """A copy of the package and of its contracts."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "dlnlp", tmp_path / "dlnlp", ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(project):
    """What the linter said, and whether it was content."""
    command = [sys.executable, "-c", LINT, "--no-cache"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True)
    return done.stdout + done.stderr, done.returncode == 0


def add(project, module, line):
    with (project / "dlnlp" / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")


def test_imports_point_downwards(project):
    said, content = lint(project)
    assert content, said


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("nn/linear.py", "import dlnlp.models", "dlnlp.nn is not allowed"),
        ("models/__init__.py", "import dlnlp.vectors", "dlnlp.models is not allowed"),
        ("nn/module.py", "import dlnlp.nn.linear", "No cycles are allowed in dlnlp.nn"),
        ("newcomer.py", "", "dlnlp.newcomer"),
    ],
    ids=["upwards", "sideways", "in a circle", "a room that is not on the plan"],
)
def test_a_wrong_import_is_found(project, module, line, broken):
    add(project, module, line)
    said, content = lint(project)
    assert not content
    assert broken in " ".join(said.split())
