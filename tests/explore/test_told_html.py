"""A figure in the reader's language: its words, and nothing else of it."""

from __future__ import annotations

import json

from bs4 import BeautifulSoup
from catalogues import small_catalogue
from matplotlib.figure import Figure

from dlnlp import language
from dlnlp.explore import explore, show, table
from dlnlp.explore.told_html import told_html
from dlnlp.language import _

KOREAN = {
    "counts & more": "횟수 등",
    "window size": "윈도우 크기",
    "Window {}.": "윈도우 {}.",
    "counts": "횟수",
    "Play {}": "재생: {}",
    "A line rises.": "직선이 올라간다.",
    "method": "방법",
}


speaks = small_catalogue(KOREAN)


def draw(window=1, weighting="counts"):
    figure = Figure()
    figure.subplots().set_title(_("counts & more"))
    figure.text(0.5, 0.5, "a word of the corpus")
    return figure


def show_all():
    explore(
        draw,
        alt=lambda window, weighting: _("Window {}.").format(window),
        window=[1, 2],
        weighting=["counts", "PPMI"],
        labels={"window": "window size"},
        play="window",
    )


def test_a_page_is_made_in_both_languages_of_one_drawing(static, monkeypatch):
    displayed = []
    monkeypatch.setattr(
        "dlnlp.explore.output.display",
        lambda output, metadata: displayed.append((output, metadata)),
    )
    show_all()
    ((output, metadata),) = displayed
    english = output._repr_mimebundle_()
    assert "window size" in english["text/html"]
    assert not set("윈도우횟수") & set(json.dumps(english, ensure_ascii=False))
    html = metadata["translations"]["ko"]["text/html"]
    page = BeautifulSoup(html, "html.parser")
    assert page.label.get_text() == "윈도우 크기"
    assert page.button["aria-label"] == "재생: 윈도우 크기"
    assert [span.get_text() for span in page.select("fieldset span")] == [
        "횟수",
        "PPMI",
    ]
    assert page.figcaption.get_text() == "윈도우 1."
    assert page.select_one(".explore-frame")["aria-label"] == "윈도우 1."
    assert page.template["data-caption"] == "윈도우 1."
    assert html.count(">횟수 등</text>") == 4  # a frame each
    assert html.count(">a word of the corpus</text>") == 4


def test_a_live_figure_speaks_the_readers_language(shown):
    language.speak("ko")
    show_all()
    show(draw(), alt="A line rises.")
    page = BeautifulSoup(shown[1]["text/html"], "html.parser")
    assert page.figcaption.get_text() == "직선이 올라간다."
    assert page.select_one("[role=img]")["aria-label"] == "직선이 올라간다."
    assert "횟수 등" in page.svg.get_text()


def test_the_head_of_a_table_is_translated_its_cells_are_not(shown, monkeypatch):
    for static in ("", "1"):
        monkeypatch.setenv("DLNLP_STATIC", static)
        monkeypatch.setattr(language, "_chosen", ["ko"])
        table(["method", "counts"], [["counts", "7"], ["word", "counts"]])
    markdown, html = shown
    assert markdown["text/markdown"].startswith("| 방법 | 횟수 |")
    page = BeautifulSoup(html["text/html"], "html.parser")
    assert [th.get_text() for th in page.thead.select("th")] == ["방법", "횟수"]
    assert page.select("td")[-1].get_text() == "counts"


def test_markup_and_what_has_no_mark_stay_as_they_are():
    _("counts")
    html = '<b class="counts" title="counts">count</b><td>counts<br></td>&lt;'
    assert told_html(html, "ko") == html
    assert told_html("<b>counts</b>", "ko") == "<b>횟수</b>"
    assert told_html("<b>counts</b>", "en") == "<b>counts</b>"
