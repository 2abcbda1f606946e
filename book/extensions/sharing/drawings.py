"""What the preview image of each chapter shows: one of the chapter's own figures."""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.figure import Figure

from dlnlp.chapters.ch01 import figures as ch01
from dlnlp.chapters.ch02 import figures as ch02
from dlnlp.chapters.ch03 import figures as ch03
from dlnlp.chapters.ch04 import figures as ch04
from dlnlp.chapters.ch05 import figures as ch05
from dlnlp.chapters.ch06 import figures as ch06
from dlnlp.chapters.ch07 import figures as ch07
from dlnlp.chapters.ch08 import figures as ch08
from dlnlp.chapters.ch09 import figures as ch09
from dlnlp.chapters.cover import cover
from dlnlp.explore import recorded
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.vectors.counts import cooccurrence, ppmi


def _counts() -> Figure:
    words = "the cat drinks milk and the dog drinks water".split()
    vocab = Vocabulary(words)
    C = cooccurrence(vocab.encode(words), len(vocab), window=2)
    draw, _ = ch01.counts_or_ppmi(vocab.words, C, ppmi(C))
    return draw(cells="PPMI")


def _network() -> Figure:
    words = "the drinks cat milk dog water".split()
    W_in = [[2, 0], [0, 2], [1, -1], [-1, 1], [-1, 0], [0, -1]]
    W_out = [[-1, 0], [0, -1], [1, 0], [-1, 1], [0, 1], [1, -1]]
    return ch02.one_guess(words, W_in, W_out, ["the", "drinks"], "cat")


def _cost() -> Figure:
    cost = recorded("predicting_words")["cost of softmax"]
    return ch03.cost(
        cost["vocabulary"], cost["full softmax"], cost["negative sampling"]
    )


def _unrolled() -> Figure:
    figure, _ = ch04.unrolled(["the", "cat", "drinks", "milk"], D=4, H=3, V=6)
    return figure


def _gates() -> Figure:
    draw, _ = ch05.lstm_cell(g=-0.9, c_before=2.0)
    return draw(f=0.9, i=0.5, o=0.8)


def _reading() -> Figure:
    draw, _ = ch06.reading_writing("57+5", "62")
    return draw(step=8)


def _looking_back() -> Figure:
    states = [(2, 0), (0, 2), (-1, -1)]
    draw, _ = ch07.attention_steps(
        ["cat", "drinks", "milk"], states, (1, 0.5), "goyangi"
    )
    return draw(len(ch07.STEPS))


def _all_at_once() -> Figure:
    q, k, v = [(1, 1), (2, 0), (0, 2), (1, 0)], [(0, 0), (1, 2), (2, 0), (1, 1)], [
        (0, 0), (2, 1), (1, 2), (1, 1)]  # fmt: skip
    draw, _ = ch08.self_attention(["the", "cat", "drinks", "milk"], q, k, v)
    return draw(word="drinks", mask="none")


def _memory() -> Figure:
    draw, _ = ch09.machine()
    return draw(part=len(ch09.PARTS))


DRAWINGS: dict[str, Callable[[], Figure]] = {  # by the chapter's number
    "01": _counts,
    "02": _network,
    "03": _cost,
    "04": _unrolled,
    "05": _gates,
    "06": _reading,
    "07": _looking_back,
    "08": _all_at_once,
    "09": _memory,
}


def drawing(number: str) -> Figure:
    """The drawing of a chapter ("05"), or the cover for what has none of its own."""
    return DRAWINGS.get(number, cover)()
