"""What stands in a result's file, and that the files of all results hold it."""

import json
from pathlib import Path

import numpy as np
import pytest

from experiments import recording

FILES = sorted(Path(recording.__file__).parent.glob("results/*.json"))
# Written before the time was: their next run adds it
WITHOUT_TIME = {
    "hidden_sizes",
    "long_lags",
    "predicting_words",
    "speed_counting",
    "speed_language",
    "speed_live",
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_results_say_how_they_were_found(path):
    result = json.loads(path.read_text(encoding="utf-8"))
    module = path.stem.removeprefix("speed_")
    package = "benchmarks" if path.stem != module else "experiments"
    assert result["command"].startswith(f"python -m {package}.{module}")
    assert {"date", "processors", "python", "numpy", "blas"} <= result["machine"].keys()
    assert all(type(seed) is int for seed in result["seeds"])
    assert ("seconds" in result) == (path.stem not in WITHOUT_TIME)


def test_saving(results, capsys):
    recording.save("ngrams", {"rows": [1.5, "가"]}, seeds=(0, 1))
    saved = json.loads((results / "ngrams.json").read_text(encoding="utf-8"))
    assert list(saved) == ["command", "machine", "seeds", "seconds", "rows"]
    assert saved["command"] == "python -m experiments.ngrams"
    assert saved["seeds"] == [0, 1]
    assert saved["rows"] == [1.5, "가"]
    assert saved["machine"]["numpy"] == np.__version__
    assert [path.name for path in results.iterdir()] == ["ngrams.json"]
    assert "ngrams.json" in capsys.readouterr().err

    command = "python -m benchmarks.live"
    recording.save("speed", {}, seeds=(), command=command, seconds=61.4)
    saved = json.loads((results / "speed.json").read_text(encoding="utf-8"))
    assert (saved["command"], saved["seconds"]) == (command, 61)


def test_runs_are_added_one_by_one(results):
    assert recording.saved_runs("ablation") == []
    runs = [{"seed": 1, "seconds": 20, "test": 9.5}, {"seed": 0, "seconds": 2}]
    recording.save_runs("ablation", runs[:1], words=50)
    assert recording.saved_runs("ablation") == runs[:1]
    recording.save_runs("ablation", runs, words=50)
    saved = json.loads((results / "ablation.json").read_text(encoding="utf-8"))
    assert saved["seeds"] == [0, 1]
    assert saved["seconds"] == 22
    assert saved["words"] == 50
    assert saved["runs"] == runs
