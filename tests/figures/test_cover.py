"""The committed cover is the one that the code draws."""

import re
from pathlib import Path

import numpy as np

from dlnlp.figures.cover import cover
from dlnlp.figures.svg import svg

COVER = Path(__file__).resolve().parents[2] / "book" / "assets" / "cover.svg"
NUMBER = re.compile(r"(?<![#\w-])-?\d+(?:\.\d+)?")


def test_committed_cover_is_up_to_date():
    drawn, committed = svg(cover(), "cover"), COVER.read_text(encoding="utf-8")
    hint = "the cover has changed: make cover"
    assert NUMBER.sub("#", drawn).strip() == NUMBER.sub("#", committed).strip(), hint
    new, old = (np.array(NUMBER.findall(text), float) for text in (drawn, committed))
    np.testing.assert_allclose(new, old, atol=0.1, err_msg=hint)
