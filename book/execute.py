"""Run the notebooks, several at a time, into the cache that the book is built from.

Jupyter Book would run one after another. It looks in the cache first, by a notebook's
code, and runs what isn't there: a notebook that raised, and so says what was wrong.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import settings
import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution

MOST = 4  # at a time: each kernel wants up to a gigabyte


def execute(paths: Iterable[Path], results: Path, timeout: float) -> None:
    """Put what each notebook prints and draws into the cache in the folder `results`.

    timeout  seconds that a cell may take if no other runs beside it
    """
    at_once = min(MOST, os.cpu_count() or 1)

    def run(path: Path) -> ExecutionResult:
        notebook = nbformat.read(path, as_version=4)
        return single_nb_execution(notebook, str(path.parent), timeout * at_once, False)

    paths = list(paths)
    cache = get_cache(results)
    with ThreadPoolExecutor(at_once) as pool:
        for path, done in zip(paths, pool.map(run, paths), strict=True):
            if done.err is None:
                seconds = {"execution_seconds": done.time}
                bundle = CacheBundleIn(done.nb, str(path), data=seconds)
                cache.cache_notebook_bundle(bundle, check_validity=False)


if __name__ == "__main__":
    chapters_first = sorted(settings.notebooks(), key=lambda path: len(path.parts))
    config = yaml.safe_load((settings.ROOT / "_config.yml").read_text(encoding="utf-8"))
    execute(chapters_first, Path(sys.argv[1]), config["execute"]["timeout"])
