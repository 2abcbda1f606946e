"""Cut the Korean typefaces to size; run by hand, what it writes is committed.

In an empty folder, with the Python of the tests (fonttools, brotli):

    npm pack @expo-google-fonts/noto-serif-kr @expo-google-fonts/noto-sans-kr \\
        @fontsource-variable/noto-sans-kr
    for f in *.tgz; do mkdir ${f%-[0-9]*}; tar xzf $f -C ${f%-[0-9]*}; done
    python …/book/korean_fonts.py .

The 2,350 syllables of KS X 1001 cover nearly all that is written. Those that the book
uses today come in a file of their own, which is often the only one that a page loads;
the others follow, the common ones first. Google's cut of the same faces (which
fontsource repeats) knows which are common: the higher the number of the cut, the more.
Run it again when a chapter has been translated; until then its pages load a file more.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from fontTools import subset

BOOK = Path(__file__).resolve().parent
FONTS = BOOK / "assets" / "fonts"
STYLES = FONTS.parent / "ko-fonts.css"
SERIF, SANS = "Noto Serif KR", "Noto Sans KR"
FACES = {  # file name: (the packages' folder and file, family, styles it stands for)
    "noto-serif-kr-400": ("400Regular", SERIF, ["normal 200 500"]),
    # Hangul has no italic: it is emphasised by weight, beside Latin that slants.
    "noto-serif-kr-600": ("600SemiBold", SERIF, ["normal 501 900", "italic 200 900"]),
    "noto-sans-kr-400": ("400Regular", SANS, ["normal 200 500"]),
    "noto-sans-kr-600": ("600SemiBold", SANS, ["normal 501 900"]),
}
SIZE = 450  # syllables a file, the first aside
PUNCTUATION = [0x00B7, *range(0x3000, 0x3004), *range(0x3008, 0x3012), 0x301C]
LETTERS = list(range(0x3131, 0x318F))  # ㄱ, ㅏ, … on their own
RULE = """@font-face {{
  font-family: "{family}"; font-style: {style}; font-weight: {weights};
  font-display: swap;
  src: url(fonts/{name}.woff2) format("woff2");
  unicode-range: {ranges};
}}
"""


def main(packages: Path) -> None:
    slices = slice_up(common_first(packages / "fontsource-variable-noto-sans-kr"))
    rules = []
    for face, (file, family, styles) in FACES.items():
        package = packages / f"expo-google-fonts-{face[:-4]}" / "package"
        source = next(package.glob(f"{file}/*.ttf"))
        for number, characters in enumerate(slices, start=1):
            name, ranges = f"{face}-{number}", unicode_range(characters)
            cut(source, FONTS / f"{name}.woff2", characters)
            for style in styles:
                slant, weights = style.split(maxsplit=1)
                rules.append(
                    RULE.format(
                        family=family,
                        style=slant,
                        weights=weights,
                        name=name,
                        ranges=ranges,
                    )
                )
    head = "/* Written by book/korean_fonts.py. Noto: SIL Open Font License 1.1. */\n"
    STYLES.write_text(head + "".join(rules), encoding="utf-8")


def common_first(package: Path) -> list[int]:
    """The syllables of KS X 1001, the common ones first."""
    ranges = json.loads((package / "package" / "unicode.json").read_text())
    commonness = {
        code: int(number.strip("[]"))
        for number, text in ranges.items()
        if number.startswith("[")
        for first, last in re.findall(r"U\+([0-9a-f]+)(?:-([0-9a-f]+))?", text)
        for code in range(int(first, 16), int(last or first, 16) + 1)
    }
    pairs = [bytes([a, b]) for a in range(0xB0, 0xC9) for b in range(0xA1, 0xFF)]
    syllables = [ord(pair.decode("euc_kr")) for pair in pairs]
    return sorted(syllables, key=lambda code: (-commonness[code], code))


def used() -> set[int]:
    """The syllables of the catalogues and of the pages' Korean words."""
    places = ("locale/ko/**/*.po", "locale/ko/*.yml", "*.md", "extensions/*.py")
    texts = [path for place in places for path in BOOK.glob(place)]
    texts += BOOK.parent.glob("dlnlp/locale/ko/**/*.po")
    return {
        ord(syllable)
        for path in texts
        for syllable in re.findall("[가-힣]", path.read_text(encoding="utf-8"))
    }


def slice_up(syllables: list[int]) -> list[list[int]]:
    """Characters of each file."""
    book = used()
    first = [code for code in syllables if code in book]
    rest = [code for code in syllables if code not in book]
    slices = [sorted(PUNCTUATION + first)]
    slices += [sorted(rest[i : i + SIZE]) for i in range(0, len(rest), SIZE)]
    slices[-1] = LETTERS + slices[-1]
    return slices


def cut(source: Path, target: Path, characters: list[int]) -> None:
    options = subset.Options(
        flavor="woff2", hinting=False, layout_features=["kern"], notdef_outline=True
    )
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


def unicode_range(characters: list[int]) -> str:
    """As CSS writes it: runs of neighbours, joined."""
    runs: list[list[int]] = []
    for code in characters:
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ", ".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
