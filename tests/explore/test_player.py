"""The play button of a notebook: it runs a slider, and stops when it should."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import ipywidgets
import pytest

from dlnlp.explore import explore, player

VIEW = "application/vnd.jupyter.widget-view+json"


class Stage:
    """A live figure of four steps and two kinds, and what was drawn of it."""

    def __init__(self, shown) -> None:
        self.drawn = []
        explore(
            lambda kind, step: self.drawn.append(step) or f"<b>{step} {kind}</b>",
            alt="Steps.",
            kind=["fresh", "locked"],
            step=[0, 1, 5, 20],
            start={"step": 1},
            play="step",
        )
        box = ipywidgets.widgets.widget._instances[shown[0][VIEW]["model_id"]]
        row, self.picture, _, self.style = box.children
        self.kind, self.play, self.one, self.slider = row.children
        self.drawn.clear()

    @property
    def at(self) -> str:
        return f"{self.slider.label}: {self.play.tooltip}"

    async def frames(self, number: int) -> None:
        """Let so many frames pass: none is looked at for longer than the loop turns."""
        for _ in range(number):
            await asyncio.sleep(0)


def run(pressing):
    """In a thread of its own: Playwright's loop, if there is one, has this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, pressing).result()


@pytest.fixture
def stage(shown, monkeypatch):
    monkeypatch.setattr(player, "SECONDS", 0)
    return Stage(shown)


def test_it_plays_to_the_last_step_and_stops_by_itself(stage):
    async def press():
        assert stage.at == "1: Play step"
        stage.play.click()
        await stage.frames(1)
        assert stage.at == "5: Pause"
        await stage.frames(9)

    run(press())
    assert stage.at == "20: Play step"
    assert stage.drawn == [5, 20]
    assert "<b>20 fresh</b>" in stage.picture.value


def test_from_the_last_step_it_starts_again_at_the_first(stage):
    async def press():
        stage.slider.value = 3
        stage.play.click()
        await stage.frames(9)

    run(press())
    assert stage.drawn == [20, 0, 1, 5, 20]


def test_pressed_again_it_pauses_and_goes_on_from_there(stage):
    async def press():
        stage.slider.value = 0
        stage.play.click()
        await stage.frames(1)
        stage.play.click()
        assert stage.at == "1: Play step"
        await stage.frames(9)
        assert stage.at == "1: Play step"
        stage.play.click()
        await stage.frames(9)

    run(press())
    assert stage.drawn == [0, 1, 5, 20]


@pytest.mark.parametrize(
    ("control", "value", "end"), [("slider", 0, 0), ("kind", 1, 1)]
)
def test_it_stops_when_the_reader_moves_any_control(stage, control, value, end):
    async def press():
        stage.slider.value = 0
        stage.play.click()
        await stage.frames(1)
        assert stage.at == "1: Pause"
        getattr(stage, control).value = value
        await stage.frames(9)

    run(press())
    assert stage.at == f"{end}: Play step"


def test_one_step_a_press_needs_no_clock(stage):
    """It is what those who prefer reduced motion see in its place."""
    for step in ("5", "20", "0"):
        stage.one.click()
        assert stage.at == f"{step}: Play step"
    assert stage.one.description == "One step forward"
    rules = stage.style.value
    assert "(prefers-reduced-motion: reduce) { .explore-play { display: none" in rules
    assert stage.play._dom_classes == ("explore-play",)
    assert stage.one._dom_classes == ("explore-step",)


def test_a_frame_that_cannot_be_drawn_is_shown_and_the_rest_follow(shown, monkeypatch):
    monkeypatch.setattr(player, "SECONDS", 0)

    def draw(step):
        return f"<b>{6 / (step - 1):g}</b>"

    async def press():
        explore(draw, alt="A share.", step=[0, 1, 2, 3], play="step")
        box = ipywidgets.widgets.widget._instances[shown[0][VIEW]["model_id"]]
        seen = []
        box.children[1].observe(lambda change: seen.append(change["new"]), "value")
        box.children[0].children[0].click()
        for _ in range(20):
            await asyncio.sleep(0)
        return seen

    first, *others = run(press())
    assert "ZeroDivisionError" in first
    assert [">6<" in others[0], ">3<" in others[1]] == [True, True]
