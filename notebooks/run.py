"""Run notebooks and store what they print: `python notebooks/run.py [FILE …]`.

What is stored is what a test can compare and a reader of the file can use: text, tables
as text, source code. Pictures, widgets and timings are left out (the book draws them
anew), so that a notebook stays a few kilobytes and a second run gives the same bytes.

    python notebooks/run.py                 run and store every notebook
    python notebooks/run.py FILE …          … or the ones named
    python notebooks/run.py --check         store nothing; fail if a file would change
"""

from __future__ import annotations

import argparse
import difflib
import os
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
CELL_SECONDS = 60
KEPT = ("text/plain", "text/markdown")
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
IGNORED = "nbval-ignore-output"  # the tag of a cell whose output may differ


def run(path: Path) -> Any:
    """The notebook, executed in its own folder with a fresh kernel."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    return notebook


def normalise(notebook: Any) -> Any:
    """Drop, in place, whatever is not text or not the same in every run."""
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    )
    notebook.nbformat_minor = 5
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = list(filter(None, map(_text_only, _joined(cell.outputs))))
    return notebook


def _joined(outputs: list[Any]) -> list[Any]:
    """One stream output where a kernel has sent several pieces of the same stream."""
    joined: list[Any] = []
    for output in outputs:
        last = joined[-1] if joined else None
        streams = last and output.output_type == last.output_type == "stream"
        if streams and output.name == last.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def _text_only(output: Any) -> Any:
    if "data" in output:
        output.data = {kind: output.data[kind] for kind in KEPT if kind in output.data}
        output.metadata = {}
        return output if output.data else None
    return output


def main() -> None:
    what = "Run notebooks and store what they print."
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all of them")
    parser.add_argument(
        "--check", action="store_true", help="fail if a run would change a file"
    )
    arguments = parser.parse_args()

    os.environ.setdefault("OMP_NUM_THREADS", "1")  # as in book/build.py, which says why
    differ = []
    for path in arguments.notebooks or sorted(HERE.rglob("*.ipynb")):
        started = time.monotonic()
        print(f"{path.name} …", end=" ", flush=True)
        before = path.read_text(encoding="utf-8")
        after = nbformat.writes(normalise(run(path))) + "\n"
        print(f"{time.monotonic() - started:.0f} s", flush=True)
        if arguments.check:
            texts = _compared(before), _compared(after)
            names = f"{path.name} (stored)", "(run)"
            if difference := "".join(difflib.unified_diff(*texts, *names, n=1)):
                differ.append(path.name)
                print(difference)
        else:
            path.write_text(after, encoding="utf-8")
    if differ:
        files = ", ".join(differ)
        sys.exit(f"A run changes {files}: run notebooks/run.py and look at the change.")


def _compared(text: str) -> list[str]:
    """The lines of a notebook file without the outputs that may differ."""
    notebook = nbformat.reads(text, as_version=4)
    for cell in notebook.cells:
        if IGNORED in cell.metadata.get("tags", []):
            cell.outputs = []
    return nbformat.writes(notebook).splitlines(keepends=True)


if __name__ == "__main__":
    main()
