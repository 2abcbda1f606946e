"""Write down what a run found, and how: command, seeds, machine, time."""

import json
import os
import platform
import sys
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import scipy
from threadpoolctl import threadpool_info

from dlnlp.atomic_write import atomic_write

RESULTS = Path(__file__).parent / "results"
STARTED = time.monotonic()  # this is imported when a run begins


def processor() -> str:
    """What it calls itself, on Linux; elsewhere what Python calls it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2] for line in lines if line.startswith("model name")]
    return names[0].strip() if names else platform.processor()


def machine() -> dict[str, Any]:
    """Versions, processors, and which BLAS kernels run on how many threads."""
    blas = {
        f"{pool['internal_api']} {pool['version']}, "
        f"{pool.get('architecture', '?')} kernel, {pool['num_threads']} threads"
        for pool in threadpool_info()
        if pool["user_api"] == "blas"
    }
    return {
        "date": date.today().isoformat(),
        "processors": os.cpu_count(),
        "processor": processor(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "blas": sorted(blas),
    }


def save(
    name: str,
    result: dict[str, Any],
    *,
    seeds: Iterable[int],
    command: str | None = None,
    seconds: float | None = None,
) -> None:
    """Write experiments/results/<name>.json, whole or not at all.

    seeds    of all random numbers; none where nothing is drawn
    command  what makes the result again; `python -m experiments.<name>` if not given
    seconds  how long it took, on the clock; since the program began if not given
    """
    took = time.monotonic() - STARTED if seconds is None else seconds
    content = {
        "command": command or f"python -m experiments.{name}",
        "machine": machine(),
        "seeds": list(seeds),
        "seconds": round(took),
        **result,
    }
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    with atomic_write(path) as file:
        file.write(text.encode())
    print(f"wrote {path}", file=sys.stderr)


def save_runs(name: str, runs: list[dict[str, Any]], **settings: Any) -> None:
    """The same for runs that are added one by one, each with its seed and seconds."""
    seeds = sorted({run["seed"] for run in runs})
    seconds = sum(run.get("seconds", 0) for run in runs)
    save(name, settings | {"runs": runs}, seeds=seeds, seconds=seconds)


def saved_runs(name: str, part: str = "runs") -> list[dict[str, Any]]:
    """The runs that were written so far, to go on from there. part: of the file"""
    path = RESULTS / f"{name}.json"
    if not path.exists():
        return []
    runs: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))[part]
    return runs
