"""Run the jobs of an experiment one after the other, or side by side on a cluster.

    python -m experiments.dates --workers 8
    python -m experiments.dates --cluster tcp://10.0.0.1:8786

It goes on where it was interrupted: each run is recorded as it ends.

The results are those of a serial run, bit for bit: a job draws from a generator of its
own, and computes on one thread wherever it runs. (Another processor, or another BLAS,
may round otherwise.) The workers of a cluster need this project, as `pip install -e .`
and its folder as the current one; checkpoints and weights stay where a job ran.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any, TypeVar

from threadpoolctl import threadpool_limits
from tqdm import tqdm

from dlnlp.cluster import connect
from experiments.recording import saved_runs

Job = TypeVar("Job")
Result = TypeVar("Result")


class JobsFailed(RuntimeError):
    """Some jobs failed; the results of all others were given before."""


def run_missing(
    name: str, columns: Sequence[str], jobs: Iterable[tuple[Any, ...]]
) -> Iterator[list[dict[str, Any]]]:
    """Do the jobs of an experiment whose runs its file lacks.

    name     of the experiment: its run(job) gives a run
    columns  what the values of a job are called in a run

    After each job come all runs so far, in the order of the jobs, to be saved. The
    command line chooses where they run, and may name first values of jobs: "dates
    reversed". What a job reads is best read by a function that is cached.
    """
    jobs = list(jobs)
    names = dict.fromkeys(str(job[0]) for job in jobs)
    parser = argparse.ArgumentParser(prog=f"python -m experiments.{name}")
    parser.add_argument("names", nargs="*", help=f"{' | '.join(names)}; all if none")
    add_options(parser)
    options = parser.parse_args()
    chosen = dict.fromkeys(options.names) or names
    if unknown := chosen.keys() - names:
        parser.error(f"not one of the names: {', '.join(sorted(unknown))}")
    done = {tuple(run[column] for column in columns): run for run in saved_runs(name)}
    left = [job for job in jobs if str(job[0]) in chosen and job not in done]
    run = import_module(f"experiments.{name}").run  # __main__ is another on a worker
    for job, result in spread(run, left, options):
        done[job] = result
        yield [done[job] for job in jobs if job in done]


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
            try:  # a result that was lost with its worker is computed again
                result = future.result()
            except Exception as error:
                failed.append((job, error))
                print(f"{job!r} failed: {error!r}", file=sys.stderr)
            else:
                yield job, result
    if failed:
        job, error = failed[0]
        raise JobsFailed(f"{len(failed)} of {len(jobs)}, the first {job!r}") from error


def _on_one_thread(run: Callable[[Any], Any], job: Any) -> Any:
    threadpool_limits(1, user_api="blas")  # for good: others may run in this process
    return run(job)
