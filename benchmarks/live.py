"""Chapters in the browser beside the same chapters in Jupyter.

    PYODIDE_DIST=folder python book/build.py && python -m benchmarks.live

Opens each chapter's live notebook of the built site, in a new profile of Chromium with
nothing in its cache, and runs all cells; then runs the same notebook natively. Both
times include the start of Python. Writes experiments/results/speed_live.json.
"""

import functools
import subprocess
import sys
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from experiments.recording import save

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
sys.path.insert(0, str(ROOT / "book"))  # the builder's modules; book/ is no package

import chromium  # noqa: E402
import live_reader  # noqa: E402


class Counting(SimpleHTTPRequestHandler):
    """Serves the site, and counts the bytes of the files that it sends."""

    sent = 0

    def log_message(self, *_: object) -> None:
        pass

    def copyfile(self, source: Any, outputfile: Any) -> None:
        size = Path(source.name).stat().st_size
        super().copyfile(source, outputfile)
        Counting.sent += size


def in_browser(browser: Any, address: str, chapter: Path) -> dict[str, float]:
    """Seconds until the first result and the last, and bytes sent before the first."""
    page = browser.new_context().new_page()
    live_reader.expose(page)
    Counting.sent = 0
    started = time.monotonic()
    page.goto(f"{address}/live/notebooks/index.html?path={chapter.name}")
    opened = time.monotonic() - started
    first, last = live_reader.run_all(page)
    raised = live_reader.errors(page)
    page.context.close()
    if raised:
        sys.exit(f"{chapter.name} raised in the browser: {raised}")
    return {
        "first result": round(opened + first, 1),
        "browser": round(opened + last, 1),
        "bytes": Counting.sent,
    }


def natively(chapter: Path) -> float:
    """Seconds that a kernel takes for the same notebook, its own start included."""
    command = [sys.executable, "-m", "jupyter", "execute", str(chapter)]
    started = time.monotonic()
    subprocess.run([*command, "--output", "/dev/null"], check=True, capture_output=True)
    return round(time.monotonic() - started, 1)


def main() -> None:
    if not (SITE / "live" / "static" / "pyodide").is_dir():
        sys.exit(f"{SITE} has no live notebooks with their own Pyodide: see above.")
    handler = functools.partial(Counting, directory=str(SITE))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(), args=list(chromium.FLAGS)
        )
        for chapter in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
            row = {"chapter": chapter.stem, **in_browser(browser, address, chapter)}
            row["native"] = natively(chapter)
            rows.append(row)
            print(row, flush=True)
        version = browser.version
        browser.close()
    result = {"chromium": version, "rows": rows}
    save("speed_live", result, seeds=(), command="python -m benchmarks.live")


if __name__ == "__main__":
    main()
