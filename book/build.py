"""Build the book: `python book/build.py [--open]`. Needs no network.

Executes the chapters, draws every frame of every interactive figure, and writes a site
that asks no other host for anything. A warning, a failing cell or a missing page makes
the build fail.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
import time
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from dlnlp.figures import style

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "_build" / "vendor"  # _config.yml names it (html_static_path)

MATHJAX = "tex-mml-chtml.js"
# Version 3.2.2
MATHJAX_SHA256 = "300480069078b5892d2363a2b65e2dfbbf30fe5c80f83edbfecf4610fd093862"


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the book.")
    parser.add_argument(
        "--open", action="store_true", help="open the result in a browser"
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=ROOT,
        help="where to put _build/html (default: the project)",
    )
    arguments = parser.parse_args()

    started = time.monotonic()
    prepare_vendor()
    site = build(arguments.out.resolve())
    check_pages(site)
    index = (site / "index.html").as_uri()
    seconds = time.monotonic() - started
    server = f"{sys.executable} -m http.server --directory {site}"
    print(f"\nThe book is built ({seconds:.0f} s). Open it at\n\n    {index}\n")
    print(f"or serve it with\n\n    {server}\n")
    if arguments.open:
        webbrowser.open(index)


def prepare_vendor() -> None:
    """Put MathJax (from pip) and the palette's style sheet where Sphinx finds them."""
    distribution = importlib.metadata.distribution("sphinx-mathjax-offline")
    static = distribution.locate_file("sphinx-mathjax-offline/static/mathjax")
    package = Path(str(static))
    digest = hashlib.sha256((package / MATHJAX).read_bytes()).hexdigest()
    if digest != MATHJAX_SHA256:
        sys.exit(
            f"{package / MATHJAX} is not the MathJax 3.2.2 that this book was made "
            f"with (SHA-256 {digest}).\nInstall it again: "
            "pip install --force-reinstall sphinx-mathjax-offline==0.0.2"
        )
    fonts = Path("output", "chtml", "fonts", "woff-v2")
    shutil.copytree(package / fonts, VENDOR / "mathjax" / fonts, dirs_exist_ok=True)
    shutil.copy(package / MATHJAX, VENDOR / "mathjax")
    (VENDOR / "palette.css").write_text(style.css(), encoding="utf-8")


def build(out: Path) -> Path:
    """Run Jupyter Book from nothing: no page of an earlier build may stand in."""
    built = out / "_build"
    for stale in ("html", ".doctrees"):
        shutil.rmtree(built / stale, ignore_errors=True)
    print("Executing the chapters and drawing their figures …", flush=True)
    jupyter_book = "from jupyter_book.cli.main import main; main()"
    command = [sys.executable, "-c", jupyter_book, "build", str(ROOT)]
    command += ["--path-output", str(out), "-W", "-n", "--keep-going"]
    # One BLAS thread: on a busy machine many wait for each other; 3 s become 60.
    environment = {"OMP_NUM_THREADS": "1", **os.environ, "DLNLP_STATIC": "1"}
    if subprocess.run(command, env=environment, cwd=ROOT).returncode:
        sys.exit("The book was not built: see the warnings and errors above.")
    return built / "html"


def expected_pages() -> list[str]:
    """The pages that _toc.yml promises, in its order."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))

    def files(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            for key, value in node.items():
                if key in ("root", "file"):
                    yield f"{value}.html"
                else:
                    yield from files(value)
        elif isinstance(node, list):
            for one in node:
                yield from files(one)

    return list(files(toc))


def check_pages(site: Path) -> None:
    """Fail when a page that the table of contents promises is not there."""
    pages = ["index.html", *expected_pages()]
    missing = [page for page in pages if not (site / page).is_file()]
    if missing:
        sys.exit(f"The build left out {', '.join(missing)}.")


if __name__ == "__main__":
    main()
