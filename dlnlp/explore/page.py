"""A figure as HTML: its controls as native form fields, its frames beside them.

Only the first frame is in the page; the others wait in <template> elements, where they
cost nothing but their bytes. The script book/assets/explore.js shows the controls and
swaps frames; it also plays the control that runs through steps. Without the script the
reader sees the first frame and its caption.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from numbers import Real
from typing import Any, NamedTuple

from dlnlp.explore.free_text import text
from dlnlp.language import _

Position = int | str  # of a control: the place in its list, or what was typed
FEW_CHOICES = 4  # words that stand side by side; more go into a drop-down list
CONTROLS, PAUSE, ONE_STEP = _("Controls"), _("Pause"), _("One step forward")


@dataclass(frozen=True)
class Control:
    """One parameter of a figure: the values it can take and where it starts.

    plays  whether its values are steps that a button runs through
    """

    name: str
    label: str
    values: Sequence[Any]
    start: int
    plays: bool = False

    @property
    def is_number(self) -> bool:
        return all(isinstance(v, Real) and not isinstance(v, bool) for v in self.values)

    @property
    def is_free(self) -> bool:
        return isinstance(self.values, text)

    def at(self, position: Position) -> Any:
        """The value at a position; of free text, also what was typed."""
        return position if isinstance(position, str) else self.values[position]

    @property
    def texts(self) -> list[str]:
        return [f"{v:g}" if isinstance(v, float) else _(str(v)) for v in self.values]

    @property
    def play_text(self) -> str:
        return _("Play {}").format(self.label)


class Frame(NamedTuple):
    """What a figure shows for one choice of values: a drawing, and a sentence on it."""

    markup: str
    caption: str


def frame_html(frame: Frame) -> str:
    """One drawing, with its caption as the name that a screen reader says."""
    # The parts of a picture are hidden from screen readers; a table must stay readable.
    role = "img" if "<svg" in frame.markup or "<img" in frame.markup else "group"
    return (
        f'<div class="explore-frame" role="{role}" '
        f'aria-label="{escape(frame.caption)}">{frame.markup}</div>'
    )


def page(
    page_id: str,
    controls: list[Control],
    first: Frame,
    others: dict[tuple[int, ...], Frame],
) -> str:
    """The figure with all its frames, which book/assets/explore.js brings to life.

    others  the frames that wait, by the position of each control
    """
    form = "".join(_form_control(f"{page_id}-{c.name}", c) for c in controls)
    if form:
        form = (
            '<div class="explore-controls" role="group" aria-label="'
            f'{escape(CONTROLS)}" hidden>{form}</div>'
        )
    waiting = "".join(
        f'<template data-frame="{"-".join(map(str, position))}" '
        f'data-caption="{escape(frame.caption)}">{frame.markup}</template>'
        for position, frame in others.items()
    )
    return (
        f'<figure class="explore" id="{page_id}">{form}{frame_html(first)}'
        f'<figcaption aria-live="polite">{escape(first.caption)}</figcaption>'
        f"{waiting}</figure>"
    )


def _form_control(html_id: str, control: Control) -> str:
    label, texts = escape(control.label), [escape(t) for t in control.texts]
    if control.is_number:
        return (
            f'<div class="explore-control">{_play_button(control)}'
            f'<label for="{html_id}">{label}</label>'
            f'<input type="range" id="{html_id}" min="0" max="{len(texts) - 1}" '
            f'step="1" value="{control.start}" aria-valuetext="{texts[control.start]}" '
            f'data-texts="{"|".join(texts)}" autocomplete="off">'
            f'<output for="{html_id}" aria-live="off">{texts[control.start]}'
            "</output></div>"
        )
    if len(texts) <= FEW_CHOICES:
        radios = "".join(
            f'<label><input type="radio" name="{html_id}" value="{i}" '
            f'autocomplete="off"{" checked" if i == control.start else ""}>'
            f"<span>{text}</span></label>"
            for i, text in enumerate(texts)
        )
        return (
            f'<fieldset class="explore-control"><legend>{label}</legend>'
            f'<div class="explore-choices">{radios}</div></fieldset>'
        )
    options = "".join(
        f'<option value="{i}"{" selected" if i == control.start else ""}>'
        f"{text}</option>"
        for i, text in enumerate(texts)
    )
    return (
        f'<div class="explore-control"><label for="{html_id}">{label}</label>'
        f'<select id="{html_id}" autocomplete="off">{options}</select></div>'
    )


def _play_button(control: Control) -> str:
    """With its name in every state; the script draws the icon that goes with it."""
    if not control.plays:
        return ""
    play = escape(control.play_text)
    return (
        f'<button type="button" class="explore-play" aria-label="{play}" '
        f'data-play="{play}" data-pause="{PAUSE}" data-step="{ONE_STEP}">'
        '<svg viewBox="0 0 24 24" aria-hidden="true"><path/></svg></button>'
    )
