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
    name: str,
    faces: dict[int, tuple[tuple[str, ...], int]],
    letters: str,
    folder: Path,
) -> list[str]:
    """Give the families that matplotlib searches for a letter, in this order.

    name     begins the families' names
    faces    for each weight: patterns of files in book/assets/fonts, and the weight to
             take of those that have several
    letters  files that have none of these are passed over
    folder   for the converted files: it has to stay while they are in use

    Raises FileNotFoundError for a pattern that no file fits.
    """
    families: list[str] = []
    wanted = set(map(ord, letters))
    for asked, (patterns, weight) in faces.items():
        fonts = [TTFont(file) for pattern in patterns for file in _files(pattern)]
        needed = [font for font in fonts if wanted & font.getBestCmap().keys()]
        families = [f"{name} {n}" for n in range(len(needed))]
        for font, family in zip(needed, families, strict=True):
            _convert(font, weight, asked, family)
            out = folder / f"{family} {asked}.ttf"
            font.save(out)
            font_manager.fontManager.addfont(out)
    return families


def _files(pattern: str) -> list[Path]:
    files = sorted(FONTS.glob(f"{pattern}.woff2"))
    if not files:
        raise FileNotFoundError(f"no typeface {pattern}.woff2 in {FONTS}")
    return files


def _convert(font: TTFont, weight: int, asked: int, family: str) -> None:
    """Make it a face of one weight, not compressed, with the name and weight asked."""
    for unused in ("GPOS", "GSUB", "GDEF"):  # by matplotlib; slow to convert
        if unused in font:
            del font[unused]
    if "fvar" in font:
        instantiateVariableFont(font, {"wght": weight}, inplace=True)
    for record in font["name"].names:
        if record.nameID in (1, 16):  # matplotlib reads the family from here …
            record.string = family
    font["OS/2"].usWeightClass = asked  # … and the weight from here
    font.flavor = None
