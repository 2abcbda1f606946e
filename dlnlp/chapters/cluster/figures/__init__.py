"""The figure of the page on clusters."""

from dlnlp.chapters.cluster.figures.hours import hours

__all__ = ["hours"]
