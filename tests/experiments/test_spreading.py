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

from experiments import long_lags, spreading
from experiments.spreading import JobsFailed, add_options, spread

KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows knows only the second
SMALL = (  # in the place of what long_lags.py says
    "LAGS, FEW_LAGS = (2,), (2,)",
    "SEEDS = (0,)",
    "FEW_CELLS = ('RNN',)",
    "LOOK_LAG = 2",
)


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

    monkeypatch.setattr("sys.argv", ["long_lags"])
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


@pytest.fixture
def project(tmp_path):
    """A copy of the experiments, in which this one is small."""
    shutil.copytree(Path(spreading.__file__).parent, tmp_path / "experiments")
    path = tmp_path / "experiments" / "long_lags.py"
    text = path.read_text(encoding="utf-8")
    for line in SMALL:
        name = line.partition(" = ")[0]
        text, n = re.subn(rf"^{name} = .*$", line, text, flags=re.MULTILINE)
        assert n == 1
    path.write_text(text.replace(" 32, 1000, ", " 32, 20, "), encoding="utf-8")
    return tmp_path


def test_from_the_command_line(dask, project):
    """As users start it, killed in the middle and started again."""
    command = [sys.executable, "-m", "experiments.long_lags"]
    saved = project / "experiments" / "results" / "long_lags.json"

    def content():
        found = json.loads(saved.read_text(encoding="utf-8"))
        runs = [*found["runs"], *found["few"]]
        return [without_time(result) for result in runs]

    saved.unlink(missing_ok=True)
    subprocess.run(command, cwd=project, check=True)
    alone = content()
    assert len(alone) == 8

    saved.unlink()
    started = subprocess.Popen([*command, "--workers", "2"], cwd=project)
    while not saved.exists() and started.poll() is None:
        time.sleep(0.01)
    started.kill()
    started.wait()
    assert all(result in alone for result in content())
    subprocess.run([*command, "--workers", "2"], cwd=project, check=True)
    assert content() == alone
