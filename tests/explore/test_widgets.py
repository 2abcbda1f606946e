"""The face of a figure where a kernel is: controls that draw frames."""

import ipywidgets
import pytest

from dlnlp.explore import explore, text

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


def test_what_is_typed_is_drawn_and_an_error_speaks_to_the_reader(shown):
    def draw(date):
        if not date.isascii():
            raise ValueError(f"no letter {date!r} is known")
        return f"<b>{date[::-1]}</b>"

    explore(draw, date=text("3/4/05", "May 1"), alt=lambda date: f"It says {date}.")
    (field,), picture, below = inputs(shown[0])
    assert isinstance(field, ipywidgets.Combobox)
    assert "<b>50/4/3</b>" in picture.value
    field.value = "<7>"
    assert "<b>>7<</b>" in picture.value
    assert "It says &lt;7&gt;." in below.value
    field.value = "é"
    assert "no letter &#x27;é&#x27; is known</pre>" in picture.value
    assert "Traceback" not in picture.value
    field.value = "May 1"
    assert "<b>1 yaM</b>" in picture.value


@pytest.mark.parametrize(
    ("examples", "error"),
    [((), ValueError), (("a", " "), ValueError), ((1,), TypeError)],
)
def test_free_text_wants_examples(examples, error):
    with pytest.raises(error, match="example"):
        text(*examples)
