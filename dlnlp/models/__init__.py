"""Whole models, each made of the layers in `dlnlp.nn`."""

from dlnlp.models.attention_decoder import AttentionDecoder, InputAttentionDecoder
from dlnlp.models.attention_only import AttentionOnly
from dlnlp.models.captioning import ImageEncoder
from dlnlp.models.decoder import Decoder, PeekyDecoder
from dlnlp.models.dlfs2_layout import from_dlfs2
from dlnlp.models.encoder import Encoder
from dlnlp.models.gnmt_decoder import GNMTDecoder
from dlnlp.models.gpt2_layout import from_gpt2
from dlnlp.models.ngram import AddK, KneserNey, MaximumLikelihood, NGramModel
from dlnlp.models.ntm import NTM, answer_loss
from dlnlp.models.recurrent_lm import RecurrentLM
from dlnlp.models.seq2seq import Seq2Seq
from dlnlp.models.softmax_regression import softmax_regression
from dlnlp.models.transformer import (
    Transformer,
    TransformerDecoder,
    TransformerEncoder,
)
from dlnlp.models.transformer_lm import TransformerLM

__all__ = [
    "NTM",
    "AddK",
    "AttentionDecoder",
    "AttentionOnly",
    "Decoder",
    "Encoder",
    "GNMTDecoder",
    "ImageEncoder",
    "InputAttentionDecoder",
    "KneserNey",
    "MaximumLikelihood",
    "NGramModel",
    "PeekyDecoder",
    "RecurrentLM",
    "Seq2Seq",
    "Transformer",
    "TransformerDecoder",
    "TransformerEncoder",
    "TransformerLM",
    "answer_loss",
    "from_dlfs2",
    "from_gpt2",
    "softmax_regression",
]
