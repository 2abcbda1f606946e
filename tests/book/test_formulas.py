"""What is held together with a formula, so that no line begins with it."""

import formulas
import pytest

FORMULA = r'<span class="math notranslate nohighlight">\(h_t\)</span>'
PLACED = formulas.FORMULA.sub(formulas.place, FORMULA)


@pytest.mark.parametrize(
    ("after", "held"), [(", and", ","), (").", ")."), ("는 벡터", "는"), ("; so", ";")]
)
def test_a_mark_or_a_particle_stays_at_its_formula(after, held):
    context = {"body": f"<p>A {FORMULA}{after}</p>"}
    formulas.add(None, "page", "", context, None)
    rest = after.removeprefix(held)
    together = f'<span class="held">{PLACED}{held}</span>'
    assert context["body"] == f"<p>A {together}{rest}</p>"


@pytest.mark.parametrize("body", [f"{FORMULA} is a row", f"<td>{FORMULA}</td>", ", a"])
def test_other_formulas_are_left_alone(body):
    context = {"body": body}
    formulas.add(None, "page", "", context, None)
    assert context["body"] == body.replace(FORMULA, PLACED)


def test_a_page_of_the_theme_has_no_body():
    context = {}
    formulas.add(None, "search", "", context, None)
    assert context == {}


@pytest.mark.parametrize(
    ("tex", "em"),
    [
        ("h_t", 1.0),
        ("P", 0.8),
        (r"c_t = f_t \odot c_{t-1} + i_t \odot g_t", 10.8),
        ("", 0),
    ],
)
def test_a_formula_has_about_its_width_before_it_is_set(tex, em):
    """Widths that MathJax gave it in the book's type."""
    assert formulas.width(tex) == pytest.approx(em, rel=0.25, abs=0.1)


def test_its_place_says_so_and_its_text_stays():
    placed = formulas.FORMULA.sub(formulas.place, FORMULA)
    assert placed.startswith(
        '<span class="math notranslate nohighlight" style="--width'
    )
    assert placed.endswith(r'em">\(h_t\)</span>')
    assert formulas.FORMULA.sub(formulas.place, placed) == placed
