"""Chapter 3's checkers of slopes: those of negative sampling, and those of GloVe."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.nn.functional import sigmoid


def check_gradient(ns_gradient: Callable[..., Any]) -> Verdict:
    """Exercise 3. `ns_gradient(h, right, wrong)`: one guess's slopes in all three.

    h, right (D,) and wrong (K, D): what was seen, the right word, the K negatives.
    """
    h, right = np.array([1.0, 1.0]), np.array([2.0, -1.0])  # score 1
    wrong = np.array([[1.0, -1.0], [1.0, -3.0], [0.0, -1.0]])  # scores 0, -2, -1
    yes, no = sigmoid(h @ right), sigmoid(wrong @ h)  # a number, (K,)

    def run(h: Array = h, right: Array = right, wrong: Array = wrong) -> Any:
        with np.errstate(all="ignore"):
            return ns_gradient(h.copy(), right.copy(), wrong.copy())

    def part(number: int, *arguments: Array) -> Any:
        return np.asarray(run(*arguments)[number], dtype=float)

    def shapes() -> Any:
        return sizes(run())

    def together(*arguments: Array) -> Array:
        return np.concatenate([np.ravel(x) for x in run(*arguments)])

    def arguments_afterwards() -> Any:
        copies = h.copy(), right.copy(), wrong.copy()
        ns_gradient(*copies)
        return np.concatenate([x.ravel() for x in copies])

    dh, from_wrong = (yes - 1) * right + no @ wrong, no @ wrong
    d_wrong = np.outer(no, h)
    far = np.array([600.0, 400.0])  # scores of -1000, and of 1000 and -1000
    far_wrong = np.array([[1.0, 1.0], [-1.0, -1.0]])
    draw = np.random.default_rng(3).normal(size=(7, 4)).round(1)
    h2, right2, wrong2 = draw[0], draw[1], draw[2:]
    yes2, no2 = sigmoid(h2 @ right2), sigmoid(wrong2 @ h2)
    return grade(
        Step("three gradients, of the shapes that went in", shapes,
             "(2,), (2,), (3, 2)",
             "return three: in h, in right and in wrong, in this order. Where arrays "
             "don't go together, write its shape beside each",
             mistakes=[("(2,), (2,), (2,)", "each of the K negatives is a word with a "
                        "row of its own, which gets a gradient of its own: (K, D)"),
                       ("(2,), (2,), (2, 3)", "(K, D): a row for each negative; yours "
                        "has a column for each"),
                       ("(), (), (3,)", "those are slopes in the scores; go on from "
                        "each score to the vectors that it was made of")]),
        Step("in right", lambda: part(1), (yes - 1) * h,
             "first the slope in the score: belief minus truth. Then on to the vector: "
             "if right grows by a little, by how much does h · right grow?",
             mistakes=[((1 - yes) * h, "the loss falls when the right word's score "
                        "grows: which sign has its slope?"),
                       (yes * h, "the answer should be yes here: what is y?"),
                       ((yes - 1) * right, "that is what h gets from this question; "
                        "the slope of h · right in right is a multiple of h"),
                       ((yes - 1) * (h @ right) * h, "the score has gone into the "
                        "sigmoid already")]),
        Step("in wrong", lambda: part(2), d_wrong,
             "each negative has a score of its own, and the right answer is no",
             mistakes=[(-d_wrong, "the loss grows when a wrong word's score grows: "
                        "which sign has its slope?"),
                       (d_wrong - h, "the answer should be no here: what is y?"),
                       (np.outer(1 - no, h), "for a no the loss is -ln σ(-s): its "
                        "slope in s is the belief in yes, minus 0"),
                       (no[:, None] * wrong, "the slope of h · u in u is a multiple "
                        "of h"),
                       (d_wrong / 3, "L is the sum over the questions, not the mean")]),
        Step("in h", lambda: part(0), dh,
             "h is part of all K + 1 scores: add up what comes back from each of them",
             mistakes=[((yes - 1) * right, "that comes from the right word's question "
                        "alone; h was part of the others, too"),
                       (from_wrong, "what about the right word's question?"),
                       ((yes - 1) * right + from_wrong / 3, "the sum over the "
                        "negatives, not the mean"),
                       (dh / 4, "L is the sum over the questions, not the mean"),
                       ((yes - 1) * right - from_wrong, "a plus between the two parts: "
                        "the signs are in the slopes already"),
                       (-dh, "the signs are turned around"),
                       ((yes - 1) * h + no.sum() * h, "the slope of h · u in h is a "
                        "multiple of u")]),
        Step("five negatives, four dimensions",
             lambda: together(h2, right2, wrong2),
             np.concatenate([(yes2 - 1) * right2 + no2 @ wrong2, (yes2 - 1) * h2,
                             np.outer(no2, h2).ravel()]),
             "is there a 2 or a 3 in your function that should be the length of h or "
             "of wrong?"),
        Step("sure and wrong: scores of -1000 and 1000",
             lambda: together(far, -np.ones(2), far_wrong),
             np.concatenate([np.ones(2) + far_wrong[0], -far, far, np.zeros(2)]),
             "e^1000 is too large for a float, and what is divided by it, or what it "
             "is divided by, may be nan: use the chapter's sigmoid, which survives"),
        Step("the arguments are left as they were", arguments_afterwards,
             np.concatenate([h, right, wrong.ravel()]),
             "-=, += and *= write into the array that was given: make a new one"),
    )  # fmt: skip


def check_glove(glove_slopes: Callable[..., Any]) -> Verdict:
    """Exercise 7. `glove_slopes(v, u, b, c, count, x_max)`: slopes in v, u and b.

    Of one cell's part of GloVe's loss. (The slope in c is the one in b.)
    """
    v, u, b, c = np.array([1.0, 2.0]), np.array([4.0, -1.0]), 0.5, 0.25
    sure = 2.75 - np.log(100)  # the error at a count of 100
    slope = 2 * 2.75 / 27  # 2 f e at a count of 1, where f = (1/81)^0.75 = 1/27

    def run(count: float, v: Array = v, u: Array = u) -> Any:
        return glove_slopes(v.copy(), u.copy(), b, c, count, 81.0)

    def part(number: int, *arguments: Any) -> Any:
        return np.asarray(run(*arguments)[number], dtype=float)

    def shapes() -> Any:
        return sizes(run(1.0))

    def arguments_afterwards() -> Any:
        copies = v.copy(), u.copy()
        glove_slopes(*copies, b, c, 1.0, 81.0)
        return np.concatenate(copies)

    v3, u3 = np.array([0.5, -1.0, 2.0]), np.array([1.0, 1.0, 0.5])
    return grade(
        Step("three slopes: two vectors and a number", shapes, "(2,), (2,), ()",
             "return three: the slope in v, in u and in b, in this order"),
        Step("in b, a count of 1, x_max = 81", lambda: part(2, 1.0), slope,
             "2 f e: here v · u = 2, b = 0.5, c = 0.25, and ln 1 = 0. For f: the "
             "fourth root of 81 is 3",
             mistakes=[(slope / 2, "the slope of e² is 2 e"),
                       (-slope, "if b grows, e grows: which sign?"),
                       (2 * 1.75 / 27, "the logarithm of the count"),
                       (2 * 2.75, "without the weight f, a count of 1 is taken as "
                        "seriously as a large one"),
                       (2 * 2.75 / 81, "to the power 0.75"),
                       (4 / 27, "where are the two biases?"),
                       (5 / 27, "where is the second bias?"),
                       (2 * 2.75**2 / 27, "the slope of e² is 2 e, not 2 e²"),
                       (2.75**2 / 27, "that is the loss; what is its slope?")]),
        Step("in b, a count of 100, above x_max", lambda: part(2, 100.0), 2 * sure,
             "f is at most 1: above x_max all count alike",
             mistakes=[(2 * sure * (100 / 81) ** 0.75, "here f is more than 1: cut it "
                        "off at 1"),
                       (2 * (2.75 - np.log2(100)), "the natural logarithm: np.log"),
                       (2 * (2.75 - 2), "the natural logarithm: np.log")]),
        Step("in v", lambda: part(0, 1.0), slope * u,
             "if v grows by a little, by how much does v · u grow, and so e? then "
             "times the slope in b",
             mistakes=[(slope * v, "the slope of v · u in v is u"),
                       (slope / 2 * u, "the slope of e² is 2 e"),
                       (u, "times the slope in b")]),
        Step("in u", lambda: part(1, 1.0), slope * v,
             "as for v, the other way round",
             mistakes=[(slope * u, "the slope of v · u in u is v")]),
        Step("three dimensions", lambda: np.array(run(100.0, v3, u3)[:2]),
             2 * (1.25 - np.log(100)) * np.array([u3, v3]),
             "does your function look at two numbers of each vector only?"),
        Step("the vectors are left as they were", arguments_afterwards,
             np.concatenate([v, u]),
             "return slopes, and leave the step itself to others: v -= … writes into "
             "the array that was given"),
    )  # fmt: skip


def sizes(given: Any) -> Any:
    """The shapes of an answer's three parts, as a text; None if one is unanswered."""
    if given is ... or given is None:
        return None
    if not isinstance(given, tuple | list):
        return f"one {type(given).__name__}"
    if len(given) != 3:
        return f"{len(given)} parts"
    if any(part is ... or part is None for part in given):
        return None
    return ", ".join(str(np.shape(part)) for part in given)
