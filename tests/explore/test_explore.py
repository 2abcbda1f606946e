"""Interactive figures: both faces of one call, its errors, the SVG that it makes."""

from __future__ import annotations

import re
import subprocess
import sys

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
import pytest
from bs4 import BeautifulSoup

from dlnlp.explore import explore, output, palette, show, source, style, table
from dlnlp.explore.svg import svg

VIEW = "application/vnd.jupyter.widget-view+json"


@style.figure_style()
def plot(window=1, weighting="counts"):
    figure, axes = plt.subplots()
    axes.plot([0.123456, window], [0, 1], color=palette.LOSS)
    axes.scatter([1, 2], [0.5, window], color=palette.INPUT)
    axes.text(0.5, 0.5, f"{weighting} 0.123456 & 낱말", color=palette.LOSS)
    return figure


def words(window, weighting="counts"):
    return f"<b>{window} {weighting}</b>"


def caption(window, weighting="counts"):
    return f"{weighting}, window {window}"


@pytest.fixture
def shown(monkeypatch):
    """Everything that is displayed during a test, as MIME bundles."""
    bundles = []
    monkeypatch.setattr(
        output, "display", lambda o: bundles.append(o._repr_mimebundle_())
    )
    return bundles


@pytest.fixture
def static(monkeypatch):
    monkeypatch.setenv("DLNLP_STATIC", "1")


def inputs(bundle):
    """The controls, picture and caption of a live figure."""
    box = ipywidgets.widgets.widget._instances[bundle[VIEW]["model_id"]]
    row, picture, caption = box.children
    return row.children, picture, caption


# Both faces ---------------------------------------------------------------------------


def test_live_output_has_no_type_that_nbval_compares_but_text(shown):
    explore(plot, window=[1, 2], alt=caption)
    show(plot(), alt="A line rises.")
    assert [set(bundle) for bundle in shown] == [{VIEW, "text/plain"}] * 2


def test_static_output_is_html_and_text(shown, static):
    explore(plot, window=[1, 2], alt=caption)
    show(plot(), alt="A line rises.")
    assert [set(bundle) for bundle in shown] == [{"text/html", "text/plain"}] * 2


def test_text_is_the_same_in_both_faces(shown, monkeypatch):
    for face in ("", "1"):
        monkeypatch.setenv("DLNLP_STATIC", face)
        explore(
            words,
            window=np.array([1, 2, 5]),
            weighting=["counts", "PPMI"],
            start={"window": 5},
            alt=caption,
        )
    assert [b["text/plain"] for b in shown] == [
        "explore(window=[1, 2, 5], weighting=[counts, PPMI]): counts, window 5"
    ] * 2


def test_outside_jupyter_the_text_is_printed(capsys):
    show(words(1), alt="One word.")
    assert capsys.readouterr().out.strip() == "show(): One word."


def test_source_is_shown_as_highlighted_code(shown):
    source(palette.css, palette.Colour)
    markdown = shown[0]["text/markdown"]
    assert markdown.startswith("```python\ndef css() -> str:")
    assert "class Colour:" in markdown
    assert markdown.endswith("\n```")
    assert (
        shown[0]["text/plain"]
        == "source(dlnlp.explore.palette.css, dlnlp.explore.palette.Colour)"
    )


def test_a_table_on_the_page_is_html_and_aligned_text(shown, static):
    table(["a", "ours"], [["x < y", "1.5"], ["", "12,000"]])
    rows = BeautifulSoup(shown[0]["text/html"], "html.parser").find_all("tr")
    assert [[cell.text for cell in row.find_all(["th", "td"])] for row in rows] == [
        ["a", "ours"],
        ["x < y", "1.5"],
        ["", "12,000"],
    ]
    assert [cell["scope"] for cell in rows[0].find_all("th")] == ["col", "col"]
    assert [row.th["scope"] for row in rows[1:]] == ["row", "row"]
    assert shown[0]["text/plain"].splitlines() == [
        "a        ours",
        "x < y     1.5",
        "       12,000",
    ]


