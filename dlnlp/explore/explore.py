"""Put a figure into the book, with sliders (`explore`) or without (`show`); or a table.

One call has two faces. With a kernel at hand (JupyterLab, JupyterLite) the sliders are
ipywidgets and `draw` runs for the values chosen. When the book is built
(`DLNLP_STATIC=1`) every frame is drawn once and the page carries them all: native form
controls choose among them, with no kernel and no library. In both faces the output has
the same text form, so that a test can compare it: the sliders, their values and what
the first frame shows.
"""

from __future__ import annotations

import inspect
import itertools
import math
import os
import textwrap
import traceback
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

try:
    import ipywidgets as widgets
    from IPython.display import display
    from matplotlib.figure import Figure
except ImportError as error:
    raise ImportError(
        f"dlnlp.explore draws figures for Jupyter, and {error.name} is missing. "
        'Install what the book needs: pip install "dlnlp[book]"'
    ) from error

from dlnlp.explore.page import (
    FEW_CHOICES,
    Control,
    frame_html,
    page,
    table_html,
    table_markdown,
)
from dlnlp.explore.svg import svg

MOST_SLIDERS = 3
MOST_FRAMES = 60

Draw = Callable[..., "Figure | str"]
Alt = str | Callable[..., str]

_serial = itertools.count(1)  # gives every figure of a page ids of its own


def _publish(text: str, bundle: dict[str, Any]) -> None:
    display(_Shown(text, bundle))  # type: ignore[no-untyped-call]


class _Shown:
    """An output: what each front end can show, and the text that stands for it."""

    def __init__(self, text: str, bundle: dict[str, Any]) -> None:
        self.text, self.bundle = text, bundle

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {**self.bundle, "text/plain": self.text}


def explore(
    draw: Draw,
    *,
    alt: Alt,
    start: dict[str, Any] | None = None,
    labels: dict[str, str] | None = None,
    **values: Sequence[Any],
) -> None:
    """Display `draw(**chosen)` with a control for each of one to three lists of values.

    draw:   returns a matplotlib Figure, or markup (SVG or HTML) as a string.
    alt:    one sentence that says what this frame shows, or a function of the chosen
            values that returns it: the caption, and what a screen reader says.
    start:  the values of the first frame; where none is given, the first of the list.
    labels: what the reader sees in place of a parameter's name.
    values: numbers become a slider, `window=[1, 2, 5]`; words become a choice,
            `count=["raw", "PPMI"]`.

    Raises ValueError for an empty list, more than three lists, more than 60 frames, or
    a start or label that belongs to no list.
    """
    _display("explore", draw, alt, _controls(values, start or {}, labels or {}))


