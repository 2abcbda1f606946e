"""What cells print is told in Korean by the words in their code."""

from __future__ import annotations

import json

import prints
import pytest
import settings

from dlnlp import language

KOREAN = {
    "loss {} → {}": "손실 {} → {}",
    "right: {}": "정답: {}",
    "{} of {} right": "{1}개 중 {0}개 정답",
    "{} layers": "{}층",
    "{} layer": "{}층",
    "{} s: {}": "{} 초: {}",
    "no mask {}": "마스크 없음 {}",
    "causal {}": "인과 {}",
    "fresh words": "새 단어",
    "{{a}} of {}": "{{a}}, {}",
}


@pytest.mark.parametrize(
    ("code", "printed", "korean"),
    [
        ('print(f"loss {a:.2f} → {b:.2f}")', "loss 2.50 → 1.00", "손실 2.50 → 1.00"),
        ('print("right:", a)', "right: 9%", "정답: 9%"),
        ('print(f"{a:3} of {b} right")', "  7 of 12 right", "  12개 중 7개 정답"),
        ('print("right:", a, "\\n")', "right: [1\n 2]\n\n", "정답: [1\n 2]\n\n"),
        ("print(f\"{n} layer{'s' if n > 1 else ''}\")", "1 layer", "1층"),
        ("print(f\"{n} layer{'s' if n > 1 else ''}\")", "2 layers", "2층"),
        ('print("no mask" if a else "causal", b)', "causal [1 0]", "인과 [1 0]"),
        (
            'for a in "fresh words", "cat":\n    print(f"{a:12} s: {b}")',
            "fresh words  s: 1\ncat          s: 2",
            "새 단어      초: 1\ncat          초: 2",
        ),
        ('print(f"{{a}} of {b}")', "{a} of 3", "{a}, 3"),
        ('print("nobody told", a)', "nobody told 3", "nobody told 3"),
        ("print(*sentence)", "right: the cat", "right: the cat"),  # of a corpus
    ],
)
def test_a_line_is_told_by_its_form(code, printed, korean):
    assert prints.told(code, printed, KOREAN) == korean


def test_the_form_with_the_most_words_fits_best():
    catalogue = {"{} steps": "{}걸음", "{} more steps": "{}걸음 더"}
    code = 'print(f"{n} steps")\nprint(f"{n} more steps")'
    printed = "3 steps\n3 more steps\n"
    assert prints.told(code, printed, catalogue) == "3걸음\n3걸음 더\n"


def test_forms_and_the_cells_own_words_in_them_are_to_be_translated():
    code = 'for kind in ("fresh", "old"):\n    print(f"{kind:5} words: {n}\\n\\n* {n}")'
    found = list(prints.messages(code, "fresh words: 3\n\n* 3\n"))
    assert found == ["{} words: {}", "fresh"]


def test_what_the_book_prints_with_words_is_told_in_korean():
    """In all stored outputs: no form is out of step with what it prints."""
    korean = language.catalogue("ko")
    told, lines = 0, 0
    for path in settings.notebooks():
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            code = "".join(cell["source"]) if cell["cell_type"] == "code" else ""
            texts = ["".join(o["text"]) for o in cell.get("outputs", []) if "text" in o]
            for line in prints.LINE.findall("\n".join(texts)):
                form, _ = prints.fitting(line, prints.forms(code), prints.words(code))
                lines += bool(form)
                told += bool(form) and korean.get(form, form) != form
    assert lines > 200
    assert told / lines > 0.9  # the others are formulas and names: “ln 5 = 1.6”


def test_functions_that_print_are_kept_for_the_cells_that_call_them():
    code = (
        'def tell(n):\n    print(f"{n} layers")\n\n\ndef add(a, b):\n    return a + b\n'
    )
    kept = prints.functions(code)
    assert "add" not in kept
    assert prints.told("tell(3)" + kept, "3 layers", KOREAN) == "3층"
