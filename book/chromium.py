"""Where Chromium is, and how it is started so that it asks no host for anything."""

from __future__ import annotations

import os
import shutil

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
MISSING = (
    "no Chromium or Chrome found: install one (Debian: apt install chromium) "
    "or set CHROMIUM to its path"
)
READY = """async () => {
    await document.fonts.ready;
    await window.MathJax?.startup?.promise;
}"""  # to evaluate: a page's type and mathematics stand


def executable() -> str | None:
    """Its path: what CHROMIUM in the environment says, or the first on the PATH."""
    return os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, NAMES)), None
    )
