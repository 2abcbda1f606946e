"""From text to tokens: words, numbers and punctuation marks, in any script."""

import re
import unicodedata

# What belongs to the character before it: combining marks, as vowel signs of Hindi and
# points of Hebrew are (categories M), and invisible format characters, as the joiner in
# a Persian word is (Cf). The zero-width space is a space (Unicode Annex 29, rule WB4).
WITH_MARKS = *range(0x20000), *range(0xE0000, 0xE0200)  # no other code points are any
MARKS = "".join(
    character
    for character in map(chr, WITH_MARKS)
    if unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf"}
    and character != "\u200b"
)
LETTERS = r"[^\W\d_]++"  # of any script: 고양이가

# For speed, a look ahead: can the token go on? To look up all marks takes longer.
BASIC_MARKS = "".join(mark for mark in MARKS if mark <= "\uffff")
MORE = f"(?=['’\\-{BASIC_MARKS}\U00010000-\U0010ffff])"

# A token is a word with its marks and its inner apostrophes and hyphens (don't,
# well-kept), a number (1,000.5), or one mark of punctuation.
TOKEN = re.compile(
    rf"{LETTERS}(?:{MORE}(?:['’-]{LETTERS}|[{MARKS}]++(?:{LETTERS})?+))*+"
    rf"|(?:\d+(?:[.,]\d+)*+|[^\w\s\u200b])(?:{MORE}[{MARKS}]++)?+"
)

# A particle at its end marks a Korean noun's role; the longest that fits is split off.
PARTICLES = [
    "에게서", "으로는", "에서는",
    "까지", "부터", "에게", "에서", "처럼", "으로", "이나",
    "은", "는", "이", "가", "을", "를", "의", "에", "와", "과", "도", "만", "로",
]  # fmt: skip


def tokenize(text: str, *, lower: bool = True, particles: bool = False) -> list[str]:
    """Tokenization: the words, numbers and punctuation marks of a text, in order.

    lower      write all in lower case
    particles  a Korean word of three syllables and more loses its particle to a token
               of its own (see `split_particle`)

    Works on any script that puts spaces between words. The text is first brought to one
    Unicode form (NFC), so that Hangul typed on a Mac, which stores a syllable as its
    letters, equals Hangul typed elsewhere. White space and underscores separate tokens;
    nothing else is lost.

    >>> tokenize("The cat drinks milk, doesn't it?")
    ['the', 'cat', 'drinks', 'milk', ',', "doesn't", 'it', '?']
    """
    text = unicodedata.normalize("NFC", text)
    tokens = TOKEN.findall(text.lower() if lower else text)
    if particles:
        tokens = [part for token in tokens for part in split_particle(token)]
    return tokens


def split_particle(word: str) -> tuple[str, ...]:
    """A Korean noun and its particle: 고양이가 -> (고양이, 가). Others stay whole.

    A rule of thumb without a dictionary, so it also cuts words that end like a particle
    (어린이, child, becomes 어린 + 이). Real work uses a morphological analyser.

    >>> split_particle("고양이가"), split_particle("가다")
    (('고양이', '가'), ('가다',))
    """
    if len(word) >= 3 and all("가" <= syllable <= "힣" for syllable in word):
        for particle in PARTICLES:
            if word.endswith(particle) and len(word) - len(particle) >= 2:
                return word.removesuffix(particle), particle
    return (word,)
