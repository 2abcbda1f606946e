"""Figures as SVG: compact, in the colours of the page, the same every time."""

import re

from bs4 import BeautifulSoup

from dlnlp.explore import palette
from dlnlp.explore.svg import svg


def test_the_same_figure_gives_the_same_bytes(plot):
    assert svg(plot(), "a") == svg(plot(), "a")


def test_svg_is_compact_text_in_the_colours_of_the_page(plot):
    markup = svg(plot(), "a")
    drawing = BeautifulSoup(markup, "html.parser")
    # Words keep their digits
    text = drawing.find("text", string="counts 0.123456 & 낱말")
    assert "fill:var(--loss-ink)" in text["style"]
    assert "--loss-ink:var(--fig-loss-ink, #b04a00)" in drawing.svg["style"]
    assert "DejaVu" not in markup
    assert palette.LOSS not in markup.split("aria-hidden")[1]
    assert not any(re.search(r"\.\d{5}", path["d"]) for path in drawing.select("path"))
    for word in ("metadata", "date", "<style", "<?xml"):
        assert word not in markup
    assert len(markup) < 9_000


def test_everything_that_svg_refers_to_is_there(plot):
    drawing = BeautifulSoup(svg(plot(), "a"), "html.parser")
    ids = {element["id"] for element in drawing.select("[id]")}
    uses = {use["xlink:href"].removeprefix("#") for use in drawing.select("use")}
    clips = {e["clip-path"][5:-1] for e in drawing.select("[clip-path]")}
    assert uses | clips == ids
    assert uses
    assert clips
