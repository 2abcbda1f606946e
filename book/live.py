"""The live notebooks: JupyterLite, in which a reader's own browser runs Python.

`build(site)` writes `site/live/`: static files, no server. A notebook opened there
starts Pyodide, which loads dlnlp and what it needs before the first cell runs. Pyodide
comes from its public CDN; if the environment variable PYODIDE_DIST names a folder with
the same version of it, what is needed is copied from there instead, and the site asks
no other host for anything.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from importlib.metadata import version
from pathlib import Path
from typing import Any

import browser_packages
import live_editions
from live_notebook import live_name, live_notebook
from publish import LANGUAGES
from settings import ROOT, notebooks

WORK = ROOT / "_build" / "live"

# JupyterLite and its kernel: this pair works with Pyodide 0.27, newer ones want 0.28.
# jupyterlab_widgets is the browser's half of the sliders, for JupyterLite's version.
TOOLS = (
    "jupyterlite-core==0.6.4",
    "jupyterlite-pyodide-kernel==0.6.1",
    "jupyter-server>=2.14,<3",
    "jupyterlab_widgets==3.0.15",
    # The menus in Korean; jupyterlab-server hands them on.
    "jupyterlab-server>=2.27,<3",
    "jupyterlab-language-pack-ko-KR==4.4.post3",
)
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
# A wheel's address is read relative to the kernel's script, which lies in
# extensions/@jupyterlite/pyodide-kernel-extension/static/.
TO_ROOT = "../../../../"

COMMAND_MODE = ".jp-Notebook.jp-mod-commandMode:not(.jp-mod-readWrite)"
OVERRIDES = {
    # All cells exist at once: the page can be searched and printed.
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "defer"},
    # Two shortcuts, for headings, would take the arrow keys away from sliders.
    "@jupyterlab/shortcuts-extension:shortcuts": {
        "shortcuts": [
            {
                "command": f"notebook:move-cursor-heading-{way}",
                "keys": [key],
                "selector": f"{COMMAND_MODE} :focus",
                "disabled": True,
            }
            for way, key in (
                ("above-or-collapse", "ArrowLeft"),
                ("below-or-expand", "ArrowRight"),
            )
        ]
    },
}


def distribution() -> Path | None:
    """The folder that PYODIDE_DIST names, if it does."""
    named = os.environ.get("PYODIDE_DIST")
    return Path(named).expanduser() if named else None


def pyodide_origin() -> str:
    """The host that Pyodide comes from, "" if that is the site itself."""
    return "" if distribution() else browser_packages.CDN_ORIGIN


# JupyterLite's logo leads to tree/, and a curious reader to live/ itself, where every
# notebook looks for settings.
TO_THE_BOOK = {"index.html": "../", "tree/index.html": "../../"}
LEADS_ON = """\
<!doctype html>
<meta charset="utf-8">
<title>The book</title>
<meta http-equiv="refresh" content="0; url={root}index.html">
<script id="jupyter-config-data" type="application/json">{{}}</script>
<p><a href="{root}index.html">The book</a></p>
"""


def build(site: Path, root: str = "/") -> None:
    """Write `site`/live. The first time, pip fetches JupyterLite.

    root  where the site begins on its host
    """
    folder = distribution()
    if folder:
        browser_packages.check_distribution(folder)
    python = prepare_tools()
    wheels = [*download_wheels(python), browser_packages.pack_dlnlp(WORK / "wheels")]
    address = "./static/pyodide/" if folder else browser_packages.CDN
    live = site / "live"
    run_jupyterlite(python, live, kernel_settings(address, wheels), root)
    live_editions.add(live)
    for name, up in TO_THE_BOOK.items():
        (live / name).parent.mkdir(exist_ok=True)
        (live / name).write_text(LEADS_ON.format(root=up), encoding="utf-8")
    for wheel in wheels:
        (live / wheel_address(wheel)).parent.mkdir(parents=True)
        shutil.copy(wheel, live / wheel_address(wheel))
    if folder:
        browser_packages.copy_needed(folder, live / "static" / "pyodide")


def prepare_tools() -> Path:
    """An environment with JupyterLite's builder alone; returns its Python.

    The builder takes every JupyterLab extension that it finds into the site.
    """
    environment = WORK / "environment"
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    done = environment / "installed.txt"
    wanted = "\n".join(TOOLS)
    if not done.is_file() or done.read_text(encoding="utf-8") != wanted:
        print("Installing JupyterLite …", flush=True)
        venv.create(environment, clear=True, with_pip=True)
        run(python, "-m", "pip", "install", "--quiet", *TOOLS)
        done.write_text(wanted, encoding="utf-8")
    return python


def download_wheels(python: Path) -> list[Path]:
    """The wheels that Pyodide lacks, in the versions that are installed here.

    One that an earlier build has fetched is not fetched again.
    """
    folder = WORK / "wheels"
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for name in browser_packages.WHEELS:
        pattern = f"{name}-{version(name)}-*.whl"
        if not any(folder.glob(pattern)):
            options = ["--quiet", "--no-deps", "--only-binary=:all:", "--dest", folder]
            run(python, "-m", "pip", "download", *options, f"{name}=={version(name)}")
        found += folder.glob(pattern)
    return found


def wheel_address(wheel: Path) -> str:
    """Where a wheel lies below live/: not where its last edition did."""
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()[:16]
    return f"static/wheels/{digest}/{wheel.name}"


def kernel_settings(address: str, wheels: list[Path]) -> dict[str, Any]:
    """Which Pyodide starts, and what it loads before the first cell."""
    ours = [TO_ROOT + wheel_address(wheel) for wheel in wheels]
    return {
        "pyodideUrl": f"{address}pyodide.js",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": [*browser_packages.PACKAGES, *ours]},
    }


def run_jupyterlite(
    python: Path, live: Path, settings: dict[str, Any], root: str
) -> None:
    """Run JupyterLite's builder on the chapters, from nothing."""
    folder = WORK / "lite"
    for stale in (folder, live):
        shutil.rmtree(stale, ignore_errors=True)
    (folder / "files").mkdir(parents=True)
    config = {"litePluginSettings": {KERNEL: settings}}
    files = {
        "overrides.json": OVERRIDES,
        "jupyter-lite.json": {
            "jupyter-lite-schema-version": 0,
            "jupyter-config-data": config,
        },
    }
    for path in notebooks():
        for language in LANGUAGES:
            notebook = live_notebook(path, root, language)
            files[f"files/{live_name(path, language)}"] = notebook
    for name, content in files.items():
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    options = ["--lite-dir", folder, "--contents", folder / "files"]
    options += ["--apps", "notebooks", "--no-sourcemaps", "--output-dir", live]
    run(python, "-m", "jupyterlite_core", "build", *options, cwd=folder)
    built = json.loads((live / "jupyter-lite.json").read_text(encoding="utf-8"))
    taken = built["jupyter-config-data"]["litePluginSettings"].get(KERNEL, {})
    if taken | settings != taken:
        sys.exit("JupyterLite did not take the settings of the kernel.")


def run(*command: str | Path, cwd: Path = ROOT) -> None:
    """Run a command; end the build with what it said if it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        sys.exit(f"Failed: {' '.join(map(str, command))}\n{done.stdout[-3000:]}")
