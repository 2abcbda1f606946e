"""The committed cover is the one that the code draws."""

import re
from pathlib import Path

import numpy as np

from dlnlp.chapters.cover import cover
from dlnlp.explore.svg import svg

COVER = Path(__file__).resolve().parents[2] / "book" / "assets" / "cover.svg"
LABEL = re.compile(r'<text [^>]*x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]+)</text>')


def labels(markup):
    """The words of the map, and where they stand."""
    found = LABEL.findall(markup)
    return [word for *_, word in found], np.array([at for *at, _ in found], float)


def test_committed_cover_is_up_to_date():
    """Up to the last digits, which depend on the BLAS at hand."""
    (new, new_at), (old, old_at) = map(
        labels, (svg(cover(), "cover"), COVER.read_text())
    )
    assert new == old
    assert {"night", "day"} <= set(new)
    np.testing.assert_allclose(
        new_at, old_at, atol=2, err_msg="make cover draws it anew"
    )
