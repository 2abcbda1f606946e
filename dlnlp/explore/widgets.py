"""A figure in a notebook: its controls as ipywidgets, its frames drawn when chosen."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets

from dlnlp.explore.page import FEW_CHOICES, Control, Frame, frame_html
from dlnlp.explore.player import Player
from dlnlp.explore.saved import LIVE


def widget(
    controls: list[Control],
    first: Frame,
    frame_at: Callable[[tuple[int, ...]], Frame],
    seen: Callable[[Frame], None],
) -> Any:
    """The figure with its controls, which show the frame at their positions.

    seen  is told of each frame after the first
    """
    picture = ipywidgets.HTML(frame_html(first))
    caption = ipywidgets.HTML(_caption_html(first))
    inputs = [_input(control) for control in controls]

    def redraw(_: object) -> None:
        try:
            frame = frame_at(tuple(one.value for one in inputs))
        except Exception:
            picture.value = f'<pre role="alert">{escape(traceback.format_exc())}</pre>'
            caption.value = ""
        else:
            picture.value, caption.value = frame_html(frame), _caption_html(frame)
            seen(frame)

    for one in inputs:
        one.observe(redraw, "value")
    row, below = list(inputs), [picture, caption]
    for control, slider in zip(controls, inputs, strict=True):
        if control.plays:
            player = Player(control, slider, inputs)
            row[row.index(slider) : row.index(slider)] = player.buttons
            below.append(player.style)
    wrapped = ipywidgets.Layout(flex_flow="row wrap")
    box = ipywidgets.VBox([ipywidgets.HBox(row, layout=wrapped), *below])
    return box.add_class(LIVE)


def _caption_html(frame: Frame) -> str:
    return f"<em>{escape(frame.caption)}</em>"


def _input(control: Control) -> Any:
    """A slider for numbers, buttons for a few words, a list for many."""
    look = {"description_width": "initial"}
    if control.is_number:
        kind = ipywidgets.SelectionSlider
    elif len(control.values) <= FEW_CHOICES:
        kind = ipywidgets.ToggleButtons
        look["button_width"] = "auto"
    else:
        kind = ipywidgets.Dropdown
    return kind(
        options=[(text, i) for i, text in enumerate(control.texts)],
        value=control.start,
        description=control.label,
        style=look,
    )
