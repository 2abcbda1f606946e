"""The cells of a Markdown page are run where it lies, as a notebook's are stored."""

import page_cells
import pytest

PAGE = """
# Words

```python
print("shown, not run")
```

```{code-cell} python
:tags: [hide-input]
from pathlib import Path

from dlnlp.explore import table

here = Path("page.md").exists()
```

```{code-cell} python
print(f"found: {here}")
table(["a", "b"], [["x", "1"]])
```
"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.md"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_each_cell_has_its_outputs(page):
    first, second = page_cells.run(page)
    assert first["source"].startswith("from pathlib")
    assert first["outputs"] == [{"text": ""}]
    printed, displayed = second["outputs"]
    assert printed == {"text": "found: True\n"}
    assert displayed["data"]["text/markdown"].splitlines()[-1] == "| x | 1 |"


def test_a_cell_that_fails_says_so(page):
    page.write_text("```{code-cell} python\n1 / 0\n```\n", encoding="utf-8")
    with pytest.raises(ZeroDivisionError):
        list(page_cells.run(page))


def test_a_page_without_cells_has_none(page):
    page.write_text("# Words\n", encoding="utf-8")
    assert list(page_cells.run(page)) == []
