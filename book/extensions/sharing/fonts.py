"""The book's typefaces for matplotlib, which can't read the web's format (WOFF2)."""

from __future__ import annotations

from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from matplotlib import font_manager

FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
NORMAL, BOLD = 400, 700  # what matplotlib asks for
# Latin and Korean files, each with the weight that stands for the one asked for
SERIF = {NORMAL: (("source-serif-4-latin-wght-normal", "noto-serif-kr-600-*"), 600)}
SANS = {
    NORMAL: (("source-sans-3-latin-wght-normal", "noto-sans-kr-400-*"), 400),
    BOLD: (("source-sans-3-latin-wght-normal", "noto-sans-kr-600-*"), 600),
}


def register(
    name: str, faces: dict[int, tuple[tuple[str, ...], int]], folder: Path
) -> list[str]:
    """Give the families that matplotlib searches for a letter, in this order.

    name    begins the families' names
    faces   for each weight: patterns of files in book/assets/fonts, and the weight to
            take of those that have several
    folder  for the converted files: it has to stay while they are in use

    Raises FileNotFoundError for a pattern that no file fits.
    """
    families: list[str] = []
    for asked, (patterns, weight) in faces.items():
        files = [file for pattern in patterns for file in _files(pattern)]
        families = [f"{name} {n}" for n in range(len(files))]
        for file, family in zip(files, families, strict=True):
            out = folder / f"{family} {asked}.ttf"
            _convert(file, weight, asked, family).save(out)
            font_manager.fontManager.addfont(out)
    return families


def _files(pattern: str) -> list[Path]:
    files = sorted(FONTS.glob(f"{pattern}.woff2"))
    if not files:
        raise FileNotFoundError(f"no typeface {pattern}.woff2 in {FONTS}")
    return files


def _convert(file: Path, weight: int, asked: int, family: str) -> TTFont:
    """A face of one weight, not compressed, under the name and weight asked for."""
    font = TTFont(file)
    if "fvar" in font:
        instantiateVariableFont(font, {"wght": weight}, inplace=True)
    for record in font["name"].names:
        if record.nameID in (1, 16):  # matplotlib reads the family from here …
            record.string = family
    font["OS/2"].usWeightClass = asked  # … and the weight from here
    font.flavor = None
    return font
