"""What is handed on: the whole project as an sdist, the package as a wheel."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
MADE = ("PKG-INFO", "setup.cfg", "dlnlp.egg-info/*")  # by setuptools
BUILD = "import sys; from setuptools import build_meta as b; b.build_{}(sys.argv[1])"

# What a page needs, and what the tests compare with: no dependency of the package
NOT_NEEDED = (
    *("IPython", "ipywidgets", "matplotlib"),
    *("torch", "gensim", "nltk", "sklearn"),
    *("dask", "distributed", "fsspec"),
)
WITH_EXAMPLES = {
    *("datasets", "text", "wordnet", "nn", "training", "vectors", "models"),
    *("evaluation", "decoding"),
}
DRAWS = (
    r"dlnlp\.explore(\..*)?|dlnlp\.chapters\.(cover|(ch\d\d|cluster)\.figures(\..*)?)"
)
RUN = """
import doctest, importlib, json, pkgutil, re, sys
draws, *blocked = sys.argv[1:]
sys.modules |= dict.fromkeys(blocked)
import dlnlp
tried = {}
for module in pkgutil.walk_packages(dlnlp.__path__, "dlnlp."):
    if not re.fullmatch(draws, module.name):
        found = doctest.testmod(importlib.import_module(module.name))
        tried[module.name] = found.attempted
        if found.failed:
            sys.exit(f"in {module.name}")
print(json.dumps([dlnlp.__file__, tried]))
"""


def files(folder):
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def project_files():
    """What belongs to the project: what Git knows, or all but what it ignores."""
    if (ROOT / ".git").exists():
        listed = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True)
        return {name for name in listed.split("\0") if (ROOT / name).is_file()}
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = [line.rstrip("/").rpartition("/")[2] for line in lines] + [*MADE[:2]]
    return {
        name
        for name in files(ROOT)
        if not any(fnmatch(part, i) for part in name.split("/") for i in ignored)
    }


def build(project, what, target):
    subprocess.run(
        [sys.executable, "-c", BUILD.format(what), target],
        cwd=project,
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def handed_on(tmp_path_factory):
    """The project as it comes out of its sdist."""
    folder = tmp_path_factory.mktemp("sdist")
    for name in project_files():
        (folder / "project" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / "project" / name)
    build(folder / "project", "sdist", folder)
    shutil.unpack_archive(*folder.glob("*.tar.gz"), folder, filter="data")
    (unpacked,) = folder.glob("dlnlp-*/")
    return unpacked


@pytest.fixture(scope="module")
def installed(handed_on, tmp_path_factory):
    """Where the package lies as its wheel, made of the sdist, installs it."""
    folder = tmp_path_factory.mktemp("wheel")
    build(handed_on, "wheel", folder)
    (wheel,) = folder.glob("dlnlp-*.whl")
    shutil.unpack_archive(wheel, folder / "installed", "zip")
    return folder / "installed"


def test_the_sdist_is_the_whole_project(handed_on):
    made = {n for n in files(handed_on) if any(fnmatch(n, pattern) for pattern in MADE)}
    assert files(handed_on) - made == project_files()


def test_the_wheel_is_the_package_alone(installed):
    package = {name for name in project_files() if name.startswith("dlnlp/")}
    (about,) = installed.glob("*.dist-info")
    assert files(installed) == package | {f"{about.name}/{n}" for n in files(about)}
    said = (about / "METADATA").read_text(encoding="utf-8").partition("\n\n")[0]
    for field in ("Author", "Keywords", "Classifier", "Project-URL", "License-File"):
        assert f"\n{field}: " in said


def test_the_wheel_runs_without_what_pages_and_tests_need(installed):
    """Its modules are imported, and the examples in their docstrings are run."""
    run = subprocess.run(
        [sys.executable, "-c", RUN, DRAWS, *NOT_NEEDED],
        cwd=installed,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    place, tried = json.loads(run.stdout)
    assert Path(place) == installed / "dlnlp" / "__init__.py"
    assert "dlnlp.chapters.ch01.exercises" in tried
    wings = {name.split(".")[1] for name, examples in tried.items() if examples}
    assert wings >= WITH_EXAMPLES


def test_version_and_address_are_the_same_everywhere():
    version, urls = PROJECT["project"]["version"], PROJECT["project"]["urls"]
    assert CITATION["version"] == version
    assert f"\n## {version}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    settings = (ROOT / "_config.yml").read_text(encoding="utf-8")
    assert CITATION["repository-code"] == urls["Repository"]
    assert f"repository_url: {urls['Repository']} " in settings
    for url in urls.values():
        assert url.startswith(urls["Repository"])
