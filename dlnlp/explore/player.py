"""A button that runs a slider through its steps in a notebook, and stops by itself.

ipywidgets.Play has a clock of its own, which leaves out frames that are drawn slowly
and goes on when the reader takes the slider; and its buttons have no names.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import ipywidgets

from dlnlp.explore.page import ONE_STEP, PAUSE, Control
from dlnlp.language import told

SECONDS = 0.7  # a frame is looked at
STYLE = """<style>
@media (prefers-reduced-motion: reduce) { .explore-play { display: none !important } }
@media not (prefers-reduced-motion: reduce) {
  .explore-step { display: none !important }
}
</style>"""


class Player:
    """Plays a slider from where it stands, or from its start if it is at its end.

    It stops there, when its button is pressed again, and when the reader moves any of
    the inputs. Those who prefer reduced motion see another button, for one step.
    """

    def __init__(self, control: Control, slider: Any, inputs: Sequence[Any]) -> None:
        self.slider, self.last = slider, len(control.values) - 1
        self.play_text = told(control.play_text)
        self.running: asyncio.Task[None] | None = None
        self.stepping = False
        self.play = ipywidgets.Button(layout=ipywidgets.Layout(width="3em"))
        wide = ipywidgets.Layout(width="auto")
        self.one = ipywidgets.Button(
            description=told(ONE_STEP), icon="step-forward", layout=wide
        )
        self.play.add_class("explore-play").on_click(self._pressed)
        self.one.add_class("explore-step").on_click(lambda _: self._step())
        self.buttons = [self.play, self.one]
        self.style = ipywidgets.HTML(STYLE, layout=ipywidgets.Layout(display="none"))
        for one in inputs:
            one.observe(self._moved, "value")
        self._stop()

    def _pressed(self, _: object) -> None:
        if self.running:
            self._stop()
        else:
            self.play.tooltip, self.play.icon = told(PAUSE), "pause"
            self.running = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        self._step()
        while self.slider.value < self.last:
            await asyncio.sleep(SECONDS)
            self._step()
        self._stop()

    def _step(self) -> None:
        self.stepping = True
        self.slider.value = (self.slider.value + 1) % (self.last + 1)
        self.stepping = False

    def _moved(self, _: object) -> None:
        if not self.stepping:
            self._stop()

    def _stop(self) -> None:
        self.play.tooltip, self.play.icon = self.play_text, "play"
        if self.running:
            self.running.cancel()
            self.running = None
