"""Write down what a run found, and on what machine."""

import json
import os
import platform
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import scipy
from threadpoolctl import threadpool_info

RESULTS = Path(__file__).parent / "results"


def machine() -> dict[str, Any]:
    """Versions, processors, and which BLAS kernels run on how many threads."""
    blas = {
        f"{pool['internal_api']} {pool['version']}, "
        f"{pool.get('architecture', '?')} kernel, {pool['num_threads']} threads"
        for pool in threadpool_info()
        if pool["user_api"] == "blas"
    }
    return {
        "date": date.today().isoformat(),
        "processors": os.cpu_count(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "blas": sorted(blas),
    }


def save(name: str, command: str, result: dict[str, Any]) -> None:
    """Write experiments/results/<name>.json, whole or not at all."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    draft = path.with_suffix(".draft")
    content = {"command": command, "machine": machine(), **result}
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
    print(f"wrote {path}", file=sys.stderr)
