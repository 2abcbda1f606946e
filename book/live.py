"""The live notebooks: JupyterLite, in which a reader's own browser runs Python.

`build(site)` writes `site/live/`: static files, no server. A page of it starts Pyodide
(CPython for browsers, https://pyodide.org), which loads the packages below, dlnlp among
them, before the first cell runs. Pyodide itself comes from its public CDN; if the
environment variable PYODIDE_DIST names a folder with that version of it, what is needed
is copied from there, and the site asks no other host for anything.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dlnlp.datasets.bible import PACKED, world_english_bible

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "_build" / "live"

PYODIDE = "0.27.7"
CDN = f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE}/full/"
CORE = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"

# Of Pyodide's packages: what dlnlp imports, and what the kernel cannot start without.
PACKAGES = ("numpy", "scipy", "matplotlib", "ipython", "jedi", "micropip", "ssl", "sqlite3")
# Of PyPI's, pure Python: what dlnlp imports, and what ipywidgets does.
WHEELS = ("tqdm", "platformdirs", "ipywidgets", "jupyterlab_widgets", "comm")

# The builder's own packages: this pair works with Pyodide 0.27; newer ones want 0.28.
# jupyterlab_widgets brings the browser's half of the sliders.
TOOLS = (
    "jupyterlite-core==0.6.4",
    "jupyterlite-pyodide-kernel==0.6.1",
    "jupyter-server>=2.14,<3",
    "jupyterlab_widgets==3.0.15",
)
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
# Where the kernel's script lies, below which Pyodide looks for wheels.
KERNEL_FOLDER = Path("extensions/@jupyterlite/pyodide-kernel-extension/static")


def build(site: Path) -> Path:
    """Write `site/live`, and return it."""
    distribution = os.environ.get("PYODIDE_DIST")
    source = check_distribution(Path(distribution)) if distribution else None
    python = prepare_tools()
    live = site / "live"
    wheels = [*prepare_wheels(python), pack_dlnlp(WORK / "wheels")]
    lite(python, live, configuration(wheels, source))
    (live / "static" / "wheels").mkdir()
    for wheel in wheels:
        shutil.copy(wheel, live / "static" / "wheels")
    if source:
        copy_closure(source, live / "static" / "pyodide")
    return live


def check_distribution(folder: Path) -> Path:
    """The folder, if it holds Pyodide as it is wanted here; else the build ends."""
    lock = folder / LOCK
    if not lock.is_file():
        sys.exit(f"PYODIDE_DIST names {folder}, which holds no {LOCK}.")
    version = json.loads(lock.read_text(encoding="utf-8"))["info"]["version"]
    if version != PYODIDE:
        sys.exit(f"PYODIDE_DIST holds Pyodide {version}; the book wants {PYODIDE}.")
    return folder


def prepare_tools() -> Path:
    """Install JupyterLite's builder where no extension of this environment disturbs it.

    JupyterLite takes every JupyterLab extension that it finds into the site.
    """
    environment = WORK / "environment"
    done = environment / "installed.txt"
    wanted = "\n".join(TOOLS)
    bin_folder = environment / ("Scripts" if os.name == "nt" else "bin")
    python = bin_folder / "python"
    if not (done.is_file() and done.read_text(encoding="utf-8") == wanted):
        print("Installing JupyterLite's builder …", flush=True)
        venv.create(environment, clear=True, with_pip=True)
        run(python, "-m", "pip", "install", "--quiet", *TOOLS)
        done.write_text(wanted, encoding="utf-8")
    return python


def prepare_wheels(python: Path) -> list[Path]:
    """Get the wheels that Pyodide lacks, in the versions that are installed here."""
    folder = WORK / "wheels"
    shutil.rmtree(folder, ignore_errors=True)
    cache = WORK / "downloads"
    run(
        python, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:",
        "--dest", cache, *(f"{name}=={installed(name)}" for name in WHEELS),
    )  # fmt: skip
    folder.mkdir(parents=True)
    found = [next(cache.glob(f"{n}-{installed(n)}-py*none-any.whl")) for n in WHEELS]
    return [Path(shutil.copy(wheel, folder)) for wheel in found]


def installed(name: str) -> str:
    from importlib.metadata import version

    return version(name)


def pack_dlnlp(folder: Path) -> Path:
    """Write dlnlp as a wheel, with the Bible's text and the recorded results inside.

    A wheel is a zip; fixed dates make two builds of the same source the same.
    """
    version = installed("dlnlp")
    target = folder / f"dlnlp-{version}-py3-none-any.whl"
    info = f"dlnlp-{version}.dist-info"
    text = "\n".join(world_english_bible()).encode("utf-8")
    packed = gzip.compress(text, compresslevel=9, mtime=0)
    files: dict[str, bytes] = {f"dlnlp/datasets/{PACKED}": packed}
    for path in [*ROOT.glob("dlnlp/**/*.py"), *ROOT.glob("experiments/results/*.json")]:
        files[path.relative_to(ROOT).as_posix()] = path.read_bytes()
    files[f"{info}/METADATA"] = (
        f"Metadata-Version: 2.1\nName: dlnlp\nVersion: {version}\n"
    ).encode()
    files[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in files).encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            wheel.writestr(entry, content)
    return target


def configuration(wheels: list[Path], source: Path | None) -> dict[str, Any]:
    """JupyterLite's settings: which Pyodide, and what it loads before the first cell."""
    up = "../" * len(KERNEL_FOLDER.parts)
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "Deep Learning for NLP from scratch",
            "litePluginSettings": {
                KERNEL: {
                    "pyodideUrl": f"{'./static/pyodide/' if source else CDN}pyodide.js",
                    "disablePyPIFallback": True,
                    "loadPyodideOptions": {
                        "packages": [
                            *PACKAGES,
                            *(f"{up}static/wheels/{wheel.name}" for wheel in wheels),
                        ]
                    },
                }
            },
        },
    }


