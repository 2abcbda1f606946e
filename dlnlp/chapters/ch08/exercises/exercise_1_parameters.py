"""Chapter 8, exercise 1: how many parameters a small GPT has."""

from typing import Any

from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

V, D, C, LAYERS = 65, 128, 64, 4
ATTENTION = 4 * D * D + 4 * D
FEED_FORWARD = 2 * D * 4 * D + 5 * D
BLOCK = ATTENTION + FEED_FORWARD + 4 * D
MODEL = LAYERS * BLOCK + V * D + C * D + 2 * D + V


def check_parameters(
    attention: Any, feed_forward: Any, block: Any, model: Any
) -> Verdict:
    """Exercise 1. V = 65, D = 128, C = 64, four layers, one table for both ends."""
    return grade(
        Step(
            _("attention's parameters"),
            lambda: attention,
            ATTENTION,
            _(
                "tables that make queries, keys and values, one more at the "
                "end, and a bias for each"
            ),
            mistakes=[
                (
                    3 * D * D + 3 * D,
                    _("and what the heads read goes through one more table"),
                ),
                (4 * D * D, _("and the biases?")),
                (
                    4 * ATTENTION,
                    _(
                        "the heads share the D numbers; four heads have no more "
                        "weights than one"
                    ),
                ),
            ],
        ),
        Step(
            _("the feed-forward network's"),
            lambda: feed_forward,
            FEED_FORWARD,
            _("from D to 4 D and back: two tables, two biases"),
            mistakes=[
                (8 * D * D, _("and the biases?")),
                (
                    8 * D * D + 8 * D,
                    _("the second bias is as wide as what comes out: D"),
                ),
                (
                    8 * D * D + 2 * D,
                    _("the first bias is as wide as the hidden layer: 4 D"),
                ),
                (4 * D * D + 5 * D, _("there are two tables")),
            ],
        ),
        Step(
            _("a block's"),
            lambda: block,
            BLOCK,
            _("attention, the network, and two more layers that learn something"),
            mistakes=[
                (ATTENTION + FEED_FORWARD, _("and the layer norms?")),
                (
                    ATTENTION + FEED_FORWARD + 2 * D,
                    _("there are two layer norms, and each has a gain and a bias"),
                ),
            ],
        ),
        Step(
            _("the model's"),
            lambda: model,
            MODEL,
            _(
                "the blocks, a vector for each character, one for each "
                "position, and the last norm, and the output's bias"
            ),
            mistakes=[
                (MODEL - V, _("and the bias at the output?")),
                (MODEL - 2 * D, _("and the last layer norm?")),
                (MODEL - C * D, _("and the positions?")),
                (MODEL + V * D, _("embedding and output share one table")),
                (MODEL - V * D, _("and the table of the characters?")),
                (
                    LAYERS * BLOCK,
                    _("those are the blocks; what stands before and after them?"),
                ),
            ],
        ),
    )
