"""Measures against their definitions, for every kind of model."""

import math
from itertools import pairwise

import numpy as np
import pytest
import sacrebleu
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.evaluation import (
    balanced_accuracy,
    bleu_tokens,
    corpus_bleu,
    exact_match,
    perplexity,
    token_loss,
    token_perplexity,
)
from dlnlp.models import (
    AddK,
    Decoder,
    Encoder,
    KneserNey,
    MaximumLikelihood,
    RecurrentLM,
    Seq2Seq,
)
from dlnlp.nn import log_softmax
from dlnlp.text.padding import pad

V = 4


class Stub:
    """A model with so many nats a word."""

    def __init__(self, nats):
        self.nats = nats

    def negative_log_likelihood(self, ids, *, start=None):
        return self.nats * len(ids), len(ids)


@pytest.fixture(params=["Kneser-Ney", "recurrent"])
def model(request):
    if request.param == "recurrent":
        return RecurrentLM(V, 3, 5, rng=np.random.default_rng(0))
    return KneserNey(np.random.default_rng(0).integers(0, V, 99), V, 3)


def test_perplexity_is_e_to_the_mean_of_the_model_s_own_guesses(model):
    ids = np.random.default_rng(1).integers(0, V, 30)
    nats = []
    for t in range(1, 30):
        logits, _ = model.next_logits(ids[None, :t])
        nats.append(-log_softmax(logits)[0, ids[t]])
    found = perplexity(model, ids[1:], start=ids[0])
    assert found == pytest.approx(math.exp(np.mean(nats)), rel=1e-6)


def test_without_a_start_the_first_word_is_scored_or_read():
    counting, reading = KneserNey([0, 1, 2, 3], V, 2), Stub(math.log(3))
    P = counting.word_probabilities([2, 1])
    assert perplexity(counting, [2, 1]) == pytest.approx(P.prod() ** -0.5)
    assert perplexity(reading, [1]) == pytest.approx(3)


def test_a_model_that_knows_nothing_hesitates_among_all_words():
    model = RecurrentLM(V, 3, 5, rng=np.random.default_rng(0))
    for parameter in model.parameters():
        parameter.value[...] = 0
    assert perplexity(model, [0, 1, 2, 3, 0, 0]) == pytest.approx(V)
    assert perplexity(AddK([0, 1, 2, 3], V, 1), [1, 1, 3]) == pytest.approx(V)


def test_one_unseen_word_makes_maximum_likelihood_infinitely_surprised():
    model = MaximumLikelihood([0, 1, 0, 1, 0, 2], V, 2)
    assert perplexity(model, [0, 1, 0, 3]) == math.inf
    assert perplexity(model, [0, 1, 0, 1]) == pytest.approx((2 * 3 / 2 * 3 / 2) ** 0.25)
    smoothed = KneserNey([0] * 9, V, 3)
    assert math.isfinite(perplexity(smoothed, [1, 2, 3, 0, 0]))


@given(st.floats(0, 1e300))
def test_perplexity_is_infinite_where_it_is_beyond_all_numbers(nats):
    found = perplexity(Stub(nats), [0])
    assert found == (math.exp(nats) if nats < 709.78 else math.inf)


@pytest.mark.filterwarnings("error")
def test_a_recurrent_model_may_be_wrong_by_any_number_of_nats():
    model = RecurrentLM(V, 3, 5, rng=np.random.default_rng(0))
    model.output.b.value[0] = 1e4  # certain of word 0
    assert perplexity(model, [0, 1, 2, 3]) == math.inf
    assert perplexity(model, [0, 0, 0]) == pytest.approx(1)


def test_bad_texts(model):
    for call in (
        lambda: perplexity(model, [0, V]),
        lambda: perplexity(model, [0, 1], start=V),
        lambda: perplexity(model, [0, 1], start=-1),
    ):
        with pytest.raises(ValueError, match="between 0 and 3"):
            call()
    with pytest.raises(ValueError, match="text"):
        perplexity(model, [])


def test_balanced_accuracy_counts_each_class_alike():
    y = np.array([0, 0, 0, 0, 1, 1])
    assert balanced_accuracy(np.zeros(6, dtype=int), y) == 0.5
    assert balanced_accuracy(np.array([0, 0, 0, 1, 1, 0]), y) == 0.625
    assert balanced_accuracy(list(y), list(y)) == 1
    assert balanced_accuracy([7, 1], [0, 1]) == 0.5  # a class that is not in y


@pytest.mark.parametrize(("predicted", "y"), [([], []), ([0], [0, 1]), (0, 0)])
def test_balanced_accuracy_of_nothing(predicted, y):
    with pytest.raises(ValueError, match="N at least 1"):
        balanced_accuracy(predicted, y)


class Translator:
    """A model that is wrong by as many nats as a token's id; -1 is padding."""

    def negative_log_likelihood(self, source, target):
        real = target[target >= 0]
        return float(real.sum()), real.size


def test_the_loss_of_tokens_does_not_depend_on_the_batches():
    targets = np.array([[1, 2, 3], [4, -1, -1], [5, 6, -1]])
    model, mean = Translator(), 21 / 6
    for cuts in ([3], [1, 3], [1, 2, 3]):
        starts = [0, *cuts[:-1]]
        batches = [(None, targets[a:b]) for a, b in zip(starts, cuts, strict=True)]
        assert token_loss(model, batches) == pytest.approx(mean)
        assert token_loss(model, iter(batches)) == pytest.approx(mean)
        assert token_perplexity(model, batches) == pytest.approx(math.exp(mean))


