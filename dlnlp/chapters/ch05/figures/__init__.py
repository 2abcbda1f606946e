"""The drawings of chapter 5, gates; each is in the file of its name.

Each function returns what `explore` wants, a function that draws and one that says
what the drawing shows; or, where there are no sliders, a figure and its sentence:

    figure, caption = lags(results, chance=0.25)
    show(figure, alt=caption)
"""

from dlnlp.chapters.ch05.figures.cliff import cliff
from dlnlp.chapters.ch05.figures.dropout_paths import DROPOUTS, dropout_paths
from dlnlp.chapters.ch05.figures.gradient_norms import gradient_norms
from dlnlp.chapters.ch05.figures.gru_cell import gru_cell
from dlnlp.chapters.ch05.figures.hidden_sizes import hidden_sizes
from dlnlp.chapters.ch05.figures.lags import lags
from dlnlp.chapters.ch05.figures.lstm_cell import lstm_cell
from dlnlp.chapters.ch05.figures.masks import masks
from dlnlp.chapters.ch05.figures.memory_length import memory_length

__all__ = [
    "DROPOUTS",
    "cliff",
    "dropout_paths",
    "gradient_norms",
    "gru_cell",
    "hidden_sizes",
    "lags",
    "lstm_cell",
    "masks",
    "memory_length",
]
