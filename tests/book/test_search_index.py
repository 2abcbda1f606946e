"""What the search knows of a page, and of the glossary."""

from __future__ import annotations

import json

import pytest
import search_index

PAGE = """<nav>contents</nav><article><section id="chapter"><h1>A chapter</h1>
<p>Before.<a class="headerlink">#</a></p>
<section id="gate"><h2>A gate<a class="headerlink">#</a></h2>
<p>It\u2060 lets <span class="math">\\(\\frac{1}{2} \\theta\\)</span> through.</p>
<svg><text>drawn</text></svg>
<div class="cell"><pre><span>open_gate</span>(through)</pre><pre>0.5</pre></div>
<section id="inner"><h3>Inside</h3><p>Deep.</p></section>
</section><section id="exercise-1"><h2>Exercise</h2></section></section></article>"""
GLOSSARY = """<article><section id="glossary"><h1>용어집</h1><dl class="glossary">
<dt id="term-gate">게이트, 문 (<span>gate</span>)<a class="headerlink">#</a></dt>
<dd><p>무엇을 통과시킨다.</p><p class="chapters-of-term">
<a href="../notebooks/01.html#gate">1장</a></p></dd></dl></section></article>"""


@pytest.fixture
def index(tmp_path):
    """What is written for an edition of one page and a glossary."""
    for name, text in {"notebooks/01": PAGE, "book/glossary": GLOSSARY}.items():
        path = tmp_path / "ko" / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    search_index.write(tmp_path, ["ko/"])
    script = (tmp_path / "ko" / "searchindex.js").read_text(encoding="utf-8")
    assert script.startswith(search_index.RANKING)
    given = script.removeprefix(f"{search_index.RANKING}Search.setIndex(")
    return json.loads(given.removesuffix(");\n"))


def test_each_section_has_its_own_prose_terms_and_names_of_code(index):
    page = "notebooks/01.html"
    assert index["sections"][:4] == [
        [page, "chapter", "A chapter", "A chapter", "Before.", "", "", 0],
        [
            *(page, "gate", "A chapter", "A gate", "It lets 1 2 theta through."),
            *("게이트, 문, gate", "open_gate", 0),
        ],
        [page, "inner", "A chapter", "Inside", "Deep.", "", "", 0],
        [page, "exercise-1", "A chapter", "Exercise", "", "", "", 1],
    ]


def test_an_entry_of_the_glossary_is_found_by_itself_and_gives_its_names(index):
    entry = ["book/glossary.html", "term-gate", "", "게이트, 문 (gate)"]
    assert index["sections"][4:] == [[*entry, "무엇을 통과시킨다.", "", "", 1]]
    assert index["names"][0] == ["게이트", "문", "gate"]
