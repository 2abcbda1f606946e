"""What the captioning models say of every scene that a reader can choose.

    python -m experiments.captions             first, it trains them
    python -m experiments.caption_scenes       then, a few seconds

All 2,208 scenes of two different things are drawn in the middle, without chance
(`draw_scenes(scenes)`), and captioned by the models of the first seed. Writes
experiments/results/caption_scenes.json, for each decoder ("state alone", "attention"):

    scenes   how many there are
    wrong    {scene: what was written}; all others are captioned right, word for word
    seen     {"scenes", "right"} of the scenes whose things came while it learned
    new      the same of those with a combination that never did

and of attention besides:

    looks    [{"scene", "written": words, "weights"}] of some: for each word, and the
             end, a row of 36 numbers, one for each place of the feature map, which has
             6 rows of 6
"""

from itertools import product
from typing import Any

from dlnlp.datasets import Scene, Thing, draw_scenes
from dlnlp.datasets.drawn_scenes import HELD_OUT, PLACES, THINGS
from dlnlp.models import Seq2Seq
from experiments.captions import (
    BEGIN,
    DECODERS,
    END,
    SEEDS,
    VOCAB,
    trained,
    write_captions,
)
from experiments.recording import save

NAME = "caption_scenes"
SCENES = [
    Scene(small, place, large)
    for small, place, large in product(THINGS, PLACES, THINGS)
    if small != large
]
LOOKS = [
    Scene(Thing("blue", "circle"), "left of", Thing("orange", "cross")),
    Scene(Thing("red", "triangle"), "above", Thing("green", "square")),
    Scene(Thing("yellow", "cross"), "below", Thing("pink", "triangle")),
    Scene(Thing("blue", "triangle"), "right of", Thing("red", "square")),
]


def table(model: Seq2Seq, scenes: list[Scene]) -> dict[str, Any]:
    """What is written of the scenes."""
    written = write_captions(model, draw_scenes(scenes))
    wrong = {
        str(scene): text
        for scene, text in zip(scenes, written, strict=True)
        if text != str(scene)
    }
    new = [bool({scene.small, scene.large} & set(HELD_OUT)) for scene in scenes]

    def count(which: bool) -> dict[str, int]:
        chosen = [s for s, is_new in zip(scenes, new, strict=True) if is_new == which]
        right = sum(str(scene) not in wrong for scene in chosen)
        return {"scenes": len(chosen), "right": right}

    counts = {"seen": count(False), "new": count(True)}
    return {"scenes": len(scenes), **counts, "wrong": wrong}


def looks(model: Seq2Seq, scenes: list[Scene]) -> list[dict[str, Any]]:
    """Where a model with attention looks, word by word."""
    rows = []
    for scene in scenes:
        image = draw_scenes([scene])
        (text,) = write_captions(model, image)
        ids = [BEGIN, *VOCAB.encode(text.split()), END]
        weights = model.attention_weights(image, [ids])[0]
        rounded = weights.astype(float).round(2).tolist()
        rows.append({"scene": str(scene), "written": text.split(), "weights": rounded})
    return rows


def main() -> None:
    models = {decoder: trained(decoder, SEEDS[0]) for decoder in DECODERS}
    found = {decoder: table(model, SCENES) for decoder, model in models.items()}
    found["attention"]["looks"] = looks(models["attention"], LOOKS)
    save(NAME, found, seeds=[SEEDS[0]])


if __name__ == "__main__":
    main()
