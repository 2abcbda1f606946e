"""Recorded results of experiments."""

import importlib

import pytest

from dlnlp.explore import recorded


@pytest.fixture
def results(tmp_path, monkeypatch):
    module = importlib.import_module("dlnlp.explore.recorded")
    monkeypatch.setattr(module, "EXPERIMENTS", tmp_path)
    (tmp_path / "results").mkdir()
    return tmp_path / "results"


def test_result_is_read(results):
    (results / "glosses.json").write_text(
        '{"spearman": 0.62, "낱말": 1}', encoding="utf-8"
    )
    assert recorded("glosses") == {"spearman": 0.62, "낱말": 1}


@pytest.mark.parametrize("name", ["glosses", "", "../glosses"])
def test_missing_result_names_the_command(results, name):
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
