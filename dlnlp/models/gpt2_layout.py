"""Weights of GPT-2 as they are published, as a model of ours."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.models.transformer_lm import TransformerLM
from dlnlp.nn.gradcheck import as_float64
from dlnlp.nn.module import check_state

# In a block: GPT-2's name, ours
BLOCK = {
    "ln_1.weight": "attention.norm.g",
    "ln_1.bias": "attention.norm.b",
    "attn.c_attn.weight": "attention.layer.qkv.W",  # (D, 3D): q, k, v, as ours
    "attn.c_attn.bias": "attention.layer.qkv.b",
    "attn.c_proj.weight": "attention.layer.out.W",
    "attn.c_proj.bias": "attention.layer.out.b",
    "ln_2.weight": "feed_forward.norm.g",
    "ln_2.bias": "feed_forward.norm.b",
    "mlp.c_fc.weight": "feed_forward.layer.layers.0.W",  # (D, H)
    "mlp.c_fc.bias": "feed_forward.layer.layers.0.b",
    "mlp.c_proj.weight": "feed_forward.layer.layers.2.W",
    "mlp.c_proj.bias": "feed_forward.layer.layers.2.b",
}
OUTSIDE = {
    "wte.weight": "embedding.embedding.W",  # (V, D), which the output shares
    "wpe.weight": "embedding.positions.P",  # (C, D)
    "ln_f.weight": "norm.g",
    "ln_f.bias": "norm.b",
}
NOT_LEARNED = (".attn.bias", ".attn.masked_bias", "lm_head.weight")  # masks; wte


def from_gpt2(state: Mapping[str, ArrayLike], heads: int) -> TransformerLM:
    """GPT-2, small to XL, with its published weights (Radford et al. 2019).

    state  arrays by name, as in the file model.safetensors of Hugging Face's "gpt2":
           wte.weight (V, D), wpe.weight (C, D), h.0.attn.c_attn.weight (D, 3D), …,
           with "transformer." before them or without
    heads  K; GPT-2's are 64 wide: 12 of 768, 16 of 1024, 20 of 1280, 25 of 1600

    All sizes but that are those of the arrays. Its matrices are ours, as it keeps them
    as (from, to). Its output layer has no bias: ours begins with 0.

    ValueError: names or shapes that do not fit together; NaN.
    """
    found = {
        name.removeprefix("transformer."): np.asarray(array)
        for name, array in state.items()
        if not name.endswith(NOT_LEARNED)
    }
    try:
        (V, D), C = found["wte.weight"].shape, len(found["wpe.weight"])
        _, H = found["h.0.mlp.c_fc.weight"].shape
    except (KeyError, ValueError, TypeError):
        raise ValueError(
            "these are not the weights of GPT-2: it has wte.weight (V, D), wpe.weight "
            f"(C, D), h.0.mlp.c_fc.weight (D, H), …; given {sorted(found)[:5]}, …"
        ) from None
    layers = 1 + max(int(n.split(".")[1]) for n in found if n.startswith("h."))
    rng = np.random.default_rng(0)  # what it draws is overwritten
    model = TransformerLM(V, D, C, heads=heads, hidden=H, layers=layers, rng=rng)
    if np.result_type(*found.values()) == np.float64:
        as_float64(model)
    ours = dict(OUTSIDE)
    for i in range(layers):
        ours |= {
            f"h.{i}.{theirs}": f"blocks.{i}.{own}" for theirs, own in BLOCK.items()
        }
    values = model.state_dict()
    expected = {name: values[own] for name, own in ours.items()}
    check_state(expected, found, "these are not the weights of GPT-2")
    model.load_state_dict(
        {own: found[name] for name, own in ours.items()}
        | {"output.b": np.zeros_like(values["output.b"])}
    )
    return model