def test_padding_has_no_part_in_the_loss_of_tokens():
    """Padded batches against the definition: each token's nats, all by itself."""
    rng = np.random.default_rng(0)
    parts = Encoder(V, 3, 5, rng=rng), Decoder(V, 3, 5, rng=rng)
    model = Seq2Seq(*parts)
    pairs = [
        (rng.integers(0, V, s).tolist(), rng.integers(0, V, t).tolist())
        for s, t in ((2, 5), (4, 2), (1, 3), (3, 3), (3, 2))
    ]
    nats = []
    for source, target in pairs:
        state = model.start([source])
        for read, wanted in pairwise(target):
            logits, state = model.next_logits([[read]], state)
            nats.append(-log_softmax(logits)[0, wanted])
    assert len(nats) == 10  # T - 1 of each target: the first is only read
    batches = []
    for part in pairs[:3], pairs[3:]:
        (sources, real), (targets, wanted) = (pad(x) for x in zip(*part, strict=True))
        batches.append((sources, targets, real, wanted))
    assert token_loss(model, batches) == pytest.approx(np.mean(nats), rel=1e-6)


def test_the_perplexity_of_tokens_may_be_infinite():
    assert token_perplexity(Translator(), [(None, np.array([[10_000]]))]) == math.inf


@pytest.mark.parametrize("batches", [[], [(None, np.array([[-1]]))]])
def test_no_tokens_have_no_loss(batches):
    for measure in token_loss, token_perplexity:
        with pytest.raises(ValueError, match="no token to guess"):
            measure(Translator(), batches)


def test_exact_match_is_of_wholes():
    assert exact_match(["_62 ", "_63 "], ["_62 ", "_62 "]) == 0.5
    assert exact_match([[1, 2], [1]], [[1, 2], [1, 2]]) == 0.5
    assert exact_match([np.array([1, 2])], [[1, 2]]) == 1
    rows = np.arange(6).reshape(3, 2)
    assert exact_match(rows, rows.tolist()) == 1
    assert exact_match(rows, rows + np.array([0, 1])) == 0
    assert exact_match([["a"]], [["a", "a"]]) == 0


SENTENCES = st.lists(
    st.tuples(*[st.lists(st.sampled_from("abc"), max_size=9)] * 2), min_size=1
)


@given(SENTENCES)
def test_bleu_is_sacrebleu_s(pairs):
    outputs, references = zip(*pairs, strict=True)
    expected = sacrebleu.corpus_bleu(
        [" ".join(tokens) for tokens in outputs],
        [[" ".join(tokens) for tokens in references]],
        tokenize="none",
        force=True,
    )
    assert corpus_bleu(outputs, references) == pytest.approx(expected.score)


def test_bleu_of_texts_is_sacrebleu_s():
    outputs = [
        "Tom's dog isn't here; it ran away (at 10.30).",
        "It costs 1,000.5 dollars-or 5-10% more, &quot;he&quot; said.",
        "Où est-ce que tu vas ?",
    ]
    references = [
        "Tom's dog is not here, it ran off (at 10.30).",
        "It costs 1,000.5 dollars, or 5-10% more, she said.",
        "Où vas-tu ?",
    ]
    tokens = [[bleu_tokens(text) for text in texts] for texts in (outputs, references)]
    expected = sacrebleu.corpus_bleu(outputs, [references]).score
    assert corpus_bleu(*tokens) == pytest.approx(expected)
    assert 20 < expected < 80


@given(st.text() | st.text("ab1.,-'&;\n <>|~"))
def test_tokens_are_sacrebleu_s(text):
    for written in text, text + "&quot;&amp;lt;<skipped>&lt;":
        metric = sacrebleu.metrics.BLEU()
        expected = metric.tokenizer(written.rstrip()).split()
        assert bleu_tokens(written) == expected


def test_bleu_by_hand():
    """3 of 4 words, 1 of 3 pairs and no more; then too short by a fifth."""
    output, reference = "the cat the mat".split(), "on the cat a mat".split()
    precisions = 3 / 4, 1 / 3, 1 / 2 / 2, 1 / 4 / 1
    expected = 100 * math.prod(precisions) ** 0.25 * math.exp(1 - 5 / 4)
    assert corpus_bleu([output], [reference]) == pytest.approx(expected)
    assert corpus_bleu([reference], [reference]) == pytest.approx(100)
    assert corpus_bleu([["the"] * 7], [reference]) < 30  # counts only once
    assert corpus_bleu([["a", "b"]], [["a", "b"]]) == 0  # there are no 4-grams
    assert corpus_bleu([[]], [reference]) == 0


@pytest.mark.parametrize("measure", [exact_match, corpus_bleu])
@pytest.mark.parametrize(("outputs", "targets"), [([], []), ([["a"]], [["a"], ["b"]])])
def test_outputs_and_targets_are_pairs(measure, outputs, targets):
    with pytest.raises(
        ValueError, match="as many outputs as targets, and one at least"
    ):
        measure(outputs, targets)


def test_bleu_of_texts_that_are_not_split():
    for pair in (["a b"], [["a", "b"]]), ([["a", "b"]], ["a b"]):
        with pytest.raises(ValueError, match="split the texts first"):
            corpus_bleu(*pair)
