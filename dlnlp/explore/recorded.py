"""Results of runs that are too long, or on data too protected, for a page to repeat."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dlnlp.datasets.files import read_text

EXPERIMENTS = Path(__file__).resolve().parents[2] / "experiments"


def recorded(name: str) -> dict[str, Any]:
    """Give the recorded result of `python -m experiments.<name>`.

    Results lie in a checkout of the project, in experiments/results.

    Raises FileNotFoundError with the command that makes the result, if there is none,
    and ValueError if the file is not a JSON object.
    """
    path = EXPERIMENTS / "results" / f"{name}.json"
    command = f"python -m experiments.{name}"
    if not path.is_file():
        raise FileNotFoundError(
            f"no recorded result {path}. "
            f"In a checkout of the project, `{command}` makes it."
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
