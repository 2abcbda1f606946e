"""Jobs on a cluster give what they give in a row, and finished work is kept."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments import induction, long_lags, spreading
from experiments.spreading import JobsFailed, add_options, run_missing, spread

KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows knows only the second
SMALL = {  # what experiments say in their files is replaced by this: 8 runs of each
    "long_lags": (
        "LAGS, FEW_LAGS = (2,), (2,)",
        "SEEDS = (0,)",
        "FEW_CELLS = ('RNN',)",
        "SYMBOLS, DIM, HIDDEN, BATCH, STEPS, RATE = 4, 16, 32, 32, 20, 0.01",
        "LOOK_LAG = 2",
    ),
    "induction": (
        "SEEDS, LAYERS, HEADS = (0, 1), (1, 2, 3), (1,)",
        "VOCAB, LENGTH, DIM, BATCH, STEPS, RATE = 32, 48, 8, 4, 20, 3e-3",
        "LOOK, TESTED = 10, 20",
    ),
}


def options(*arguments):
    parser = argparse.ArgumentParser()
    add_options(parser)
    return parser.parse_args(arguments)


@pytest.fixture(scope="module")
def dask():
    what = 'Dask is missing; pip install "dlnlp[cluster]" tests what it carries'
    return pytest.importorskip("distributed", reason=what)


@pytest.fixture(scope="module")
def two(dask):
    """The options of a cluster that runs already."""
    with spreading.connect(workers=2) as client:
        yield options("--cluster", client.scheduler.address)


def test_here_one_after_the_other():
    assert list(spread(abs, [-1, -2], options())) == [(-1, 1), (-2, 2)]
    assert list(spread(abs, [], options("--workers", "2"))) == []  # starts nothing
    with pytest.raises(SystemExit):
        options("--workers", "2", "--cluster", "tcp://127.0.0.1:1")


def without_time(result):
    return {name: value for name, value in result.items() if name != "seconds"}


def test_bit_for_bit_the_serial_results(two):
    jobs = [("LSTM, bias 1", 2, 0, 9), ("RNN", 5, 1, 4), ("LSTM 1, no tanh", 2, 1, 4)]
    alone, spread_out = (
        {
            job: without_time(result)
            for job, result in spread(long_lags.run_job, jobs, o)
        }
        for o in (options(), two)
    )
    assert spread_out == alone
    assert len(alone) == len(jobs)


def test_a_job_whose_worker_dies_runs_again(two, tmp_path):
    def run(job):
        if job == 2 and not (tmp_path / "died").exists():
            (tmp_path / "died").touch()
            os.kill(os.getpid(), KILL)
        return job**2

    assert dict(spread(run, range(6), two)) == {n: n**2 for n in range(6)}
    assert (tmp_path / "died").exists()


def test_results_that_die_with_their_workers_are_computed_again(two, tmp_path):
    def run(job):
        if (tmp_path / str(job)).exists():
            time.sleep(1)  # long enough for the loss to be seen
        (tmp_path / str(job)).write_text(str(os.getpid()))
        return job**2

    found = spread(run, range(6), two)
    squares = [next(found)]
    while len(written := list(tmp_path.iterdir())) < 6 or not all(
        path.read_text() for path in written
    ):
        time.sleep(0.01)
    time.sleep(0.5)  # they are reported as finished
    for worker in {int(path.read_text()) for path in written}:
        os.kill(worker, KILL)
    time.sleep(0.5)
    squares.extend(found)
    assert dict(squares) == {n: n**2 for n in range(6)}


def test_a_job_that_fails_is_named_after_all_others(two, capsys):
    def run(job):
        return 12 // job

    found = []
    with pytest.raises(JobsFailed, match="1 of 4, the first 0") as caught:
        found.extend(spread(run, [3, 0, 2, 1], two))
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert sorted(found) == [(1, 12), (2, 6), (3, 4)]
    assert "0 failed: ZeroDivisionError" in capsys.readouterr().err


@pytest.fixture
def few_jobs(monkeypatch):
    monkeypatch.setattr(long_lags, "STEPS", 3)
    monkeypatch.setattr(long_lags, "LAGS", (3, 2))
    monkeypatch.setattr(long_lags, "FEW_LAGS", (2,))
    monkeypatch.setattr(long_lags, "SEEDS", (0, 1))
    monkeypatch.setattr(long_lags, "FEW_CELLS", ("RNN", "GRU"))
    monkeypatch.setattr(
        long_lags, "CELLS", {"RNN": long_lags.RNN, "GRU": long_lags.GRU}
    )


def test_an_interrupted_experiment_goes_on(results, few_jobs, monkeypatch):
    def saved():
        return json.loads((results / "long_lags.json").read_text(encoding="utf-8"))

    long_lags.main()
    whole = saved()
    assert len(whole["runs"]) == 8
    assert len(whole["few"]) == 4

    started = []

    def interrupted(run, jobs, options):
        """As on a cluster, where others may end first."""
        started.append(len(jobs))
        yield from ((job, run(job)) for job in jobs[:-6:-1])
        raise KeyboardInterrupt

    (results / "long_lags.json").unlink()
    monkeypatch.setattr(long_lags, "spread", interrupted)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            long_lags.main()
    assert started == [12, 7, 2]
    for contest in "runs", "few":
        again = map(without_time, saved()[contest])
        assert list(again) == list(map(without_time, whole[contest]))


def test_runs_stay_in_the_order_of_their_jobs(results, monkeypatch):
    """As on a cluster, where others may end first; those of other names are kept."""
    monkeypatch.setattr(induction, "run", lambda job: {"layers": job[0], "x": job[1]})
    monkeypatch.setattr(
        *(spreading, "saved_runs"), lambda name: [{"layers": 2, "x": "old"}]
    )
    monkeypatch.setattr(
        *(spreading, "spread"),
        lambda run, jobs, options: [(job, run(job)) for job in jobs[::-1]],
    )
    jobs = [(1, "a"), (2, "old"), (2, "new"), (1, "b")]
    monkeypatch.setattr("sys.argv", ["induction", "1"])
    found = [
        [run["x"] for run in runs]
        for runs in run_missing("induction", ("layers", "x"), jobs)
    ]
    assert found == [["old", "b"], ["a", "old", "b"]]


def test_an_unknown_name_is_an_error(results, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["induction", "1", "3"])
    with pytest.raises(SystemExit):
        induction.main()
    assert "not one of the names: 3" in capsys.readouterr().err


@pytest.mark.parametrize("name", SMALL)
def test_from_the_command_line(dask, tmp_path, name):
    """As users start it, killed in the middle and started again, in a small copy."""
    shutil.copytree(Path(spreading.__file__).parent, tmp_path / "experiments")
    path = tmp_path / "experiments" / f"{name}.py"
    text = path.read_text(encoding="utf-8")
    for line in SMALL[name]:
        names = line.partition(" = ")[0]
        text, n = re.subn(rf"^{names} = .*$", line, text, flags=re.MULTILINE)
        assert n == 1
    path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", f"experiments.{name}"]
    saved = tmp_path / "experiments" / "results" / f"{name}.json"

    def content():
        found = json.loads(saved.read_text(encoding="utf-8"))
        runs = [*found["runs"], *found.get("few", [])]
        return [without_time(result) for result in runs]

    saved.unlink(missing_ok=True)
    subprocess.run(command, cwd=tmp_path, check=True)
    alone = content()
    assert len(alone) == 8

    saved.unlink()
    started = subprocess.Popen([*command, "--workers", "2"], cwd=tmp_path)
    while not saved.exists() and started.poll() is None:
        time.sleep(0.01)
    started.kill()
    started.wait()
    assert all(result in alone for result in content())
    subprocess.run([*command, "--workers", "2"], cwd=tmp_path, check=True)
    assert content() == alone
