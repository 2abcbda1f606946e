"""What all tests share: how they are distributed, and that CI skips nothing."""

from __future__ import annotations

import importlib
import os
import re
from collections import Counter
from types import ModuleType
from typing import Any

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

# Where the long tests are; several processes begin with them, the longest files first.
LIVE = "tests/site/test_live.py"
ALONE = ("webkit", "live_editions", "korean", "play", "publishing", "files", "firefox")
LONG = (LIVE, *(f"tests/site/test_{name}.py" for name in ALONE), "tests/site/")
LONG += ("notebooks/",)
# What a browser can't do when it is driven: the reasons for which CI lets a test skip.
CANNOT = ("WebKitGTK's driver can't print",)
# Tests that look at one page after another, and share what they opened.
OF_A_PAGE = re.compile(
    r"tests/site/test_(?:comfort|figures|on_paper|pages)\.py::.*?([\w/]+\.html)"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    what = "leave out the tests that compare with PyTorch"
    parser.addoption("--without-torch", action="store_true", help=what)


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    if config.getoption("without_torch"):
        left_out = [i for i in items if "torch" in getattr(i, "fixturenames", ())]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    if hasattr(config, "workerinput"):  # it is one of several processes
        items.sort(key=lambda item: _rank(item.nodeid))


def _rank(test: str) -> int:
    places = [n for n, start in enumerate(LONG) if test.startswith(start)]
    return min(places, default=len(LONG))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """For all tests a process on each core, up to four; for those one names, none."""
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return min(4, os.cpu_count() or 1) if whole else 0


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file stays in one process, for its fixtures and for the order of a notebook's
    cells; but each chapter that runs live, which takes minutes, is given out by itself,
    and tests of a page's looks and keys page by page, for all of those files at once.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, test: str) -> str:
            if of_a_page := OF_A_PAGE.match(test):
                return of_a_page[1]
            return test if test.startswith(LIVE) else test.partition("::")[0]

    config.option.loadscopereorder = False  # the order is that of the ranks
    return ByFile(config, log)


def _skipped(reporter: pytest.TerminalReporter) -> list[str]:
    lines = []
    for report in reporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        if reason.removeprefix("Skipped: ") not in CANNOT:
            lines.append(f"{report.nodeid}: {reason}")
    return lines


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where CI is set, a skipped test is a failed one: a run checks all that it can."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and _skipped(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if os.environ.get("CI") and (skipped := _skipped(terminalreporter)):
        terminalreporter.section(
            "CI is set, so what was skipped counts as failed", red=True
        )
        terminalreporter.write("\n".join(skipped) + "\n")
    seconds: Counter[str] = Counter()
    for report in (r for reports in terminalreporter.stats.values() for r in reports):
        if isinstance(report, pytest.TestReport):
            file = report.nodeid.partition("::")[0]
            seconds[file if file.startswith(LONG) else file.rpartition("/")[0]] += (
                report.duration
            )
    if len(seconds) > 1:
        terminalreporter.section("seconds that the tests took")
        for place, taken in seconds.most_common():
            terminalreporter.write(f"{taken:6.1f}  {place}\n")


@pytest.fixture(scope="session")
def torch() -> ModuleType:
    """PyTorch, the oracle for layers."""
    try:
        return importlib.import_module("torch")
    except ImportError:
        pytest.skip(
            "PyTorch is missing; pip install torch compares our layers with its own"
        )