def test_a_table_in_a_notebook_is_markdown(shown):
    table(["a", "ours"], [["x | y", "1.5"], ["", "12,000"]])
    assert shown[0]["text/markdown"].splitlines() == [
        "| a | ours |",
        "| :-- | --: |",
        r"| x \| y | 1.5 |",
        "|  | 12,000 |",
    ]


def test_a_row_that_does_not_fit_its_table_is_named(shown):
    with pytest.raises(ValueError, match=r"2 columns; not so the row \['x'\]"):
        table(["a", "b"], [["x", "1"], ["x"]])


def test_figures_that_pyplot_made_are_closed(shown, static):
    plt.close("all")
    explore(plot, window=[1, 2, 5], weighting=["counts", "PPMI"], alt=caption)
    assert plt.get_fignums() == []


# The kernel's face --------------------------------------------------------------------


def test_moving_a_control_draws_the_frame_it_names(shown):
    explore(words, window=[1, 2, 5], weighting=["counts", "PPMI"], alt=caption)
    (window, weighting), picture, below = inputs(shown[0])
    assert "<b>1 counts</b>" in picture.value
    window.value = 2
    weighting.value = 1
    assert "<b>5 PPMI</b>" in picture.value
    assert 'aria-label="PPMI, window 5"' in picture.value
    assert "PPMI, window 5" in below.value


def test_controls_suit_their_values(shown):
    explore(
        lambda **_: "",
        rank=[0.5, 2.0],
        smooth=[True, False],
        word=list("abcde"),
        alt="Nothing to see.",
        labels={"rank": "dimensions kept"},
    )
    kinds, _, _ = inputs(shown[0])
    assert [type(k).__name__ for k in kinds] == [
        "SelectionSlider",
        "ToggleButtons",
        "Dropdown",
    ]
    assert kinds[0].description == "dimensions kept"
    assert [text for text, _ in kinds[0].options] == ["0.5", "2"]


def test_an_error_in_a_later_frame_is_shown_and_goes_away(shown):
    def draw(window):
        if window == 2:
            raise RuntimeError("the <matrix> is empty")
        return words(window)

    explore(draw, window=[1, 2], alt=caption)
    (window,), picture, _ = inputs(shown[0])
    window.value = 1
    assert "RuntimeError: the &lt;matrix&gt; is empty" in picture.value
    assert "while drawing the frame {&#x27;window&#x27;: 2}" in picture.value
    window.value = 0
    assert "RuntimeError" not in picture.value


def test_an_error_in_the_first_frame_is_raised_and_says_where(shown):
    with pytest.raises(ZeroDivisionError) as caught:
        explore(lambda window: str(1 / window), window=[0], alt="Never seen.")
    assert caught.value.__notes__ == ["while drawing the frame {'window': 0}"]


# The page's face ----------------------------------------------------------------------


def test_page_holds_every_frame_once(shown, static):
    explore(
        words,
        window=[1, 2, 5],
        weighting=["counts", "PPMI"],
        start={"window": 2},
        alt=caption,
    )
    page = BeautifulSoup(shown[0]["text/html"], "html.parser")
    assert page.select_one(".explore-frame").get_text() == "2 counts"
    assert page.figcaption.get_text() == "counts, window 2"
    waiting = {t["data-frame"]: t["data-caption"] for t in page.select("template")}
    assert waiting == {
        "0-0": "counts, window 1",
        "0-1": "PPMI, window 1",
        "1-1": "PPMI, window 2",
        "2-0": "counts, window 5",
        "2-1": "PPMI, window 5",
    }


