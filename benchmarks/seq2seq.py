"""Sequence to sequence with attention against PyTorch: a step of training, decoding.

    python -m benchmarks.seq2seq

About four minutes on two cores that do nothing else. It needs PyTorch; the dates are
made here. benchmarks/README.md explains the columns, and the figures are kept in
experiments/results/speed_seq2seq.json.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from benchmarks.against_pytorch import run
from benchmarks.measuring import (
    Row,
    compare,
    take_turns,
)
from dlnlp.arrays import Array
from dlnlp.datasets import dates
from dlnlp.decoding import decode
from dlnlp.models import AttentionDecoder, Encoder, Seq2Seq
from dlnlp.nn import Adam, clip_grad_norm, to_pytorch
from dlnlp.text import Vocabulary

DIM, HIDDEN, CLIP, LR = 16, 256, 5.0, 1e-3
LENGTH = 10  # of an answer, 1994-09-27


@dataclass(frozen=True)
class Match:
    """What is compared. goals: for (BLAS kernel's setting, threads), peer / ours."""

    what: str
    batch_size: int
    goals: dict[tuple[str, int], float]
    decoding: bool = False
    repeats: int = 1  # steps or batches in one turn


MATCHES = [
    Match("dates, training, batch 128", 128, {("native", 1): 1.0}, repeats=4),
    Match(
        "dates, greedy decoding, 1 at a time",
        1,
        {("Haswell", 1): 1.5, ("native", 1): 1.5},
        decoding=True,
        repeats=20,
    ),
    Match("dates, greedy decoding, 128 at once", 128, {}, decoding=True, repeats=4),
]


class Contest:
    """One model twice, with the same weights; each side trains or decodes."""

    def __init__(self, match: Match):
        rng = np.random.default_rng(0)
        pairs = dates(match.batch_size * match.repeats, rng=rng, locales=["en_US"])
        vocab = Vocabulary(letter for q, a in pairs for letter in q + a)
        self.match, self.size, self.begin = match, len(vocab), vocab.id("_")
        questions, answers = (
            np.array([vocab.encode(list(text)) for text in texts])
            for texts in zip(*pairs, strict=True)
        )
        self.batches = list(
            zip(
                np.split(questions, match.repeats),  # (N, 29)
                np.split(answers, match.repeats),  # (N, 11)
                strict=True,
            )
        )
        self.ours = Seq2Seq(
            Encoder(self.size, DIM, HIDDEN, rng=rng),
            AttentionDecoder(self.size, DIM, HIDDEN, rng=rng),
        )
        self.theirs = peer(self.ours)
        self.optimizer = Adam(self.ours.parameters(), LR)

    def train_ours(self) -> list[float]:
        losses = []
        for source, target in self.batches:
            loss, backward = self.ours.loss(source, target)
            backward()
            clip_grad_norm(self.optimizer.parameters, CLIP)
            self.optimizer.step()
            losses.append(loss)
        return losses

    def train_theirs(self) -> list[float]:
        import torch

        losses = []
        optimizer = torch.optim.Adam(self.theirs.parameters(), LR)
        for source, target in self.batches:
            ids = torch.tensor(target)
            logits, _ = self.theirs(
                ids[:, :-1], *self.theirs.read(torch.tensor(source))
            )
            loss = torch.nn.functional.cross_entropy(
                logits.reshape(-1, self.size), ids[:, 1:].reshape(-1)
            )
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.theirs.parameters(), CLIP)
            optimizer.step()
            losses.append(loss.item())
        return losses

    def decode_ours(self) -> list[Array]:
        return [
            np.array(
                [
                    text.ids
                    for text in decode(
                        self.ours,
                        self.ours.start(source),
                        self.begin,
                        end=None,
                        limit=LENGTH,
                    )
                ]
            )
            for source, _ in self.batches
        ]

    def decode_theirs(self) -> list[Array]:
        import torch

        answers = []
        with torch.no_grad():
            for source, _ in self.batches:
                encoded, state = self.theirs.read(torch.tensor(source))
                ids, words = torch.full((len(source), 1), self.begin), []
                for _ in range(LENGTH):
                    logits, state = self.theirs(ids, encoded, state)
                    ids = logits[:, -1].argmax(-1, keepdim=True)
                    words.append(ids)
                answers.append(torch.cat(words, 1).numpy())
        return answers

    def row(self, setting: str, threads: int, turns: int) -> Row:
        """Take turns, after a first call of each that is not timed but compared."""
        m = self.match
        sides: tuple[Callable[[], Any], Callable[[], Any]]
        sides = self.train_ours, self.train_theirs
        if m.decoding:
            sides = self.decode_ours, self.decode_theirs
        found, expected = (side() for side in sides)
        if not m.decoding:  # PyTorch has two biases where we have one, so from the
            found, expected = found[0], expected[0]  # second step on the two differ
        if not np.allclose(found, expected, rtol=1e-3):
            raise SystemExit(f"{m.what}: ours gives {found}, PyTorch's {expected}")
        ours, theirs = (
            replace(side, cpu=side.cpu / m.repeats, wall=side.wall / m.repeats)
            for side in take_turns(*sides, turns)
        )
        goal, on_clock = m.goals.get((setting, threads)), threads > 1
        return compare(m.what, "PyTorch", (ours, theirs), goal, on_clock=on_clock)


def peer(model: Seq2Seq) -> Any:
    """The same network out of PyTorch's layers, with the same weights."""
    import torch

    V = len(model.encoder.embedding.W.value)

    class Peer(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.source = torch.nn.Embedding(V, DIM)
            self.encoder = torch.nn.LSTM(DIM, HIDDEN, batch_first=True)
            self.target = torch.nn.Embedding(V, DIM)
            self.decoder = torch.nn.LSTM(DIM, HIDDEN, batch_first=True)
            self.output = torch.nn.Linear(2 * HIDDEN, V)

        def read(self, ids: Any) -> Any:
            return self.encoder(self.source(ids))

        def forward(self, ids: Any, encoded: Any, state: Any) -> Any:
            hs, state = self.decoder(self.target(ids), state)
            weights = torch.softmax(torch.bmm(hs, encoded.mT), -1)
            read = torch.bmm(weights, encoded)
            return self.output(torch.cat([read, hs], -1)), state

    theirs = Peer()
    state = {
        "source.weight": model.encoder.embedding.W.value,
        "target.weight": model.decoder.embedding.W.value,
        "output.weight": model.decoder.output.W.value,
        "output.bias": model.decoder.output.b.value,
    }
    for name, part in ("encoder", model.encoder), ("decoder", model.decoder):
        (layer,) = part.layers.layers
        state |= {f"{name}.{k}": a for k, a in to_pytorch(layer).items()}
    theirs.load_state_dict({name: torch.tensor(a) for name, a in state.items()})
    return theirs


def main() -> None:
    run("seq2seq", MATCHES, Contest)


if __name__ == "__main__":
    main()
