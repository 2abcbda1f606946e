"""Losses and all gradients of each kind of model against PyTorch's LSTM and autograd.

Attention is written here anew, by the formulas of its papers.
"""

import copy

import numpy as np
import pytest

from dlnlp.models import GNMTDecoder, InputAttentionDecoder, PeekyDecoder
from dlnlp.models.attention_decoder import AttentionDecoder
from dlnlp.nn import LSTM, Additive, Bilinear
from dlnlp.nn.pytorch_layout import to_pytorch

CLOSE = {"rtol": 1e-10, "atol": 1e-10}


class Peer:
    """The same network out of PyTorch's parts, with the same weights."""

    def __init__(self, torch, model):
        self.torch, self.model = torch, model
        self.tensors, self.lstms = {}, {}  # of our parameters and LSTMs

    def tensor(self, parameter):
        value = self.torch.tensor(parameter.value, requires_grad=True)
        return self.tensors.setdefault(parameter, value)

    def lstm(self, layer, xs, state):
        """One LSTM, or one of both directions; its state as ours has it."""
        torch, ours = self.torch, {"_l0": layer}
        if not isinstance(layer, LSTM):
            ours = {"_l0": layer.forward_layer, "_l0_reverse": layer.backward_layer}
        D, G = ours["_l0"].Wx.value.shape
        new = torch.nn.LSTM(
            D, G // 4, batch_first=True, bidirectional=len(ours) > 1
        ).double()
        theirs = self.lstms.setdefault(layer, new)
        if theirs is new:
            weights = [to_pytorch(one, suffix) for suffix, one in ours.items()]
            theirs.load_state_dict(
                {k: torch.tensor(a) for part in weights for k, a in part.items()}
            )
        hs, (h, c) = theirs(xs, state and tuple(part[None] for part in state))
        return hs, (torch.cat([*h], 1), torch.cat([*c], 1))

    def stack(self, stack, xs, states):
        after = []
        for i, layer in enumerate(stack.layers):
            hs, state = self.lstm(layer, xs, states and states[i])
            xs = xs + hs if stack.adds[i] else hs
            after.append(state)
        return xs, after

    def encode(self, source):
        encoder = self.model.encoder
        xs = self.tensor(encoder.embedding.W)[source]
        hs, last = self.stack(
            encoder.layers, xs.flip(1) if encoder.reverse else xs, None
        )
        return hs.flip(1) if encoder.reverse else hs, last

    def attend(self, hs, encoded):
        score = self.model.decoder.attention.score
        if isinstance(score, Bilinear):
            scores = hs @ self.tensor(score.W) @ encoded.mT
        elif isinstance(score, Additive):
            pairs = (hs @ self.tensor(score.Wq))[:, :, None]
            pairs = pairs + (encoded @ self.tensor(score.Wk))[:, None]
            scores = self.torch.tanh(pairs) @ self.tensor(score.v)
        else:
            scores = self.torch.einsum("nth,nsh->nts", hs, encoded)
        return self.torch.softmax(scores, 2) @ encoded

    def features(self, ids, encoded, last):
        cat, decoder = self.torch.cat, self.model.decoder
        ys = self.tensor(decoder.embedding.W)[ids]
        if isinstance(decoder, PeekyDecoder):
            seen = last[-1][0][:, None].expand(-1, ys.shape[1], -1)
            hs, _ = self.stack(decoder.layers, cat([seen, ys], 2), last)
            return cat([seen, hs], 2)
        if isinstance(decoder, AttentionDecoder):
            hs, _ = self.stack(decoder.layers, ys, last)
            return cat([self.attend(hs, encoded), hs], 2)
        if isinstance(decoder, InputAttentionDecoder):
            tops, states = [], last
            for t in range(ys.shape[1]):
                read = self.attend(states[-1][0][:, None], encoded)
                x = cat([read, ys[:, t : t + 1]], 2)
                top, states = self.stack(decoder.layers, x, states)
                tops.append(top)
            return cat(tops, 1)
        if isinstance(decoder, GNMTDecoder):
            hs, _ = self.lstm(decoder.lowest, ys, last[0])
            read = self.attend(hs, encoded)
            for layer, state in zip(decoder.upper, last[1:], strict=True):
                hs = hs + self.lstm(layer, cat([read, hs], 2), state)[0]
            return hs
        return self.stack(decoder.layers, ys, last)[0]

    def loss(self, source, target):
        source, target = self.torch.tensor(source), self.torch.tensor(target)
        features = self.features(target[:, :-1], *self.encode(source))
        output = self.model.decoder.output
        logits = features @ self.tensor(output.W).T + self.tensor(output.b)
        return self.torch.nn.functional.cross_entropy(
            logits.reshape(-1, logits.shape[2]), target[:, 1:].reshape(-1)
        )


@pytest.fixture
def kind(recurrent_kind):
    return recurrent_kind


def test_losses_and_gradients_are_pytorchs(torch, model, batch):
    source, target, _, _ = batch
    peer = Peer(torch, model)
    loss, backward = model.loss(source, target)
    backward()
    expected = peer.loss(source, target)
    expected.backward()
    np.testing.assert_allclose(loss, expected.item(), **CLOSE)
    compared = list(peer.tensors)
    for parameter, tensor in peer.tensors.items():
        np.testing.assert_allclose(parameter.gradient, tensor.grad, **CLOSE)
    for layer, theirs in peer.lstms.items():
        ours = {"_l0": layer}
        if not isinstance(layer, LSTM):
            ours = {"_l0": layer.forward_layer, "_l0_reverse": layer.backward_layer}
        for suffix, one in ours.items():
            compared += one.parameters()
            of_gradients = copy.deepcopy(one)
            for parameter in of_gradients.parameters():
                parameter.value = parameter.gradient
            for name, found in to_pytorch(of_gradients, suffix).items():
                if not name.startswith("bias_hh"):  # one of PyTorch's two equal biases
                    gradient = getattr(theirs, name).grad
                    np.testing.assert_allclose(found, gradient, **CLOSE)
    assert set(compared) == set(model.parameters())
