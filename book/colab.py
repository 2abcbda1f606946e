"""Copies of the chapters for Google Colab: `python book/colab.py`.

Colab opens a notebook from GitHub on a machine that has no `dlnlp`. The chapters
themselves carry no line that installs anything, so each gets a copy that does, as its
first cell; those in Korean lie below ko/. The copies go to _build/colab; the publish
workflow puts them on the branch `colab`, from which the pages' buttons open them.
"""

from __future__ import annotations

import json
import shutil
from typing import Any

import yaml
from korean_notebooks import SPEAKS, translated, with_first_cell, write
from settings import ROOT, notebooks

# What pip installs is the package alone: recorded results are read in the checkout.
FIRST_CELL = """\
# On Colab: fetch the book's code and what it needs. It takes about a minute.
![ -d dlnlp ] || git clone --quiet --depth 1 --branch {branch} {url}.git dlnlp
%pip install --quiet ./dlnlp
%env DLNLP_RESULTS=dlnlp/experiments/results"""


def repository() -> tuple[str, str]:
    """The address of the project's repository, and its branch, as _config.yml has them.

    Raises ValueError if it isn't on GitHub, where Colab and Binder look for notebooks.
    """
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    options = settings["sphinx"]["config"]["html_theme_options"]
    url, branch = options["repository_url"], options["repository_branch"]
    if not url.startswith("https://github.com/"):
        raise ValueError(
            f"repository_url in _config.yml is {url!r}; Colab and Binder open "
            "repositories on https://github.com/ alone"
        )
    return url.rstrip("/"), branch


def installing(notebook: dict[str, Any], more: str = "") -> dict[str, Any]:
    """The notebook with a first cell that fetches the project, and does `more`."""
    url, branch = repository()
    source = FIRST_CELL.format(url=url, branch=branch)
    return with_first_cell(notebook, "on-colab", f"{source}{more}")


def main() -> None:
    out = ROOT / "_build" / "colab"
    shutil.rmtree(out, ignore_errors=True)
    for path in notebooks():
        english = json.loads(path.read_text(encoding="utf-8"))
        name = path.relative_to(ROOT)
        write(installing(english), out / name)
        write(installing(translated(path), f"\n{SPEAKS}"), out / "ko" / name)
    print(f"{out}: the chapters, each with a first cell for Colab")


if __name__ == "__main__":
    main()
