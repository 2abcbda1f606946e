"""What is decoded here: tables of logits, and every kind of model of the package."""

import numpy as np
import pytest
from scipy.special import log_softmax

from dlnlp.models import KneserNey, MaximumLikelihood, RecurrentLM
from dlnlp.nn import GRU, LSTM, RNN

V = 3


class Table:
    """Logits that depend on all words so far; counts what it reads."""

    def __init__(self, seed, spread=2.0):
        self.seed, self.spread, self.calls, self.read = seed, spread, 0, 0

    def logits(self, ids):
        rng = np.random.default_rng([self.seed, *ids])
        return rng.normal(size=V) * self.spread

    def next_logits(self, ids, state=None):
        ids = np.asarray(ids)
        self.calls, self.read = self.calls + 1, self.read + ids.size
        text = ids if state is None else np.concatenate([state[0], ids], axis=1)
        return np.array([self.logits(row) for row in text]), (text, [None])

    def log_p(self, prompt, ids):
        """Log probability of ids after the prompt, word by word."""
        text, total = list(prompt), 0.0
        for i in ids:
            total += log_softmax(self.logits(text))[i]
            text.append(i)
        return total


class Translator(Table):
    """The same for many sources: logits depend on the source, too; notes what it reads.

    A source is a number.
    """

    def start(self, sources):
        return np.asarray(sources), np.zeros((len(sources), 0), int), None

    def next_logits(self, ids, state):
        sources, text, nothing = state
        text = np.concatenate([text, ids], axis=1)
        self.calls, self.read = self.calls + 1, self.read + ids.size
        self.fed = [*getattr(self, "fed", []), *ids.ravel().tolist()]
        pairs = zip(sources.tolist(), text.tolist(), strict=True)
        logits = np.array([self.logits([n, *row]) for n, row in pairs])
        return logits.reshape(len(text), V), (sources, text, nothing)

    def log_p_of(self, source, begin, ids):
        return self.log_p([source, begin], ids)


def recurrent(cell, hidden=4):
    return RecurrentLM(V, 4, hidden, cell=cell, rng=np.random.default_rng(0))


def n_gram(kind):
    return kind([0, 1, 2, 1, 0, 0, 1, 2, 2, 0, 1, 1], V, 3)


MODELS = {
    "table": lambda: Table(1),
    "RNN": lambda: recurrent(RNN),
    "GRU": lambda: recurrent(GRU),
    "LSTM": lambda: recurrent(LSTM),
    "two LSTMs": lambda: recurrent(LSTM, [5, 4]),
    "maximum likelihood": lambda: n_gram(MaximumLikelihood),
    "Kneser-Ney": lambda: n_gram(KneserNey),
}


@pytest.fixture(scope="session")
def table():
    return Table


@pytest.fixture(scope="session")
def translator():
    return Translator


@pytest.fixture(params=sorted(MODELS))
def model(request):
    return MODELS[request.param]()
