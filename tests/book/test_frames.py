"""Frames of figures in files of their own."""

from __future__ import annotations

import json
import re

import frames

FRAME = '<template data-frame="{}" data-caption="C">\u2028<svg><style></style></svg></template>'  # noqa: E501


def figure(name: str, waiting: str) -> str:
    return (
        f'<figure class="explore" id="{name}"><div>first</div>'
        f"<figcaption>said</figcaption>{waiting}</figure>"
    )


def test_those_of_the_first_figure_that_moves_stay(tmp_path):
    still = figure("figure-1", "")
    first = figure("figure-2", FRAME.format(0) + FRAME.format(1))
    second = figure("figure-3", FRAME.format(0) + FRAME.format(1))
    page = tmp_path / "01.html"
    html = frames.apart(f"<p>{still}<p>{first}<p>{second}<p>", page)
    assert still in html
    assert first in html
    (script,) = (tmp_path / "01" / "frames").iterdir()
    address = script.relative_to(tmp_path).as_posix()
    assert html.endswith(
        f'<p><figure class="explore" id="figure-3" data-frames="{address}">'
        "<div>first</div><figcaption>said</figcaption></figure><p>"
    )
    text = re.search(r'"beforeend", (".*")\);', script.read_text(encoding="utf-8"))[1]
    assert json.loads(text) == FRAME.format(0) + FRAME.format(1)
    assert frames.apart(html, page) == html


def test_a_page_of_one_figure_has_no_files(tmp_path):
    html = figure("figure-1", FRAME.format(0))
    assert frames.apart(html, tmp_path / "01.html") == html
    assert not list(tmp_path.iterdir())
