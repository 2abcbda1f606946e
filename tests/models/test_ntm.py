"""The neural Turing machine: its gradients as a whole, its state, that it can learn."""

import numpy as np
import pytest

from dlnlp.datasets import copy_task
from dlnlp.models.ntm import NTM, answer_loss
from dlnlp.nn import (
    GRU,
    LSTM,
    Adam,
    as_float64,
    check_layer,
    clip_grad_norm,
    gradcheck,
    warmup_cosine,
)
from dlnlp.training import Diverged, Trainer

N, T, D, OUT = 2, 3, 3, 2
SMALL = {"hidden": 3, "rows": 4, "width": 2}
KINDS = {
    "feed-forward": {},
    "LSTM": {"cell": LSTM},
    "GRU": {"cell": GRU},
    "more heads": {"read_heads": 2, "write_heads": 2},
}


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture(params=sorted(KINDS))
def model(request, rng):
    return NTM(D, OUT, rng=rng, **SMALL, **KINDS[request.param])


def test_contract(rng, model):
    check_layer(model, rng.normal(size=(N, T, D)))


def test_the_loss_has_the_right_gradient(rng, model):
    as_float64(model)
    xs, targets = rng.normal(size=(N, T, D)), rng.integers(0, 2, (N, 2, OUT))
    assert gradcheck(lambda: model.loss(xs, targets), model)


def test_case_21_nothing_survives_from_one_sequence_to_the_next(rng, model):
    """Public case 21: what was read before, or beside it, changes no output."""
    xs = rng.normal(size=(N, T, D)).astype(np.float32)
    first, _ = model(xs)
    model(xs[::-1] * 3)
    again, _ = model(xs)
    np.testing.assert_array_equal(first, again)
    for n in range(N):
        np.testing.assert_allclose(model(xs[n : n + 1])[0][0], first[n], atol=1e-6)


def test_a_step_sees_nothing_that_comes_later(rng, model):
    xs = rng.normal(size=(N, T, D)).astype(np.float32)
    outputs, _ = model(xs)
    changed = xs.copy()
    changed[:, 2] += 1
    np.testing.assert_array_equal(model(changed)[0][:, :2], outputs[:, :2])
    assert (model(changed)[0][:, 2] != outputs[:, 2]).any()


def test_case_21_a_new_memory_is_not_0(rng, model):
    """Public case 21: of zeros all cosines are alike, with no gradient."""
    assert (model._start(N, None).memory != 0).all()


def test_rows_belong_to_the_call(rng, model):
    """No weight depends on their number; tracks say where the heads were."""
    xs = rng.normal(size=(N, T, D)).astype(np.float32)
    K, readers = model.heads.heads, len(model.first_reads.value)
    for rows in 3, 9:
        logits, _ = model(xs, rows=rows)
        assert logits.shape == (N, T, OUT)
        np.testing.assert_array_equal(model.predict(xs, rows=rows), logits)
        tracks = model.tracks(xs, rows=rows)
        assert tracks.weights.shape == (N, T, K, rows)
        assert tracks.reads.shape == (N, T, readers, 2)
        assert tracks.memory.shape == (N, T, rows, 2)
        np.testing.assert_allclose(tracks.weights.sum(axis=-1), 1, rtol=1e-5)
    default = model.tracks(xs)
    assert default.weights.shape[-1] == 4
    read = default.weights[:, 1:, :readers] @ default.memory[:, :-1]
    np.testing.assert_allclose(default.reads[:, 1:], read, rtol=1e-5)


