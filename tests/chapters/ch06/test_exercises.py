"""Chapter 6's checkers: typical wrong answers fail, each with a hint of its own."""

from functools import partial

import numpy as np
import pytest

from dlnlp.chapters.ch06 import exercises as ch06
from dlnlp.chapters.ch06.exercises import exercise_8_settings
from dlnlp.chapters.ch06.exercises.exercise_2_probabilities import probabilities
from dlnlp.chapters.ch06.exercises.exercise_4_write import BEGIN, END, NEXT, step, write
from dlnlp.chapters.ch06.exercises.picture_1_convolve import convolve
from dlnlp.decoding.beam_decode import length_penalty
from dlnlp.decoding.decode import decode
from dlnlp.decoding.sampling import sample
from dlnlp.models.decoder import Decoder, PeekyDecoder
from dlnlp.models.encoder import Encoder
from dlnlp.nn.conv import Conv2d
from dlnlp.nn.gradcheck import as_float64


def first_wrong(verdict):
    assert not verdict, verdict
    return verdict.wrong + verdict.hint


# 1. Sizes -----------------------------------------------------------------------------


def test_right_sizes_are_those_of_the_package():
    assert ch06.check_sizes(256, np.int64(4), 67_200)
    rng = np.random.default_rng(0)
    plain, peeky = (kind(13, 16, 128, rng=rng) for kind in (Decoder, PeekyDecoder))
    sizes = [sum(p.value.size for p in d.parameters()) for d in (plain, peeky)]
    assert sizes[1] - sizes[0] == 67_200
    (_, last), _ = Encoder(13, 16, 128, rng=rng)(np.zeros((1, 7), int))
    assert sum(x.size for layer in last for x in layer) == 256


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        ((128, 4, 67_200), "h, and what else?"),
        ((7 * 128, 4, 67_200), "it is a pair"),
        ((256, 3, 67_200), "that the answer is over"),
        ((256, 5, 67_200), "is it guessed, too?"),
        ((256, 7, 67_200), "as many as the question has"),
        ((256, 4, 65_536), "and the output layer?"),
        ((256, 4, 1_664), "and the LSTM?"),
        ((256, 4, 18_048), "four blocks"),
        ((256, 4, 132_736), "h is seen, not c"),
        ((256, 4, ...), "no answer yet"),
    ],
)
def test_wrong_sizes(answer, where):
    assert where in first_wrong(ch06.check_sizes(*answer))


# 2. Probabilities ---------------------------------------------------------------------


def right_probabilities(logits, temperature, k):
    powers = np.exp((logits - logits.max()) / temperature)
    powers[powers < np.sort(powers)[-k]] = 0
    return (powers / powers.sum()).tolist()


def test_right_probabilities():
    assert ch06.check_probabilities(right_probabilities)


def test_the_package_draws_by_these_probabilities():
    logits = np.array([0.5, 2.0, -1.0, 1.2, 0.1])
    rows = np.tile(logits, (20_000, 1))
    rng = np.random.default_rng(0)
    drawn = sample(rows, rng=rng, temperature=2.0, top_k=3)
    found = np.bincount(drawn, minlength=5) / len(drawn)
    assert found == pytest.approx(probabilities(logits, 2.0, 3), abs=0.02)


def overflowing(logits, temperature, k):
    P = np.exp(logits / temperature)
    P[np.argsort(logits)[: len(P) - k]] = 0
    return P / P.sum()


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (partial(probabilities, slip="temperature times"), "divide by it"),
        (partial(probabilities, slip="divided after"), "before the softmax"),
        (partial(probabilities, slip="not one"), "must sum to 1 again"),
        (partial(probabilities, slip="smallest"), "not the k least likely"),
        (overflowing, "no floating-point number"),
        (lambda x, t, k: np.sort(probabilities(x, t, k)), "e to the logits"),
        (lambda x, t, k: probabilities(x, t, len(x)), "the 3 likeliest of 5"),
    ],
)
def test_wrong_probabilities(wrong, where):
    assert where in first_wrong(ch06.check_probabilities(wrong))


# 3. Masked loss -----------------------------------------------------------------------


