"""Chapter 8's checkers: typical wrong answers fail, each with a hint of its own."""

from functools import partial

import numpy as np
import pytest

from dlnlp.chapters.ch08 import exercises as ch08
from dlnlp.chapters.ch08.exercises.exercise_3_heads import HINTS as OF_HEADS
from dlnlp.chapters.ch08.exercises.exercise_3_heads import heads
from dlnlp.chapters.ch08.exercises.exercise_4_self_attention import (
    HINTS as OF_ATTENTION,
)
from dlnlp.chapters.ch08.exercises.exercise_4_self_attention import self_attention
from dlnlp.chapters.ch08.exercises.exercise_5_norm_back import norm_back
from dlnlp.chapters.ch08.exercises.exercise_6_shift import HINTS as OF_SHIFT
from dlnlp.chapters.ch08.exercises.exercise_6_shift import shift
from dlnlp.chapters.ch08.exercises.exercise_7_cached_step import HINTS as OF_CACHE
from dlnlp.chapters.ch08.exercises.exercise_7_cached_step import cached_step
from dlnlp.chapters.ch08.exercises.pieces_1_encode import HINTS as OF_PIECES
from dlnlp.chapters.ch08.exercises.pieces_1_encode import encode
from dlnlp.models.transformer_lm import TransformerLM
from dlnlp.nn.layer_norm import LayerNorm
from dlnlp.nn.multi_head_attention import split
from dlnlp.nn.positional import sinusoids
from dlnlp.nn.scaled_dot_product import scaled_dot_product_attention
from dlnlp.text.bpe import BPE


def first_wrong(verdict):
    assert not verdict, verdict
    return verdict.wrong + verdict.hint


PARAMETERS = (66_048, 131_712, 198_272, 809_921)


def test_right_parameters_are_those_of_the_package():
    assert ch08.check_parameters(*PARAMETERS)
    assert ch08.check_parameters(*map(np.float64, PARAMETERS))
    model = TransformerLM(65, 128, 64, heads=4, rng=np.random.default_rng(0))

    def size(module):
        return sum(p.value.size for p in module.parameters())

    block = model.blocks[0]
    sizes = block.attention.layer, block.feed_forward.layer, block, model
    assert tuple(map(size, sizes)) == PARAMETERS


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({0: 49_536}, "one more table"),
        ({0: 65_536}, "and the biases?"),
        ({0: 4 * 66_048}, "the heads share"),
        ({1: 131_072}, "and the biases?"),
        ({1: 132_096}, "as wide as what comes out"),
        ({2: 197_760}, "and the layer norms?"),
        ({2: 198_016}, "two layer norms"),
        ({3: 809_856}, "the bias at the output"),
        ({3: 809_665}, "the last layer norm?"),
        ({3: 809_921 - 64 * 128}, "and the positions?"),
        ({3: 809_921 + 65 * 128}, "share one table"),
        ({3: ...}, "no answer yet"),
    ],
)
def test_wrong_parameters(changed, where):
    answer = [changed.get(i, right) for i, right in enumerate(PARAMETERS)]
    assert where in first_wrong(ch08.check_parameters(*answer))


WORK = (55, 10, 385, 55, 10_240)


def test_right_work():
    assert ch08.check_work(*WORK)
    assert ch08.check_work(*np.array(WORK))


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({0: 100}, "only three tokens"),
        ({0: 10}, "how many tokens does each read"),
        ({1: 55}, "that is without it"),
        ({2: 1000}, "the product is 3 x 3"),
        ({2: 220}, "behind the mask, too"),
        ({2: 55}, "each of the t tokens has a query"),
        ({3: 10}, "as many keys as"),
        ({4: 5_120}, "keys, and values"),
        ({4: 15_360}, "nobody asks an old query"),
        ({4: 2_560}, "in each layer"),
        ({2: ...}, "no answer yet"),
    ],
)
def test_wrong_work(changed, where):
    answer = [changed.get(i, right) for i, right in enumerate(WORK)]
    assert where in first_wrong(ch08.check_work(*answer))


def heads_by_loops(x, K):
    return [
        [row[:, piece] for piece in np.split(np.arange(x.shape[2]), K)] for row in x
    ]


@pytest.mark.parametrize("right", [split, heads_by_loops])
def test_right_heads(right):
    assert ch08.check_heads(right)


@pytest.mark.parametrize(("slip", "where"), OF_HEADS.items())
def test_wrong_heads(slip, where):
    assert where in first_wrong(ch08.check_heads(partial(heads, slip=slip)))


