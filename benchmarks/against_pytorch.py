"""What the benchmarks against PyTorch share: kernels, threads, how memory is kept."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from threadpoolctl import threadpool_limits

from benchmarks.measuring import KERNELS, Row, needs_module, report, rows_of, send


class Contest(Protocol):
    """Ours and PyTorch's, for one match."""

    def row(self, setting: str, threads: int, turns: int) -> Row: ...


# glibc hands large arrays back to the system as soon as they are free. On a virtual
# machine it can take longer to get them again than to fill them, so it keeps them here,
# for both sides.
KEEP_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": "1000000000",
    "MALLOC_TRIM_THRESHOLD_": "10000000000",
    "MALLOC_TOP_PAD_": "100000000",
}


def all_rows(name: str, turns: int) -> Iterator[Row]:
    """The rows of both kernels and one and two threads, each in its own process."""
    for setting in KERNELS:
        for threads in "1", "2":
            yield from rows_of(
                setting,
                f"benchmarks.{name}",
                *("--part", setting, "--threads", threads, "--turns", str(turns)),
                extra=KEEP_MEMORY
                | {"OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads},
            )


def run(name: str, matches: Sequence[Any], contest: Callable[[Any], Contest]) -> None:
    """`python -m benchmarks.<name>`: every match, against PyTorch."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}")
    parser.add_argument(
        "--turns", type=int, default=7, help="turns of each side (default: 7)"
    )
    parser.add_argument("--part", choices=list(KERNELS), help=argparse.SUPPRESS)
    parser.add_argument("--threads", type=int, default=1, help=argparse.SUPPRESS)
    options = parser.parse_args()
    needs_module("torch", "PyTorch")
    import torch

    if options.part:
        torch.set_num_threads(options.threads)
        with threadpool_limits(options.threads, user_api="blas"):
            for match in matches:
                row = contest(match).row(options.part, options.threads, options.turns)
                send(row, threads=options.threads)
        return
    rows = all_rows(name, options.turns)
    report(name, rows, seeds=[0], turns=options.turns, pytorch=torch.__version__)
