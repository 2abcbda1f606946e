"""The package's own source code, shown where a chapter speaks of it."""

from __future__ import annotations

import inspect
import textwrap
from typing import Any

from dlnlp.explore.output import publish


def source(*objects: Any) -> None:
    """Display the source code of functions or classes of the installed package."""
    code = "\n\n".join(textwrap.dedent(inspect.getsource(o)).strip() for o in objects)
    names = ", ".join(f"{o.__module__}.{o.__qualname__}" for o in objects)
    publish(f"source({names})", {"text/markdown": f"```python\n{code}\n```"})
