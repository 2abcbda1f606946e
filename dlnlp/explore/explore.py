"""Put a figure into the book, with sliders (`explore`) or without (`show`).

One call has two faces. With a kernel at hand (JupyterLab, JupyterLite) the sliders are
ipywidgets and `draw` runs for the values chosen. When the book is built
(`DLNLP_STATIC=1`) every frame is drawn once and the page carries them all: native form
controls choose among them, with no kernel and no library. In both faces the output has
the same text: the sliders, their values and what the first frame shows.

A notebook that was saved has no kernel when it is opened again. It shows a figure
without sliders as before, and of one with sliders the frame that was seen last.
"""

from __future__ import annotations

import itertools
import math
import secrets
import zlib
from collections.abc import Callable, Sequence
from typing import Any

from matplotlib.figure import Figure

from dlnlp.explore.output import Beside, publish
from dlnlp.explore.page import Control, Frame, Position, page
from dlnlp.explore.saved import last_seen, still
from dlnlp.explore.svg import svg
from dlnlp.explore.widgets import widget
from dlnlp.language import _, is_static

MOST_SLIDERS = 3
MOST_FRAMES = 60

Draw = Callable[..., Figure | str]  # the chosen values -> a drawing
Say = Callable[..., str]  # the chosen values -> one sentence that says what it shows

_serial = itertools.count(1)  # gives every figure of a page ids of its own …
_session = secrets.token_hex(3)  # … also where those of an earlier kernel are shown


def explore(
    draw: Draw,
    *,
    alt: str | Say,
    start: dict[str, Any] | None = None,
    labels: dict[str, str] | None = None,
    play: str | None = None,
    **values: Sequence[Any],
) -> None:
    """Display `draw(**chosen)` with a control for each of one to three lists of values.

    draw:   returns a matplotlib Figure, or markup (SVG or HTML) as a string.
    alt:    one sentence that says what this frame shows, or a function of the chosen
            values that returns it: the caption, and what a screen reader says.
    start:  the values of the first frame; where none is given, the first of the list.
    labels: what the reader sees in place of a parameter's name.
    play:   the parameter, if there is one, whose numbers are steps in their order (of
            training, of a walk, of a drawing that grows): it gets a play button.
    values: numbers become a slider, `window=[1, 2, 5]`; words become a choice,
            `count=["raw", "PPMI"]`; `date=text("3/4/05", …)` may be typed, too.

    Raises ValueError for an empty list, more than three lists, more than 60 frames, a
    start, label or play that belongs to no list, or play for a list of words.
    """
    _display("explore", draw, alt, _controls(values, start or {}, labels or {}, play))


def show(figure: Figure | str, *, alt: str) -> None:
    """Display a figure (or markup) that has no sliders, with `alt` as its caption."""
    _display("show", lambda: figure, alt, [])


def _display(caller: str, draw: Draw, alt: str | Say, controls: list[Control]) -> None:
    page_id = "figure-" if is_static() else f"figure-{_session}-"
    page_id += str(next(_serial))

    def frame_at(position: tuple[Position, ...]) -> Frame:
        chosen = {c.name: c.at(i) for c, i in zip(controls, position, strict=True)}
        try:
            caption = alt if isinstance(alt, str) else alt(**chosen)
            drawing = draw(**chosen)
        except Exception as error:
            error.add_note(f"while drawing the frame {chosen}")
            raise
        if isinstance(drawing, Figure):
            drawing = svg(drawing, "-".join([page_id, *map(_id_part, position)]))
        return Frame(drawing, _(caption))

    start = tuple(c.start for c in controls)
    first = frame_at(start)
    lists = ", ".join(f"{c.name}=[{', '.join(c.texts)}]" for c in controls)
    text = f"{caller}({lists}): {first.caption}"
    if is_static():
        every = itertools.product(*(range(len(c.values)) for c in controls))
        others = {
            position: frame_at(position) for position in every if position != start
        }
        publish(text, {"text/html": page(page_id, controls, first, others)})
    elif controls:
        below = Beside()
        live = widget(controls, first, frame_at, lambda f: below.change(last_seen(f)))
        publish(text, live._repr_mimebundle_())
        below.show(last_seen(first))
    else:
        publish(text, {"text/html": still(first)})


def _id_part(position: Position) -> str:
    """What was typed may hold anything, an id may not."""
    if isinstance(position, str):
        return f"{zlib.crc32(position.encode()):x}"
    return str(position)


def _controls(
    values: dict[str, Sequence[Any]],
    start: dict[str, Any],
    labels: dict[str, str],
    play: str | None,
) -> list[Control]:
    if not 1 <= len(values) <= MOST_SLIDERS:
        raise ValueError(
            f"explore takes 1 to {MOST_SLIDERS} lists of values, got {len(values)}"
        )
    played = [] if play is None else [play]
    for what, given in (("start", start), ("labels", labels), ("play", played)):
        if unknown := sorted(name for name in given if name not in list(values)):
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
        label = _(labels.get(name, name.replace("_", " ")))
        at = list(choices).index(first)
        controls.append(Control(name, label, choices, at, plays=name == play))
    if any(c.plays and not c.is_number for c in controls):
        numbers = sorted(c.name for c in controls if c.is_number)
        raise ValueError(
            f"play names {play!r}, a list of words; the lists of numbers are {numbers}"
        )
    if (frames := math.prod(len(c.values) for c in controls)) > MOST_FRAMES:
        sizes = " x ".join(f"{len(c.values)} {c.name}" for c in controls)
        raise ValueError(
            f"{sizes} makes {frames} frames; at most {MOST_FRAMES} fit on a page"
        )
    return controls
