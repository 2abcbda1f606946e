"""Figures that run through steps: they play, and stop when they should."""

from __future__ import annotations

from datetime import datetime

import pytest
from settings import ROOT

from dlnlp.explore.page import Control, Frame, page

ASSETS = ROOT / "book" / "assets"
FRAME = 700  # milliseconds
LISTEN = """() => {
    window.spoken = [];
    const caption = document.querySelector("figcaption");
    new MutationObserver(() => {
        if (caption.ariaLive !== "off") spoken.push(caption.textContent);
    }).observe(caption, {childList: true});
}"""


def stop_the_clock(page) -> None:
    """From now on time passes when a test says so, however slow the machine is."""
    page.clock.install(time=datetime(2030, 1, 1))
    page.clock.pause_at(datetime(2030, 1, 2))


@pytest.fixture
def written(tmp_path):
    """A page with one figure: of four steps and two kinds, and room below it."""

    def frame(step, kind):
        return Frame(f"<b>{step} {kind}</b>", f"{kind} after {step}.")

    steps, kinds = [0, 1, 5, 20], ["fresh", "locked"]
    controls = [
        Control("step", "step", steps, 1, plays=True),
        Control("kind", "kind of mask", kinds, 0),
    ]
    others = {
        (i, j): frame(step, kind)
        for i, step in enumerate(steps)
        for j, kind in enumerate(kinds)
        if (i, j) != (1, 0)
    }
    figure = page("figure-1", controls, frame(1, "fresh"), others)
    style = "".join((ASSETS / name).read_text() for name in ("book.css", "fonts.css"))
    paper = (ASSETS / "print.css").read_text()
    script = (ASSETS / "explore.js").read_text()
    path = tmp_path / "page.html"
    path.write_text(
        '<!doctype html><html lang="en" data-theme="light"><title>Steps</title>'
        '<meta name="viewport" content="width=device-width">'
        f'<style>{style}</style><style media="print">{paper}</style>'
        f"<main class='bd-article'><h1>Steps</h1>{figure}"
        f"<p style='height: 300vh'>More.</p></main><script>{script}</script>"
    )
    return path.as_uri()


class Player:
    """The figure in a browser."""

    def __init__(self, page, *, still: bool = False) -> None:
        self.page = page
        self.button = page.locator(".explore-play")
        self.slider = page.locator("input[type=range]")
        page.emulate_media(reduced_motion="reduce" if still else "no-preference")
        name = "One step forward" if still else "Play step"
        page.wait_for_selector(f".explore-play[aria-label='{name}']")

    def wait(self, frames: float) -> None:
        self.page.clock.run_for(int(FRAME * frames))

    @property
    def at(self) -> str:
        """The step that is shown, in all places alike, and what the button would do."""
        step = self.page.locator(".explore-frame").inner_text().split()[0]
        assert self.page.locator("output").inner_text() == step
        assert self.slider.get_attribute("aria-valuetext") == step
        assert f"after {step}." in self.page.locator("figcaption").inner_text()
        return f"{step}: {self.button.get_attribute('aria-label')}"


@pytest.fixture
def player(visit, written):
    playing = Player(visit(written).page)
    stop_the_clock(playing.page)
    return playing


def test_it_plays_to_the_last_step_and_stops_by_itself(player):
    assert player.at == "1: Play step"
    player.button.click()
    assert player.at == "5: Pause"
    player.wait(0.9)
    assert player.at == "5: Pause"
    player.wait(0.2)
    assert player.at == "20: Play step"
    player.wait(5)
    assert player.at == "20: Play step"


def test_from_the_last_step_it_starts_again_at_the_first(player):
    player.slider.press("End")
    player.button.click()
    assert player.at == "0: Pause"
    player.wait(1.1)
    assert player.at == "1: Pause"


