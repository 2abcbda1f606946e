"""What a page shows: figures with sliders, tables, source code, recorded results."""

try:
    from dlnlp.explore.explore import Draw, Say, explore, show
    from dlnlp.explore.free_text import text
    from dlnlp.explore.recorded import recorded
    from dlnlp.explore.source import source
    from dlnlp.explore.table import table
except ModuleNotFoundError as error:
    raise ImportError(
        f"dlnlp.explore draws figures for Jupyter, and {error.name} is missing. "
        'Install what the book needs: pip install "dlnlp[book]"'
    ) from error

__all__ = [
    "Draw",
    "Say",
    "explore",
    "recorded",
    "show",
    "source",
    "table",
    "text",
]
