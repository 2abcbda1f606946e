"""How every benchmark here measures: two sides in turns, and one BLAS kernel a process.

A ratio of two times holds for the machine, the BLAS kernel and the number of threads it
was measured with. So the two sides take turns in one process (A B A B …), where
whatever else the machine does slows down both, and each kernel has its own process.

Linux and macOS (it asks the system for processor times).
"""

import importlib.util
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from statistics import median
from typing import Any

from threadpoolctl import threadpool_info

from dlnlp.datasets import DatasetMissing, penn_treebank
from experiments.recording import save

# OpenBLAS reads these when it is loaded; without them it chooses by the processor.
# The size is that of the second-level cache in KiB.
KERNELS: dict[str, dict[str, str]] = {
    "Haswell": {"OPENBLAS_CORETYPE": "Haswell", "OPENBLAS_L2_SIZE": "512"},
    "native": {},
}
LAYOUT = "{:<33} {:<32} {:>10} {:>11} {:>8} {:>8}  {:<9} {}"


@dataclass(frozen=True)
class Times:
    """Medians of one side, in seconds; cpu sums over threads."""

    cpu: float
    wall: float


@dataclass(frozen=True)
class Row:
    """One comparison, or one figure of our own."""

    what: str
    peer: str = ""
    ours: Times | None = None
    theirs: Times | None = None
    peak_mb: float | None = None
    goal: str = ""
    reached: bool | None = None  # None: no goal was set
    note: str = ""
    trained: dict[str, dict[str, float]] | None = None  # each side's epochs, rate, loss
    setting: str = ""  # a key of KERNELS
    kernel: str = ""  # what OpenBLAS calls the kernel that ran
    threads: int = 0

    @property
    def cpu_ratio(self) -> float | None:
        """The peer's time through ours: above 1, ours is faster."""
        return self.theirs.cpu / self.ours.cpu if self.ours and self.theirs else None

    @property
    def wall_ratio(self) -> float | None:
        """The same for the time on the clock."""
        return self.theirs.wall / self.ours.wall if self.ours and self.theirs else None


def take_turns(
    ours: Callable[[], object],
    theirs: Callable[[], object],
    turns: int,
    *,
    ours_per_turn: int = 1,
) -> tuple[Times, Times]:
    """Time two calls alternately; a short one of ours can be repeated within its turn.

    Processor time is that of this process and of the programs it called.
    """
    a, b = [], []
    for _ in range(turns):
        a += [_timed(ours) for _ in range(ours_per_turn)]
        b += [_timed(theirs)]
    return _median(a), _median(b)


def compare(
    what: str,
    peer: str,
    times: tuple[Times, Times],
    at_least: float | None = None,
    *,
    on_clock: bool = False,
) -> Row:
    """The row of a comparison. A goal is one for the ratio of processor times.

    on_clock  it is one for the ratio of the times on the clock
    """
    row = Row(what, peer, *times)
    ratio = row.wall_ratio if on_clock else row.cpu_ratio
    if at_least is None or ratio is None:
        return row
    goal = f">= {at_least:g} {'wall' if on_clock else 'x'}"
    return replace(row, goal=goal, reached=ratio >= at_least)


def peak_mb() -> float:
    """The most memory that this process has held so far, in MB."""
    try:
        # getrusage would also count the process that started this one
        with open("/proc/self/status", encoding="ascii") as status:
            kib = next(line.split()[1] for line in status if line.startswith("VmHWM"))
        return int(kib) * 1024 / 1e6
    except FileNotFoundError:  # macOS, which counts in bytes
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def needs(split: str, module: str, name: str) -> None:
    """Stop with a line that says what to do, if data or a peer are missing."""
    try:
        penn_treebank(split)
    except DatasetMissing as missing:
        raise SystemExit(f"The benchmark needs the Penn Treebank.\n{missing}") from None
    needs_module(module, name)


def needs_module(
    module: str, name: str, install: str = "-r requirements-test.txt"
) -> None:
    """Stop with a line that says what to do, if a peer is missing."""
    if importlib.util.find_spec(module) is None:
        raise SystemExit(f"The benchmark needs {name}: pip install {install}")


def send(row: Row, threads: int) -> None:
    """Hand a row to the process that called `rows_of`."""
    blas = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    kernel = "/".join(sorted({pool.get("architecture", "?") for pool in blas}))
    print(json.dumps(asdict(replace(row, kernel=kernel, threads=threads))), flush=True)


def rows_of(
    setting: str, module: str, *arguments: str, extra: dict[str, str] | None = None
) -> Iterator[Row]:
    """Run `python -m module arguments` with a setting's kernel; give the rows it sends.

    extra: further environment variables
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        env=environment | KERNELS[setting] | (extra or {}),
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            sent = json.loads(line) | {"setting": setting}
            for side in "ours", "theirs":
                sent[side] = Times(**sent[side]) if sent[side] else None
            yield Row(**sent)
    if process.returncode:
        raise SystemExit(process.returncode)


def show(rows: Iterator[Row]) -> Iterator[Row]:
    """Print the table while the rows come in, and pass them on."""
    block = ""
    for row in rows:
        heading = f"{row.setting} ({row.kernel} kernel), BLAS threads: {row.threads}"
        if heading != block:
            block = heading
            columns = "what", "peer", "ours", "peer's", "CPU", "wall", "goal", "reached"
            print(f"\n{heading}\n{LAYOUT.format(*columns)}")
        memory = f"{row.peak_mb:,.0f} MB" if row.peak_mb else ""
        figures = memory or _milliseconds(row.ours), _milliseconds(row.theirs)
        ratios = [f"{r:.2f} x" if r else "" for r in (row.cpu_ratio, row.wall_ratio)]
        reached = {True: "yes", False: "NO", None: ""}[row.reached]
        cells = row.what, row.peer, *figures, *ratios, row.goal, reached
        print(LAYOUT.format(*cells).rstrip())
        if row.note:
            print(f"    {row.note}")
        sys.stdout.flush()
        yield row


def report(
    name: str, rows: Iterator[Row], *, seeds: Iterable[int], **facts: Any
) -> None:
    """Show the rows of `python -m benchmarks.<name>`, and save them with some facts."""
    command = " ".join([f"python -m benchmarks.{name}", *sys.argv[1:]])
    shown = [record(row) for row in show(rows)]
    result = {"settings": KERNELS, **facts, "rows": shown}
    save(f"speed_{name}", result, seeds=seeds, command=command)


def record(row: Row) -> dict[str, Any]:
    """A row as it is saved: times and ratios to four digits, nothing that is empty."""
    entry = asdict(row) | {"cpu ratio": row.cpu_ratio, "wall ratio": row.wall_ratio}
    return {k: _rounded(v) for k, v in entry.items() if v not in (None, "")}


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    return float(f"{value:.4g}") if isinstance(value, float) else value


def _timed(call: Callable[[], object]) -> Times:
    cpu, wall = _cpu(), time.perf_counter()
    call()
    return Times(_cpu() - cpu, time.perf_counter() - wall)


def _cpu() -> float:
    used = [
        resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    return sum(u.ru_utime + u.ru_stime for u in used)


def _median(times: list[Times]) -> Times:
    return Times(median(t.cpu for t in times), median(t.wall for t in times))


def _milliseconds(times: Times | None) -> str:
    return f"{times.cpu * 1e3:,.1f} ms" if times else ""
