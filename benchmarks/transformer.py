"""A transformer language model against PyTorch: a step of training, generation.

    python -m benchmarks.transformer

About five minutes on two cores that do nothing else. It needs PyTorch; the words are
drawn here. benchmarks/README.md explains the columns, and the figures are kept in
experiments/results/speed_transformer.json.
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
from dlnlp.decoding import generate
from dlnlp.models import TransformerLM
from dlnlp.nn import Adam, relu

DIM, HEADS, LAYERS, CONTEXT, LR = 128, 4, 4, 64, 1e-3


@dataclass(frozen=True)
class Match:
    """What is compared. goals: for (BLAS kernel's setting, threads), peer / ours."""

    what: str
    size: int  # V
    batch_size: int
    goals: dict[tuple[str, int], float]
    generation: bool = False
    repeats: int = 1  # steps or words in one turn


MATCHES = [
    Match(
        "transformer, 100 words, training",
        *(100, 32, {("Haswell", 1): 1.0, ("native", 2): 1.3}),
        repeats=4,
    ),
    Match(
        "transformer, 10,000 words, training",
        *(10_000, 32, {("Haswell", 1): 1.3, ("native", 2): 1.7}),
        repeats=2,
    ),
    Match("transformer, characters, batch 12", 65, 12, {("native", 1): 1.7}, repeats=8),
    Match(
        "transformer, generation with cache",
        *(100, 1, {("Haswell", 1): 2.0, ("native", 1): 2.0}),
        generation=True,
        repeats=CONTEXT - 1,
    ),
]


class Contest:
    """One model twice, with the same weights; each side trains or generates."""

    def __init__(self, match: Match):
        rng = np.random.default_rng(0)
        self.match = match
        shape = match.repeats, match.batch_size, CONTEXT + 1
        self.batches = rng.integers(0, match.size, shape)
        self.ours = TransformerLM(
            *(match.size, DIM, CONTEXT),
            heads=HEADS,
            layers=LAYERS,
            activation=relu,
            rng=rng,
        )
        self.theirs = peer(self.ours)
        self.optimizer = Adam(self.ours.parameters(), LR)

    def train_ours(self) -> list[float]:
        losses = []
        for batch in self.batches:
            loss, backward = self.ours.loss(batch[:, :-1], batch[:, 1:])
            backward()
            self.optimizer.step()
            losses.append(loss)
        return losses

    def train_theirs(self) -> list[float]:
        import torch

        losses = []
        optimizer = torch.optim.Adam(self.theirs.parameters(), LR)
        for batch in torch.tensor(self.batches):
            logits, _ = self.theirs(batch[:, :-1])
            loss = torch.nn.functional.cross_entropy(
                logits.flatten(0, 1), batch[:, 1:].flatten()
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return losses

    def generate_ours(self) -> list[int]:
        return list(generate(self.ours, [0], CONTEXT - 1))

    def generate_theirs(self) -> list[int]:
        import torch

        ids, caches, words = torch.tensor([[0]]), None, []
        with torch.no_grad():
            for _ in range(CONTEXT - 1):
                logits, caches = self.theirs(ids, caches)
                ids = logits[:, -1].argmax(-1, keepdim=True)
                words.append(int(ids))
        return words

    def row(self, setting: str, threads: int, turns: int) -> Row:
        """Take turns, after a first call of each that is not timed but compared."""
        m = self.match
        sides: tuple[Callable[[], Any], Callable[[], Any]]
        sides = self.train_ours, self.train_theirs
        if m.generation:
            sides = self.generate_ours, self.generate_theirs
        found, expected = (side() for side in sides)
        if not np.allclose(found, expected, rtol=1e-2):
            raise SystemExit(f"{m.what}: ours gives {found}, PyTorch's {expected}")
        ours, theirs = (
            replace(side, cpu=side.cpu / m.repeats, wall=side.wall / m.repeats)
            for side in take_turns(*sides, turns)
        )
        goal, on_clock = m.goals.get((setting, threads)), threads > 1
        return compare(m.what, "PyTorch", (ours, theirs), goal, on_clock=on_clock)


def peer(model: TransformerLM) -> Any:
    """The same network as PyTorch's users write it, with the same weights."""
    import torch
    from torch import nn

    class Block(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.norm1, self.norm2 = nn.LayerNorm(DIM), nn.LayerNorm(DIM)
            self.qkv, self.out = nn.Linear(DIM, 3 * DIM), nn.Linear(DIM, DIM)
            self.first, self.second = nn.Linear(DIM, 4 * DIM), nn.Linear(4 * DIM, DIM)

        def forward(self, x: Any, cache: Any) -> Any:
            parts = self.qkv(self.norm1(x)).chunk(3, 2)
            q, k, v = (p.unflatten(2, (HEADS, -1)).transpose(1, 2) for p in parts)
            if cache is not None:
                k, v = torch.cat([cache[0], k], 2), torch.cat([cache[1], v], 2)
            r = nn.functional.scaled_dot_product_attention(
                q, k, v, is_causal=cache is None
            )
            x = x + self.out(r.transpose(1, 2).flatten(2))
            return x + self.second(self.first(self.norm2(x)).relu()), (k, v)

    class Peer(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            V = len(model.output.W.value)
            self.words, self.places = nn.Embedding(V, DIM), nn.Embedding(CONTEXT, DIM)
            self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
            self.norm, self.output = nn.LayerNorm(DIM), nn.Linear(DIM, V)
            self.output.weight = self.words.weight

        def forward(self, ids: Any, caches: Any = None) -> Any:
            past = 0 if caches is None else caches[0][0].shape[2]
            x = self.words(ids) + self.places.weight[past : past + ids.shape[1]]
            after = []
            for i, block in enumerate(self.blocks):
                x, cache = block(x, caches and caches[i])
                after.append(cache)
            return self.output(self.norm(x)), after

    theirs = Peer()
    ours = [model.embedding.embedding.W, model.embedding.positions.P]  # type: ignore[union-attr]
    for block in model.blocks:
        attention, network = block.attention, block.feed_forward
        first, _, second = network.layer.layers  # type: ignore[attr-defined]
        layers = attention.layer.qkv, attention.layer.out, first, second  # type: ignore[attr-defined]
        ours += [*attention.norm.parameters(), *network.norm.parameters()]
        ours += [p for layer in layers for p in layer.parameters()]
    ours += [*model.norm.parameters(), model.output.b]  # type: ignore[union-attr]
    for tensor, parameter in zip(theirs.parameters(), ours, strict=True):
        tensor.data = torch.tensor(parameter.value.T.copy())
    for table in theirs.words, theirs.places:
        table.weight.data = table.weight.data.T.contiguous()  # kept as ours are
    return theirs


def main() -> None:
    run("transformer", MATCHES, Contest)


if __name__ == "__main__":
    main()