def test_page_has_native_labelled_controls_and_no_script(shown, static):
    explore(
        lambda **_: "",
        rank=[1, 2],
        count=["raw", "PPMI"],
        word=list("abcde"),
        alt="Nothing.",
        start={"rank": 2, "word": "b"},
    )
    page = BeautifulSoup(shown[0]["text/html"], "html.parser")
    slider = page.select_one("input[type=range]")
    assert (slider["value"], slider["max"], slider["aria-valuetext"]) == ("1", "1", "2")
    assert page.select_one(f'label[for="{slider["id"]}"]').get_text() == "rank"
    assert page.select_one(f'output[for="{slider["id"]}"]').get_text() == "2"
    assert page.fieldset.legend.get_text() == "count"
    assert page.select_one("input[checked] + span").get_text() == "raw"
    assert page.select_one("option[selected]").get_text() == "b"
    assert not page.select("script, [onclick], [oninput], [onchange]")


def test_words_of_the_author_cannot_break_the_page(shown, static):
    explore(
        lambda word: "",
        word=["<b>", '"a|b'],
        alt='5 < 6 & "so on"',
        labels={"word": "<i>"},
    )
    page = BeautifulSoup(shown[0]["text/html"], "html.parser")
    assert page.legend.get_text() == "<i>"
    assert page.figcaption.get_text() == page.select_one(".explore-frame")["aria-label"]
    assert [s.get_text() for s in page.select(".explore-choices span")] == [
        "<b>",
        '"a|b',
    ]


def test_a_table_stays_readable_and_a_picture_is_one_thing(shown, static):
    show("<table></table>", alt="A table.")
    show("<svg></svg>", alt="A picture.")
    assert 'role="group"' in shown[0]["text/html"]
    assert 'role="img"' in shown[1]["text/html"]


def test_ids_are_unique_on_a_page(shown, static):
    for _ in range(2):
        explore(plot, window=[1, 2], weighting=["counts", "PPMI"], alt=caption)
    page = BeautifulSoup("".join(b["text/html"] for b in shown), "html.parser")
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids)) > 8


# SVG ----------------------------------------------------------------------------------


def test_the_same_figure_gives_the_same_bytes():
    assert svg(plot(), "a") == svg(plot(), "a")


def test_svg_is_compact_text_in_the_colours_of_the_page():
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


def test_everything_that_svg_refers_to_is_there():
    drawing = BeautifulSoup(svg(plot(), "a"), "html.parser")
    ids = {element["id"] for element in drawing.select("[id]")}
    uses = {use["xlink:href"].removeprefix("#") for use in drawing.select("use")}
    clips = {e["clip-path"][5:-1] for e in drawing.select("[clip-path]")}
    assert uses | clips == ids
    assert uses
    assert clips


# Errors -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({}, "1 to 3 lists of values, got 0"),
        ({"a": [1], "b": [1], "c": [1], "d": [1]}, "1 to 3 lists of values, got 4"),
        ({"window": []}, "window is empty"),
        ({"a": range(8), "b": range(8)}, "8 a x 8 b makes 64 frames; at most 60"),
        (
            {"window": [1, 2], "start": {"window": 3}},
            r"cannot start at 3: its values are \[1, 2\]",
        ),
        (
            {"window": [1], "start": {"size": 1}},
            r"start names \['size'\].*\['window'\]",
        ),
        (
            {"window": [1], "labels": {"size": "s"}},
            r"labels names \['size'\].*\['window'\]",
        ),
    ],
)
def test_wrong_calls_say_what_was_given_and_what_is_allowed(values, says):
    with pytest.raises(ValueError, match=says):
        explore(lambda **_: "", alt="Never seen.", **values)


@pytest.mark.parametrize("missing", ["matplotlib", "ipywidgets"])
def test_a_missing_library_is_named_with_the_way_to_get_it(missing):
    code = f"import sys; sys.modules[{missing!r}] = None; import dlnlp.explore"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert re.search(rf"{missing}\S* is missing", run.stderr)
    assert 'pip install "dlnlp[book]"' in run.stderr
