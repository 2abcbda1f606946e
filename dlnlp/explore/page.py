"""A figure as HTML: its controls as native form fields, its frames beside them.

Only the first frame is in the page; the others wait in <template> elements, where they
cost nothing but their bytes. The script book/assets/explore.js shows the controls and
swaps frames. Without the script the reader sees the first frame and its caption.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from numbers import Real
from typing import Any

FEW_CHOICES = 4  # words that stand side by side; more go into a drop-down list


@dataclass(frozen=True)
class Control:
    """One parameter of a figure: the values it can take and where it starts."""

    name: str
    label: str
    values: Sequence[Any]
    start: int

    @property
    def is_number(self) -> bool:
        return all(isinstance(v, Real) and not isinstance(v, bool) for v in self.values)

    @property
    def texts(self) -> list[str]:
        return [f"{v:g}" if isinstance(v, float) else str(v) for v in self.values]


def frame_html(markup: str, finding: str) -> str:
    """One drawing, with its finding as the name that a screen reader says."""
    # The parts of a picture are hidden from screen readers; a table must stay readable.
    role = "img" if "<svg" in markup or "<img" in markup else "group"
    return (
        f'<div class="explore-frame" role="{role}" aria-label="{escape(finding)}">'
        f"{markup}</div>"
    )


def table_html(lines: Sequence[Sequence[str]]) -> str:
    """A table: the first line is its head, the first column names the rows."""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in lines[0])
    body = ""
    for name, *numbers in lines[1:]:
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in numbers)
        body += f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'
    return (
        f'<table class="table numbers"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def table_markdown(lines: Sequence[Sequence[str]]) -> str:
    """The same for a notebook, which also shows it on GitHub."""
    ruled = [lines[0], [":--", *["--:"] * (len(lines[0]) - 1)], *lines[1:]]
    cells = ([cell.replace("|", r"\|") for cell in line] for line in ruled)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def page(
    page_id: str,
    controls: list[Control],
    markup: str,
    finding: str,
    others: dict[tuple[int, ...], tuple[str, str]],
) -> str:
    """The figure with all its frames, which book/assets/explore.js brings to life."""
    form = "".join(_form_control(f"{page_id}-{c.name}", c) for c in controls)
    if form:
        form = (
            '<div class="explore-controls" role="group" aria-label="Controls" hidden>'
            f"{form}</div>"
        )
    frames = "".join(
        f'<template data-frame="{"-".join(map(str, position))}" '
        f'data-finding="{escape(words)}">{drawing}</template>'
        for position, (drawing, words) in others.items()
    )
    return (
        f'<figure class="explore" id="{page_id}">{form}{frame_html(markup, finding)}'
        f'<figcaption aria-live="polite">{escape(finding)}</figcaption>'
        f"{frames}</figure>"
    )


def _form_control(html_id: str, control: Control) -> str:
    label, texts = escape(control.label), [escape(t) for t in control.texts]
    if control.is_number:
        return (
            f'<div class="explore-control"><label for="{html_id}">{label}</label>'
            f'<input type="range" id="{html_id}" min="0" max="{len(texts) - 1}" '
            f'step="1" value="{control.start}" aria-valuetext="{texts[control.start]}" '
            f'data-texts="{"|".join(texts)}" autocomplete="off">'
            f'<output for="{html_id}">{texts[control.start]}</output></div>'
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
