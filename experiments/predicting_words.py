"""What chapter 3 finds on data that can't come with the book, or that takes too long.

    python -m experiments.predicting_words

About twenty minutes on two cores; `OMP_NUM_THREADS=1` makes the numbers repeatable.
The data are downloaded, or found in DLNLP_DATA's folder.
"""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
from tqdm import tqdm

from experiments import shifted_pmi, transfer
from experiments.gender_in_text import gender
from experiments.intervals import interval, resampled
from experiments.recording import save
from experiments.softmax_cost import cost_of_softmax
from experiments.word_vectors import TESTS, Setting, corpus, judge, known_pairs

SEEDS = (0, 1, 2)
DIMS = [10, 25, 50, 100, 200, 300]
METHODS = ("PPMI", "SVD", "SGNS", "GloVe")  # in the comparison

# Found by trying some; see "settings" of the result for what is left as it is
LEARNED = Setting("SGNS", epochs=10, lr=0.05)
FITTED = Setting("GloVe", epochs=10, lr=0.05)
COUNTED = Setting("SVD", window=10, exponent=1.0, near=False)  # chapter 1's

Row = dict[str, Any]


def hidden_dimension(seeds: Iterable[int], dims: list[int]) -> list[Setting]:
    """Every length of vector. Of the slow method only some, with one seed."""
    settings = [
        replace(start, dim=dim, seed=seed)
        for seed, dim in product(seeds, dims)
        for start in (LEARNED, replace(LEARNED, method="CBOW", lr=0.4), COUNTED)
        if dim <= 200 or start is COUNTED  # 300 takes too long to learn
    ]
    return settings + [replace(FITTED, dim=d) for d in dims if d in (25, 50, 100)]


def negatives(seeds: Iterable[int]) -> list[Setting]:
    """The exponent with K = 5, and K with the exponent 0.75."""
    exponents = [replace(LEARNED, exponent=x) for x in (0.0, 0.25, 0.5, 0.75, 1.0)]
    numbers = [replace(LEARNED, negatives=K) for K in (1, 2, 10, 20)]
    return [replace(s, seed=seed) for seed in seeds for s in exponents + numbers]


def count_against_predict(windows: Iterable[int]) -> list[Setting]:
    """The same settings for all methods, as far as a method knows them."""
    settings = []
    for window, near in product(windows, (True, False)):
        starts = [replace(FITTED, exponent=1.0)]
        for exponent in (0.75, 1.0):
            svds = [replace(COUNTED, power=power) for power in (0.0, 0.5, 1.0)]
            kinds = [LEARNED, replace(COUNTED, method="PPMI"), *svds]
            starts += [replace(kind, exponent=exponent) for kind in kinds]
        settings += [replace(s, window=window, near=near) for s in starts]
    return settings


def together(settings: Iterable[Setting]) -> list[list[Setting]]:
    """Each setting once; those that share one decomposition, in one list."""
    groups: dict[Setting, list[Setting]] = {}
    for s in dict.fromkeys(settings):
        key = replace(s, dim=0, power=0.0) if s.method == "SVD" else s
        groups.setdefault(key, []).append(s)
    return list(groups.values())


def work(jobs: list[tuple[Any, Callable[..., Any], Any]], workers: int) -> Any:
    """Do jobs (key, function, arguments) in processes: what they return, by key."""
    with ProcessPoolExecutor(workers) as pool:
        running = {pool.submit(f, *args): key for key, f, args in jobs}
        done = {}
        for future in tqdm(as_completed(running), total=len(jobs), desc="jobs"):
            done[running[future]] = future.result()
    return {key: done[key] for key, _, _ in jobs}


def spread(rows: list[Row]) -> dict[str, Any]:
    """For each test and method: all its settings' results, its best, and intervals.

    The best is the best on the test itself, so it flatters every method alike.
    """
    vocab, _ = corpus("glosses")
    result: dict[str, Any] = {}
    for test in TESTS:
        known = [score for *_, score in known_pairs(vocab.words, test)]
        best = {
            m: max((r for r in rows if r["setting"]["method"] == m), key=by(test))
            for m in METHODS
        }
        draws = resampled(
            np.array(known), *(np.array(best[m]["scores"][test]) for m in METHODS)
        )
        top = max(METHODS, key=lambda m: best[m][test])
        result[test] = {
            "pairs": len(known),
            "best method": top,
            **{
                method: {
                    "each setting": sorted(
                        r[test] for r in rows if r["setting"]["method"] == method
                    ),
                    "best": best[method][test],
                    "best setting": best[method]["setting"],
                    "interval": interval(draw),
                    "below the best method by": interval(
                        draws[METHODS.index(top)] - draw
                    ),
                }
                for method, draw in zip(METHODS, draws, strict=True)
            },
        }
    return result


def by(test: str) -> Callable[[Row], float]:
    return lambda row: float(row[test])


def table(rows: Iterable[Row], names: Iterable[str]) -> list[Row]:
    """One row a run: the settings named, and how it was judged."""
    return [
        {name: row["setting"][name] for name in ("method", *names, "lr")}
        | {test: row[test] for test in (*TESTS, "google")}
        for row in rows
    ]


def run(
    seeds: tuple[int, ...] = SEEDS,
    dims: list[int] = DIMS,
    windows: tuple[int, ...] = (2, 5, 10),
    workers: int | None = None,
) -> dict[str, Any]:
    """Everything, as it is written to the file."""
    parts = {
        "dim": hidden_dimension(seeds, dims),
        "negatives": negatives(seeds),
        "grid": count_against_predict(windows),
    }
    jobs: list[tuple[Any, Callable[..., Any], Any]] = [
        (tuple(group), judge, (group,))
        for group in together(s for part in parts.values() for s in part)
    ]
    verses = shifted_pmi.bible()
    for K, seed in product((1, 5, 15), seeds):
        jobs.append((("shift", K, seed), shifted_pmi.train, (*verses, K, seed)))
    for name in ("glosses", "ptb"):
        setting = replace(LEARNED, corpus=name)
        jobs.append((("gender", name), gender, (setting, seeds)))
    for name, task in transfer.TASKS.items():
        for seed in seeds:
            key = "transfer", name, seed
            jobs.append((key, transfer.compare, (*task, seed)))
    found = work(jobs, workers or os.cpu_count() or 1)
    judged = {
        s: row
        for key, rows in found.items()
        if isinstance(key[0], Setting)
        for s, row in zip(key, rows, strict=True)
    }

    def rows(part: str) -> list[Row]:
        return [judged[s] for s in parts[part]]

    def kind(name: str) -> dict[Any, Any]:
        return {key[1]: v for key, v in found.items() if key[0] == name}

    grid = rows("grid")
    return {
        "settings": {"learned": repr(LEARNED), "GloVe": repr(FITTED)},
        "hidden dimension": table(rows("dim"), ["dim", "seed"]),
        "negatives": table(rows("negatives"), ["exponent", "negatives", "seed"]),
        "count against predict": {
            "rows": table(grid, ["window", "exponent", "near", "power"]),
            **spread(grid),
        },
        "shifted PMI": [v for key, v in found.items() if key[0] == "shift"],
        "gender": kind("gender"),
        "transfer": {
            name: transfer.summary([found["transfer", name, seed] for seed in seeds])
            for name in transfer.TASKS
        },
        "cost of softmax": cost_of_softmax(),
    }


if __name__ == "__main__":
    save("predicting_words", run(), seeds=SEEDS)
