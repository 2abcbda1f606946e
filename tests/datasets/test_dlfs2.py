"""The book's additions and dates: all of them, in the order of the book's code."""

from datetime import datetime

import numpy as np
import pytest

from dlnlp.datasets import available, dlfs2, fetch
from dlnlp.datasets.dlfs2 import FILES
from dlnlp.datasets.files import read_text


@pytest.fixture(params=["addition", "date"])
def name(request):
    if not available(FILES[request.param]):
        pytest.skip(f"{FILES[request.param]} is neither in DLNLP_DATA nor cached")
    return request.param


def test_the_split_is_the_book_s(name):
    """As its load_data makes it: ids shuffled by NumPy's old generator, seed 1984."""
    train, test = dlfs2(name)
    assert (len(train), len(test)) == (45_000, 5_000)
    lines = read_text(fetch(FILES[name])).split("\n")[:-1]
    np.random.seed(1984)  # noqa: NPY002
    indices = np.arange(len(lines))
    np.random.shuffle(indices)  # noqa: NPY002
    assert ["".join(pair) for pair in train + test] == [lines[i] for i in indices]


def test_answers_are_right(name):
    train, test = dlfs2(name)
    for question, answer in train + test:
        if name == "addition":
            assert (len(question), len(answer)) == (7, 5)
            assert sum(map(int, question.split("+"))) == int(answer[1:])
        else:
            assert (len(question), len(answer)) == (29, 11)
            text = question.rstrip()
            forms = "%m/%d/%y", "%b %d, %Y", "%B %d, %Y", "%A, %B %d, %Y"
            assert f"{_read(text, forms):_%Y-%m-%d}" == answer


def _read(text, forms):
    for form in forms:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            pass
    return None


def test_which_tests_stand_in_the_training_part():
    if not all(map(available, FILES.values())):
        pytest.skip("the book's data are neither in DLNLP_DATA nor cached")
    proportions = {}
    for name in FILES:
        train, test = dlfs2(name)
        known = set(train)
        proportions[name] = np.mean([pair in known for pair in test])
    assert proportions == {"addition": 0, "date": 0.281}


@pytest.mark.parametrize("name", ["", "dates", "addition.txt"])
def test_the_book_has_no_others(name):
    with pytest.raises(ValueError, match="addition and date"):
        dlfs2(name)
