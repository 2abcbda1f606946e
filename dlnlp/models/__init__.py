"""Whole models, each made of the layers in `dlnlp.nn`."""
