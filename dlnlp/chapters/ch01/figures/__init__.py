"""The drawings of chapter 1, Meaning from company; each is in the file of its name.

Each function returns what `explore` or `show` wants: a figure (or a small table), or,
where there are sliders, a function that draws and one that says what the drawing shows.
"""

from dlnlp.chapters.ch01.figures.bible_neighbours import bible_neighbours
from dlnlp.chapters.ch01.figures.counts_or_ppmi import counts_or_ppmi
from dlnlp.chapters.ch01.figures.neighbour_table import neighbour_table
from dlnlp.chapters.ch01.figures.recovery import recovery
from dlnlp.chapters.ch01.figures.thesaurus_tree import thesaurus_tree
from dlnlp.chapters.ch01.figures.two_columns import two_columns
from dlnlp.chapters.ch01.figures.what_is_lost import what_is_lost
from dlnlp.chapters.ch01.figures.window_strip import window_strip
from dlnlp.chapters.ch01.figures.words_in_the_plane import words_in_the_plane

__all__ = [
    "bible_neighbours",
    "counts_or_ppmi",
    "neighbour_table",
    "recovery",
    "thesaurus_tree",
    "two_columns",
    "what_is_lost",
    "window_strip",
    "words_in_the_plane",
]