def each(log_P, wanted):
    return -np.take_along_axis(log_P, wanted[..., None], axis=2)[..., 0]


def by_loops(log_P, wanted, real):
    losses = [-log_P[n, t, wanted[n, t]] for n, t in np.argwhere(real)]
    return np.mean(losses)


@pytest.mark.parametrize(
    "right",
    [
        by_loops,
        lambda P, y, real: each(P, y)[real].mean(),
        lambda P, y, real: np.where(real, each(P, y), 0).sum() / real.sum(),
    ],
)
def test_right_masked_loss(right):
    assert ch06.check_masked_loss(right)


def kept(log_P, wanted, real):
    return np.where(real, each(log_P, wanted), 0)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda P, y, real: each(P, y).mean(), "padding counts in yours"),
        (lambda *x: kept(*x).mean(), "not by that of all places"),
        (lambda *x: (kept(*x).sum(1) / x[2].sum(1)).mean(), "rows' means"),
        (lambda *x: by_loops(*x) * x[2].sum() / len(x[1]), "no padding"),
        (lambda *x: -by_loops(*x), "the sign"),
        (lambda *x: kept(*x).sum(), "the mean, not the sum"),
        (lambda P, y, real: -P.mean(), "only one is wanted"),
        (lambda P, y, r: (each(P, y) * r).sum() / r.sum(), "0 times infinity"),
    ],
)
def test_wrong_masked_loss(wrong, where):
    assert where in first_wrong(ch06.check_masked_loss(wrong))


# 4. Writing ---------------------------------------------------------------------------


class Puppet:
    """The exercise's decoder, as the package's `decode` wants a model."""

    def next_logits(self, ids, state):
        logits, after = zip(*map(step, ids[:, 0], state), strict=True)
        return np.array(logits), np.array(after)


def packages_write(_, state, begin, end, limit):
    model = Puppet()
    (text,) = decode(model, np.array([state]), begin, end=end, limit=limit)
    return text.ids


@pytest.mark.parametrize(
    "right", [write, packages_write, lambda *x: np.array(write(*x))]
)
def test_right_write(right):
    assert ch06.check_write(right)


def reading_the_end(step, state, begin, end, limit):
    word, words = begin, []
    while len(words) < limit:
        logits, state = step(word, state)
        word = int(np.argmax(logits))
        words.append(word)
    return [word for word in words if word != end]


def without_limit(step, state, begin, end, limit):
    return write(step, state, begin, end, 20)


def by_lowest(step, state, begin, end, limit):
    words = []
    for _ in range(limit):
        logits, state = step((words or [begin])[-1], state)
        words.append(int(np.argmin(logits)))
    return words


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (partial(write, slip="reads begin"), "what it wrote last"),
        (partial(write, slip="state forgotten"), "the one for the next step"),
        (partial(write, slip="with end"), "no part of it"),
        (lambda *x: [x[2], *write(*x)], "read, not written"),
        (reading_the_end, "the end mark was read"),
        (without_limit, "limit"),
        (lambda s, state, b, e, n: write(s, state, b, e, n + 1), "one word too many"),
        (lambda s, state, *x: write(s, 0, *x), "the one to start with"),
        (by_lowest, "the place of the largest"),
    ],
)
def test_wrong_write(wrong, where):
    assert where in first_wrong(ch06.check_write(wrong))


def test_the_decoder_of_the_exercise_ends_and_is_cut():
    assert len(write(step, 0, BEGIN, END, 8)) == 4
    assert len(write(step, 0, BEGIN, END, 3)) == 3
    assert NEXT.shape == (8, 12, 12)


# 5. Walk ------------------------------------------------------------------------------


def right_walk(i, t, S, reverse):
    return 1 + t + (i if reverse else S - 1 - i)


def counted_walk(i, t, S, reverse):
    order = list(range(S))[:: -1 if reverse else 1]
    states = [("read", place) for place in order] + [("write", k) for k in range(t + 1)]
    return states.index(("write", t)) - states.index(("read", i))


