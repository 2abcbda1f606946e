"""The palette: colours carry meaning, and keep it through the book.

What is drawn in `INPUT` is an input in every chapter. The seven hues are those of Okabe
and Ito ("Color Universal Design", 2008), which stay apart for readers with any common
form of colour blindness.

A colour has two forms. Its *fill* is the published hue, for areas and markers. Its
*ink* is the same hue, dark enough (on paper) or light enough (in dark mode) for thin
lines and words: at least 4.5:1 against the page. Figures use the fill everywhere;
`dlnlp.explore.svg` writes it into SVG as a CSS variable, and picks the ink for strokes
and text.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Colour:
    """One meaning's colour. A neutral also names its variable in JupyterLab."""

    fill: str
    ink: str
    ink_dark: str
    jupyter: str = ""


PALETTE = {
    "input": Colour("#0072b2", "#005f96", "#63b3ec"),
    "hidden": Colour("#009e73", "#00714f", "#3ec79b"),
    "cell": Colour("#cc79a7", "#9c3f74", "#dd93bb"),
    "query": Colour("#e69f00", "#8a5a00", "#eeb02b"),
    "key": Colour("#56b4e9", "#226d9e", "#8ccdf2"),
    "value": Colour("#f0e442", "#756b00", "#f0e442"),
    "loss": Colour("#d55e00", "#b04a00", "#f08a4b"),
    # Neutrals: their values mark them in a drawing, so use the names below, not "black"
    "ink": Colour("#24211d", "#24211d", "#dedad2", "--jp-content-font-color1"),
    "muted": Colour("#655f55", "#655f55", "#a49e92", "--jp-content-font-color2"),
    "grid": Colour("#dcd5c6", "#dcd5c6", "#3b3c40", "--jp-border-color2"),
    "paper": Colour("#fbf8f1", "#fbf8f1", "#191a1c", "--jp-layout-color0"),
}

INPUT, HIDDEN, CELL, QUERY, KEY, VALUE, LOSS, INK, MUTED, GRID, PAPER = (
    colour.fill for colour in PALETTE.values()
)
GROUPS = (INPUT, LOSS, HIDDEN, CELL, QUERY, KEY)  # for groups that mean none of these


def variable(fill: str, *, ink: bool) -> tuple[str, str] | None:
    """The CSS variable of a palette colour and its value; None if it is not ours.

    `("--loss-ink", "var(--fig-loss-ink, #b04a00)")`: the page's colour, or paper's.
    """
    for name, colour in PALETTE.items():
        if colour.fill == fill.lower():
            fallback = colour.ink if ink else colour.fill
            if colour.jupyter:
                fallback = f"var({colour.jupyter}, {fallback})"
            part = f"{name}-ink" if ink else name
            return f"--{part}", f"var(--fig-{part}, {fallback})"
    return None


def css() -> str:
    """The palette as a style sheet: `--fig-loss`, `--fig-loss-ink`, … (and in dark)."""
    light, dark = [], []
    for name, colour in PALETTE.items():
        light.append(f"  --fig-{name}: {colour.fill}; --fig-{name}-ink: {colour.ink};")
        fill = colour.ink_dark if colour.jupyter else colour.fill
        dark.append(f"  --fig-{name}: {fill}; --fig-{name}-ink: {colour.ink_dark};")
    # On screen alone: paper is light
    screen = ["@media screen {", 'html[data-theme="dark"] {', *dark, "}", "}"]
    return "\n".join([":root {", *light, "}", *screen, ""])
