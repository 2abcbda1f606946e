"""Surprisal, the negative log-likelihood of what happened: how surprised one is."""

from __future__ import annotations

from typing import Any

import numpy as np


def surprisal(p: Any) -> Any:
    """−ln p in nats, and infinity where p is 0."""
    with np.errstate(divide="ignore"):
        return -np.log(np.asarray(p, dtype=float))
