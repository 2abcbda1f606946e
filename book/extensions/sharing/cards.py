"""Preview images, 1200 by 630: what is shown where somebody shares a page's address."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from dlnlp.explore import palette, style
from sharing import fonts, icons
from sharing.drawings import drawing

WIDTH, HEIGHT = 1200, 630  # what Facebook, X, Slack and others cut least from
COLOURS = 96  # keeps an image below 100 kB
LEFT, RIGHT, BOTTOM, TOP = 70, WIDTH - 60, 56, HEIGHT - 60
INKS = {colour.fill: colour.ink for colour in palette.PALETTE.values()}
BANNER = 2  # a drawing that is wider than so many heights stands below the title


@dataclass(frozen=True)
class Card:
    """What one image says. `number` is as in the chapter's file name ("05"), or ""."""

    name: str
    number: str
    title: str
    book: str

    @property
    def alt(self) -> str:
        """The words in the image."""
        if not self.number:
            return self.title
        return f"{int(self.number)}. {self.title} · {self.book}"


def draw_cards(cards: list[Card], folder: Path) -> None:
    """Write `folder`/name.png for each card."""
    folder.mkdir(parents=True, exist_ok=True)
    letters = "".join({"a", *(card.title + card.book for card in cards)})
    with TemporaryDirectory() as converted, style.figure_style():
        serif = fonts.register("book serif", fonts.SERIF, letters, Path(converted))
        sans = fonts.register("book sans", fonts.SANS, letters, Path(converted))
        mpl.rcParams["font.family"] = [*sans, *mpl.rcParams["font.family"]]
        for card in cards:
            figure = draw(card, serif)
            buffer = io.BytesIO()
            figure.savefig(buffer, format="png", facecolor=palette.PAPER)
            plt.close(figure)
            image = Image.open(buffer).convert("RGB").quantize(COLOURS)
            image.save(folder / f"{card.name}.png", optimize=True)


def draw(card: Card, serif: list[str]) -> Figure:
    """The card: number, title and book's title at the left or above, drawing beside."""
    picture = _picture(drawing(card.number))
    banner = picture.width > BANNER * picture.height
    figure = plt.figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100, layout="none")
    page = figure.add_axes((0, 0, 1, 1))
    page.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    page.axis("off")

    y = TOP
    if card.number:
        page.text(
            LEFT, y, str(int(card.number)), family=serif, size=64, va="top",
            color=palette.LOSS,
        )  # fmt: skip
        y -= 110
    size, room = (40, RIGHT - LEFT) if banner else (46, 470)
    for line in _lines(page, card.title, room, family=serif, size=size):
        page.text(LEFT, y, line, family=serif, size=size, va="top")
        y -= 1.75 * size
    if card.number:
        _place(figure, icons.draw(160), (LEFT, BOTTOM, LEFT + 40, BOTTOM + 40))
        page.text(LEFT + 56, BOTTOM + 20, card.book, size=17, va="center",
                  color=palette.MUTED)  # fmt: skip

    top = y if banner else TOP + 10
    left = LEFT if banner else LEFT + room + 50
    bottom = BOTTOM + 60 if banner and card.number else BOTTOM - 10
    _place(figure, picture, (left, bottom, RIGHT, top))
    return figure


def _place(figure: Figure, image: Image.Image, box: tuple[float, ...]) -> None:
    """Show an image as large as fits a box (left, bottom, right, top, in pixels)."""
    left, bottom, right, top = box
    width, height = (right - left) / WIDTH, (top - bottom) / HEIGHT
    axes = figure.add_axes((left / WIDTH, bottom / HEIGHT, width, height))
    axes.imshow(image, interpolation="antialiased")
    axes.axis("off")


def _lines(page: Axes, text: str, room: float, **font: Any) -> list[str]:
    """A text in lines of at most `room` pixels, broken between words."""
    lines: list[str] = []
    for word in text.split():
        longer = page.text(0, 0, " ".join([*lines[-1:], word]), **font)
        if lines and longer.get_window_extent().width <= room:
            lines[-1] = longer.get_text()
        else:
            lines.append(word)
        longer.remove()
    return lines


def _picture(figure: Figure) -> Image.Image:
    """A drawing as pixels, transparent where it is empty, its words in ink."""
    for text in figure.findobj(Text):
        text.set_color(INKS.get(to_hex(text.get_color()), text.get_color()))
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=220, bbox_inches="tight")
    plt.close(figure)
    return Image.open(buffer)
