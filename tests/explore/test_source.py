"""Source code on a page."""

from dlnlp.explore import palette, source


def test_source_is_shown_as_highlighted_code(shown):
    source(palette.css, palette.Colour)
    markdown = shown[0]["text/markdown"]
    assert markdown.startswith("```python\ndef css() -> str:")
    assert "class Colour:" in markdown
    assert markdown.endswith("\n```")
    assert (
        shown[0]["text/plain"]
        == "source(dlnlp.explore.palette.css, dlnlp.explore.palette.Colour)"
    )
