"""The copy task and associative recall: what is asked is what was shown."""

import numpy as np
import pytest

from dlnlp.datasets.memory_tasks import associative_recall, copy_task


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("times", [1, 3])
def test_copy(rng, times):
    xs, targets = copy_task(rng, 50, 4, bits=3, times=times)
    assert xs.shape == (50, 5 + 4 * times, 4)
    assert targets.shape == (50, 4 * times, 3)
    assert xs.dtype == targets.dtype == np.float32
    assert set(xs[:, :4, :3].ravel().tolist()) == {-1, 1}
    shown = (xs[:, :4, :3] + 1) / 2
    for again in range(times):
        np.testing.assert_array_equal(targets[:, 4 * again : 4 * again + 4], shown)
    mark = np.zeros_like(xs)
    mark[:, 4, 3] = 1
    np.testing.assert_array_equal(xs[:, 4:], mark[:, 4:])
    assert not xs[:, :4, 3].any()
    assert abs(targets.mean() - 0.5) < 0.1


def test_six_bits_once_unless_asked():
    default, asked = (
        copy_task(np.random.default_rng(0), 5, 3, **settings)
        for settings in ({}, {"bits": 6, "times": 1})
    )
    for one, other in zip(default, asked, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(("items", "length"), [(2, 3), (4, 2), (6, 1)])
def test_associative_recall(rng, items, length):
    bits, size = 3, length + 1
    xs, targets = associative_recall(rng, 40, items, bits=bits, length=length)
    assert xs.shape == (40, items * size + 2 * size, bits + 2)
    assert targets.shape == (40, length, bits)
    for x, target in zip(xs, targets, strict=True):
        listed = [x[i * size + 1 : (i + 1) * size, :bits] for i in range(items)]
        assert len({item.tobytes() for item in listed}) == items
        start = items * size
        asked = x[start + 1 : start + size, :bits]
        places = [i for i, item in enumerate(listed) if (item == asked).all()]
        (place,) = places
        np.testing.assert_array_equal(2 * target - 1, listed[place + 1])
        of_items, of_questions = np.flatnonzero(x[:, bits]), np.flatnonzero(x[:, -1])
        assert of_items.tolist() == [i * size for i in range(items)]
        assert of_questions.tolist() == [start, start + size]
        assert not x[[*of_items, *of_questions], :bits].any()
        assert not x[start + size + 1 :].any()


def test_items_are_different_even_if_there_are_just_enough(rng):
    xs, _ = associative_recall(rng, 20, 16, bits=4, length=1)
    for x in xs:
        assert len({item.tobytes() for item in x[1:32:2, :4]}) == 16


@pytest.mark.parametrize(
    ("setting", "bad"), [("n", 0), ("length", 0), ("bits", 0), ("times", 0)]
)
def test_bad_copy(rng, setting, bad):
    settings = {"n": 1, "length": 1, "bits": 2, "times": 1}
    with pytest.raises(ValueError, match=f"{setting} is {bad}"):
        copy_task(rng, **settings | {setting: bad})


@pytest.mark.parametrize(
    ("setting", "bad"), [("n", 0), ("items", 1), ("length", 0), ("bits", 0)]
)
def test_bad_recall(rng, setting, bad):
    settings = {"n": 1, "items": 2, "bits": 2, "length": 1}
    with pytest.raises(ValueError, match=f"{setting} is {bad}"):
        associative_recall(rng, **settings | {setting: bad})


def test_too_many_items(rng):
    with pytest.raises(ValueError, match="of 2 bits each there are only 4"):
        associative_recall(rng, 1, 5, bits=2, length=1)


@pytest.mark.parametrize("dtype", np.typecodes["AllInteger"])
def test_sizes_of_any_integer_type(rng, dtype):
    def size(n):
        return np.array(n, dtype)[()]

    assert copy_task(rng, size(2), size(100), times=size(2))[0].shape == (2, 301, 7)
    shape = (2, 420, 8)
    assert associative_recall(rng, size(2), size(103))[0].shape == shape
