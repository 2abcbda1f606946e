"""What a notebook keeps of a figure with controls: the frame that was seen last."""

import ipywidgets
import pytest
from bs4 import BeautifulSoup
from IPython.core.interactiveshell import InteractiveShell

from dlnlp.explore import explore, output

VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def kept(monkeypatch):
    """What is displayed below figures, and then changed."""
    kept = []

    class Handle:
        def display(self, data, raw):
            kept.append(("shown", data))

        def update(self, data, raw):
            kept.append(("changed", data))

    monkeypatch.setattr(output, "DisplayHandle", Handle)
    monkeypatch.setattr(InteractiveShell, "initialized", lambda: True)
    return kept


def test_the_last_frame_is_kept_with_its_caption_and_a_way_to_the_controls(
    shown, kept, words, caption
):
    explore(words, window=[1, 2, 5], alt=caption)
    box = ipywidgets.widgets.widget._instances[shown[0][VIEW]["model_id"]]
    box.children[0].children[0].value = 2
    assert [(how, set(data)) for how, data in kept] == [
        ("shown", {"text/html"}),
        ("changed", {"text/html"}),
    ]
    pages = [BeautifulSoup(data["text/html"], "html.parser") for _, data in kept]
    assert [page.b.get_text() for page in pages] == ["1 counts", "5 counts"]
    assert pages[1].figcaption.get_text() == "counts, window 5"
    assert "Run this cell" in pages[1].p.get_text()
    assert "explore-live" in box._dom_classes


def test_a_frame_that_fails_is_not_kept(shown, kept, words):
    explore(lambda window: str(1 / window), window=[1, 0], alt="An inverse.")
    box = ipywidgets.widgets.widget._instances[shown[0][VIEW]["model_id"]]
    box.children[0].children[0].value = 1
    assert [how for how, _ in kept] == ["shown"]


def test_outside_jupyter_there_is_no_second_text(capsys, words, caption):
    explore(words, window=[1, 2], alt=caption)
    assert len(capsys.readouterr().out.strip().splitlines()) == 1
