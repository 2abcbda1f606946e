"""Icons for what doesn't take the favicon's SVG: Apple's home screen, old browsers."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw

from dlnlp.explore import palette

FAVICON = Path(__file__).resolve().parents[2] / "assets" / "favicon.svg"
SIDE = 32  # of the SVG's view box
SQUARE = re.compile(r"M(\d+) (\d+)h6v6[hH]-?\d+z", re.IGNORECASE)


def draw(side: int, *, margin: float = 0.0) -> Image.Image:
    """The favicon as a square image, on paper, with a margin (a share of the side).

    Reads what the favicon consists of: groups of squares, with a colour and an opacity.
    """
    unit = side * (1 - 2 * margin) / SIDE
    image = Image.new("RGB", (side, side), palette.PAPER)
    canvas = ImageDraw.Draw(image, "RGBA")
    for group in ET.parse(FAVICON).getroot().iterfind("{*}g"):
        alpha = round(255 * float(group.get("opacity", 1)))
        colour = (*ImageColor.getrgb(group.get("fill")), alpha)
        for path in group:
            for x, y in SQUARE.findall(path.get("d")):
                left, top = (side * margin + unit * int(at) for at in (x, y))
                right, bottom = left + 6 * unit - 1, top + 6 * unit - 1
                canvas.rectangle((left, top, right, bottom), fill=colour)
    return image


def write_icons(*, touch: Path, favicon: Path) -> None:
    """Write Apple's icon (a PNG) and the one that older browsers look for (an ICO)."""
    draw(180, margin=0.1).save(touch, optimize=True)
    draw(96).save(favicon, sizes=[(16, 16), (32, 32), (48, 48)])
