"""Captions of drawn scenes: how many are right, of new scenes and of new combinations.

    python -m experiments.captions [--workers N]   about 15 minutes on one core

A convolutional encoder looks at an image, an LSTM writes its caption: once from the
state alone that the encoder hands over, and once with attention over the feature map.
Adds to experiments/results/captions.json, a run at a time, and goes on from there;
remove the file to begin anew:

    settings  {"hidden", "filters", "dim", "scenes": drawn for each epoch, "epochs", …}
    runs      [{"decoder": "state alone" or "attention", "seed", "parameters",
                "seconds", "new", "held out": proportion of captions exactly right,
                "curve": [{"loss", "new", "held out"} of each epoch]: of 500 each,
                "mistakes": [{"scene": "a blue triangle", "written": "a blue square",
                              "count"}: the commonest, for the things held out]}]

`new` are 2,000 scenes that nobody has seen, made of things that have been. In the
2,000 of `held out` one of the things is a combination of a colour and a shape that
never came while the model learned. All captions are written by the model alone.

The weights stay in the cache folder (`dlnlp.datasets.cache_folder()`): `trained`.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.datasets import cache_folder, captioned_scenes
from dlnlp.datasets.drawn_scenes import COLOURS, HELD_OUT, PLACES, SHAPES, SIZE
from dlnlp.decoding import decode
from dlnlp.evaluation import exact_match
from dlnlp.models import AttentionDecoder, Decoder, ImageEncoder, Seq2Seq
from dlnlp.nn import Adam, linear_decay
from dlnlp.text import Vocabulary, pad
from dlnlp.training import Trainer, minibatches
from experiments.recording import save_runs
from experiments.spreading import run_missing

NAME = "captions"
SEEDS = 0, 1, 2
DECODERS = {"state alone": Decoder, "attention": AttentionDecoder}
WORDS = ["a", "an", *COLOURS, *SHAPES, *" ".join(PLACES).split()]
VOCAB = Vocabulary(list(dict.fromkeys(WORDS)), marks=("<bos>", "<eos>"))
BEGIN, END = VOCAB.id("<bos>"), VOCAB.id("<eos>")
LIMIT = 12  # words of a caption; the longest true one has 8, and its end
MISTAKES = 10  # kinds of mistakes that are recorded
Scenes = tuple[Array, list[str]]  # images (N, 3, Y, X) and their captions


@dataclass(frozen=True)
class Setting:
    """How large a model is, and how it is trained; the learning rate falls to 0."""

    hidden: int = 64
    filters: int = 16
    dim: int = 16
    scenes: int = 6_000  # that are drawn anew for each epoch
    tested: int = 2_000
    glanced: int = 500  # of these, after each epoch
    epochs: int = 15
    batch_size: int = 32
    lr: float = 0.006
    clip: float = 5.0


SETTING = Setting()


def build(decoder: str, setting: Setting, rng: np.random.Generator) -> Seq2Seq:
    """The model before training."""
    return Seq2Seq(
        ImageEncoder(SIZE, SIZE, setting.hidden, rng=rng, filters=setting.filters),
        DECODERS[decoder](len(VOCAB), setting.dim, setting.hidden, rng=rng),
    )


def weights(decoder: str, seed: int) -> Path:
    """Where a trained model's weights are kept."""
    return cache_folder() / f"{NAME}-{decoder.replace(' ', '-')}-{seed}.safetensors"


def trained(decoder: str, seed: int) -> Seq2Seq:
    """A model that was trained before. FileNotFoundError says how to train it."""
    path = weights(decoder, seed)
    if not path.exists():
        raise FileNotFoundError(
            f"no {path}: train it with python -m experiments.{NAME}"
        )
    model = build(decoder, SETTING, np.random.default_rng(seed))
    model.load(path)
    return model


def write_captions(model: Seq2Seq, images: Array) -> list[str]:
    """The captions that a model writes, each word the likeliest."""
    written = decode(model, model.start(images), BEGIN, end=END, limit=LIMIT)
    return [" ".join(VOCAB.decode(text.ids)) for text in written]


def train(decoder: str, setting: Setting, seed: int) -> tuple[Seq2Seq, dict[str, Any]]:
    """Train, and test after each epoch; seconds are those of training and tests."""
    rng = np.random.default_rng(seed)
    tests = {
        "new": captioned_scenes(setting.tested, rng=rng),
        "held out": captioned_scenes(setting.tested, rng=rng, held_out=True),
    }
    started, model = time.process_time(), build(decoder, setting, rng)
    measured: list[dict[str, float]] = []

    def batches(rng: np.random.Generator) -> Iterator[tuple[Any, ...]]:
        images, captions = captioned_scenes(setting.scenes, rng=rng)
        ids = [VOCAB.encode(caption.split()) for caption in captions]
        targets, masks = pad(ids, begin=BEGIN, end=END)
        rows = minibatches(images, targets, masks, batch_size=setting.batch_size)
        for some, target, mask in rows(rng):
            yield some, target, None, mask  # images have no mask

    def right(number: int) -> dict[str, float]:
        return {
            name: proportion_right(model, (images[:number], captions[:number]))
            for name, (images, captions) in tests.items()
        }

    def monitor(_: Trainer) -> float:
        measured.append(right(setting.glanced))
        print(decoder, seed, measured[-1], file=sys.stderr, flush=True)
        return 1 - measured[-1]["new"]

    trainer = Trainer(
        model,
        Adam(model.parameters(), setting.lr),
        rng=rng,
        clip=setting.clip,
        schedule=linear_decay(
            setting.lr, setting.epochs * -(-setting.scenes // setting.batch_size)
        ),
        monitor=monitor,
    )
    history = trainer.fit(batches, setting.epochs, progress=False)
    losses = [{"loss": round(loss, 4)} for loss in history.epoch_losses]
    return model, {
        "decoder": decoder,
        "seed": seed,
        "parameters": sum(p.value.size for p in model.parameters()),
        "seconds": round(time.process_time() - started),
        **right(setting.tested),
        "curve": [a | b for a, b in zip(losses, measured, strict=True)],
        "mistakes": mistakes(model, tests["held out"]),
    }


def proportion_right(model: Seq2Seq, scenes: Scenes) -> float:
    """Proportion of captions that are right, word for word."""
    images, captions = scenes
    return round(exact_match(write_captions(model, images), captions), 4)


def mistakes(model: Seq2Seq, scenes: Scenes) -> list[dict[str, Any]]:
    """What is written for the things held out, if it is wrong; the commonest first."""
    images, captions = scenes
    found: Counter[tuple[str, str]] = Counter()
    for written, caption in zip(write_captions(model, images), captions, strict=True):
        for thing in map(str, HELD_OUT):
            start = caption.startswith(thing)
            if start or caption.endswith(thing):
                words = written.split()
                said = " ".join(words[:3] if start else words[-3:])
                found[thing, said] += said != thing
    return [
        {"scene": thing, "written": said, "count": count}
        for (thing, said), count in found.most_common(MISTAKES)
        if count
    ]


def run(job: tuple[str, int]) -> dict[str, Any]:
    """One training, whose weights are kept."""
    decoder, seed = job
    model, found = train(decoder, SETTING, seed)
    weights(decoder, seed).parent.mkdir(parents=True, exist_ok=True)
    model.save(weights(decoder, seed))
    return found


def main() -> None:
    jobs = [(decoder, seed) for seed, decoder in product(SEEDS, DECODERS)]
    for runs in run_missing(NAME, ("decoder", "seed"), jobs):
        save_runs(NAME, runs, settings=asdict(SETTING))


if __name__ == "__main__":
    main()
