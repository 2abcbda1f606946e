"""Chapter 6, exercise 1: what is handed over, what is written, what peeking costs."""

from typing import Any

from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

S, D, H, V = 7, 16, 128, 13


def check_sizes(handed: Any, steps: Any, extra: Any) -> Verdict:
    """Exercise 1. D = 16, H = 128, V = 13, questions of 7 characters.

    handed  numbers that pass from encoder to decoder for one question
    steps   of the decoder, to write 144
    extra   parameters that a peeky decoder has and a plain one has not
    """
    in_layer, in_output = H * 4 * H, V * H
    return grade(
        Step(
            _("what is handed over for a question"),
            lambda: handed,
            2 * H,
            _("which of the states goes to the decoder? And an LSTM's state is a pair"),
            mistakes=[
                (H, _("an LSTM's state is h, and what else?")),
                (S * H, _("only the last state is handed over; and it is a pair")),
                (2 * S * H, _("only the last state is handed over")),
                (D, _("D is what a character becomes; what does the LSTM keep?")),
                (V, _("these are numbers of the state, not characters")),
            ],
        ),
        Step(
            _("the decoder's steps"),
            lambda: steps,
            4,
            _("each step reads one token and guesses one: what is guessed, in order?"),
            mistakes=[
                (3, _("and how does anybody know that the answer is over?")),
                (5, _("the begin mark is read; is it guessed, too?")),
                (
                    S,
                    _(
                        "the encoder's steps are as many as the question has "
                        "characters; the decoder's?"
                    ),
                ),
            ],
        ),
        Step(
            _("what peeking adds"),
            lambda: extra,
            in_layer + in_output,
            _(
                "two places read h as well: by how many rows does each table "
                "grow, and how many columns has it?"
            ),
            mistakes=[
                (in_layer, _("and the output layer?")),
                (in_output, _("and the LSTM?")),
                (H * H + in_output, _("the LSTM's table has four blocks")),
                (H * H, _("the LSTM's table has four blocks; and the output layer?")),
                (
                    2 * H * 4 * H + in_output,
                    _("h is seen, not c: H more values come in"),
                ),
                (in_layer + in_output + 4 * H, _("the biases stay as many")),
            ],
        ),
    )