def packages_attention(x, Wq, Wk, Wv):
    q, k, v = (np.float32(x @ W)[None, None] for W in (Wq, Wk, Wv))
    (r, weights), _ = scaled_dot_product_attention(
        q, k, v, np.tri(len(x), dtype=bool)[None]
    )
    return list(weights[0, 0]), r[0, 0].tolist()


def attention_by_loops(x, Wq, Wk, Wv):
    weights = np.zeros((len(x), len(x)))
    for t in range(len(x)):
        s = np.array([x[t] @ Wq @ (x[j] @ Wk) for j in range(t + 1)])
        powers = np.exp((s - s.max()) / len(Wq[0]) ** 0.5)
        weights[t, : t + 1] = powers / powers.sum()
    return [weights, weights @ x @ Wv]


def test_right_self_attention():
    assert ch08.check_self_attention(attention_by_loops)
    answer = ch08.check_self_attention(packages_attention)
    assert len(answer.right) >= 2  # in float32, which is enough for small scores


@pytest.mark.parametrize(("slip", "where"), OF_ATTENTION.items())
def test_wrong_self_attention(slip, where):
    wrong = partial(self_attention, slip=slip)
    assert where in first_wrong(ch08.check_self_attention(wrong))


def no_largest(x, Wq, Wk, Wv):
    scores = x @ Wq @ (x @ Wk).T / np.sqrt(Wq.shape[1])
    powers = np.exp(scores) * np.tri(len(x))
    weights = powers / powers.sum(axis=1, keepdims=True)
    return weights, weights @ x @ Wv


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (no_largest, "subtract the largest score"),
        (lambda *a: self_attention(*a)[::-1], "they come as r, weights"),
        (lambda *a: self_attention(*a)[0], "parts, not 2"),
        (lambda x, *W: (self_attention(x, *W)[0], self_attention(x, *W)[0] @ x),
         "of the values, not of x"),
    ],
)  # fmt: skip
def test_wrong_self_attention_of_other_kinds(wrong, where):
    assert where in first_wrong(ch08.check_self_attention(wrong))


def packages_norm_back(z, std, g, dy):
    norm = LayerNorm(len(g), epsilon=1e-12)
    norm.g.value = g
    _, backward = norm(z * std)
    dx = backward(dy)
    return dx, norm.g.grad, norm.b.grad


@pytest.mark.parametrize("right", [norm_back, packages_norm_back])
def test_right_norm_back(right):
    assert ch08.check_norm_back(right)


def norm_db_of_means(z, std, g, dy):
    return *norm_back(z, std, g, dy)[:2], dy.mean(axis=0)


def suspect(z, std, g, dy):
    dz = dy * g
    dx = (dz - dz.mean(axis=0)) / std
    return dx, (dy * z).mean(axis=0), dy.sum(axis=0)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (norm_db_of_means, "one b for all"),
        (suspect, "one g for all"),
        (partial(norm_back, slip="axis"), "its D numbers"),
        (partial(norm_back, slip="axis, no z"), "its D numbers"),
        (partial(norm_back, slip="no z"), "only makes the vector longer"),
        (partial(norm_back, slip="no mean"), "the sum 0"),
        (partial(norm_back, slip="no g"), "what is z multiplied by"),
        (partial(norm_back, slip="times"), "is divided by the standard deviation"),
        (lambda *a: norm_back(*a)[::-1], "each is right, but they come as db, dg, dx"),
    ],
)
def test_wrong_norm_back(wrong, where):
    assert where in first_wrong(ch08.check_norm_back(wrong))


def shift_found_by_least_squares(k, D):
    """No formula: which matrix takes the positions to those k further?"""
    return np.linalg.lstsq(sinusoids(3000, D), sinusoids(3000, D, start=k))[0]


def test_right_shift():
    assert ch08.check_shift(shift)
    assert ch08.check_shift(lambda k, D: shift(k, D).tolist())
    assert ch08.check_shift(shift_found_by_least_squares)


@pytest.mark.parametrize(("slip", "where"), OF_SHIFT.items())
def test_wrong_shift(slip, where):
    assert where in first_wrong(ch08.check_shift(partial(shift, slip=slip)))


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda k, D: np.eye(D), "sin(a + b)"),
        (lambda k, D: np.eye(2), "wanted is a matrix (4, 4)"),
        (lambda k, D: ..., "no answer yet"),
    ],
)
def test_wrong_shift_of_other_kinds(wrong, where):
    assert where in first_wrong(ch08.check_shift(wrong))


