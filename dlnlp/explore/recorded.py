"""Results of runs that are too long, or on data too protected, for a page to repeat."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from dlnlp.datasets.files import read_text

RESULTS = Path("experiments", "results")  # in a checkout of the project
PACKED = Path(__file__).with_name("results")  # in the package that a browser loads


def recorded(name: str) -> dict[str, Any]:
    """Give the recorded result of `python -m experiments.<name>`.

    It is read from the first of these folders that there is: the one that the
    environment variable DLNLP_RESULTS names; experiments/results in the working
    directory, or else in the nearest directory above it; the package's own copy.

    Raises FileNotFoundError with the command that makes the result, if there is none,
    and ValueError if the file is not a JSON object.
    """
    path = _folder() / f"{name}.json"
    command = f"python -m experiments.{name}"
    if not path.is_file():
        raise FileNotFoundError(
            f"no recorded result {path}. In a checkout of the project, `{command}` "
            "makes it; from elsewhere, DLNLP_RESULTS names the folder."
        )
    try:
        result = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise ValueError(
            f"{path} is not JSON ({error}); `{command}` makes it again"
        ) from error
    if not isinstance(result, dict):
        raise ValueError(
            f"{path} holds a {type(result).__name__}, not an object; "
            f"`{command}` makes it again"
        )
    return result


def _folder() -> Path:
    if named := os.environ.get("DLNLP_RESULTS"):
        return Path(named).expanduser()
    here = Path.cwd()
    above = (folder / RESULTS for folder in (here, *here.parents))
    return next(
        (folder for folder in (*above, PACKED) if folder.is_dir()), here / RESULTS
    )
