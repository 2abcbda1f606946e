"""The drawings of chapter 9, a memory to write on; each is in the file of its name.

Each function returns what `explore` wants, a function that draws and one that says
what the drawing shows; or, where there are no sliders, a figure and its sentence.
"""

from dlnlp.chapters.ch09.figures.by_length import by_length
from dlnlp.chapters.ch09.figures.by_place import SHIFTS, by_place
from dlnlp.chapters.ch09.figures.copy_by_hand import Copying, copy_by_hand
from dlnlp.chapters.ch09.figures.found_by_content import found_by_content
from dlnlp.chapters.ch09.figures.looked_up import looked_up
from dlnlp.chapters.ch09.figures.machine import PARTS, machine
from dlnlp.chapters.ch09.figures.tracks import tracks
from dlnlp.chapters.ch09.figures.written import written

__all__ = [
    "PARTS",
    "SHIFTS",
    "Copying",
    "by_length",
    "by_place",
    "copy_by_hand",
    "found_by_content",
    "looked_up",
    "machine",
    "tracks",
    "written",
]