def test_case_22_one_step_is_the_paper(rng):
    """Public case 22: toy tasks hide bugs. Read, then write, with formulas only."""
    model = as_float64(NTM(D, OUT, rng=rng, **SMALL))
    for p in model.parameters():
        p.value = rng.normal(size=p.value.shape)
    x = rng.normal(size=(1, 1, D))
    memory, before = np.full((4, 2), 1e-6), np.eye(4)[0]
    linear, output = model.controller.layers[0], model.output
    seen = np.concatenate([x[0, 0], model.first_reads.value[0]])
    h = np.tanh(seen @ linear.W.value + linear.b.value)
    a = (h @ model.heads.linear.W.value + model.heads.linear.b.value).reshape(2, -1)
    weights = []
    for key, s, (b, g, c) in zip(a[:, :2], a[:, 2:5], a[:, 5:], strict=True):
        key, s = np.tanh(key), np.exp(s) / np.exp(s).sum()
        beta, gate, gamma = (
            np.log1p(np.exp(b)),
            1 / (1 + np.exp(-g)),
            np.log1p(np.exp(c)) + 1,
        )
        length = np.sqrt((key @ key + 1e-8) * ((memory**2).sum(axis=1) + 1e-8))
        content = np.exp(beta * (memory @ key) / length)
        w = gate * content / content.sum() + (1 - gate) * before
        w = sum(s[o + 1] * np.roll(w, o) for o in (-1, 0, 1)) ** gamma
        weights.append(w / w.sum())
    written = h @ model.writer.linear.W.value + model.writer.linear.b.value
    e, add = 1 / (1 + np.exp(-written[:2])), np.tanh(written[2:])
    read = weights[0] @ memory
    after = memory * (1 - np.outer(weights[1], e)) + np.outer(weights[1], add)
    logits = np.concatenate([h, read]) @ output.W.value + output.b.value
    tracks = model.tracks(x)
    np.testing.assert_allclose(tracks.weights[0, 0], weights, rtol=1e-6)
    np.testing.assert_allclose(tracks.memory[0, 0], after, rtol=1e-6)
    np.testing.assert_allclose(model(x)[0][0, 0], logits, rtol=1e-6)


def test_the_loss_counts_the_answer_alone(rng):
    logits, targets = rng.normal(size=(N, T, OUT)), rng.integers(0, 2, (N, 2, OUT))
    loss, backward = answer_loss(logits, targets)
    p = 1 / (1 + np.exp(-logits[:, 1:]))
    right = np.where(targets == 1, p, 1 - p)
    assert loss == pytest.approx(-np.log(right).sum() / N)
    assert not backward()[:, 0].any()


def test_it_learns_to_copy_longer_than_it_was_trained():
    """Four bits, up to ten vectors, in 400 updates; then twenty."""
    rng = np.random.default_rng(0)
    model = NTM(5, 4, rng=rng)
    optimizer, rate = Adam(model.parameters(), 1e-2), warmup_cosine(1e-2, 400, 0, 2e-4)
    for step in range(400):
        optimizer.lr = rate(step)
        _, backward = model.loss(*copy_task(rng, 8, int(rng.integers(1, 11)), bits=4))
        backward()
        clip_grad_norm(model.parameters(), 10)
        optimizer.step()
    for length in 10, 20:
        xs, targets = copy_task(rng, 50, length, bits=4)
        logits = model.predict(xs)
        assert np.mean((logits[:, -length:] > 0) != targets) < 0.05


def test_nan_stops_the_training_and_names_the_step(rng):
    model = NTM(D, OUT, rng=rng, **SMALL)
    good = np.zeros((N, T, D), np.float32), np.zeros((N, 1, OUT), np.float32)
    bad = np.full((N, T, D), np.nan, np.float32), good[1]
    trainer = Trainer(model, Adam(model.parameters()), rng=rng)
    with pytest.raises(Diverged, match="at step 2"):
        trainer.fit(lambda rng: iter([good, good, bad]), 1, progress=False)


@pytest.mark.parametrize("setting", [*SMALL, "read_heads", "write_heads"])
def test_sizes_below_1(rng, setting):
    with pytest.raises(ValueError, match=f"{setting} is 0"):
        NTM(D, OUT, rng=rng, **SMALL | {setting: 0})


def test_bad_input(rng):
    with pytest.raises(ValueError, match="n_in is 0"):
        NTM(0, OUT, rng=rng)
    with pytest.raises(ValueError, match="reach is -1"):
        NTM(D, OUT, rng=rng, reach=-1)
    model = NTM(D, OUT, rng=rng, **SMALL)
    xs = np.zeros((N, T, D), np.float32)
    for wrong in xs[0], xs[:, :0], xs[..., :2], xs[:0]:
        with pytest.raises(ValueError, match=r"xs are \(N, T, 3\)"):
            model(wrong)
    for rows, message in (0, "rows is 0"), (2, "3 shifts of a memory with 2 rows"):
        with pytest.raises(ValueError, match=message):
            model(xs, rows=rows)
    for targets in np.zeros((N, T + 1, OUT)), np.zeros((N, 0, OUT)), np.zeros((N, OUT)):
        with pytest.raises(ValueError, match="L from 1 to T"):
            model.loss(xs, targets)
    with pytest.raises(ValueError, match="labels"):
        model.loss(xs, np.zeros((N, 1, OUT + 1)))
    with pytest.raises(ValueError, match="1 for yes or 0 for no"):
        model.loss(xs, np.full((N, 1, OUT), -1))