def show(figure: Figure | str, *, alt: str) -> None:
    """Display a figure (or markup) that has no sliders, with `alt` as its caption."""
    _display("show", lambda: figure, alt, [])


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Display a table: words in the first column, numbers (as texts) in the others.

    Raises ValueError for a row that is longer or shorter than the head.
    """
    lines = [list(head), *map(list, rows)]
    if wrong := [line for line in lines if len(line) != len(head)]:
        raise ValueError(f"the head has {len(head)} columns; not so the row {wrong[0]}")
    wide = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = "\n".join(
        "  ".join([line[0].ljust(wide[0]), *map(str.rjust, line[1:], wide[1:])])
        for line in lines
    )
    if os.environ.get("DLNLP_STATIC"):
        _publish(text, {"text/html": table_html(lines)})
    else:
        _publish(text, {"text/markdown": table_markdown(lines)})


def source(*objects: Any) -> None:
    """Display the source code of functions or classes of the installed package."""
    code = "\n\n".join(textwrap.dedent(inspect.getsource(o)).strip() for o in objects)
    names = ", ".join(f"{o.__module__}.{o.__qualname__}" for o in objects)
    _publish(f"source({names})", {"text/markdown": f"```python\n{code}\n```"})


def _controls(
    values: dict[str, Sequence[Any]], start: dict[str, Any], labels: dict[str, str]
) -> list[Control]:
    if not 1 <= len(values) <= MOST_SLIDERS:
        raise ValueError(
            f"explore takes 1 to {MOST_SLIDERS} lists of values, got {len(values)}"
        )
    for what, given in (("start", start), ("labels", labels)):
        if unknown := sorted(given.keys() - values.keys()):
            raise ValueError(
                f"{what} names {unknown}, but the lists are {sorted(values)}"
            )
    controls = []
    for name, choices in values.items():
        if len(choices) == 0:
            raise ValueError(f"{name} is empty: give at least one value")
        first = start.get(name, choices[0])
        if first not in choices:
            raise ValueError(
                f"{name} cannot start at {first!r}: its values are {list(choices)}"
            )
        label = labels.get(name, name.replace("_", " "))
        controls.append(Control(name, label, choices, list(choices).index(first)))
    if (frames := math.prod(len(c.values) for c in controls)) > MOST_FRAMES:
        sizes = " x ".join(f"{len(c.values)} {c.name}" for c in controls)
        raise ValueError(
            f"{sizes} makes {frames} frames; at most {MOST_FRAMES} fit on a page"
        )
    return controls


def _display(caller: str, draw: Draw, alt: Alt, controls: list[Control]) -> None:
    page_id = f"figure-{next(_serial)}"

    def frame(position: tuple[int, ...]) -> tuple[str, str]:
        """The markup of one frame, and its finding."""
        chosen = {c.name: c.values[i] for c, i in zip(controls, position, strict=True)}
        try:
            finding = alt if isinstance(alt, str) else alt(**chosen)
            drawing = draw(**chosen)
        except Exception as error:
            error.add_note(f"while drawing the frame {chosen}")
            raise
        if isinstance(drawing, Figure):
            drawing = svg(drawing, "-".join([page_id, *map(str, position)]))
        return drawing, finding

    first = tuple(c.start for c in controls)
    markup, finding = frame(first)
    lists = ", ".join(f"{c.name}=[{', '.join(c.texts)}]" for c in controls)
    text = f"{caller}({lists}): {finding}"
    if os.environ.get("DLNLP_STATIC"):
        every = itertools.product(*(range(len(c.values)) for c in controls))
        others = {position: frame(position) for position in every if position != first}
        html = page(page_id, controls, markup, finding, others)
        _publish(text, {"text/html": html})
    else:
        widget = _widget(controls, markup, finding, frame)
        _publish(text, widget._repr_mimebundle_())


def _widget(
    controls: list[Control],
    markup: str,
    finding: str,
    frame: Callable[[tuple[int, ...]], tuple[str, str]],
) -> Any:
    picture = widgets.HTML(frame_html(markup, finding))
    caption = widgets.HTML(f"<em>{escape(finding)}</em>")
    inputs = [_input(c) for c in controls]

    def redraw(_: object) -> None:
        try:
            markup, finding = frame(tuple(i.value for i in inputs))
        except Exception:
            picture.value = f'<pre role="alert">{escape(traceback.format_exc())}</pre>'
            caption.value = ""
        else:
            picture.value = frame_html(markup, finding)
            caption.value = f"<em>{escape(finding)}</em>"

    for one in inputs:
        one.observe(redraw, "value")
    row = widgets.HBox(inputs, layout=widgets.Layout(flex_flow="row wrap"))
    return widgets.VBox([row, picture, caption] if inputs else [picture, caption])


def _input(control: Control) -> Any:
    if control.is_number:
        kind = widgets.SelectionSlider
    elif len(control.values) <= FEW_CHOICES:
        kind = widgets.ToggleButtons
    else:
        kind = widgets.Dropdown
    return kind(
        options=[(text, i) for i, text in enumerate(control.texts)],
        value=control.start,
        description=control.label,
        style={"description_width": "initial", "button_width": "auto"}
        if kind is widgets.ToggleButtons
        else {"description_width": "initial"},
    )
