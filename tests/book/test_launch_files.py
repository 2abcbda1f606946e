"""Files that only other machines read: they agree with each other and with the project.

Whether Colab, Binder, conda, a development container and GitHub do what the files say
can be seen there alone.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import tomllib

import colab
import pytest
import yaml
from settings import ROOT, notebooks

WORKFLOWS = {
    path.stem: yaml.safe_load(path.read_text("utf-8"))
    for path in (ROOT / ".github/workflows").glob("*.yml")
}
JOBS = [job for workflow in WORKFLOWS.values() for job in workflow["jobs"].values()]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CONTAINER = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text("utf-8"))
BINDER = (ROOT / ".binder/requirements.txt").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
STEPS = [step for job in JOBS for step in job["steps"]]
COMMANDS = [step["run"] for step in STEPS if "run" in step]
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "benchmarks/README.md"]
CHAPTERS = notebooks()


def test_all_name_one_python_that_the_project_allows():
    build = WORKFLOWS["publish"]["jobs"]["build"]["steps"]
    setup = next(s["with"] for s in build if "setup-python" in s.get("uses", ""))
    python = next(d for d in CONDA["dependencies"] if str(d).startswith("python="))
    named = {
        setup["python-version"],
        python.removeprefix("python="),
        CONTAINER["image"].rsplit(":", 1)[1],
        (ROOT / ".binder/runtime.txt").read_text().strip().removeprefix("python-"),
    }
    assert len(named) == 1
    version = tuple(map(int, named.pop().split(".")))
    lowest = PROJECT["project"]["requires-python"].removeprefix(">=")
    assert version >= tuple(map(int, lowest.split(".")))


def test_the_matrix_is_of_the_pythons_that_the_package_names():
    start = "Programming Language :: Python :: 3."
    named = PROJECT["project"]["classifiers"]
    named = [c.rpartition(" ")[2] for c in named if c.startswith(start)]
    matrix = WORKFLOWS["matrix"]["jobs"]["tests"]["strategy"]["matrix"]
    assert matrix["python"] == named
    oldest = PROJECT["project"]["requires-python"].removeprefix(">=")
    lowest = {entry["system"]: entry["python"] for entry in matrix["include"]}
    assert lowest == dict.fromkeys(matrix["system"], oldest)


def test_commits_are_checked_as_make_check_does():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    hooks = [hook for repo in config["repos"] for hook in repo["hooks"]]
    assert [hook["entry"] for hook in hooks] == ["make check"]


def test_extras_that_are_installed_exist():
    extras = PROJECT["tool"]["setuptools"]["dynamic"]["optional-dependencies"]
    for text in (json.dumps(CONDA), json.dumps(CONTAINER), BINDER, "\n".join(COMMANDS)):
        named = re.findall(r"-e \W*\.\[(\w+)\]", text)
        assert named
        assert set(named) <= set(extras)


def test_every_target_that_is_named_can_be_made():
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in DOCUMENTS]
    named = re.findall(r"`make ([a-z-]+)", "\n".join(texts))
    named += re.findall(r"\bmake ([a-z-]+)$", "\n".join(COMMANDS), re.MULTILINE)
    assert len(set(named)) > 5
    for target in set(named):
        subprocess.run(
            ["make", "-n", target], cwd=ROOT, check=True, capture_output=True
        )


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_of_the_workflow_are_commands(command):
    plain = re.sub(r"\$\{\{.*?\}\}", "value", command)
    subprocess.run(["bash", "-n", "-c", plain], check=True)


def test_workflow_takes_only_what_was_handed_over():
    given = {s["with"]["name"] for s in STEPS if "upload-artifact" in s.get("uses", "")}
    taken = {s["with"]["name"] for s in STEPS if "download" in s.get("uses", "")}
    assert taken
    assert taken <= given


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_for_colab_differs_in_its_first_cell_alone(path):
    chapter = json.loads(path.read_text(encoding="utf-8"))
    copy = colab.installing(chapter)
    first, *others = copy["cells"]
    assert {**copy, "cells": others} == chapter
    source = "".join(first["source"])
    url, branch = colab.repository()
    assert f"--branch {branch} {url}.git dlnlp" in source
    _, fetch, _, results = source.splitlines()
    assert shlex.split(fetch)[-1] == "dlnlp"
    folder = results.removeprefix("%env DLNLP_RESULTS=dlnlp/")
    assert (ROOT / folder / "ngrams.json").is_file()


def test_a_repository_elsewhere_is_refused(monkeypatch, tmp_path):
    settings = (ROOT / "_config.yml").read_text(encoding="utf-8")
    elsewhere = settings.replace(colab.repository()[0], "https://example.org/a/b")
    (tmp_path / "_config.yml").write_text(elsewhere, encoding="utf-8")
    monkeypatch.setattr(colab, "ROOT", tmp_path)
    with pytest.raises(ValueError, match=r"'https://example\.org/a/b'.*github\.com"):
        colab.repository()
