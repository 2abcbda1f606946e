"""The drawings of chapter 4, language models and recurrent networks.

Each is in the file of its name, and each function returns a pair. Where there are
sliders it is a function that draws and one that says what the drawing shows, for
`explore`; else a figure and its sentence, for `show`.
"""

from dlnlp.chapters.ch04.figures.backwards import backwards
from dlnlp.chapters.ch04.figures.choices import choices
from dlnlp.chapters.ch04.figures.floor import floor
from dlnlp.chapters.ch04.figures.next_words import next_words
from dlnlp.chapters.ch04.figures.one_unit import one_unit
from dlnlp.chapters.ch04.figures.reading import reading
from dlnlp.chapters.ch04.figures.recall import recall
from dlnlp.chapters.ch04.figures.truncation import truncation
from dlnlp.chapters.ch04.figures.unrolled import unrolled

__all__ = [
    "backwards",
    "choices",
    "floor",
    "next_words",
    "one_unit",
    "reading",
    "recall",
    "truncation",
    "unrolled",
]
