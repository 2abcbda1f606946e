"""Chapter 6, exercise 1: what is handed over, what is written, what peeking costs."""

from typing import Any

from dlnlp.chapters.grading import Step, Verdict, grade

S, D, H, V = 7, 16, 128, 13


def check_sizes(handed: Any, steps: Any, extra: Any) -> Verdict:
    """Exercise 1. D = 16, H = 128, V = 13, questions of 7 characters.

    handed  numbers that pass from encoder to decoder for one question
    steps   of the decoder, to write 144
    extra   parameters that a peeky decoder has and a plain one has not
    """
    in_layer, in_output = H * 4 * H, V * H
    return grade(
        Step("what is handed over for a question", lambda: handed, 2 * H,
             "which of the states goes to the decoder? And an LSTM's state is a pair",
             mistakes=[(H, "an LSTM's state is h, and what else?"),
                       (S * H, "only the last state is handed over; and it is a pair"),
                       (2 * S * H, "only the last state is handed over"),
                       (D, "D is what a character becomes; what does the LSTM keep?"),
                       (V, "these are numbers of the state, not characters")]),
        Step("the decoder's steps", lambda: steps, 4,
             "each step reads one token and guesses one: what is guessed, in order?",
             mistakes=[(3, "and how does anybody know that the answer is over?"),
                       (5, "the begin mark is read; is it guessed, too?"),
                       (S, "the encoder's steps are as many as the question has "
                        "characters; the decoder's?")]),
        Step("what peeking adds", lambda: extra, in_layer + in_output,
             "two places read h as well: by how many rows does each table grow, and "
             "how many columns has it?",
             mistakes=[(in_layer, "and the output layer?"),
                       (in_output, "and the LSTM?"),
                       (H * H + in_output, "the LSTM's table has four blocks"),
                       (H * H, "the LSTM's table has four blocks; and the output "
                        "layer?"),
                       (2 * H * 4 * H + in_output, "h is seen, not c: H more values "
                        "come in"),
                       (in_layer + in_output + 4 * H, "the biases stay as many")]),
    )  # fmt: skip
