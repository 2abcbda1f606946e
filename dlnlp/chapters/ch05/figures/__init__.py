"""The drawings of chapter 5, Gates: gradients through time, and cells that keep them.

Each function returns what `explore` wants, a function that draws and one that says
what the drawing shows; or, where there are no sliders, a figure and its sentence:

    figure, finding = lags(results, chance=0.25)
    show(figure, alt=finding)
"""

from dlnlp.chapters.ch05.figures.bars import tied
from dlnlp.chapters.ch05.figures.cliff import cliff
from dlnlp.chapters.ch05.figures.dropout_paths import DROPOUTS, dropout_paths
from dlnlp.chapters.ch05.figures.gradients import gradient_norms, memory_length
from dlnlp.chapters.ch05.figures.gru_cell import gru_cell
from dlnlp.chapters.ch05.figures.lstm_cell import STAGES, lstm_cell, lstm_growing
from dlnlp.chapters.ch05.figures.masks import masks
from dlnlp.chapters.ch05.figures.results import hidden_sizes, lags

__all__ = [
    "DROPOUTS",
    "STAGES",
    "cliff",
    "dropout_paths",
    "gradient_norms",
    "gru_cell",
    "hidden_sizes",
    "lags",
    "lstm_cell",
    "lstm_growing",
    "masks",
    "memory_length",
    "tied",
]
