"""What the built site was built of, so that tests need not build it again.

At the end of a whole build a file beside the site notes the digest of the project's
files, the variables that a build reads, and the packages that were installed. As long
as all that holds, a new build would give the same site.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from settings import ROOT

FOLDERS = ("book", "dlnlp", "experiments", "notebooks")
SETTINGS = ("_config.yml", "_toc.yml", "pyproject.toml")
VARIABLES = (
    "SITE_URL",
    "PYODIDE_DIST",
    "DLNLP_DATA",
    "DLNLP_CACHE",
    "DLNLP_RESULTS",
)
INSTALLERS = {"pip", "setuptools", "wheel"}  # another version of them is no other site


def state(root: Path = ROOT) -> dict[str, Any]:
    """All that a site depends on, now."""
    return {
        "sources": digest(root),
        "variables": {name: os.environ.get(name, "") for name in VARIABLES},
        "packages": {"Python": sys.version}
        | {p.name: p.version for p in distributions() if p.name not in INSTALLERS},
    }


def digest(root: Path) -> str:
    """Of names and contents. What Git ignores and a build itself writes is left out."""
    seen = hashlib.sha256()
    files = [path for folder in FOLDERS for path in (root / folder).rglob("*")]
    for path in sorted([*files, *(root / name for name in SETTINGS)]):
        name = path.relative_to(root).as_posix()
        hidden = any(part.startswith((".", "__py")) for part in name.split("/"))
        if path.is_file() and not hidden and path.suffix != ".mo":
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            seen.update(f"{content} {name}\n".encode())
    return seen.hexdigest()


def write(site: Path, state: dict[str, Any]) -> None:
    """Note that the site is that of this state."""
    _stamp(site).write_text(json.dumps(state, indent=1), encoding="utf-8")


def remove(site: Path) -> None:
    """The site is about to change."""
    _stamp(site).unlink(missing_ok=True)


def holds(site: Path, now: dict[str, Any]) -> bool:
    """Whether there is a site of this state. Packages that came later do no harm."""
    if not (site.is_dir() and _stamp(site).is_file()):
        return False
    then = json.loads(_stamp(site).read_text(encoding="utf-8"))
    return then["packages"].items() <= now["packages"].items() and all(
        then[name] == now[name] for name in ("sources", "variables")
    )


def _stamp(site: Path) -> Path:
    return site.parent / "site.json"