def test_pressed_again_it_pauses_and_goes_on_from_there(player):
    player.slider.press("Home")
    player.button.click()
    player.button.click()
    player.wait(5)
    assert player.at == "1: Play step"
    player.button.click()
    assert player.at == "5: Pause"


@pytest.mark.parametrize("key", ["Space", "Enter"])
def test_it_plays_and_pauses_by_keyboard(player, key):
    player.slider.press("Home")
    player.slider.press("Shift+Tab")
    player.page.keyboard.press(key)
    assert player.at == "1: Pause"
    player.page.keyboard.press(key)
    assert player.at == "1: Play step"


def test_it_stops_when_the_reader_moves_any_control(player):
    player.slider.press("Home")
    player.button.click()
    player.slider.press("ArrowLeft")
    player.wait(5)
    assert player.at == "0: Play step"
    player.button.click()
    player.page.locator(".explore-choices label").last.click()
    player.wait(5)
    assert player.at == "1: Play step"
    assert player.page.locator(".explore-frame").inner_text() == "1 locked"


def test_it_stops_where_nobody_looks(player):
    player.slider.press("Home")
    player.button.click()
    player.page.evaluate("scrollTo(0, 2000)")
    player.page.wait_for_selector(".explore-play[aria-label='Play step']")
    player.wait(5)
    assert player.at == "1: Play step"


def test_it_stops_when_the_tab_is_hidden(player):
    player.slider.press("Home")
    player.button.click()
    player.page.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", {value: true});
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    player.wait(5)
    assert player.at == "1: Play step"


def test_only_the_last_caption_of_a_play_is_spoken(player):
    player.slider.press("Home")
    player.page.evaluate(LISTEN)
    player.button.click()
    player.wait(5)
    assert player.page.evaluate("spoken") == ["fresh after 20."]
    player.button.click()
    player.slider.press("End")  # the reader's own move, in the midst of a play
    assert player.page.evaluate("spoken") == ["fresh after 20."] * 2


def test_who_prefers_less_motion_gets_one_step_a_press(visit, written):
    player = Player(visit(written).page, still=True)
    stop_the_clock(player.page)
    for step in ("5", "20", "0"):
        player.button.click()
        player.wait(5)
        assert player.at == f"{step}: One step forward"


def test_it_stops_when_less_motion_is_asked_for(player):
    player.slider.press("Home")
    player.button.click()
    player.page.emulate_media(reduced_motion="reduce")
    player.page.wait_for_selector(".explore-play[aria-label='One step forward']")
    player.wait(5)
    assert player.at == "1: One step forward"


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("colours", ["none", "active"])
def test_the_button_can_be_hit_and_axe_finds_nothing(
    visit, written, axe, width, colours
):
    player = Player(visit(written, width=width).page)
    player.page.emulate_media(forced_colors=colours)
    box = player.button.bounding_box()
    assert box["width"] == box["height"] >= 44
    assert box["x"] + box["width"] < player.slider.bounding_box()["x"]
    assert axe(player.page) == []
    player.page.evaluate("window.setInterval = () => 1")  # axe needs a clock; this not
    player.button.click()
    assert player.at == "5: Pause"
    assert axe(player.page) == []


def test_paper_has_no_button(player):
    player.page.emulate_media(media="print")
    assert not player.button.is_visible()


def test_the_book_has_such_figures(visit, address):
    """The first one moves as it should among all that a page of the book has."""
    page = visit(f"{address}/notebooks/02_predicting_words.html").page
    page.emulate_media(reduced_motion="no-preference")
    page.wait_for_selector(".explore-play[aria-label='Play steps']")
    stop_the_clock(page)
    figure = page.locator("figure.explore:has(.explore-play)").first
    slider = figure.locator(".explore-control:has(.explore-play) input")
    figure.locator(".explore-play").click()
    page.clock.run_for(FRAME * 60)
    assert slider.input_value() == slider.get_attribute("max")
    assert figure.locator(".explore-play").get_attribute("aria-label") == "Play steps"
