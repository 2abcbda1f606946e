"""A control into which the reader may type: its page offers the examples."""

from dlnlp.explore import explore, text


def test_the_page_offers_the_examples_as_a_choice(static, shown):
    explore(lambda date: f"<b>{date}</b>", date=text("3/4/05", "May 1"), alt="A date.")
    html = shown[0]["text/html"]
    assert html.count('type="radio"') == 2
    assert "<b>3/4/05</b>" in html
