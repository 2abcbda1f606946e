"""What is held together with a formula, so that no line begins with it."""

import formulas
import pytest

FORMULA = r'<span class="math notranslate nohighlight">\(h_t\)</span>'


@pytest.mark.parametrize(
    ("after", "held"), [(", and", ","), (").", ")."), ("는 벡터", "는"), ("; so", ";")]
)
def test_a_mark_or_a_particle_stays_at_its_formula(after, held):
    context = {"body": f"<p>A {FORMULA}{after}</p>"}
    formulas.add(None, "page", "", context, None)
    rest = after.removeprefix(held)
    together = f'<span class="held">{FORMULA}{held}</span>'
    assert context["body"] == f"<p>A {together}{rest}</p>"


@pytest.mark.parametrize("body", [f"{FORMULA} is a row", f"<td>{FORMULA}</td>", ", a"])
def test_other_formulas_are_left_alone(body):
    context = {"body": body}
    formulas.add(None, "page", "", context, None)
    assert context["body"] == body


def test_a_page_of_the_theme_has_no_body():
    context = {}
    formulas.add(None, "search", "", context, None)
    assert context == {}
