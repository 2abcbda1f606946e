"""What a cell displays: a form for each front end, and a text that stands for it.

It is the same in a notebook and on the book's page, so that a test can compare it.
"""

from __future__ import annotations

from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.display import DisplayHandle, display

from dlnlp.explore.told_html import told_html
from dlnlp.language import translations


def publish(text: str, bundle: dict[str, Any]) -> None:
    """Display a bundle of MIME types, and `text` where none of them can be shown.

    HTML is told in the reader's language.
    """
    html = {kind: bundle[kind] for kind in bundle if kind == "text/html"}

    def tell(language: str = "") -> dict[str, str]:
        return {kind: told_html(content, language) for kind, content in html.items()}

    output = _Output(text, {**bundle, **tell()})
    display(output, metadata=translations(tell))  # type: ignore[no-untyped-call]


class Beside:
    """HTML that is displayed below an output, has no text, and can be changed later.

    Where nothing but text can be displayed, nothing is.
    """

    def __init__(self) -> None:
        self._handle: Any = DisplayHandle()  # type: ignore[no-untyped-call]

    def show(self, html: str) -> None:
        if InteractiveShell.initialized():
            self._handle.display({"text/html": told_html(html)}, raw=True)

    def change(self, html: str) -> None:
        if InteractiveShell.initialized():
            self._handle.update({"text/html": told_html(html)}, raw=True)


class _Output:
    def __init__(self, text: str, bundle: dict[str, Any]) -> None:
        self.text, self.bundle = text, bundle

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {**self.bundle, "text/plain": self.text}
