"""Build the book: `python book/build.py [--open]`.

Executes the chapters, draws every frame of every interactive figure, and writes a site:
the pages in English, in Korean below ko/, and the live notebooks below live/. A page
asks no other host for anything; a live notebook asks one for Pyodide, unless
PYODIDE_DIST names a folder that holds it. A warning, a failing cell or a missing page
makes the build fail.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import shutil
import subprocess
import sys
import time
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import korean
import live
import publish
import settings
import stamp
import yaml
from settings import ROOT

from dlnlp.explore import palette

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
    parser.add_argument(
        "--language",
        choices=list(publish.LANGUAGES),
        help="build one edition alone and leave the rest of the site as it is",
    )
    parser.add_argument(
        "--without-live",
        action="store_true",
        help="leave out the live notebooks, which pip fetches JupyterLite for",
    )
    arguments = parser.parse_args()
    editions = [arguments.language] if arguments.language else list(publish.LANGUAGES)

    url = publish.site_url()  # before the work begins: it may be wrong
    started = time.monotonic()
    state = stamp.state()
    prepare_vendor()
    site = build(arguments.out.resolve(), editions, url)
    if not (arguments.without_live or arguments.language):
        print("Adding the live notebooks …", flush=True)
        live.build(site, publish.root(url))
    publish.publish(site, url, pyodide_origin=live.pyodide_origin())
    for edition in editions:
        check_pages(site / publish.LANGUAGES[edition])
    if not (arguments.without_live or arguments.language):
        stamp.write(site, state)
    index = site / publish.LANGUAGES[editions[0]] / "index.html"
    seconds = time.monotonic() - started
    server = f"{sys.executable} -m http.server --directory {site}"
    print(
        f"\nThe book is built ({seconds:.0f} s). Open it at\n\n    {index.as_uri()}\n"
    )
    print(f"or, for the live notebooks as well, serve it with\n\n    {server}\n")
    if arguments.open:
        webbrowser.open(index.as_uri())


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
    (VENDOR / "palette.css").write_text(palette.css(), encoding="utf-8")


def build(out: Path, editions: list[str], url: str) -> Path:
    """Write the editions' pages. No page or result of an earlier build may stand in.

    The chapters are executed once: the second edition reads what the first one's
    cells printed and drew from a cache.

    url  the address that the site will have, or ""
    """
    built = out / "_build"
    results = built / "results"
    shutil.rmtree(results, ignore_errors=True)
    changes = {
        "execute": {"execute_notebooks": "cache", "cache": str(results)},
        "sphinx": {"config": {"site_url": url}},
    }
    print("Executing the chapters and drawing their figures …", flush=True)
    site = built / "html"
    stamp.remove(site)
    if "en" in editions:
        for stale in (site, built / ".doctrees"):
            shutil.rmtree(stale, ignore_errors=True)
        execute = [sys.executable, str(ROOT / "book" / "execute.py"), str(results)]
        subprocess.run(execute, env=settings.variables_of_a_build(), check=True)
        if settings.run(out, changes, "-W", "-n", "--keep-going"):
            sys.exit("The book was not built: see the warnings and errors above.")
    if "ko" in editions:
        korean.build(site, changes)
    return site


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
