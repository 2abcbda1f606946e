"""Chapter 5, exercise 1: how many parameters each cell has."""

from typing import Any

from dlnlp.chapters.grading import Step, Verdict, grade


def check_sizes(rnn: Any, gru: Any, lstm: Any) -> Verdict:
    """Exercise 1. How many parameters each cell has, D = H = 100."""
    one = 100 * 100 + 100 * 100 + 100
    return grade(
        Step("the RNN's parameters", lambda: rnn, one,
             "a table from the input, a table from the state, and b: of which shapes?",
             mistakes=[(20_000, "and b?"), (10_100, "there are two tables"),
                       (40_100, "each table has one row a number that comes in and "
                        "one column a number that goes out")]),
        Step("the LSTM's parameters", lambda: lstm, 4 * one,
             "how many vectors of H numbers does one step compute from x and h?",
             mistakes=[(3 * one, "three gates, and what else is computed by tables?"),
                       (one, "each gate has tables of its own")]),
        Step("the GRU's parameters", lambda: gru, 3 * one + 100,
             "three vectors a step; and look for a second b",
             mistakes=[(3 * one, "nearly: bh, the state's bias, is learned, too"),
                       (2 * one, "two gates, and the candidate"),
                       (2 * one + 100, "two gates, and the candidate"),
                       (4 * one, "that is the LSTM")]),
    )  # fmt: skip