@pytest.mark.parametrize("right", [right_walk, counted_walk])
def test_right_walk(right):
    assert ch06.check_walk(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda i, t, S, r: right_walk(i, t, S, r) - 1, "a state of its own"),
        (lambda i, t, S, r: right_walk(i, t, S, not r), "is read last"),
        (lambda i, t, S, r: right_walk(i, 0, S, r), "and t steps"),
        (lambda i, t, S, r: right_walk(i, -t, S, r), "aren't taken off"),
        (lambda i, t, S, r: right_walk(i, t, S, False), "reverse is True"),
        (lambda i, t, S, r: ..., "no answer yet"),
    ],
)
def test_wrong_walk(wrong, where):
    assert where in first_wrong(ch06.check_walk(wrong))


# 6. The way back of peeking -----------------------------------------------------------


def right_peeky(dxs, dfeatures, dh):
    H = dh.shape[1]
    return dh + dxs[..., :H].sum(axis=1) + dfeatures[..., :H].sum(axis=1)


def test_right_peeky_back():
    assert ch06.check_peeky_back(right_peeky)
    assert ch06.check_peeky_back(lambda *x: right_peeky(*x).tolist())


@pytest.mark.filterwarnings("error")
def test_the_package_sends_back_the_same():
    rng = np.random.default_rng(0)
    decoder = as_float64(PeekyDecoder(5, 3, 4, rng=rng))
    h, c = rng.normal(size=(2, 2, 4))
    seen = {}
    layers = decoder.layers

    def spying(xs, state, **how):
        out, backward = layers(xs, state, **how)

        def back(dhs, dstate):
            seen["dxs"], seen["dlast"] = backward(dhs, dstate)
            return seen["dxs"], seen["dlast"]

        return out, back

    decoder.layers = spying
    encoded = np.zeros((2, 6, 4))
    (features, _, _), backward = decoder(np.array([[1, 2], [3, 0]]), encoded, [(h, c)])
    dfeatures = rng.normal(size=features.shape)
    _, ((dh, _),) = backward(dfeatures)
    before = seen["dlast"][0][0]
    assert dh == pytest.approx(right_peeky(seen["dxs"], dfeatures, before))


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda x, f, dh: right_peeky(x, f, 0 * dh), "begins with: dh"),
        (lambda x, f, dh: dh, "back through dxs"),
        (lambda x, f, dh: dh + x[:, :, -4:].sum(1), "h that comes first"),
        (lambda x, f, dh: right_peeky(x, 0 * f, dh), "the output layer sees h"),
        (lambda x, f, dh: right_peeky(x, f[..., ::-1][..., [3, 2, 1, 0]], dh), "own"),
        (lambda x, f, dh: dh + (x[..., :4] + f[..., :4]).mean(1), "a sum: each step"),
        (lambda x, f, dh: right_peeky(x[:, -1:], f[:, -1:], dh), "the others?"),
        (lambda x, f, dh: right_peeky(x, f, x.shape[1] * dh), "dh comes once"),
    ],
)
def test_wrong_peeky_back(wrong, where):
    assert where in first_wrong(ch06.check_peeky_back(wrong))


# 7. Misleading ------------------------------------------------------------------------


FIRST, THEN = np.array([0.51, 0.49]), np.array([[0.5, 0.5], [1.0, 0.0]])


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (FIRST, THEN),
        (FIRST[::-1].tolist(), THEN[::-1].tolist()),
        (np.array([0.5, 0.5]), THEN),  # of equals greedy takes the first
        (FIRST, np.array([[0.495, 0.505], [0.0, 1.0]])),
    ],
)
def test_right_misled(first, then):
    assert ch06.check_misled(first, then)


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        ((FIRST * 100, THEN), "sum to 1"),
        ((np.array([1.2, -0.2]), THEN), "below 0"),
        ((FIRST, THEN[0]), "of shape (2,)"),
        ((FIRST, THEN.T), "sum is [1.5, 0.5]"),
        ((FIRST, np.eye(2)), "greedy writes a text of 0.510, the best"),
        ((np.array([0.6, 0.4]), THEN), "0.400 against 0.300: 1.33 times"),
        ((FIRST, ...), "no answer yet"),
        ((..., ...), "no answer yet"),
    ],
)
def test_wrong_misled(answer, where):
    assert where in first_wrong(ch06.check_misled(*answer))


