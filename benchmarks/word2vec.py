"""Fast word2vec against gensim on the Penn Treebank: time, and loss on held-out text.

    python -m benchmarks.word2vec

About ten minutes on two cores. It needs the Penn Treebank (downloaded, or found in the
folder that DLNLP_DATA names) and gensim. benchmarks/README.md explains the columns, and
the figures are kept in experiments/results/speed_word2vec.json.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import mean
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from benchmarks.measuring import (
    KERNELS,
    Row,
    compare,
    needs,
    report,
    rows_of,
    send,
    take_turns,
)
from dlnlp.datasets import penn_treebank
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.vectors.fast_word2vec import held_out_loss, train_word2vec

# What both sides are told; no subsampling, windows of 1 … WINDOW words, drawn anew
DIM, WINDOW, NEGATIVES, EXPONENT, LR, FINAL_LR = 100, 5, 5, 0.75, 0.025, 1e-4
SENTENCE = 10_000  # tokens: gensim cuts longer ones


@dataclass(frozen=True)
class Match:
    """What is compared, and what is to be reached."""

    model: str
    epochs: float = 1  # of ours, for each of gensim's
    lr: float = LR  # of ours
    workers: tuple[int, ...] = (1, 2)  # of gensim
    on_cpu: float | None = None  # times gensim's speed with one worker
    on_clock: float | None = None  # and with two
    allowed: float = 0.01  # by how much our held-out loss may be above gensim's


# gensim's CBOW does not follow the gradient of its loss (see `cbow`); ours does, with
# longer steps. So there are two rows: as many epochs, and as many as that loss takes.
MATCHES = [
    Match("skip-gram", on_cpu=4.0, on_clock=2.0, allowed=0.005),
    Match("cbow", lr=0.15),
    Match("cbow", epochs=0.6, lr=0.25, workers=(1,), on_cpu=1.3),
]


class Contest:
    """The treebank, and both sides' training on it; each call takes the next seed."""

    def __init__(self, match: Match, epochs: int):
        tokens = penn_treebank("train")
        self.match, self.model, self.epochs = match, match.model, epochs
        self.our_epochs = max(1, round(match.epochs * epochs))
        self.vocab = Vocabulary(tokens)
        self.ids = self.vocab.encode(tokens)
        self.held_out = self.vocab.encode(penn_treebank("valid"))
        starts = range(0, len(tokens), SENTENCE)
        self.sentences = [tokens[start : start + SENTENCE] for start in starts]

    def ours(self, found: list[Any]) -> None:
        """From ids to vectors."""
        vectors = train_word2vec(
            self.ids,
            len(self.vocab),
            model=self.model,
            dim=DIM,
            window=WINDOW,
            negatives=NEGATIVES,
            exponent=EXPONENT,
            epochs=self.our_epochs,
            lr=self.match.lr,
            final_lr=FINAL_LR,
            rng=np.random.default_rng(len(found)),
        )
        found.append((vectors.W_in, vectors.W_out))

    def untrained(self, workers: int, seed: int) -> Any:
        """A gensim model with its vocabulary, which is not timed."""
        from gensim.models import Word2Vec

        model = Word2Vec(
            vector_size=DIM,
            window=WINDOW,
            negative=NEGATIVES,
            ns_exponent=EXPONENT,
            sg=int(self.model == "skip-gram"),
            cbow_mean=1,
            hs=0,
            sample=0,
            min_count=1,
            alpha=LR,
            min_alpha=FINAL_LR,
            workers=workers,
            seed=seed + 1,
        )
        model.build_vocab(self.sentences)
        return model

    def matrices(self, model: Any) -> tuple[NDArray[Any], NDArray[Any]]:
        """W_in and W_out of a gensim model, in our order of words."""
        order = [model.wv.key_to_index[word] for word in self.vocab.words]
        return model.wv.vectors[order], model.syn1neg[order]

    def loss(self, W_in: NDArray[Any], W_out: NDArray[Any]) -> float:
        """On the validation part; for all the same pairs and the same negatives."""
        return held_out_loss(
            W_in,
            W_out,
            self.held_out,
            self.vocab.counts,
            model=self.model,
            window=WINDOW,
            negatives=NEGATIVES,
            exponent=EXPONENT,
            rng=np.random.default_rng(0),
        )

    def against(self, workers: int, turns: int) -> Row:
        """Both train from seed 0, 1, … on; their times, and their mean losses."""
        waiting = [self.untrained(workers, seed) for seed in range(turns)]
        found: list[Any] = []
        trained: list[Any] = []

        def theirs() -> None:
            model = waiting.pop(0)
            model.train(
                self.sentences,
                total_examples=len(self.sentences),
                epochs=self.epochs,
            )
            trained.append(model)

        times = take_turns(lambda: self.ours(found), theirs, turns)
        ours = mean(self.loss(*pair) for pair in found)
        gensims = mean(self.loss(*self.matrices(model)) for model in trained)
        m = self.match
        what = f"{self.model}, {self.our_epochs} epochs"
        peer = f"gensim, {workers} worker{'s' if workers > 1 else ''}"
        if self.our_epochs != self.epochs:
            peer += f", {self.epochs} epochs"
        row = compare(what, peer, times, at_least=m.on_cpu if workers == 1 else None)
        if workers > 1 and m.on_clock is not None:
            goal = f">= {m.on_clock:g} wall"
            row = replace(row, goal=goal, reached=(row.wall_ratio or 0) >= m.on_clock)
        above = ours / gensims - 1
        if row.reached is not None:
            row = replace(row, reached=row.reached and above <= m.allowed)
        read = self.our_epochs, self.epochs
        speeds = [
            len(self.ids) * n / side.wall for n, side in zip(read, times, strict=True)
        ]
        return replace(
            row,
            note=f"held-out loss ours {ours:.4f}, gensim's {gensims:.4f} nats "
            f"({above:+.2%}, at most {m.allowed:+.1%}); "
            f"words a second: ours {speeds[0]:,.0f}, gensim's {speeds[1]:,.0f}",
        )


def speed(turns: int, epochs: int) -> Iterator[Row]:
    """Every comparison, on one BLAS thread."""
    from gensim.models.word2vec import FAST_VERSION

    if FAST_VERSION < 0:
        raise SystemExit("gensim runs without its compiled code: nothing to compare")
    with threadpool_limits(1, user_api="blas"):
        for match in MATCHES:
            contest = Contest(match, epochs)
            for workers in match.workers:
                yield contest.against(workers, turns)


def all_rows(arguments: list[str]) -> Iterator[Row]:
    """The rows of both kernels, each in a process of its own."""
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    for setting in KERNELS:
        yield from rows_of(
            setting,
            "benchmarks.word2vec",
            "--part",
            "speed",
            *arguments,
            extra=one_thread,
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.word2vec")
    parser.add_argument(
        "--turns", type=int, default=3, help="turns of each side (default: 3)"
    )
    parser.add_argument(
        "--epochs", type=int, default=5, help="epochs of each training (default: 5)"
    )
    parser.add_argument("--part", choices=["speed"], help=argparse.SUPPRESS)
    options = parser.parse_args()

    if options.part == "speed":
        for row in speed(options.turns, options.epochs):
            send(row, threads=1)
        return
    needs("valid", "gensim", "gensim")
    import gensim

    report(
        "word2vec",
        all_rows(sys.argv[1:]),
        seeds=range(options.turns),
        turns=options.turns,
        epochs=options.epochs,
        gensim=gensim.__version__,
    )


if __name__ == "__main__":
    main()
