"""Recurrent language models against PyTorch: a step of training, a word of generation.

    python -m benchmarks.language

About six minutes on two cores that do nothing else. It needs the Penn Treebank
(downloaded, or found in the folder that DLNLP_DATA names) and PyTorch.
benchmarks/README.md explains the columns, and the figures are kept in
experiments/results/speed_language.json.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from benchmarks.against_pytorch import run
from benchmarks.measuring import (
    Row,
    compare,
    needs,
    take_turns,
)
from dlnlp.models.recurrent_lm import RecurrentLM
from dlnlp.nn.clipping import clip_grad_norm
from dlnlp.nn.optim import SGD
from dlnlp.nn.pytorch_layout import to_pytorch
from dlnlp.training.batches import stream_batches
from experiments.corpora import Treebank

BATCH, LENGTH, CLIP, LR = 20, 35, 0.25, 1.0
WORDS = 50  # generated in one turn


@dataclass(frozen=True)
class Match:
    """What is compared. goals: for (BLAS kernel's setting, threads), peer / ours."""

    what: str
    hidden: tuple[int, ...]  # and as many numbers in a word's vector
    goals: dict[tuple[str, int], float]
    tied: bool = False
    dropout: float = 0.0
    generation: bool = False
    repeats: int = 1  # steps in one turn


MATCHES = [
    Match(
        "LSTM 100, training",
        (100,),
        {("Haswell", 1): 1.2, ("native", 2): 1.5},
        repeats=10,
    ),
    Match(
        "LSTM 650 x 2, tied, dropout, training",
        (650, 650),
        {("Haswell", 1): 0.9, ("native", 2): 1.15},
        tied=True,
        dropout=0.5,
        repeats=2,
    ),
    Match(
        "LSTM 650 x 2, tied, generation",
        (650, 650),
        {("Haswell", 1): 3.0, ("native", 1): 3.0},
        tied=True,
        generation=True,
        repeats=WORDS,
    ),
]


class Contest:
    """One model twice, with the same weights; each side trains or generates."""

    def __init__(self, match: Match):
        text = Treebank()
        self.match, self.size = match, len(text.vocab)
        rng = self.rng = np.random.default_rng(0)
        batches = list(stream_batches(text.train, BATCH, LENGTH)(rng))
        self.batches = batches[: match.repeats]
        self.ours = RecurrentLM(
            self.size,
            match.hidden[0],
            match.hidden,
            tied=match.tied,
            dropout=match.dropout,
            rng=rng,
        )
        self.theirs = peer(self.ours, match)
        self.optimizer = SGD(self.ours.parameters(), LR)

    def train_ours(self) -> list[float]:
        state, losses = None, []
        for inputs, targets in self.batches:
            (loss, state), backward = self.ours.loss(
                inputs, targets, state, rng=self.rng
            )
            backward()
            clip_grad_norm(self.optimizer.parameters, CLIP)
            self.optimizer.step()
            losses.append(loss)
        return losses

    def train_theirs(self) -> list[float]:
        import torch

        state, losses = None, []
        optimizer = torch.optim.SGD(self.theirs.parameters(), LR)
        for inputs, targets in self.batches:
            logits, state = self.theirs(torch.tensor(inputs.T), state)
            wanted = torch.tensor(targets.T).reshape(-1)
            loss = torch.nn.functional.cross_entropy(
                logits.reshape(-1, self.size), wanted
            )
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.theirs.parameters(), CLIP)
            optimizer.step()
            state = tuple(part.detach() for part in state)
            losses.append(loss.item())
        return losses

    def generate_ours(self) -> list[int]:
        state, words = None, [0]
        for _ in range(WORDS):
            logits, state = self.ours.next_logits([words[-1:]], state)
            words.append(int(logits[0].argmax()))
        return words

    def generate_theirs(self) -> list[int]:
        import torch

        state, words = None, [0]
        with torch.no_grad():
            for _ in range(WORDS):
                logits, state = self.theirs(torch.tensor([words[-1:]]), state)
                words.append(int(logits[-1].argmax()))
        return words

    def row(self, setting: str, threads: int, turns: int) -> Row:
        """Take turns, after a first call of each that is not timed but compared."""
        m = self.match
        sides: tuple[Callable[[], Any], Callable[[], Any]]
        sides = self.train_ours, self.train_theirs
        if m.generation:
            sides = self.generate_ours, self.generate_theirs
        if not m.generation:
            self.theirs.train(bool(m.dropout))
        found, expected = (side() for side in sides)
        if not m.generation:  # PyTorch has two biases where we have one, so from the
            found, expected = found[0], expected[0]  # second step on the two differ
        # with dropout the two draw differently; without, they compute the same
        if not m.dropout and not np.allclose(found, expected, rtol=1e-3):
            raise SystemExit(f"{m.what}: ours gives {found}, PyTorch's {expected}")
        ours, theirs = (
            replace(side, cpu=side.cpu / m.repeats, wall=side.wall / m.repeats)
            for side in take_turns(*sides, turns)
        )
        goal, on_clock = m.goals.get((setting, threads)), threads > 1
        return compare(m.what, "PyTorch", (ours, theirs), goal, on_clock=on_clock)


def peer(model: RecurrentLM, match: Match) -> Any:
    """The same network out of PyTorch's layers, with the same weights."""
    import torch

    D, H = match.hidden[0], match.hidden[-1]

    class Peer(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            V = len(model.embedding.W.value)
            self.embedding = torch.nn.Embedding(V, D)
            self.lstm = torch.nn.LSTM(D, H, len(match.hidden))
            self.lstm.dropout = match.dropout if len(match.hidden) > 1 else 0
            self.output = torch.nn.Linear(H, V)
            self.dropout = torch.nn.Dropout(match.dropout)
            if match.tied:
                self.output.weight = self.embedding.weight

        def forward(self, ids: Any, state: Any) -> tuple[Any, Any]:
            hs, state = self.lstm(self.dropout(self.embedding(ids)), state)
            return self.output(self.dropout(hs)), state

    theirs, state = Peer(), {}
    for i, layer in enumerate(model.layers.layers):
        state |= {f"lstm.{k}": a for k, a in to_pytorch(layer, f"_l{i}").items()}
    state["embedding.weight"] = model.embedding.W.value
    state["output.weight"] = model.output.W.value
    state["output.bias"] = model.output.b.value
    theirs.load_state_dict({name: torch.tensor(a) for name, a in state.items()})
    return theirs


def main() -> None:
    needs("train", "torch", "PyTorch")
    run("language", MATCHES, Contest)


if __name__ == "__main__":
    main()
