"""The face of a figure on a page: every frame, native controls, no script."""

from bs4 import BeautifulSoup

from dlnlp.explore import explore, show


def test_page_holds_every_frame_once(shown, static, words, caption):
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


def test_the_control_that_runs_through_steps_alone_has_a_named_button(shown, static):
    explore(
        lambda **_: "",
        step=[0, 1],
        window=[1, 2],
        labels={"step": "boxes filled up"},
        play="step",
        alt="Nothing.",
    )
    page = BeautifulSoup(shown[0]["text/html"], "html.parser")
    (button,) = page.select("button")
    assert button["type"] == "button"
    assert button["aria-label"] == button["data-play"] == "Play boxes filled up"
    assert (button["data-pause"], button["data-step"]) == ("Pause", "One step forward")
    assert button.svg["aria-hidden"] == "true"
    assert button.parent.label.get_text() == "boxes filled up"


def test_words_of_the_author_cannot_break_the_page(shown, static):
    explore(
        lambda **_: "",
        word=["<b>", '"a|b'],
        step=[0, 1],
        alt='5 < 6 & "so on"',
        labels={"word": "<i>", "step": '"a" > b'},
        play="step",
    )
    page = BeautifulSoup(shown[0]["text/html"], "html.parser")
    assert page.legend.get_text() == "<i>"
    assert page.button["aria-label"] == 'Play "a" > b'
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


def test_ids_are_unique_on_a_page(shown, static, plot, caption):
    for _ in range(2):
        explore(plot, window=[1, 2], weighting=["counts", "PPMI"], alt=caption)
    page = BeautifulSoup("".join(b["text/html"] for b in shown), "html.parser")
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids)) > 8
