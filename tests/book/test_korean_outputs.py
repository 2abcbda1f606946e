"""What cells give on a Korean page: in Korean where it can be told so."""

from __future__ import annotations

import json

from catalogues import small_catalogue
from korean import told_in_korean
from language_marks import marked
from language_switch import with_english_outputs

speaks = small_catalogue({"the loss: {}": "손실: {}"})


def test_each_output_of_the_copy_is_korean_where_its_metadata_are(tmp_path):
    outputs = [
        {
            "data": {"text/html": "<b>all</b>", "text/plain": "all"},
            "metadata": {"translations": {"ko": {"text/html": "<b>전체</b>"}}},
        },
        {"data": {"text/plain": "7"}, "metadata": {}},
        {"name": "stdout", "text": ["the loss: 3\n", "the cat\n"]},
    ]
    source = 'print("the loss:", 3)\nprint(*words)'
    code = {"cell_type": "code", "source": source, "outputs": outputs}
    cells = [{"cell_type": "markdown", "source": []}, code]
    executed = tmp_path / "results" / "executed" / "5eb2"
    executed.mkdir(parents=True)
    english = json.dumps({"cells": cells})
    (executed / "base.ipynb").write_text(english, encoding="utf-8")

    copy = told_in_korean(tmp_path / "results", tmp_path / "copy")
    path = copy / "executed" / "5eb2" / "base.ipynb"
    told = json.loads(path.read_text(encoding="utf-8"))["cells"][1]["outputs"]
    assert told[0]["data"] == {"text/html": "<b>전체</b>", "text/plain": "all"}
    assert told[1] == outputs[1]
    assert told[2]["text"] == "손실: 3\nthe cat\n"
    assert (executed / "base.ipynb").read_text(encoding="utf-8") == english


def test_without_results_there_is_nothing_to_copy(tmp_path):
    copy = told_in_korean(tmp_path / "none", tmp_path / "copy")
    assert copy == tmp_path / "copy"
    assert not copy.exists()


def test_what_a_cell_gave_in_english_is_marked():
    english = (
        '<div class="cell_output docutils"><div>six words</div></div><p>그리고</p>'
    )
    korean = '<div class="cell_output docutils"><div>여섯 words</div></div>'
    said = with_english_outputs(f"<p>먼저</p>{english}{korean}{english}")
    assert said.count('<div lang="en" class="cell_output docutils">') == 2
    assert f"{korean}<div lang" in said


def test_the_words_of_a_figures_controls_are_not_marked():
    controls = "<label><span>PPMI</span></label><legend>the weighting</legend>"
    assert marked(controls, "ko") == controls
