"""Every solution on a page passes its checker; every untouched stub fails it."""

from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("[0-9]*.ipynb"))
DEEPER = sorted(FOLDER.glob("[0-9]*/*.ipynb"))
WORDS_OF_SUCCESS, NO_ANSWER = "All right.", "there is no answer yet"


def last_text(cell):
    return cell.outputs[-1]["data"]["text/plain"]


@pytest.mark.parametrize("path", NOTEBOOKS + DEEPER, ids=lambda path: path.stem)
def test_stubs_fail_and_solutions_pass(path):
    """nbval holds these outputs to a fresh run; here it is read what they say."""
    cells = nbformat.read(path, 4).cells
    tagged = [
        (c, set(c.metadata.get("tags", []))) for c in cells if c.cell_type == "code"
    ]
    stubs = [cell for cell, tags in tagged if "exercise" in tags]
    solutions = [cell for cell, tags in tagged if "solution" in tags]
    assert len(stubs) == len(solutions) >= (7 if path in NOTEBOOKS else 0)
    for stub, solution in zip(stubs, solutions, strict=True):
        checker = stub.source.splitlines()[-1].partition("(")[0]
        assert checker.startswith("exercises.check_")
        assert solution.source.splitlines()[-1].startswith(checker + "(")
        assert NO_ANSWER in last_text(stub), stub.source
        assert last_text(solution).endswith(WORDS_OF_SUCCESS), solution.source
