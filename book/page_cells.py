"""The cells of a Markdown page with their outputs, as a notebook would store them.

No output of such a page is stored. Its cells show recorded results, so they are run:
by an IPython of their own, in the folder of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

CELL = re.compile(
    r"^```\{code-cell\} python\n(?::\w+:[^\n]*\n)*(.*?)^```$", re.DOTALL | re.MULTILINE
)


def run(page: Path) -> Iterator[dict[str, Any]]:
    """Each cell of a page: its source and its outputs."""
    codes = CELL.findall(page.read_text(encoding="utf-8"))
    shell = InteractiveShell.instance() if codes else None
    for code in codes:
        with chdir(page.parent), capture_output() as shown:
            shell.run_cell(code).raise_error()
        displayed = [{"data": output.data} for output in shown.outputs]
        outputs = [{"text": shown.stdout}, *displayed]
        yield {"source": code, "metadata": {}, "outputs": outputs}
