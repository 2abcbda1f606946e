"""What the tests of all chapters share."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from dlnlp.explore.svg import svg

WIDEST = 5.2  # inches: a column of text
LARGEST = 60_000  # bytes of a frame


@pytest.fixture
def text_of() -> Callable[[Figure], str]:
    """The words in a figure; it must be one that fits a page."""

    def words(figure: Figure) -> str:
        assert isinstance(figure, Figure)
        assert figure.get_figwidth() <= WIDEST
        markup = svg(figure, "test")
        assert len(markup) < LARGEST
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))

    return words


@pytest.fixture(autouse=True)
def no_figure_stays_open():
    """No drawing may use pyplot, which keeps every figure that it makes."""
    yield
    assert plt.get_fignums() == []
