"""The drawings of chapter 3, Asking fewer questions; each is in the file of its name.

Each function returns what `explore` or `show` wants: a figure, or, where there are
controls, a function that draws and one that says what the drawing shows.
"""

from dlnlp.chapters.ch03.figures.boxes import boxes
from dlnlp.chapters.ch03.figures.cost import cost
from dlnlp.chapters.ch03.figures.dimensions import dimensions
from dlnlp.chapters.ch03.figures.few_labels import few_labels
from dlnlp.chapters.ch03.figures.gender import gender
from dlnlp.chapters.ch03.figures.group import group
from dlnlp.chapters.ch03.figures.negatives import negatives
from dlnlp.chapters.ch03.figures.pull import pull
from dlnlp.chapters.ch03.figures.settings import settings
from dlnlp.chapters.ch03.figures.shifted_pmi import shifted_pmi

__all__ = [
    "boxes",
    "cost",
    "dimensions",
    "few_labels",
    "gender",
    "group",
    "negatives",
    "pull",
    "settings",
    "shifted_pmi",
]
