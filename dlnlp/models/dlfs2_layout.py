"""Models trained by the code of "Deep Learning from Scratch 2" (Saito 2018), as ours.

Its matrices are ours, but for three things: the gates of its LSTM come in the order f,
g, i, o; its output layer has a column for each word; and its encoder hands on h alone.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array
from dlnlp.models.attention_decoder import AttentionDecoder
from dlnlp.models.decoder import Decoder, PeekyDecoder
from dlnlp.models.encoder import Encoder, States
from dlnlp.models.seq2seq import Seq2Seq
from dlnlp.nn.gradcheck import as_float64
from dlnlp.nn.module import Backward

IFOG = [2, 0, 3, 1]  # our gates, by their places in f, g, i, o


class HiddenStateEncoder(Encoder):
    """An encoder that hands on h alone: the decoder's cell c begins at 0."""

    def __call__(
        self,
        source: ArrayLike,
        mask: ArrayLike | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[tuple[Array, States], Backward]:
        (encoded, last), through = super().__call__(source, mask, rng=rng)

        def backward(dencoded: Array, dlast: States) -> None:
            through(dencoded, _without_cell(dlast))

        return (encoded, _without_cell(last)), backward


def from_dlfs2(
    params: Sequence[ArrayLike],
    decoder: type[Decoder] | type[PeekyDecoder] | type[AttentionDecoder],
    *,
    reverse: bool = False,
) -> Seq2Seq:
    """The book's Seq2seq, PeekySeq2seq or AttentionSeq2seq with the weights it learned.

    params   the list `model.params`, which `save_params` pickles. (A pickle can run any
             program: open only what you trust.) Ten arrays: of the encoder embedding
             (V, D), Wx (D, 4H), Wh (H, 4H), b (4H,); the same of the decoder, and its
             Affine's W (F, V) and b (V,)
    decoder  `Decoder`, `PeekyDecoder` or `AttentionDecoder`
    reverse  it was trained on reversed sources, and is to get them as they are

    float16, as it saves, becomes float32. The model takes ids by the book's vocabulary;
    its blanks are words, so there is no mask.

    ValueError: another number of arrays; shapes that do not fit together; NaN.
    """
    arrays = [np.asarray(array) for array in params]
    if [array.ndim for array in arrays] != [2, 2, 2, 1, 2, 2, 2, 1, 2, 1]:
        raise ValueError(
            "a model of the book has ten arrays, W Wx Wh b W Wx Wh b W b; given "
            f"{[array.shape for array in arrays]}"
        )
    (V_source, D), (H, _) = arrays[0].shape, arrays[2].shape
    V = len(arrays[4])
    rng = np.random.default_rng(0)  # what it draws is overwritten
    model = Seq2Seq(
        HiddenStateEncoder(V_source, D, H, rng=rng, reverse=reverse),
        decoder(V, D, H, rng=rng),
    )
    if np.result_type(*arrays) == np.float64:
        as_float64(model)
    lstm = "layers.layers.0"
    names = ["embedding.W", *(f"{lstm}.{name}" for name in ("Wx", "Wh", "b"))]
    of_encoder = [f"encoder.{name}" for name in names]
    of_decoder = [f"decoder.{name}" for name in [*names, "output.W", "output.b"]]
    state = dict(zip(of_encoder + of_decoder, arrays, strict=True))
    for name, array in state.items():
        if lstm in name and array.shape[-1] == 4 * H:  # others are refused below
            state[name] = _reordered(array)
    state["decoder.output.W"] = state["decoder.output.W"].T
    model.load_state_dict(state)
    return model


def _reordered(array: Array) -> Array:
    """Gates f, g, i, o, side by side on the last axis, as i, f, o, g."""
    gates = array.reshape(*array.shape[:-1], 4, -1)
    return gates[..., IFOG, :].reshape(array.shape)


def _without_cell(states: Any) -> States:
    return tuple((h, np.zeros_like(c)) for h, c in states)