# Two shortcuts of JupyterLab take the arrow keys away from sliders; and a page whose
# cells all exist can be searched and printed.
OVERRIDES = {
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "defer"},
    "@jupyterlab/shortcuts-extension:shortcuts": {
        "shortcuts": [
            {
                "command": f"notebook:move-cursor-{way}",
                "keys": [key],
                "selector": ".jp-Notebook",
                "disabled": True,
            }
            for way, key in (("up", "ArrowLeft"), ("down", "ArrowRight"))
        ]
    }
}


def lite(python: Path, live: Path, settings: dict[str, Any]) -> None:
    """Run JupyterLite's builder on the chapters."""
    folder = WORK / "lite"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "files").mkdir(parents=True)
    for chapter in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        (folder / "files" / chapter.name).write_text(
            json.dumps(live_notebook(chapter), ensure_ascii=False, indent=1),
            encoding="utf-8",
        )
    for name, content in (("jupyter-lite.json", settings), ("overrides.json", OVERRIDES)):
        (folder / name).write_text(json.dumps(content, indent=1), encoding="utf-8")
    shutil.rmtree(live, ignore_errors=True)
    run(
        python, "-m", "jupyterlite_core", "build", "--lite-dir", folder,
        "--contents", folder / "files", "--output-dir", live,
        "--no-sourcemaps", "--apps", "lab", "--apps", "notebooks",
        cwd=folder,
    )  # fmt: skip
    result = (live / "jupyter-lite.json").read_text(encoding="utf-8")
    plugin = json.loads(result)["jupyter-config-data"]["litePluginSettings"][KERNEL]
    wanted = settings["jupyter-config-data"]["litePluginSettings"][KERNEL]
    if plugin["pyodideUrl"] != wanted["pyodideUrl"]:
        sys.exit(f"JupyterLite ignored its settings: {plugin}")


def live_notebook(chapter: Path) -> dict[str, Any]:
    """A chapter for the browser's kernel.

    Text is one string, not a list of lines: the browser's list of contents wants that.
    """
    notebook: dict[str, Any] = json.loads(chapter.read_text(encoding="utf-8"))
    notebook["metadata"]["kernelspec"] = {
        "name": "python",
        "display_name": "Python (Pyodide)",
        "language": "python",
    }
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        for output in cell.get("outputs", []):
            if "text" in output:
                output["text"] = "".join(output["text"])
            for kind, content in output.get("data", {}).items():
                output["data"][kind] = "".join(content)
    return notebook


def copy_closure(source: Path, target: Path) -> None:
    """Copy Pyodide's core and those of its packages that are needed, no more."""
    target.mkdir(parents=True)
    lock = json.loads((source / LOCK).read_text(encoding="utf-8"))
    names = sorted(closure(lock["packages"], PACKAGES))
    lock["packages"] = {name: lock["packages"][name] for name in names}
    for name in (*CORE, *(p["file_name"] for p in lock["packages"].values())):
        shutil.copyfile(source / name, target / name)
    (target / LOCK).write_text(json.dumps(lock), encoding="utf-8")


def closure(packages: dict[str, Any], wanted: Iterator[str] | tuple[str, ...]) -> set[str]:
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


def run(*command: str | Path, cwd: Path = ROOT) -> None:
    done = subprocess.run(list(map(str, command)), cwd=cwd, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}")


if __name__ == "__main__":
    build(Path(sys.argv[1]).resolve())
