"""Chapter 8, exercise 2: what a cache saves, and what it costs."""

from typing import Any

from dlnlp.chapters.grading import Step, Verdict, grade


def check_work(
    read: Any, read_cached: Any, scores: Any, scores_cached: Any, kept: Any
) -> Verdict:
    """Exercise 2. Ten tokens, one after the other: work without and with a cache."""
    return grade(
        Step("tokens read without a cache", lambda: read, 55,
             "at step 1 one token is read, at step 2 two are, …",
             mistakes=[(100, "at step 3 there are only three tokens to read"),
                       (10, "that is the number of steps; how many tokens does each "
                        "read?"),
                       (45, "the token of the step itself is read, too")]),
        Step("… and with it", lambda: read_cached, 10,
             "what was read before is not read again",
             mistakes=[(55, "that is without it"), (1, "of all ten steps together")]),
        Step("scores without a cache", lambda: scores, 385,
             "at step t the product of queries and keys has t rows and t columns",
             mistakes=[(1000, "at step 3 the product is 3 x 3"),
                       (100, "that is step 10 alone"),
                       (220, "the product computes those behind the mask, too"),
                       (55, "each of the t tokens has a query")]),
        Step("… and with it", lambda: scores_cached, 55,
             "one query a step; how many keys?",
             mistakes=[(10, "one query a step, and as many keys as there are tokens "
                        "so far"),
                       (45, "a token also looks at itself"),
                       (100, "at step 3 there are three keys")]),
        Step("numbers in the cache at the end", lambda: kept, 10_240,
             "for each token, in each layer: what is looked at again later?",
             mistakes=[(5_120, "keys, and values"), (2_560, "in each layer"),
                       (15_360, "nobody asks an old query again"),
                       (40_960, "the heads share the 128 numbers"),
                       (1_024, "for each of the ten tokens")]),
    )  # fmt: skip
