"""A figure in a notebook: its controls as ipywidgets, its frames drawn when chosen."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets

from dlnlp.explore.page import FEW_CHOICES, Control, Frame, Position, frame_html
from dlnlp.explore.player import Player
from dlnlp.explore.saved import LIVE
from dlnlp.explore.told_html import told_html
from dlnlp.language import told


def widget(
    controls: list[Control],
    first: Frame,
    frame_at: Callable[[tuple[Position, ...]], Frame],
    seen: Callable[[Frame], None],
) -> Any:
    """The figure with its controls, which show the frame at their positions.

    seen  is told of each frame after the first
    """
    picture = ipywidgets.HTML(told_html(frame_html(first)))
    caption = ipywidgets.HTML(_caption_html(first))
    inputs = [_input(control) for control in controls]

    def redraw(_: object) -> None:
        chosen = tuple(map(_position, controls, inputs))
        try:
            frame = frame_at(chosen)
        except Exception as error:
            typed = isinstance(error, ValueError) and any(map(_is_typed, chosen))
            says = told(str(error)) if typed else traceback.format_exc()
            picture.value = f'<pre role="alert">{escape(says)}</pre>'
            caption.value = ""
        else:
            picture.value = told_html(frame_html(frame))
            caption.value = _caption_html(frame)
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
    return f"<em>{escape(told(frame.caption))}</em>"


def _position(control: Control, one: Any) -> Position:
    """Where a control stands: the place in its list, or what was typed."""
    if control.is_free and one.value in control.texts:
        return control.texts.index(one.value)
    value: Position = one.value
    return value


def _is_typed(position: Position) -> bool:
    return isinstance(position, str)


def _input(control: Control) -> Any:
    """A slider for numbers, buttons for a few words, a list for many, a text field."""
    look = {"description_width": "initial"}
    if control.is_free:
        return ipywidgets.Combobox(
            options=control.texts,
            value=control.texts[control.start],
            description=told(control.label),
            ensure_option=False,
            continuous_update=False,
            style=look,
        )
    if control.is_number:
        kind = ipywidgets.SelectionSlider
    elif len(control.values) <= FEW_CHOICES:
        kind = ipywidgets.ToggleButtons
        look["button_width"] = "auto"
    else:
        kind = ipywidgets.Dropdown
    return kind(
        options=[(told(text), i) for i, text in enumerate(control.texts)],
        value=control.start,
        description=told(control.label),
        style=look,
    )
