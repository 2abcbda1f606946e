"""Run the jobs of an experiment one after the other, or side by side on a cluster.

    python -m experiments.long_lags --workers 8
    python -m experiments.long_lags --cluster tcp://10.0.0.1:8786

The results are those of a serial run, bit for bit: a job draws from a generator of its
own, and computes on one thread wherever it runs. (Another processor, or another BLAS,
may round otherwise.) The workers of a cluster need this project, as `pip install -e .`
and its folder as the current one.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from threadpoolctl import threadpool_limits
from tqdm import tqdm

from dlnlp.cluster import connect

Job = TypeVar("Job")
Result = TypeVar("Result")


class JobsFailed(RuntimeError):
    """Some jobs failed; the results of all others were given before."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """--workers and --cluster, for `spread`."""
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--workers", type=int, help="processes, on this machine")
    where.add_argument("--cluster", metavar="ADDRESS", help="of a Dask scheduler")


def spread(
    run: Callable[[Job], Result], jobs: Sequence[Job], options: argparse.Namespace
) -> Iterator[tuple[Job, Result]]:
    """Each job with run(job), as soon as it has ended. options: see `add_options`.

    Who saves them as they come can go on after an interruption with those that are
    missing. A job whose worker died runs again; one that raises an error stops a serial
    run at once. On a cluster the others go on, and then JobsFailed names the first.
    """
    if not jobs:
        return
    if options.workers is None and options.cluster is None:
        for job in tqdm(jobs):
            yield job, _on_one_thread(run, job)
    else:
        yield from _side_by_side(run, jobs, options)


def _side_by_side(
    run: Callable[[Job], Result], jobs: Sequence[Job], options: argparse.Namespace
) -> Iterator[tuple[Job, Result]]:
    from distributed import as_completed

    with connect(options.cluster, workers=options.workers) as client:
        futures = [client.submit(_on_one_thread, run, job, pure=False) for job in jobs]
        job_of = dict(zip(futures, jobs, strict=True))
        failed = []
        for future in tqdm(as_completed(futures), total=len(jobs)):
            job = job_of[future]
            if future.status == "finished":
                yield job, future.result()
            else:
                failed.append((job, future.exception()))
                print(f"{job!r} failed: {failed[-1][1]!r}", file=sys.stderr)
    if failed:
        job, error = failed[0]
        raise JobsFailed(f"{len(failed)} of {len(jobs)}, the first {job!r}") from error


def _on_one_thread(run: Callable[[Any], Any], job: Any) -> Any:
    threadpool_limits(1, user_api="blas")  # for good: others may run in this process
    return run(job)
