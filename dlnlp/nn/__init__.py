"""Layers, losses, optimisers: a call returns the output and its backward pass."""

from dlnlp.nn.addressing import (
    add,
    content_weights,
    cosine_similarity,
    erase,
    interpolate,
    sharpen,
    shift,
)
from dlnlp.nn.attention import (
    Additive,
    Attention,
    Bilinear,
    Dot,
    masked_softmax,
    weighted_sum,
)
from dlnlp.nn.bidirectional import Bidirectional
from dlnlp.nn.clipping import clip_grad_norm
from dlnlp.nn.conv import Conv2d, MaxPool2d
from dlnlp.nn.cross_attention import CrossAttention
from dlnlp.nn.dropout import Dropout, LockedDropout
from dlnlp.nn.embedding import Embedding
from dlnlp.nn.functional import (
    log_sigmoid,
    log_softmax,
    one_hot,
    relu,
    sigmoid,
    softmax,
    softplus,
    tanh,
)
from dlnlp.nn.gelu import gelu
from dlnlp.nn.gradcheck import as_float64, gradcheck, numeric_gradient
from dlnlp.nn.gru import GRU
from dlnlp.nn.init import normal, orthogonal, uniform, xavier, zeros
from dlnlp.nn.label_smoothing import smooth_labels, smoothed_cross_entropy
from dlnlp.nn.layer_norm import LayerNorm
from dlnlp.nn.linear import Linear
from dlnlp.nn.losses import binary_cross_entropy, cross_entropy
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.memory_heads import MemoryHeads, MemoryWriter
from dlnlp.nn.module import Module, Parameter
from dlnlp.nn.multi_head_attention import MultiHeadAttention, causal_mask
from dlnlp.nn.optim import SGD, AdaGrad, Adam, AdamW, Momentum, Optimizer
from dlnlp.nn.positional import LearnedPositions, SinusoidalPositions, sinusoids
from dlnlp.nn.pytorch_layout import from_pytorch, to_pytorch
from dlnlp.nn.recurrent import RNN, Recurrent
from dlnlp.nn.row_gradient import RowGradient
from dlnlp.nn.scaled_dot_product import scaled_dot_product_attention
from dlnlp.nn.schedules import linear_decay, warmup_cosine, warmup_inverse_sqrt
from dlnlp.nn.sequential import Residual, Sequential
from dlnlp.nn.softmax_output import SoftmaxOutput
from dlnlp.nn.stacked import Stacked
from dlnlp.nn.testing import check_layer
from dlnlp.nn.transformer_block import DecoderBlock, TransformerBlock

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "SGD",
    "AdaGrad",
    "Adam",
    "AdamW",
    "Additive",
    "Attention",
    "Bidirectional",
    "Bilinear",
    "Conv2d",
    "CrossAttention",
    "DecoderBlock",
    "Dot",
    "Dropout",
    "Embedding",
    "LayerNorm",
    "LearnedPositions",
    "Linear",
    "LockedDropout",
    "MaxPool2d",
    "MemoryHeads",
    "MemoryWriter",
    "Module",
    "Momentum",
    "MultiHeadAttention",
    "Optimizer",
    "Parameter",
    "Recurrent",
    "Residual",
    "RowGradient",
    "Sequential",
    "SinusoidalPositions",
    "SoftmaxOutput",
    "Stacked",
    "TransformerBlock",
    "add",
    "as_float64",
    "binary_cross_entropy",
    "causal_mask",
    "check_layer",
    "clip_grad_norm",
    "content_weights",
    "cosine_similarity",
    "cross_entropy",
    "erase",
    "from_pytorch",
    "gelu",
    "gradcheck",
    "interpolate",
    "linear_decay",
    "log_sigmoid",
    "log_softmax",
    "masked_softmax",
    "normal",
    "numeric_gradient",
    "one_hot",
    "orthogonal",
    "relu",
    "scaled_dot_product_attention",
    "sharpen",
    "shift",
    "sigmoid",
    "sinusoids",
    "smooth_labels",
    "smoothed_cross_entropy",
    "softmax",
    "softplus",
    "tanh",
    "to_pytorch",
    "uniform",
    "warmup_cosine",
    "warmup_inverse_sqrt",
    "weighted_sum",
    "xavier",
    "zeros",
]
