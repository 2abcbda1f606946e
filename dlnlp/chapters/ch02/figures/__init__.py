"""The drawings of chapter 2, Predicting words; each is in the file of its name.

Each function returns what `explore` or `show` wants: a figure, or, where there are
sliders, a function that draws and one that says what the drawing shows.
"""

from dlnlp.chapters.ch02.figures.knowing import half_found, knowing, lowest_loss
from dlnlp.chapters.ch02.figures.learning_rates import learning_rates
from dlnlp.chapters.ch02.figures.one_guess import one_guess
from dlnlp.chapters.ch02.figures.paths import paths
from dlnlp.chapters.ch02.figures.push_and_pull import push_and_pull
from dlnlp.chapters.ch02.figures.slope import slope

__all__ = [
    "half_found",
    "knowing",
    "learning_rates",
    "lowest_loss",
    "one_guess",
    "paths",
    "push_and_pull",
    "slope",
]
