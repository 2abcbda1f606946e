"""What a cell displays: a form for each front end, and a text that stands for it.

It is the same in a notebook and on the book's page, so that a test can compare it.
"""

from __future__ import annotations

import os
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.display import DisplayHandle, display


def is_static() -> bool:
    """Whether a page of the book is being built, which will have no kernel."""
    return bool(os.environ.get("DLNLP_STATIC"))


def publish(text: str, bundle: dict[str, Any]) -> None:
    """Display a bundle of MIME types, and `text` where none of them can be shown."""
    display(_Output(text, bundle))  # type: ignore[no-untyped-call]


class Beside:
    """HTML that is displayed below an output, has no text, and can be changed later.

    Where nothing but text can be displayed, nothing is.
    """

    def __init__(self) -> None:
        self._handle: Any = DisplayHandle()  # type: ignore[no-untyped-call]

    def show(self, html: str) -> None:
        if InteractiveShell.initialized():
            self._handle.display({"text/html": html}, raw=True)

    def change(self, html: str) -> None:
        if InteractiveShell.initialized():
            self._handle.update({"text/html": html}, raw=True)


class _Output:
    def __init__(self, text: str, bundle: dict[str, Any]) -> None:
        self.text, self.bundle = text, bundle

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {**self.bundle, "text/plain": self.text}
