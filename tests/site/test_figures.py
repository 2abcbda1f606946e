"""Interactive figures: by pointer, keyboard, from a file, on paper, without script."""

from __future__ import annotations

import itertools

import pytest

FIGURE = "figure.explore:has(.explore-controls)"
TO_THE_LEFT = """slider => {
    slider.value = 0;
    slider.dispatchEvent(new Event("input", {bubbles: true}));
}"""


def state(figure) -> tuple[str, str]:
    """What the reader sees and a screen reader says; the two sentences must agree."""
    frame = figure.locator(".explore-frame")
    caption = figure.locator("figcaption").inner_text()
    assert frame.get_attribute("aria-label") == caption
    return frame.inner_html(), caption


def brightness(text) -> float:
    """Of a word in a drawing, from 0 (black) to 255 (white)."""
    colour = text.evaluate("t => getComputedStyle(t).fill")
    return sum(map(int, colour.removeprefix("rgb(").removesuffix(")").split(","))) / 3


def figures(page, *, moving: bool = True) -> list:
    """A page's figures with controls, with all that these can bring."""
    found = page.locator(FIGURE).all()
    assert found, "this chapter has no figure that moves"
    if moving:
        for figure in found:
            come_near(figure)
    return found


def come_near(figure) -> None:
    figure.scroll_into_view_if_needed()
    figure.locator("template").first.wait_for(state="attached")


def test_sliders_move_by_pointer(chapter_moved):
    for figure in figures(chapter_moved):
        for slider in figure.locator("input[type=range]").all():
            slider.scroll_into_view_if_needed()
            slider.evaluate(TO_THE_LEFT)
            before, box = state(figure), slider.bounding_box()
            slider.click(position={"x": box["width"] - 4, "y": box["height"] / 2})
            assert state(figure)[0] != before[0]
            assert slider.input_value() == slider.get_attribute("max")


def test_sliders_move_by_keyboard_and_come_back(chapter_moved):
    for figure in figures(chapter_moved):
        for slider in figure.locator("input[type=range]").all():
            output = figure.locator(f"output[for={slider.get_attribute('id')}]")
            slider.focus()
            slider.press("Home")
            first, text = state(figure), output.inner_text()
            slider.press("ArrowRight")
            assert state(figure)[0] != first[0]
            assert output.inner_text() != text
            assert slider.get_attribute("aria-valuetext") == output.inner_text()
            slider.press("End")
            assert slider.input_value() == slider.get_attribute("max")
            slider.press("Home")
            assert state(figure) == first


def test_choices_change_the_figure_by_pointer_and_keyboard(chapter_moved):
    for figure in figures(chapter_moved):
        for group in figure.locator("fieldset").all():
            group.locator("label").first.click()
            first = state(figure)
            group.locator("label").last.click()
            assert state(figure)[0] != first[0]
            group.locator("input").first.focus()
            group.locator("input").first.press("Space")
            assert state(figure) == first
        for select in figure.locator("select").all():
            before = state(figure)
            select.select_option(index=select.locator("option").count() - 1)
            assert state(figure)[0] != before[0]


def test_every_frame_can_be_reached_and_the_caption_follows(chapter_page):
    """As many frames as combinations of the controls, and more than one caption."""
    for figure in figures(chapter_page):
        sizes = figure.locator(".explore-control").evaluate_all(
            """all => all.map((c) => c.querySelector("input[type=range]")
                 ? Number(c.querySelector("input").max) + 1
                 : c.querySelectorAll("input, option").length)"""
        )
        keys = set(
            figure.locator("template").evaluate_all(
                "all => all.map((t) => t.dataset.frame)"
            )
        )
        combinations = {
            "-".join(map(str, k)) for k in itertools.product(*map(range, sizes))
        }
        assert len(combinations - keys) == 1  # the frame that is on the page
        captions = figure.locator("template").evaluate_all(
            "all => all.map((t) => t.dataset.caption)"
        )
        assert len({*captions, state(figure)[1]}) > 1


def test_controls_are_large_enough_for_a_finger(chapter_phone):
    for control in (
        chapter_phone.page.locator(".explore-control")
        .locator("input[type=range], select, span")
        .all()
    ):
        assert control.bounding_box()["height"] >= 24


def test_without_script_the_first_frame_stands_alone(visit, address, chapter):
    page = visit(f"{address}/{chapter}", script=False).page
    assert page.locator(".without-script").is_visible()
    for figure in figures(page, moving=False):
        assert figure.locator(".explore-frame").is_visible()
        assert figure.locator("figcaption").is_visible()
        assert not figure.locator(".explore-controls").is_visible()


def test_on_paper_controls_are_their_values(chapter_page):
    chapter_page.emulate_media(media="print")
    for figure in figures(chapter_page):
        assert figure.locator(".explore-frame").is_visible()
        for control in figure.locator(".explore-control").all():
            assert not control.locator("input[type=range]").is_visible()
            assert control.locator("output, select, :checked + span").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_wear_the_colours_of_the_page_and_of_paper(
    chapter_page, darken, scheme
):
    if scheme == "dark":
        darken(chapter_page)
    text = chapter_page.locator("figure.explore svg text").first
    if text.count():
        assert (brightness(text) > 120) is (scheme == "dark")
        chapter_page.emulate_media(media="print")
        assert brightness(text) < 120


def test_the_book_works_from_a_file(chapter_file):
    seen = chapter_file
    assert seen.problems == []
    assert [
        url for url in seen.requests if not url.startswith(("file:", "data:"))
    ] == []
    formulas = seen.page.locator(".math").count()
    assert seen.page.locator(".math:has(mjx-container)").count() == formulas
    figure = seen.page.locator(f"{FIGURE}:has(input[type=range])").first
    come_near(figure)
    slider = figure.locator("input[type=range]").first
    slider.press("Home")
    first = state(figure)
    slider.press("End")
    assert state(figure)[0] != first[0]


def test_from_a_file_the_button_says_what_it_needs(chapter_file):
    assert chapter_file.page.locator(".launch-live").count() == 0
    launch = chapter_file.page.locator(".launch").inner_text()
    assert "python -m http.server" in launch
