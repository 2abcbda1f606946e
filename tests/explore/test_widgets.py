"""The face of a figure where a kernel is: controls that draw frames."""

import ipywidgets

from dlnlp.explore import explore

VIEW = "application/vnd.jupyter.widget-view+json"


def inputs(bundle):
    """The controls, picture and caption of a live figure."""
    box = ipywidgets.widgets.widget._instances[bundle[VIEW]["model_id"]]
    row, picture, caption = box.children
    return row.children, picture, caption


def test_moving_a_control_draws_the_frame_it_names(shown, words, caption):
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


def test_an_error_in_a_later_frame_is_shown_and_goes_away(shown, words, caption):
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
