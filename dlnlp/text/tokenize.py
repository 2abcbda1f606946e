"""From text to tokens: words, numbers and punctuation marks, in any script."""

import re
import unicodedata

# A token is a number (1,000.5), a word with its inner apostrophes and hyphens (don't,
# well-kept), or one mark of punctuation. Letters are those of any script: 고양이가.
TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]")

# A particle at its end marks a Korean noun's role; the longest that fits is split off.
PARTICLES = [
    "에게서", "으로는", "에서는",
    "까지", "부터", "에게", "에서", "처럼", "으로", "이나",
    "은", "는", "이", "가", "을", "를", "의", "에", "와", "과", "도", "만", "로",
]  # fmt: skip


def tokenize(text: str, *, lower: bool = True, particles: bool = False) -> list[str]:
    """Words, numbers and punctuation marks of a text, in order.

    Works on any script that puts spaces between words. The text is first brought to one
    Unicode form (NFC), so that Hangul typed on a Mac, which stores a syllable as its
    letters, equals Hangul typed elsewhere. With `particles`, Korean words of three
    syllables and more lose their particle to a token of its own (see `split_particle`).

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
    """
    if len(word) >= 3 and all("가" <= syllable <= "힣" for syllable in word):
        for particle in PARTICLES:
            if word.endswith(particle) and len(word) - len(particle) >= 2:
                return word.removesuffix(particle), particle
    return (word,)
