"""One style sheet and one script for a page."""

from __future__ import annotations

import re

import bundles
import pytest

FILES = {
    "styles/theme.css": '@charset "UTF-8";\n@import "../basic.css";\n'
    ".shown{background:url(../images/a.png)} .unknown{top:0}",
    "basic.css": "p{top:1px}",
    "print.css": ".shown{top:2px}",
    "documentation_options.js": "const DOCUMENTATION_OPTIONS = {};",
    "doctools.js": '"use strict";\nlet a = 1\n//# sourceMappingURL=doctools.js.map',
    "mathjax/tex.js": "window.MathJax = 1;",
    "page.js": "(() => a)()",
}
PAGE = """<head>
  <link href="../_static/styles/theme.css?digest=1" rel="stylesheet" />
  <link media="print" rel="stylesheet" href="../_static/print.css?v=1" />
  <link rel="preload" as="script" href="../_static/page.js?digest=1" />
  <script src="../_static/documentation_options.js?v=1"></script>
  <script src="../_static/doctools.js?v=1"></script>
  <script>DOCUMENTATION_OPTIONS.pagename = "1";</script>
  <script defer="defer" src="../_static/mathjax/tex.js?v=1"></script>
</head><body class="shown">
  <script defer src="../_static/page.js?digest=1"></script>
</body>"""


@pytest.fixture
def bundle(tmp_path):
    """Bundles a page, and reads what was written."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    said = frozenset({"shown"})

    def run(html: str) -> tuple[str, str, str]:
        page = bundles.Bundles(tmp_path, said).bundled(html)
        written = [p.read_text() for p in sorted(tmp_path.glob("s*-*"))]
        return page, *written

    return run


def test_a_page_names_one_sheet_and_one_script_and_then_mathjax(bundle):
    page, _, _ = bundle(PAGE)
    assert re.findall(r'(?:href|src)="([^"]*)', page) == [
        re.search(r'href="(\.\./_static/styles-\w{8}\.css)"', page)[1],
        re.search(r'src="(\.\./_static/scripts-\w{8}\.js)"', page)[1],
        "../_static/mathjax/tex.js?v=1",
    ]


def test_options_are_there_before_the_page_changes_them(bundle):
    page, script, _ = bundle(PAGE)
    options, change = FILES["documentation_options.js"], "DOCUMENTATION_OPTIONS.page"
    assert page.index(options) < page.index(change)
    assert options not in script


def test_a_script_may_end_openly_and_be_strict_alone(bundle):
    _, script, _ = bundle(PAGE)
    assert script == ';"use strict";\nlet a = 1\n\n;(() => a)()'


def test_addresses_hold_from_the_new_folder_and_paper_has_its_rules(bundle):
    _, _, sheet = bundle(PAGE)
    assert sheet == (
        'p{top:1px}.shown{background:url("images/a.png")}\n'
        "@media print{.shown{top:2px}}"
    )


def test_a_bundled_page_is_left_alone(bundle):
    once, *_ = bundle(PAGE)
    assert bundle(once)[0] == once


def test_scripts_that_run_while_their_page_is_read_stay(bundle):
    searching = PAGE.replace("page.js", "searchtools.js")
    page, *_ = bundle(searching)
    assert page.count("<script") == searching.count("<script")
