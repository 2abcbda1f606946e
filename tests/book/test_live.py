"""What is written for the live notebooks. (tests/site/test_live.py runs them.)"""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import subprocess
import sys
import zipfile

import browser_packages
import live
import live_editions
import pytest
from live_notebook import live_notebook, scaled_down
from settings import ROOT, notebooks

from dlnlp.datasets import world_english_bible
from dlnlp.datasets.bible import PACKED

CHAPTERS = notebooks()


@pytest.fixture
def distribution(tmp_path):
    """A folder like Pyodide's, with a package that nobody wants."""
    folder = tmp_path / "pyodide"
    folder.mkdir()
    packages = {
        name: {"file_name": f"{name}.whl", "depends": []}
        for name in (*browser_packages.PACKAGES, "six", "cycler", "unwanted")
    }
    packages["matplotlib"]["depends"] = ["cycler"]
    packages["cycler"]["depends"] = ["six"]
    lock = {"info": {"version": browser_packages.PYODIDE}, "packages": packages}
    (folder / browser_packages.LOCK).write_text(json.dumps(lock))
    for name in (*browser_packages.CORE, *(f"{name}.whl" for name in packages)):
        (folder / name).write_text(name)
    return folder


def test_only_what_is_needed_is_copied(distribution, tmp_path):
    browser_packages.copy_needed(distribution, tmp_path / "copy")
    copied = {path.name for path in (tmp_path / "copy").iterdir()}
    assert copied == {path.name for path in distribution.iterdir()} - {"unwanted.whl"}
    lock = json.loads((tmp_path / "copy" / browser_packages.LOCK).read_text())
    assert "unwanted" not in lock["packages"]
    assert lock["packages"]["six"]["file_name"] == "six.whl"


def test_another_version_of_pyodide_is_refused(distribution):
    browser_packages.check_distribution(distribution)
    lock = distribution / browser_packages.LOCK
    lock.write_text(lock.read_text().replace(browser_packages.PYODIDE, "0.26.4"))
    with pytest.raises(SystemExit, match=r"0\.26\.4; the book wants 0\.27\.7"):
        browser_packages.check_distribution(distribution)
    lock.unlink()
    with pytest.raises(SystemExit, match="holds no pyodide-lock"):
        browser_packages.check_distribution(distribution)


def test_wheel_holds_the_package_the_results_and_the_bible(tmp_path):
    wheel = browser_packages.pack_dlnlp(tmp_path)
    content = wheel.read_bytes()
    assert browser_packages.pack_dlnlp(tmp_path).read_bytes() == content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = set(packed.namelist())
        text = gzip.decompress(packed.read(f"dlnlp/datasets/{PACKED}"))
    assert text.decode().split("\n") == world_english_bible()
    assert {"dlnlp/nn/lstm.py", "dlnlp/explore/results/ngrams.json"} <= names
    assert "dlnlp/in_browser.py" in names
    assert "dlnlp/locale/ko/LC_MESSAGES/ch01.po" in names
    assert len(content) < 2_000_000


def test_the_wheels_results_are_read_where_there_is_no_checkout(tmp_path):
    wheel = browser_packages.pack_dlnlp(tmp_path)
    unpacked, elsewhere = tmp_path / "site-packages", tmp_path / "elsewhere"
    zipfile.ZipFile(wheel).extractall(unpacked)
    elsewhere.mkdir()
    code = "from dlnlp.explore import recorded; print(recorded('ngrams')['command'])"
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        cwd=elsewhere,
        capture_output=True,
        text=True,
    )
    assert run.stdout == "python -m experiments.ngrams\n", run.stderr


def test_pyodide_comes_from_one_pinned_address_unless_a_folder_is_named(monkeypatch):
    monkeypatch.delenv("PYODIDE_DIST", raising=False)
    assert live.pyodide_origin() == "https://cdn.jsdelivr.net"
    settings = live.kernel_settings(browser_packages.CDN, [])
    assert settings["pyodideUrl"] == (
        "https://cdn.jsdelivr.net/pyodide/v0.27.7/full/pyodide.js"
    )
    monkeypatch.setenv("PYODIDE_DIST", "/somewhere")
    assert live.pyodide_origin() == ""


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_live_notebooks_are_plain_markdown_and_the_same_code(chapter):
    notebook = live_notebook(chapter)
    original = json.loads(chapter.read_text(encoding="utf-8"))["cells"]
    for cell, source in zip(notebook["cells"], original, strict=True):
        if cell["cell_type"] == "markdown":
            assert "](#" not in cell["source"]
        elif "in_browser" not in cell["metadata"]:
            assert cell["source"] == "".join(source["source"])
        assert "%pip" not in cell["source"]


def test_links_lead_to_pages_of_the_site_and_back_to_this_one():
    path = "notebooks/02_predicting_words/how_few_dimensions"
    first = live_notebook(ROOT / f"{path}.ipynb", "/book/")["cells"][0]["source"]
    title, way_back, needs, *_ = first.split("\n\n")
    assert title.startswith("# ")
    assert f"](/book/{path}.html)" in way_back
    assert "[chapter 2](/book/notebooks/02_predicting_words.html)" in needs


def test_a_cell_that_is_scaled_down_says_so():
    for language, words in (("en", "a = 1, not a = 9"), ("ko", "a = 9 대신 a = 1")):
        change = {"in_browser": {"a = 9": "a = 1"}}
        said, *code = scaled_down("a = 9\nb = a", change, language).splitlines()
        assert code == ["a = 1", "b = a"]
        assert said.endswith(words)
        assert scaled_down("a = 9", {}, language) == "a = 9"
    for source in ("a = 8", "a = 9; a = 9"):
        with pytest.raises(ValueError, match="exactly once"):
            scaled_down(source, {"in_browser": {"a = 9": "a = 1"}}, "en")


def test_each_cell_says_the_text_that_it_came_with():
    path = ROOT / "notebooks/02_predicting_words/how_few_dimensions.ipynb"
    notebook, again = live_notebook(path), live_notebook(path)
    assert notebook == again
    for cell in notebook["cells"]:
        assert cell["metadata"]["edition"] == live_editions.digest(cell["source"])
    again["cells"][1]["source"] += "."
    live_editions.sign(again)
    assert again["metadata"]["edition"] != notebook["metadata"]["edition"]


def test_a_wheel_that_changed_has_another_address(tmp_path):
    wheel = tmp_path / "dlnlp-1-py3-none-any.whl"
    addresses = set()
    for content in (b"one", b"two", b"one"):
        wheel.write_bytes(content)
        addresses.add(live.wheel_address(wheel))
    assert len(addresses) == 2
    assert all(address.endswith(f"/{wheel.name}") for address in addresses)


def test_a_live_site_that_starts_in_another_way_is_refused(tmp_path):
    (tmp_path / "notebooks").mkdir()
    page = tmp_path / "notebooks" / "index.html"
    page.write_text("a await import(\n  '../config-utils.js?_=1'\n); b")
    live_editions.add(tmp_path)
    scripts = re.findall(r"import\(\s*'\.\./([\w-]+)", page.read_text())
    assert scripts == ["editions", "config-utils", "language"]
    for language, name in live_editions.START_OVER.items():
        start_over = (tmp_path / name).read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in start_over
    page.write_text("await import('../other.js')")
    with pytest.raises(SystemExit, match="does not start"):
        live_editions.add(tmp_path)