# Deeper pages -------------------------------------------------------------------------


def right_turning(short, n, longer, m):
    return np.log(longer / short) / np.log((5 + m) / (5 + n))


def test_right_turning():
    assert ch06.check_turning(right_turning)


def test_at_the_turning_the_scores_are_equal():
    alpha = right_turning(-2.4, 3, -3.0, 6)
    scores = -2.4 / length_penalty(3, alpha), -3.0 / length_penalty(6, alpha)
    assert scores[0] == pytest.approx(scores[1])


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda s, n, x, m: np.log(x / s) / np.log(m / n), "adds 5 to each"),
        (lambda s, n, x, m: -right_turning(s, n, x, m), "the sign"),
        (lambda s, n, x, m: np.log(x / s), "and the lengths?"),
        (lambda s, n, x, m: x / s, "alpha is a power"),
    ],
)
def test_wrong_turning(wrong, where):
    assert where in first_wrong(ch06.check_turning(wrong))


def by_two_loops(image, kernel):
    (Y, X), (k, m) = image.shape, kernel.shape
    return [
        [(image[y : y + k, x : x + m] * kernel).sum() for x in range(X - m + 1)]
        for y in range(Y - k + 1)
    ]


def packages_convolve(image, kernel):
    size = max(kernel.shape)
    layer = Conv2d(1, 1, size, rng=np.random.default_rng(0))
    W = np.zeros((size, size))
    W[: kernel.shape[0], : kernel.shape[1]] = kernel
    layer.W.value, layer.b.value = W[None, None], np.zeros(1)
    Y, X = (n - k for n, k in zip(image.shape, kernel.shape, strict=True))
    image = np.pad(image, [(0, size)] * 2)
    return layer(image[None, None])[0][0, 0, : Y + 1, : X + 1]


@pytest.mark.parametrize("right", [by_two_loops, packages_convolve])
def test_right_convolve(right):
    assert ch06.check_convolve(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda x, k: convolve(x, k[::-1, ::-1]), "turns the filter round"),
        (lambda x, k: convolve(x, k.T), "are swapped"),
        (
            lambda x, k: convolve(np.pad(x, [(0, n - 1) for n in k.shape]), k),
            "only whole windows",
        ),
        (
            lambda x, k: convolve(x, k)[: -1 if len(k) == 2 else None][
                :, : -1 if len(k) == 2 else None
            ],
            "one more row",
        ),
    ],
)
def test_wrong_convolve(wrong, where):
    assert where in first_wrong(ch06.check_convolve(wrong))


# 8. Settings --------------------------------------------------------------------------


def test_right_settings():
    assert ch06.check_settings(np.float64(0.02), "backwards", "backwards")


@pytest.mark.parametrize(
    ("settings", "where"),
    [
        ((0.02, "forwards", "forwards"), "how far must a gradient walk"),
        ((0.001, "backwards", "backwards"), "ten times the rate"),
        ((0, "forwards", "forwards"), "lr is 0"),
        ((0.01, "reversed", "forwards"), "question is the text 'reversed'"),
        ((0.01, "forwards", -1), "answer is -1"),
        ((0.01, "forwards", ...), "no answer yet"),
        ((..., "forwards", "forwards"), "no answer yet"),
    ],
)
def test_wrong_settings(settings, where):
    assert where in first_wrong(ch06.check_settings(*settings))


@pytest.mark.parametrize(
    ("settings", "where"),
    [
        ((0.001, "backwards", "backwards"), "ten times the rate"),
        ((0.1, "backwards", "backwards"), "a third of the rate"),
        ((0.01, "forwards", "backwards"), "how far must a gradient walk"),
        ((0.01, "backwards", "forwards"), "at which digit"),
    ],
)
def test_each_failure_of_a_training_has_a_hint_of_its_own(settings, where, monkeypatch):
    monkeypatch.setattr(exercise_8_settings, "share_of_right_sums", lambda *_: 0.3)
    verdict = ch06.check_settings(*settings)
    assert "30% of 300" in first_wrong(verdict)
    assert where in first_wrong(verdict)
