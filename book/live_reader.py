"""A reader of a live notebook, for tests and measurements: drives Chromium."""

from __future__ import annotations

import time
from typing import Any

PATIENCE = 600.0  # seconds
# JupyterLite hides its parts from scripts unless it is asked not to.
EXPOSE = {"exposeAppInBrowser": True}
READY = "window.jupyterapp?.shell?.currentWidget?.content?.widgets?.length > 0"
RUN_ALL = """async () => {
    const panel = jupyterapp.shell.currentWidget;
    await panel.sessionContext.ready;
    await panel.sessionContext.session.kernel.info;
    window.finished = false;
    jupyterapp.commands.execute("notebook:run-all-cells").then(() => {
        window.finished = true;
    });
}"""
COUNTS = """() => jupyterapp.shell.currentWidget.content.widgets
    .filter((cell) => cell.model.type === "code")
    .map((cell) => cell.model.executionState === "idle" && cell.model.executionCount)"""
ERRORS = """() => jupyterapp.shell.currentWidget.content.widgets
    .filter((cell) => cell.model.type === "code")
    .flatMap((cell) => cell.model.outputs.toJSON())
    .filter((output) => output.output_type === "error")
    .map((output) => `${output.ename}: ${output.evalue}`)"""

RED = """() => jupyterapp.shell.currentWidget.content.widgets
    .filter((cell) => cell.model.type === "code")
    .flatMap((cell) => cell.model.outputs.toJSON())
    .filter((output) => output.name === "stderr")
    .map((output) => [output.text].flat().join(""))"""


def expose(page: Any) -> None:
    """Let the functions below see the notebook that the page is going to open."""

    def answer(route: Any) -> None:
        response = route.fetch()
        settings = response.json()
        settings["jupyter-config-data"] |= EXPOSE
        route.fulfill(response=response, json=settings)

    page.route("**/live/jupyter-lite.json*", answer)


def run_all(page: Any, *, patience: float = PATIENCE) -> tuple[float, float]:
    """Run all cells as soon as the kernel is there.

    Seconds until the first cell had been run, and until all had. Raises TimeoutError.
    """
    started = time.monotonic()
    first = None
    page.wait_for_function(READY, timeout=60_000)
    page.evaluate(RUN_ALL)
    while True:
        passed = time.monotonic() - started
        if first is None and any(page.evaluate(COUNTS)):
            first = passed
        if page.evaluate("window.finished"):
            return first or passed, passed
        if passed > patience:
            raise TimeoutError(f"not all cells were run within {patience:.0f} s")
        page.wait_for_timeout(200)


def errors(page: Any) -> list[str]:
    """What cells raised."""
    return page.evaluate(ERRORS)


def red(page: Any) -> list[str]:
    """What cells wrote to stderr, progress bars among it."""
    return page.evaluate(RED)
