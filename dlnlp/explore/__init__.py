"""What a page shows: figures with sliders, tables, source code, recorded results."""

from dlnlp.explore.explore import explore, show, source, table
from dlnlp.explore.recorded import recorded

__all__ = [
    "explore",
    "recorded",
    "show",
    "source",
    "table",
]
