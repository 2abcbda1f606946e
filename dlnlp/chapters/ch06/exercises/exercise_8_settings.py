"""Chapter 6, exercise 8: settings with which a small plain model learns to add."""

from typing import Any

import numpy as np

from dlnlp.chapters.answers import NotYet, Unanswered, positive, show
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.datasets import additions
from dlnlp.decoding import decode
from dlnlp.evaluation import exact_match
from dlnlp.language import _
from dlnlp.models.decoder import Decoder
from dlnlp.models.encoder import Encoder
from dlnlp.models.seq2seq import Seq2Seq
from dlnlp.nn import Adam, clip_grad_norm, linear_decay
from dlnlp.text.padding import pad

ORDERS = {"forwards": 1, "backwards": -1}
STEPS, BATCH, DIM, HIDDEN = 800, 64, 16, 64
TRAINED, TESTED, ENOUGH = 2200, 300, 0.6
CHARACTERS = "0123456789+"
BEGIN, END = len(CHARACTERS), len(CHARACTERS) + 1


def check_settings(lr: Any, question: Any, answer: Any) -> Verdict:
    """Exercise 8. A rate, and the orders in which question and answer are given.

    question, answer  "forwards" or "backwards"
    """

    def settings() -> tuple[float, int, int]:
        rate = positive("lr", lr)
        orders = [_order("question", question), _order("answer", answer)]
        return rate, orders[0], orders[1]

    def known() -> bool:
        return bool(settings())

    def learns() -> bool:
        right = share_of_right_sums(*settings())
        if right >= ENOUGH:
            return True
        raise NotYet(
            _("{:.0%} of {} new sums are right").format(right, TESTED), diagnosis()
        )

    def diagnosis() -> str:
        rate, q = settings()[:2]
        if rate < 0.005:
            return _(
                "{} batches are few: what does the loss do at ten times the rate?"
            ).format(STEPS)
        if rate > 0.03:
            return _("with steps as long as these it stumbles: a third of the rate?")
        if q == 1:
            return _("the rate is good; how far must a gradient walk to the question?")
        return _("who adds by hand, at which digit does she begin to write?")

    return grade(
        Step(
            _("a rate and two orders"),
            known,
            hint=_('orders are "forwards" and "backwards"'),
        ),
        Step(
            _("{:.0%} of new sums are right after {} batches").format(ENOUGH, STEPS),
            learns,
        ),
    )


def _order(name: str, given: Any) -> int:
    if given is ... or given is None:
        raise Unanswered
    if not isinstance(given, str) or given not in ORDERS:
        raise NotYet(_("{} is {}").format(name, show(given)))
    return ORDERS[given]


def share_of_right_sums(lr: float, question: int, answer: int, *, seed: int = 0) -> Any:
    """Train a plain encoder-decoder on two-digit sums; exact match on new ones.

    question, answer  1 as written, -1 backwards
    """
    rng = np.random.default_rng(seed)
    pairs = additions(TRAINED + TESTED, rng=rng, digits=2)
    ids = {character: i for i, character in enumerate(CHARACTERS)}
    sources = [[ids[x] for x in q.strip()[::question]] for q, a in pairs]
    sums = [[ids[x] for x in a.strip("_ ")[::answer]] for q, a in pairs]
    source, source_mask = pad(sources)
    target, target_mask = pad(sums, begin=BEGIN, end=END)
    model: Any = Seq2Seq(
        Encoder(len(ids), DIM, HIDDEN, rng=rng),
        Decoder(len(ids) + 2, DIM, HIDDEN, rng=rng),
    )
    rate = linear_decay(lr, STEPS)
    optimizer = Adam(model.parameters(), lr)
    for step in range(STEPS):
        rows = rng.integers(TRAINED, size=BATCH)
        backward = model.loss(
            source[rows], target[rows], source_mask[rows], target_mask[rows]
        )[1]
        backward()
        clip_grad_norm(model.parameters(), 5.0)
        optimizer.lr = rate(step)
        optimizer.step()
    state = model.start(source[TRAINED:], source_mask[TRAINED:])
    written = decode(model, state, BEGIN, end=END, limit=4)
    return exact_match([one.ids for one in written], sums[TRAINED:])
