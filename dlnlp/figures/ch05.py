"""The drawings of chapter 5, Gates: gradients through time, and cells that keep them.

Each function returns what `explore` wants, a function that draws and one that says
what the drawing shows; or, where there are no sliders, a figure and its sentence:

    figure, finding = lags(results, chance=0.25)
    show(figure, alt=finding)
"""

from dlnlp.figures.ch05_bars import tied
from dlnlp.figures.ch05_cliff import cliff
from dlnlp.figures.ch05_gradients import gradient_norms, memory_length
from dlnlp.figures.ch05_gru import gru_cell
from dlnlp.figures.ch05_lstm import STAGES, lstm_cell, lstm_growing
from dlnlp.figures.ch05_masks import masks
from dlnlp.figures.ch05_paths import DROPOUTS, dropout_paths
from dlnlp.figures.ch05_results import hidden_sizes, lags

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