def step_by_attention(x, keys, values, Wq, Wk, Wv):
    k, v = np.concatenate([keys, [x @ Wk]]), np.concatenate([values, [x @ Wv]])
    (r, _), _ = scaled_dot_product_attention(
        *(part[None, None] for part in ((x @ Wq)[None], k, v))
    )
    return r[0, 0, 0], k, v


def written_step(x, keys, values, Wq, Wk, Wv, slip=""):
    return cached_step(x, keys, values, (Wq, Wk, Wv), slip=slip)


@pytest.mark.parametrize("right", [step_by_attention, written_step])
def test_right_cached_step(right):
    assert ch08.check_cached_step(right)


@pytest.mark.parametrize(
    ("slip", "where"), [*OF_CACHE.items(), ("in front", "the newest comes last")]
)
def test_wrong_cached_step(slip, where):
    wrong = partial(written_step, slip=slip)
    if slip == "keys read":  # where there is one token only, that shows at once
        where = "a weight of 1"
    assert where in first_wrong(ch08.check_cached_step(wrong))


def test_a_step_that_needs_a_past():
    def wrong(x, keys, values, *tables):
        return x @ tables[2], keys, values

    assert "as a row below" in first_wrong(ch08.check_cached_step(wrong))


ZEROS, FIRST = np.zeros((2, 1)), np.array([[1], [0]])


def test_right_counter():
    assert ch08.check_counter(ZEROS, ZEROS, FIRST)
    assert ch08.check_counter(FIRST - 1, ZEROS, FIRST.tolist())
    assert ch08.check_counter([0, 0], [[3, 3]], [1, 0])


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        ((ZEROS, ZEROS, FIRST + 1 - FIRST), "the same at every step"),
        ((ZEROS + 9, 9 * (1 - FIRST), FIRST), "are the weights equal"),
        ((ZEROS, ZEROS, np.zeros((2, 2))), "each table is (2, 1)"),
        ((ZEROS, "none", FIRST), "each table is (2, 1)"),
        ((ZEROS + 1, FIRST, FIRST), "which proportion of its weight"),
        ((ZEROS, ..., FIRST), "no answer yet"),
    ],
)
def test_wrong_counter(answer, where):
    assert where in first_wrong(ch08.check_counter(*answer))


def induction(V, T, *, back=1, size=20.0, second="before", size_2=20.0):
    M = V + T + V
    A1, A2 = np.zeros((M, M)), np.zeros((M, M))
    A1[V : V + T, V : V + T] = size * np.eye(T, k=-back)
    start = {"before": V + T, "itself": 0}[second]
    A2[:V, start : start + V] = size_2 * np.eye(V)
    return A1, A2


def test_right_induction():
    assert ch08.check_induction(induction)
    assert ch08.check_induction(lambda V, T: [A.tolist() for A in induction(V, T)])
    assert ch08.check_induction(partial(induction, size=700.0))


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (partial(induction, back=0), "it looks at itself"),
        (partial(induction, back=-1), "later places"),
        (partial(induction, back=2), "the weight 0.00"),
        (partial(induction, size=2.0), "head 1 looks at the place before: not yet"),
        (partial(induction, size=2.0), "not by enough"),
        (partial(induction, second="itself"), "it finds the word itself"),
        (partial(induction, size_2=1.0), "not by enough"),
        (partial(induction, size_2=-20.0), "came next then"),
        (lambda V, T: (np.eye(3), np.eye(3)), "V + T + V is"),
        (lambda V, T: induction(V, T)[0], "parts, not 2"),
        (lambda V, T: [A * np.nan for A in induction(V, T)], "infinity or NaN"),
        (lambda V, T: (..., ...), "no answer yet"),
    ],
)
def test_wrong_induction(wrong, where):
    assert where in first_wrong(ch08.check_induction(wrong))


def packages_pieces(word, merges):
    bpe = BPE([(a.encode(), b.encode()) for a, b in merges])
    return [bpe.tokens[i].decode() for i in bpe.encode(word)]


@pytest.mark.parametrize("right", [encode, packages_pieces])
def test_right_pieces(right):
    assert ch08.check_encode(right)


@pytest.mark.parametrize(("slip", "where"), OF_PIECES.items())
def test_wrong_pieces(slip, where):
    assert where in first_wrong(ch08.check_encode(partial(encode, slip=slip)))


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda word, merges: [*word], "t and h become one piece"),
        (lambda word, merges: [word], "every letter is a piece"),
        (lambda word, merges: encode(word, merges[:1]), "the pair th e is there"),
        (lambda word, merges: ..., "no answer yet"),
    ],
)
def test_wrong_pieces_of_other_kinds(wrong, where):
    assert where in first_wrong(ch08.check_encode(wrong))
