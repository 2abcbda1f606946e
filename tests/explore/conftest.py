"""What the tests of figures on a page share."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest

from dlnlp.explore import output, palette, style


@style.figure_style()
def draw_plot(window=1, weighting="counts"):
    """With pyplot, as a reader would."""
    figure, axes = plt.subplots()
    axes.plot([0.123456, window], [0, 1], color=palette.LOSS)
    axes.scatter([1, 2], [0.5, window], color=palette.INPUT)
    axes.text(0.5, 0.5, f"{weighting} 0.123456 & 낱말", color=palette.LOSS)
    return figure


@pytest.fixture
def plot():
    """A figure to draw: of a window and a weighting."""
    return draw_plot


@pytest.fixture
def words():
    """The same as markup."""
    return lambda window, weighting="counts": f"<b>{window} {weighting}</b>"


@pytest.fixture
def caption():
    """What the figure shows."""
    return lambda window, weighting="counts": f"{weighting}, window {window}"


@pytest.fixture
def shown(monkeypatch):
    """Everything that is displayed during a test, as MIME bundles."""
    bundles = []
    monkeypatch.setattr(
        output, "display", lambda o, **_: bundles.append(o._repr_mimebundle_())
    )
    return bundles


@pytest.fixture
def static(monkeypatch):
    """As when the book is built."""
    monkeypatch.setenv("DLNLP_STATIC", "1")
