"""The drawings of chapter 8, transformers; each is in the file of its name.

Each function returns what `explore` wants, a function that draws and one that says
what the drawing shows; or, where there are no sliders, a figure and its sentence.
"""

from dlnlp.chapters.ch08.figures.block import block
from dlnlp.chapters.ch08.figures.cache import cache
from dlnlp.chapters.ch08.figures.head_maps import head_maps
from dlnlp.chapters.ch08.figures.induction import ablation, induction_curves
from dlnlp.chapters.ch08.figures.ladder import ladder
from dlnlp.chapters.ch08.figures.opened import OPENED, opened
from dlnlp.chapters.ch08.figures.self_attention import self_attention
from dlnlp.chapters.ch08.figures.sinusoids import sinusoids
from dlnlp.chapters.ch08.figures.training_loss import training_loss

__all__ = [
    "OPENED",
    "ablation",
    "block",
    "cache",
    "head_maps",
    "induction_curves",
    "ladder",
    "opened",
    "self_attention",
    "sinusoids",
    "training_loss",
]
