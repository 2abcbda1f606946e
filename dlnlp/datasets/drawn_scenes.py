"""Drawn scenes: small images of two things, and a sentence that says what is seen."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dlnlp.arrays import Array, check_size

SIZE = 24  # rows and columns of an image
COLOURS = {  # those of Okabe & Ito (2008), which colour-blind readers tell apart
    "blue": "#0072b2",
    "green": "#009e73",
    "pink": "#cc79a7",
    "orange": "#e69f00",
    "yellow": "#f0e442",
    "red": "#d55e00",
}
BACKGROUND = "#24211d"
PLACES = {  # columns and rows from the large thing to the small one
    "above": (0, -1),
    "below": (0, 1),
    "left of": (-1, 0),
    "right of": (1, 0),
}
# How far a point lies outside of a shape around (0, 0), whose radius is 1: below 0 it
# is within. x goes to the right, y down
SHAPES = {
    "circle": lambda x, y: np.hypot(x, y) - 0.95,
    "square": lambda x, y: np.maximum(abs(x), abs(y)) - 0.85,
    "triangle": lambda x, y: np.maximum(0.87 * abs(x) - 0.5 * y - 0.5, y - 0.8),
    "cross": lambda x, y: np.maximum(
        np.maximum(abs(x), abs(y)) - 1, np.minimum(abs(x), abs(y)) - 0.33
    ),
}


class Thing(NamedTuple):
    """A shape in a colour: str(Thing("orange", "circle")) is "an orange circle"."""

    colour: str
    shape: str

    def __str__(self) -> str:
        article = "an" if self.colour[0] in "aeiou" else "a"
        return f"{article} {self.colour} {self.shape}"


class Scene(NamedTuple):
    """A small thing and its place beside a large one; as a text, its caption."""

    small: Thing
    place: str
    large: Thing

    def __str__(self) -> str:
        return f"{self.small} {self.place} {self.large}"


THINGS = [Thing(colour, shape) for colour in COLOURS for shape in SHAPES]
HELD_OUT = [
    Thing("blue", "triangle"),
    Thing("green", "cross"),
    Thing("pink", "circle"),
    Thing("orange", "square"),
]


def captioned_scenes(
    n: int, *, rng: np.random.Generator, held_out: bool = False
) -> tuple[Array, list[str]]:
    """Image captioning data: n images of `draw_scenes`, (n, 3, 24, 24), and captions.

    A caption names the small thing first: "a blue circle left of an orange cross". The
    two things differ in colour or shape.

    held_out  False: the four combinations of `HELD_OUT` never come. True: one of them
              comes in each image. So it can be seen whether a model that knows blue
              circles and red triangles can name a blue triangle

    ValueError: n below 1.

    >>> images, captions = captioned_scenes(2, rng=np.random.default_rng(0))
    >>> images.shape, len(captions)
    ((2, 3, 24, 24), 2)
    """
    n = check_size(n, "n")
    seen = [thing for thing in THINGS if thing not in HELD_OUT]
    places = list(PLACES)
    scenes = []
    for _ in range(n):
        i, j = rng.choice(len(seen), 2, replace=False)
        things = [seen[i], seen[j]]
        if held_out:
            things[rng.integers(2)] = HELD_OUT[rng.integers(len(HELD_OUT))]
        place = places[rng.integers(len(places))]
        scenes.append(Scene(things[0], place, things[1]))
    return draw_scenes(scenes, rng=rng), [str(scene) for scene in scenes]


def draw_scenes(
    scenes: Sequence[Scene], *, rng: np.random.Generator | None = None
) -> Array:
    """Images of scenes, (N, 3, 24, 24): red, green and blue, from 0 to 1; float32.

    rng  draws where exactly the things are, and how large; None is the middle of all

    ValueError: a colour, shape or place that there is not.
    """
    for scene in scenes:
        _check(scene)

    def about(middle: float, spread: float) -> Array:  # (N,)
        if rng is None:
            return np.full(len(scenes), middle)
        return rng.uniform(middle - spread, middle + spread, len(scenes))

    radii = about(2.9, 0.3), about(4.9, 0.4)  # of the small things, of the large ones
    gap, slide = about(1.3, 0.6), about(0, 1.5)  # between two; one along the other
    x, y = about(SIZE / 2, 1.5), about(SIZE / 2, 1.5)  # the middle between the two
    to_small = np.array([PLACES[scene.place] for scene in scenes]).reshape(-1, 2)
    to_side = to_small[:, ::-1]
    middle = np.stack([x, y], axis=1)  # (N, 2)
    half = (to_small * (sum(radii) + gap)[:, None] + to_side * slide[:, None]) / 2
    images = np.empty((len(scenes), 3, SIZE, SIZE), np.float32)
    images[...] = _rgb(BACKGROUND)
    for image, scene, at, to, small, large in zip(
        images, scenes, middle, half, *radii, strict=True
    ):
        _paint(image, scene.large, at - to, large)
        _paint(image, scene.small, at + to, small)
    return images


def _paint(image: Array, thing: Thing, at: Array, radius: float) -> None:
    """Paint a thing over an image (3, 24, 24), around a point (column, row)."""
    rows, columns = np.mgrid[:SIZE, :SIZE] + 0.5  # the middles of pixels
    x, y = (columns - at[0]) / radius, (rows - at[1]) / radius
    pixels_outside = SHAPES[thing.shape](x, y) * radius
    cover = np.clip(0.5 - pixels_outside, 0, 1)  # of each pixel, how much is covered
    image += cover * (_rgb(COLOURS[thing.colour]) - image)


def _rgb(colour: str) -> Array:
    """(3, 1, 1) numbers from 0 to 1."""
    values = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return np.array(values, np.float32)[:, None, None] / 255


def _check(scene: Scene) -> None:
    for name, known in (
        (scene.small.colour, COLOURS),
        (scene.large.colour, COLOURS),
        (scene.small.shape, SHAPES),
        (scene.large.shape, SHAPES),
        (scene.place, PLACES),
    ):
        if name not in known:
            raise ValueError(f"no {name!r} can be drawn; there are {', '.join(known)}")
