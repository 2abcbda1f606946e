"""What all tests share: in CI nothing may be skipped; optional parts say what to do."""

from __future__ import annotations

import importlib
import os
from types import ModuleType

import pytest
from hypothesis import HealthCheck, settings

# No test depends on the clock, and in CI none on luck: each run tries the same cases.
settings.register_profile(
    "dlnlp",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
settings.load_profile("dlnlp")

# For the notebooks' kernels, as in book/build.py, which says why.
os.environ.setdefault("OMP_NUM_THREADS", "1")


def _skipped(reporter: pytest.TerminalReporter) -> list[str]:
    lines = []
    for report in reporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        lines.append(f"{report.nodeid}: {reason}")
    return lines


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where CI is set, a skipped test is a failed one: a run has to check all."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and _skipped(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if os.environ.get("CI") and (skipped := _skipped(terminalreporter)):
        terminalreporter.section(
            "CI is set, so what was skipped counts as failed", red=True
        )
        terminalreporter.write("\n".join(skipped) + "\n")


@pytest.fixture(scope="session")
def torch() -> ModuleType:
    """PyTorch, the oracle for layers."""
    try:
        return importlib.import_module("torch")
    except ImportError:
        pytest.skip(
            "PyTorch is missing; pip install torch compares our layers with its own"
        )
