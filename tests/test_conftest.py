"""The suite's rules: CI skips nothing, PyTorch can be left out, files stay whole."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = """
import os
import pytest
seen = []

@pytest.mark.parametrize("number", range(20))
def test_in_order(number):
    seen.append(number)
    assert seen == list(range(number + 1))

def test_beside_pytorch(torch):
    torch.tensor

def test_optional():
    if "ABSENT" in os.environ:
        pytest.skip("what it needs is absent")

def test_with_a_browser():
    if "UNABLE" in os.environ:
        pytest.skip("WebKitGTK's driver can't print")
"""


@pytest.fixture
def run(tmp_path):
    """Run a small suite under this suite's conftest; what it said and its exit code."""
    folder = tmp_path / "tests"
    folder.mkdir()
    shutil.copy(Path(__file__).with_name("conftest.py"), folder)
    for name in ("test_a.py", "test_b.py"):
        (folder / name).write_text(TESTS, encoding="utf-8")

    def run(*options, **variables):
        command = [sys.executable, "-m", "pytest", "-p", "xdist.plugin", "-c/dev/null"]
        environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **variables}
        done = subprocess.run(
            [*command, "--rootdir", str(tmp_path), *options, "tests"],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
        )
        return done.stdout, done.returncode

    return run


def test_in_ci_a_skipped_test_is_a_failed_one(run):
    """In several processes, too, each of which runs whole files."""
    said, code = run("-n2", "--without-torch", CI="true", ABSENT="true")
    assert code == 1
    assert "42 passed, 2 skipped" in said
    assert said.count("what it needs is absent") == 2


def test_in_ci_a_driver_may_lack_what_is_listed(run):
    said, code = run("--without-torch", CI="true", UNABLE="true")
    assert code == 0
    assert "42 passed, 2 skipped" in said


def test_tests_beside_pytorch_can_be_left_out(run):
    said, code = run("--without-torch", CI="true")
    assert code == 0
    assert "44 passed, 2 deselected" in said
