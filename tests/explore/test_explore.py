"""Interactive figures: both faces of one call, and its errors."""

import re
import subprocess
import sys

import matplotlib.pyplot as plt
import numpy as np
import pytest
from bs4 import BeautifulSoup

from dlnlp.explore import explore, show

VIEW = "application/vnd.jupyter.widget-view+json"


def test_live_output_is_a_widget_if_there_are_controls(shown, plot, caption):
    explore(plot, window=[1, 2], alt=caption)
    assert [set(bundle) for bundle in shown] == [{VIEW, "text/plain"}]


def test_a_figure_without_controls_is_plain_output(shown, plot):
    show(plot(), alt="A line rises.")
    assert [set(bundle) for bundle in shown] == [{"text/html", "text/plain"}]
    page = BeautifulSoup(shown[0]["text/html"], "html.parser")
    assert page.select_one("[role=img]")["aria-label"] == "A line rises."
    assert page.figcaption.get_text() == "A line rises."
    assert page.svg


def test_static_output_is_html_and_text(shown, static, plot, caption):
    explore(plot, window=[1, 2], alt=caption)
    show(plot(), alt="A line rises.")
    assert [set(bundle) for bundle in shown] == [{"text/html", "text/plain"}] * 2


def test_text_is_the_same_in_both_faces(shown, monkeypatch, words, caption):
    for face in ("", "1"):
        monkeypatch.setenv("DLNLP_STATIC", face)
        explore(
            words,
            window=np.array([1, 2, 5]),
            weighting=["counts", "PPMI"],
            start={"window": 5},
            play="window",
            alt=caption,
        )
    assert [b["text/plain"] for b in shown] == [
        "explore(window=[1, 2, 5], weighting=[counts, PPMI]): counts, window 5"
    ] * 2


def test_outside_jupyter_the_text_is_printed(capsys, words):
    show(words(1), alt="One word.")
    assert capsys.readouterr().out.strip() == "show(): One word."


def test_figures_that_pyplot_made_are_closed(shown, static, plot, caption):
    plt.close("all")
    explore(plot, window=[1, 2, 5], weighting=["counts", "PPMI"], alt=caption)
    assert plt.get_fignums() == []


def test_an_error_in_the_first_frame_is_raised_and_says_where(shown):
    with pytest.raises(ZeroDivisionError) as caught:
        explore(lambda window: str(1 / window), window=[0], alt="Never seen.")
    assert caught.value.__notes__ == ["while drawing the frame {'window': 0}"]


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
        (
            {"window": [1], "play": "size"},
            r"play names \['size'\], but the lists are \['window'\]",
        ),
        (
            {"window": [1], "weighting": ["counts", "PPMI"], "play": "weighting"},
            r"play names 'weighting', a list of words; .* numbers are \['window'\]",
        ),
        (
            {"window": [1], "smooth": [True, False], "play": "smooth"},
            r"play names 'smooth', a list of words; .* numbers are \['window'\]",
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
