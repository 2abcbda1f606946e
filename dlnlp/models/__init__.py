"""Whole models, each made of the layers in `dlnlp.nn`."""

from dlnlp.models.ngram import AddK, KneserNey, MaximumLikelihood, NGramModel
from dlnlp.models.recurrent_lm import RecurrentLM
from dlnlp.models.softmax_regression import softmax_regression

__all__ = [
    "AddK",
    "KneserNey",
    "MaximumLikelihood",
    "NGramModel",
    "RecurrentLM",
    "softmax_regression",
]
