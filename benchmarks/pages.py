"""How soon a page of the built site can be read and moved, on fast and slow lines.

    python book/build.py && python -m benchmarks.pages

Serves the site as a host does, compressed, and opens each chapter's page in a new
profile of Chromium with nothing in its cache, on a desk and on a phone, over lines as
slow as those of Chromium's developer tools; ten minutes on a machine that does nothing
else. Writes experiments/results/speed_pages.json:

    first text  seconds until something can be read
    movable     seconds until the controls of the first figure can be moved
    kB          that were sent until then, compressed
    whole       seconds until nothing more is loaded
    kB in all   that were sent in the end
    shift       how far what stood already was pushed about (cumulative layout shift)
"""

import argparse
import functools
import gzip
import io
import json
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from experiments.recording import save

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
sys.path.insert(0, str(ROOT / "book"))  # the builder's modules; book/ is no package

import chromium  # noqa: E402

LINES = {  # milliseconds of delay, bits a second
    "fast 3G": (562.5, 1_440_000),
    "slow 3G": (2000.0, 400_000),
}
WIDTHS = {"desk": 1280, "phone": 360}
COMPRESSED = {".html", ".css", ".js", ".svg", ".json"}

WATCH = """() => {
    window.measured = {shift: 0, moved: {}};
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
            measured.shift += entry.value;
            for (const { node } of entry.sources) {
                const name = `${node?.nodeName}.${node?.className ?? ""}`;
                measured.moved[name] = (measured.moved[name] ?? 0) + entry.value;
            }
        }
    }).observe({type: "layout-shift", buffered: true});
    const look = () => {
        if (document.querySelector(".explore-controls:not([hidden])"))
            measured.movable = performance.now();
        else setTimeout(look, 20);
    };
    look();
}"""
MEASURED = """() => {
    const loaded = ["navigation", "resource"]
        .flatMap((kind) => performance.getEntriesByType(kind));
    const sent = (parts) => parts
        .reduce((sum, part) => sum + part.transferSize, 0) / 1000;
    const [text] = performance.getEntriesByName("first-contentful-paint");
    return {
        "first text": text.startTime / 1000,
        "movable": measured.movable / 1000,
        "kB": sent(loaded.filter((part) => part.responseEnd <= measured.movable)),
        "whole": Math.max(...loaded.map((part) => part.responseEnd)) / 1000,
        "kB in all": sent(loaded),
        "shift": measured.shift,
    };
}"""
# Chapter 1 when the site was first tried on slow lines, with the same profiles.
BEFORE = [
    {"screen": "desk", "line": "fast 3G", "first text": 3.9, "whole": 9.4},
    {"screen": "desk", "line": "slow 3G", "first text": 12.9, "whole": 33.7},
]
BEFORE_LOADED = {"chapter": "01_meaning_from_company", "kB in all": 1600}
BEFORE_SHIFT = {"desk": 0.11, "phone": 0.18}
DIGITS = {"first text": 1, "movable": 1, "whole": 1, "shift": 3}


class Host(SimpleHTTPRequestHandler):
    """Sends texts compressed, and keeps its connections, as hosts do."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def send_head(self) -> Any:
        path = Path(self.translate_path(self.path))
        if path.suffix not in COMPRESSED or not path.is_file():
            return super().send_head()
        content = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return io.BytesIO(content)


def opened(
    browser: Any, url: str, width: int, line: tuple[float, float]
) -> tuple[dict[str, float], dict[str, float]]:
    """What is measured of one page, and how far its parts were pushed about."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.add_init_script(f"({WATCH})()")
    delay, bits = line
    conditions = {
        "offline": False,
        "latency": delay,
        "downloadThroughput": bits / 8,
        "uploadThroughput": bits / 8,
    }
    network = context.new_cdp_session(page)
    network.send("Network.emulateNetworkConditions", conditions)
    page.goto(url, wait_until="networkidle", timeout=120_000)
    page.wait_for_function("measured.movable", timeout=120_000)
    page.evaluate(chromium.READY)
    page.wait_for_timeout(500)
    found = page.evaluate(MEASURED)
    pushed = page.evaluate("measured.moved")
    context.close()
    return {name: round(x, DIGITS.get(name)) for name, x in found.items()}, pushed


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages")
    parser.add_argument("--site", type=Path, default=SITE, help="default: _build/html")
    parser.add_argument("--lines", nargs="*", choices=list(LINES), default=list(LINES))
    parser.add_argument("--look", action="store_true", help="say more, save nothing")
    options = parser.parse_args()
    chapters = sorted((options.site / "notebooks").glob("[0-9]*.html"))
    if not chapters:
        sys.exit(f"{options.site} holds no chapters: python book/build.py")
    handler = functools.partial(Host, directory=str(options.site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(), args=list(chromium.FLAGS)
        )
        for chapter in chapters:
            for screen, width in WIDTHS.items():
                for name in options.lines:
                    url = f"{address}/notebooks/{chapter.name}"
                    found, pushed = opened(browser, url, width, LINES[name])
                    where = {"chapter": chapter.stem, "screen": screen, "line": name}
                    rows.append(where | found)
                    print(json.dumps(rows[-1]), flush=True)
                    if options.look:
                        print(json.dumps(pushed, indent=1))
        version = browser.version
        browser.close()
    if not options.look:
        before = {**BEFORE_LOADED, "rows": BEFORE, "shift": BEFORE_SHIFT}
        result = {"chromium": version, "before": before, "rows": rows}
        save("speed_pages", result, seeds=(), command="python -m benchmarks.pages")


if __name__ == "__main__":
    main()
