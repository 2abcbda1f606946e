"""GPT-2's weights, drawn at random, against its formulas in PyTorch; bad input."""

import numpy as np
import pytest

from dlnlp.decoding import generate
from dlnlp.models import from_gpt2

V, C, D, K, LAYERS = 11, 7, 8, 2, 3


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def state(rng):
    """Arrays with the names and shapes of Hugging Face's file of "gpt2"."""
    shapes = {"wte.weight": (V, D), "wpe.weight": (C, D)}
    for i in range(LAYERS):
        shapes |= {
            f"h.{i}.ln_1.weight": (D,),
            f"h.{i}.ln_1.bias": (D,),
            f"h.{i}.attn.c_attn.weight": (D, 3 * D),
            f"h.{i}.attn.c_attn.bias": (3 * D,),
            f"h.{i}.attn.c_proj.weight": (D, D),
            f"h.{i}.attn.c_proj.bias": (D,),
            f"h.{i}.ln_2.weight": (D,),
            f"h.{i}.ln_2.bias": (D,),
            f"h.{i}.mlp.c_fc.weight": (D, 4 * D),
            f"h.{i}.mlp.c_fc.bias": (4 * D,),
            f"h.{i}.mlp.c_proj.weight": (4 * D, D),
            f"h.{i}.mlp.c_proj.bias": (D,),
        }
    shapes |= {"ln_f.weight": (D,), "ln_f.bias": (D,)}
    return {name: rng.standard_normal(shape) for name, shape in shapes.items()}


def theirs(torch, state, ids):
    """Logits (N, T, V): openai/gpt-2's src/model.py, written in PyTorch."""
    w = {name: torch.tensor(array) for name, array in state.items()}
    functional = torch.nn.functional

    def norm(x, name):
        return functional.layer_norm(x, (D,), w[f"{name}.weight"], w[f"{name}.bias"])

    def conv1d(x, name):
        return x @ w[f"{name}.weight"] + w[f"{name}.bias"]

    x = w["wte.weight"][ids] + w["wpe.weight"][: ids.shape[1]]
    for i in range(LAYERS):
        parts = conv1d(norm(x, f"h.{i}.ln_1"), f"h.{i}.attn.c_attn").chunk(3, 2)
        q, k, v = (part.unflatten(2, (K, D // K)).transpose(1, 2) for part in parts)
        a = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + conv1d(a.transpose(1, 2).flatten(2), f"h.{i}.attn.c_proj")
        h = conv1d(norm(x, f"h.{i}.ln_2"), f"h.{i}.mlp.c_fc")
        h = 0.5 * h * (1 + torch.tanh((2 / np.pi) ** 0.5 * (h + 0.044715 * h**3)))
        x = x + conv1d(h, f"h.{i}.mlp.c_proj")
    return norm(x, "ln_f") @ w["wte.weight"].T


def test_its_logits_are_gpt2s(torch, rng, state):
    model, ids = from_gpt2(state, K), rng.integers(0, V, (3, C))
    expected = theirs(torch, state, torch.tensor(ids)).numpy()
    cache = None
    for t in range(C):
        logits, _ = model.next_logits(ids[:, : t + 1])
        np.testing.assert_allclose(logits, expected[:, t], rtol=1e-10, atol=1e-10)
        logits, cache = model.next_logits(ids[:, t : t + 1], cache)
        np.testing.assert_allclose(logits, expected[:, t], rtol=1e-10, atol=1e-10)


def test_the_names_of_the_whole_model_and_what_is_not_learned(rng, state):
    whole = {f"transformer.{name}": a.astype("f4") for name, a in state.items()}
    whole["lm_head.weight"] = whole["transformer.wte.weight"]
    whole["transformer.h.0.attn.bias"] = np.tri(C, dtype=bool)[None, None]
    whole["transformer.h.0.attn.masked_bias"] = np.array(-1e4, "f4")
    model = from_gpt2(whole, K)
    assert {p.value.dtype for p in model.parameters()} == {np.dtype("f4")}
    ids = rng.integers(0, V, (2, C))
    found, expected = model.loss(ids, ids)[0], from_gpt2(state, K).loss(ids, ids)[0]
    assert found == pytest.approx(expected, rel=1e-4)
    assert len(list(generate(model, [1], 20))) == 20


def test_bad_weights(state):
    def without(name):
        return {key: a for key, a in state.items() if key != name}

    name = "h.1.attn.c_attn.bias"
    for bad, wrong in (
        ({}, r"these are not the weights of GPT-2: it has wte"),
        (without("wte.weight"), "it has wte.weight"),
        (without(name), f"{name} is missing"),
        (state | {"h.0.what": np.ones(3)}, "h.0.what is not known here"),
        (state | {name: np.ones(3)}, rf"{name}: expected \(24,\), found \(3,\)"),
        (state | {name: np.full(24, np.nan)}, f"{name} holds NaN"),
    ):
        with pytest.raises(ValueError, match=wrong):
            from_gpt2(bad, K)
    with pytest.raises(ValueError, match="3 heads do not share 8 numbers"):
        from_gpt2(state, 3)
