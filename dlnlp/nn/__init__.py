"""Layers, losses, optimisers: a call returns the output and its backward pass."""

from dlnlp.nn.dropout import Dropout, LockedDropout
from dlnlp.nn.embedding import Embedding
from dlnlp.nn.functional import (
    log_sigmoid,
    log_softmax,
    one_hot,
    relu,
    sigmoid,
    softmax,
    tanh,
)
from dlnlp.nn.gradcheck import as_float64, gradcheck, numeric_gradient
from dlnlp.nn.gru import GRU
from dlnlp.nn.init import normal, uniform, xavier, zeros
from dlnlp.nn.linear import Linear
from dlnlp.nn.losses import binary_cross_entropy, cross_entropy
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.module import Module, Parameter
from dlnlp.nn.optim import (
    SGD,
    AdaGrad,
    Adam,
    Momentum,
    Optimizer,
    clip_grad_norm,
    linear_decay,
    warmup_cosine,
)
from dlnlp.nn.pytorch_layout import from_pytorch, to_pytorch
from dlnlp.nn.recurrent import RNN, Recurrent
from dlnlp.nn.row_gradient import RowGradient
from dlnlp.nn.softmax_output import SoftmaxOutput
from dlnlp.nn.stacked import Bidirectional, Stacked

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "SGD",
    "AdaGrad",
    "Adam",
    "Bidirectional",
    "Dropout",
    "Embedding",
    "Linear",
    "LockedDropout",
    "Module",
    "Momentum",
    "Optimizer",
    "Parameter",
    "Recurrent",
    "RowGradient",
    "SoftmaxOutput",
    "Stacked",
    "as_float64",
    "binary_cross_entropy",
    "clip_grad_norm",
    "cross_entropy",
    "from_pytorch",
    "gradcheck",
    "linear_decay",
    "log_sigmoid",
    "log_softmax",
    "normal",
    "numeric_gradient",
    "one_hot",
    "relu",
    "sigmoid",
    "softmax",
    "tanh",
    "to_pytorch",
    "uniform",
    "warmup_cosine",
    "xavier",
    "zeros",
]
