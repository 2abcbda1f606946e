"""Files that only other machines read: they agree with each other and with the project.

Whether Colab, Binder, conda, a development container and GitHub do what the files say
can be seen there alone.
"""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path

import colab
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/publish.yml").read_text("utf-8"))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CONTAINER = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text("utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
CHAPTERS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def steps() -> list[dict]:
    return [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]


def commands() -> list[str]:
    runs = [step["run"] for step in steps() if "run" in step]
    return [line.strip() for run in runs for line in run.splitlines()]


def pip_part(environment: dict) -> list[str]:
    return next(d["pip"] for d in environment["dependencies"] if isinstance(d, dict))


def test_all_name_one_python_that_the_project_allows():
    setup = next(s["with"] for s in steps() if "setup-python" in s.get("uses", ""))
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


def test_all_install_as_the_readme_does():
    binder = (ROOT / ".binder/requirements.txt").read_text().splitlines()
    asked = [line for line in binder if not line.startswith("#")] + pip_part(CONDA)
    assert set(asked) == {"-e .[book]"}
    assert '.venv/bin/pip install -e ".[book]"' in README
    whole = [line for line in README.splitlines() if "pytest" in line]
    assert any(line.startswith(CONTAINER["postCreateCommand"]) for line in whole)
    assert CONTAINER["postCreateCommand"] in commands()


def test_extras_that_are_named_exist():
    named = set(re.findall(r"\.\[(\w+)\]", json.dumps([CONDA, CONTAINER, commands()])))
    assert named == {"book", "test"}
    assert named == set(
        PROJECT["tool"]["setuptools"]["dynamic"]["optional-dependencies"]
    )


def test_workflow_does_what_a_person_does():
    made = [target for line in commands() for target in re.findall(r"^make (.+)", line)]
    assert set(made) <= TARGETS
    assert {"check", "test", "book", "site-zip", "colab"} <= set(made)
    assert made.index("test") < made.index("book")


def test_workflow_publishes_only_main_and_may_do_little():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    allowed = {name: job.get("permissions") for name, job in WORKFLOW["jobs"].items()}
    assert allowed == {
        "build": None,
        "deploy": {"pages": "write", "id-token": "write"},
        "colab": {"contents": "write"},
    }
    for name in ("deploy", "colab"):
        assert WORKFLOW["jobs"][name]["if"] == "github.ref == 'refs/heads/main'"
        assert WORKFLOW["jobs"][name]["needs"] == "build"
    assert WORKFLOW["concurrency"]["group"]


def test_workflow_uses_only_actions_of_github_with_a_version():
    used = [step["uses"] for step in steps() if "uses" in step]
    assert used
    assert [u for u in used if not re.fullmatch(r"actions/[a-z-]+@v\d+", u)] == []


def test_workflow_hands_over_what_was_built():
    given = {
        s["with"]["name"] for s in steps() if "upload-artifact" in s.get("uses", "")
    }
    taken = {s["with"]["name"] for s in steps() if "download" in s.get("uses", "")}
    assert taken <= given
    book = next(step for step in steps() if step.get("run") == "make book")
    pages = next(s for s in steps() if "configure-pages" in s.get("uses", ""))
    assert book["env"]["SITE_URL"] == f"${{{{ steps.{pages['id']}.outputs.base_url }}}}"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_for_colab_differs_in_its_first_cell_alone(path):
    chapter = json.loads(path.read_text(encoding="utf-8"))
    copy = colab.installing(chapter)
    assert copy["cells"][1:] == chapter["cells"]
    assert {k: v for k, v in copy.items() if k != "cells"} == {
        k: v for k, v in chapter.items() if k != "cells"
    }
    first = "".join(copy["cells"][0]["source"])
    url, branch = colab.repository()
    assert f"--branch {branch} {url}.git dlnlp" in first
    assert "%pip" not in json.dumps(chapter)
    shell = first.splitlines()[1].removeprefix("!")
    assert shlex.split(shell)[-1] == "dlnlp"


def test_a_repository_elsewhere_is_refused(monkeypatch, tmp_path):
    settings = (ROOT / "_config.yml").read_text(encoding="utf-8")
    elsewhere = settings.replace(colab.repository()[0], "https://example.org/a/b")
    (tmp_path / "_config.yml").write_text(elsewhere, encoding="utf-8")
    monkeypatch.setattr(colab, "ROOT", tmp_path)
    with pytest.raises(ValueError, match=r"'https://example\.org/a/b'.*github\.com"):
        colab.repository()


def test_what_cannot_be_seen_here_is_named_as_not_tested():
    said = README.partition("is not tested:")[2][:300]
    for name in ("Colab", "Binder", "GitHub Actions", "conda"):
        assert name in said
