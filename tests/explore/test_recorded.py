"""Recorded results of experiments, and where they are looked for."""

import importlib
import json

import pytest

from dlnlp.explore import recorded

module = importlib.import_module("dlnlp.explore.recorded")  # the name is a function's


def write(folder, what):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "glosses.json").write_text(json.dumps({"from": what}), encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def nowhere(tmp_path, monkeypatch):
    """A working directory with no results in or above it, and none in the package."""
    monkeypatch.delenv("DLNLP_RESULTS", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(module, "PACKED", tmp_path / "package" / "results")
    return tmp_path


@pytest.fixture
def results(nowhere):
    return write(nowhere / "experiments" / "results", "a checkout")


def test_result_is_read(results):
    (results / "words.json").write_text('{"rho": 0.62, "낱말": 1}', encoding="utf-8")
    assert recorded("words") == {"rho": 0.62, "낱말": 1}


@pytest.mark.parametrize("below", [".", "notebooks", "notebooks/01_meaning", "book"])
def test_results_of_a_checkout_are_found_from_its_folders(
    results, nowhere, monkeypatch, below
):
    (nowhere / below).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(nowhere / below)
    assert recorded("glosses") == {"from": "a checkout"}


def test_the_nearest_checkout_counts(results, nowhere, monkeypatch):
    write(nowhere / "inner" / "experiments" / "results", "the inner one")
    monkeypatch.chdir(nowhere / "inner")
    assert recorded("glosses") == {"from": "the inner one"}


def test_the_package_has_a_copy_where_there_is_no_checkout(nowhere):
    write(module.PACKED, "the package")
    assert recorded("glosses") == {"from": "the package"}
    write(nowhere / "experiments" / "results", "a checkout")
    assert recorded("glosses") == {"from": "a checkout"}


def test_a_folder_can_be_named(results, nowhere, monkeypatch):
    monkeypatch.setenv("DLNLP_RESULTS", str(write(nowhere / "mine", "my folder")))
    assert recorded("glosses") == {"from": "my folder"}


@pytest.mark.parametrize("name", ["other", "", "../other"])
@pytest.mark.parametrize("there", [True, False])
def test_missing_result_names_the_command(nowhere, name, there):
    if there:
        write(nowhere / "experiments" / "results", "a checkout")
    with pytest.raises(
        FileNotFoundError, match=f"`python -m experiments.{name}` makes it"
    ):
        recorded(name)


@pytest.mark.parametrize(
    ("content", "says"), [("{", "is not JSON"), ("[1]", "holds a list")]
)
def test_damaged_result(results, content, says):
    (results / "glosses.json").write_text(content)
    with pytest.raises(ValueError, match=says):
        recorded("glosses")
