"""Drawn scenes: images that show what their captions say, and what is held out."""

from itertools import product

import numpy as np
import pytest

from dlnlp.datasets import Scene, Thing, captioned_scenes, draw_scenes
from dlnlp.datasets.drawn_scenes import (
    BACKGROUND,
    COLOURS,
    HELD_OUT,
    PLACES,
    SHAPES,
    SIZE,
    THINGS,
)
from dlnlp.explore import palette

RED_SQUARE = Thing("red", "square")
SCENE = Scene(Thing("orange", "circle"), "left of", Thing("blue", "cross"))


def rgb(colour):
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def where(image, colour):
    """The mean row and column of the pixels of a colour, and how many there are."""
    alike = np.abs(image - rgb(colour)[:, None, None]).max(axis=0) < 0.02
    rows, columns = np.nonzero(alike)
    return np.array([rows.mean(), columns.mean()]), alike.sum()


def test_captions():
    assert str(SCENE) == "an orange circle left of a blue cross"
    assert str(RED_SQUARE) == "a red square"


def test_the_colours_are_the_palette_s():
    fills = {colour.fill for colour in palette.PALETTE.values()}
    assert {*COLOURS.values(), BACKGROUND} <= fills


@pytest.mark.parametrize("place", PLACES)
def test_things_are_where_the_caption_says(place):
    scenes = [Scene(Thing("yellow", "circle"), place, RED_SQUARE)] * 50
    for image in draw_scenes(scenes, rng=np.random.default_rng(0)):
        small, fewer = where(image, COLOURS["yellow"])
        large, more = where(image, COLOURS["red"])
        assert fewer < 0.65 * more
        down, right = small - large
        expected = {"above": -down, "below": down, "left of": -right, "right of": right}
        assert expected[place] > 6
        assert abs(down if "of" in place else right) < 2


@pytest.mark.parametrize("shape", SHAPES)
def test_a_thing_is_whole_and_does_not_touch_the_other(shape):
    scenes = [Scene(Thing("blue", shape), p, Thing("red", shape)) for p in PLACES] * 50
    background = rgb(BACKGROUND)[:, None, None]
    for image in draw_scenes(scenes, rng=np.random.default_rng(0)):
        empty = np.abs(image - background).max(axis=0) < 1e-6
        red = image[0] > image[2] + 0.2
        blue = image[2] > image[0] + 0.2
        assert red.any()
        assert blue.any()
        beside_red = np.zeros_like(red)
        for axis, step in product((0, 1), (1, -1)):
            beside_red |= np.roll(red, step, axis)
        assert not (beside_red & blue & ~red).sum() > 4
        edge = np.ones_like(empty)
        edge[1:-1, 1:-1] = False
        assert empty[edge].mean() > 0.85


def test_every_shape_looks_different():
    """Drawn in the middle, without chance: 24 things, 24 different images."""
    images = draw_scenes([Scene(thing, "above", RED_SQUARE) for thing in THINGS])
    assert images.shape == (24, 3, SIZE, SIZE)
    distance = np.abs(images[:, None] - images).sum(axis=(2, 3, 4))
    assert distance[~np.eye(24, dtype=bool)].min() > 3


def test_images_are_float32_between_0_and_1():
    images, captions = captioned_scenes(40, rng=np.random.default_rng(0))
    assert images.shape == (40, 3, 24, 24)
    assert images.dtype == np.float32
    assert images.min() >= 0
    assert images.max() <= 1
    assert len(captions) == 40


@pytest.mark.parametrize("held_out", [False, True])
def test_what_is_held_out(held_out):
    _, captions = captioned_scenes(
        3_000, rng=np.random.default_rng(0), held_out=held_out
    )
    found = [sum(str(thing) in c for thing in HELD_OUT) for c in captions]
    assert set(found) == ({1} if held_out else {0})
    seen = {str(thing) for thing in THINGS} - {str(thing) for thing in HELD_OUT}
    for text in seen:  # all others come, as the small thing and as the large one
        assert any(c.startswith(text) for c in captions)
        assert any(c.endswith(text) for c in captions)
    for thing in HELD_OUT:
        assert any(c.startswith(str(thing)) for c in captions) is held_out
        assert any(c.endswith(str(thing)) for c in captions) is held_out


def test_each_colour_and_shape_is_seen_though_a_combination_is_held_out():
    assert {thing.shape for thing in HELD_OUT} == set(SHAPES)
    assert len({thing.colour for thing in HELD_OUT}) == len(HELD_OUT)


def test_nothing_is_held_out_unless_asked():
    default, asked = (
        captioned_scenes(5, rng=np.random.default_rng(0), **settings)
        for settings in ({}, {"held_out": False})
    )
    assert default[1] == asked[1]
    assert (default[0] == asked[0]).all()


def test_two_things_differ_and_places_are_equally_frequent():
    _, captions = captioned_scenes(2_000, rng=np.random.default_rng(0))
    for place in PLACES:
        share = np.mean([f" {place} " in caption for caption in captions])
        assert share == pytest.approx(0.25, abs=0.04)
    for caption in captions:
        place = next(place for place in PLACES if f" {place} " in caption)
        assert len(set(caption.split(f" {place} "))) == 2


def test_the_same_seed_gives_the_same_images():
    images = [
        draw_scenes([SCENE], rng=np.random.default_rng(seed)) for seed in (0, 0, 1)
    ]
    assert (images[0] == images[1]).all()
    assert (images[0] != images[2]).any()


def test_no_scenes():
    assert draw_scenes([]).shape == (0, 3, 24, 24)


@pytest.mark.parametrize(
    ("scene", "what"),
    [
        (SCENE._replace(place="beside"), "no 'beside' .* above, below, left of"),
        (SCENE._replace(small=Thing("black", "circle")), "no 'black' .* blue, green"),
        (SCENE._replace(large=Thing("blue", "star")), "no 'star' .* circle, square"),
    ],
)
def test_what_cannot_be_drawn(scene, what):
    with pytest.raises(ValueError, match=what):
        draw_scenes([scene])
    with pytest.raises(ValueError, match="n is 0"):
        captioned_scenes(0, rng=np.random.default_rng(0))
