"""The plain word2vec models against explicit loops, and what they are to learn."""

import math

import numpy as np
import pytest

from dlnlp.nn.gradcheck import as_float64
from dlnlp.nn.optim import Adam
from dlnlp.nn.testing import check_layer
from dlnlp.text.windows import contexts
from dlnlp.training.batches import minibatches
from dlnlp.training.trainer import Trainer
from dlnlp.vectors.negative_sampling import NegativeSampling
from dlnlp.vectors.word2vec import CBOW, FullSoftmax, SkipGram

N, C, V, D, K = 6, 2, 7, 4, 3
COUNTS = np.array([5, 9, 2, 1, 7, 3, 4])
MODELS = [CBOW, SkipGram]


def model_of(Model, negatives=None, seed=0):
    """In float64, with an output matrix that isn't zero any more."""
    rng = np.random.default_rng(seed)
    output = NegativeSampling(COUNTS, D, negatives=negatives) if negatives else None
    model = as_float64(Model(V, D, rng=rng, output=output))
    for parameter in model.parameters():
        parameter.value[...] = rng.standard_normal(parameter.value.shape)
    return model


def batch(seed=1):
    rng = np.random.default_rng(seed)
    return rng.integers(0, V, size=N), rng.integers(0, V, size=(N, C))


def guesses(Model, model, centres, neighbours):
    """Every guess alone: what it starts from (D,), and the right word."""
    W_in = model.embedding.W.value
    for centre, around in zip(centres, neighbours, strict=True):
        if Model is CBOW:
            yield sum(W_in[word] for word in around) / len(around), centre
        else:
            for word in around:
                yield W_in[centre], word


@pytest.mark.parametrize("Model", MODELS)
def test_full_softmax_is_its_definition(Model):
    model = model_of(Model)
    W_out = model.output.W.value
    losses = []
    for h, right in guesses(Model, model, *batch()):
        scores = [sum(h * W_out[word]) for word in range(V)]
        total = sum(math.exp(score) for score in scores)
        losses.append(-math.log(math.exp(scores[right]) / total))
    loss, _ = model.loss(*batch())
    assert loss == pytest.approx(np.mean(losses), rel=1e-12)


@pytest.mark.parametrize("Model", MODELS)
def test_negative_sampling_is_its_definition(Model):
    model = model_of(Model, negatives=K)
    W_out = model.output.W.value
    each = list(guesses(Model, model, *batch()))
    shape = (N, len(each) // N, K)
    drawn = model.output.sampler.sample(shape, np.random.default_rng(2))
    losses, left_out = [], 0
    for (h, right), wrong in zip(each, drawn.reshape(-1, K), strict=True):
        loss = math.log(1 + math.exp(-sum(h * W_out[right])))
        for word in wrong:
            if word == right:
                left_out += 1
            else:
                loss += math.log(1 + math.exp(sum(h * W_out[word])))
        losses.append(loss)
    assert left_out  # the case is among those compared
    loss, _ = model.loss(*batch(), rng=np.random.default_rng(2))
    assert loss == pytest.approx(np.mean(losses), rel=1e-12)


@pytest.mark.parametrize("Model", MODELS)
@pytest.mark.parametrize("negatives", [None, K])
def test_the_losses_keep_the_contract_of_layers(Model, negatives):
    check_layer(model_of(Model, negatives).loss, *batch())


@pytest.mark.parametrize("negatives", [None, K])
def test_the_outputs_keep_the_contract_of_layers(negatives):
    h = np.random.default_rng(3).standard_normal((N, D))
    check_layer(model_of(CBOW, negatives).output, h, batch()[1])


@pytest.mark.parametrize("Output", [FullSoftmax, NegativeSampling])
def test_at_first_every_word_is_as_likely(Output):
    """Short vectors: full softmax starts near log V, sampling at (1 + K) log 2."""
    rng = np.random.default_rng(0)
    dim = 1000
    if Output is FullSoftmax:
        output, expected = None, math.log(V)
    else:
        output = NegativeSampling(COUNTS, dim, negatives=K)
        expected = (1 + K) * math.log(2)  # less what was left out
    loss, _ = SkipGram(V, dim, rng=rng, output=output).loss(
        *batch(), rng=np.random.default_rng(2)
    )
    left_out = 0 if output is None else count_left_out(output)
    assert loss == pytest.approx(expected - left_out * math.log(2), abs=1e-3)


def count_left_out(output):
    """Draws that hit the right word, for each guess of the batch."""
    drawn = output.sampler.sample((N, C, K), np.random.default_rng(2))
    return (drawn == batch()[1][:, :, None]).sum() / (N * C)


@pytest.mark.parametrize("negatives", [None, K])
def test_only_words_of_the_batch_move(negatives):
    model = model_of(SkipGram, negatives)
    centres, neighbours = np.array([1, 4, 1]), np.array([[0, 2], [5, 5], [3, 0]])
    _, backward = model.loss(centres, neighbours, rng=np.random.default_rng(2))
    backward()
    moved = model.embedding.W.gradient.any(axis=1)
    assert np.flatnonzero(moved).tolist() == [1, 4]


# What they learn

SENTENCES = [
    f"{article} {noun} {verb}"
    for article in ("the", "my")
    for nouns, verbs in [("cat dog", "drinks sleeps"), ("car bus", "stops honks")]
    for noun in nouns.split()
    for verb in verbs.split()
]


def train(Model, seed, epochs=150):
    """On every sentence there is, each noun between an article and a verb."""
    words = sorted({word for sentence in SENTENCES for word in sentence.split()})
    number = {word: i for i, word in enumerate(words)}
    ids = np.array([[number[w] for w in sentence.split()] for sentence in SENTENCES])
    rng = np.random.default_rng(seed)
    model = Model(len(words), 4, rng=rng)
    trainer = Trainer(model, Adam(model.parameters(), 0.05), rng=rng)
    pairs = [contexts(sentence, 1) for sentence in ids]
    centres, neighbours = (np.concatenate(part) for part in zip(*pairs, strict=True))
    batches = minibatches(centres, neighbours, batch_size=len(centres))
    history = trainer.fit(batches, epochs, progress=False)

    def cosine(one, other):
        a, b = (model.embedding.W.value[number[word]] for word in (one, other))
        return float(a @ b / np.sqrt((a @ a) * (b @ b)))

    return history.losses, cosine


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_skip_gram_gives_words_of_the_same_contexts_the_same_vector(seed):
    losses, cosine = train(SkipGram, seed)
    # Each noun has four neighbours, two articles and two verbs, all as likely
    assert losses[0] == pytest.approx(math.log(10), abs=0.05)
    assert losses[-1] == pytest.approx(math.log(4), abs=0.01)
    assert cosine("cat", "dog") > 0.99
    assert cosine("car", "bus") > 0.99
    assert cosine("cat", "car") < 0.5


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_cbow_gives_words_that_serve_the_same_guesses_the_same_vector(seed):
    losses, cosine = train(CBOW, seed)
    assert losses[0] == pytest.approx(math.log(10), abs=0.05)
    assert losses[-1] == pytest.approx(math.log(2), abs=0.01)  # which of two nouns
    assert cosine("drinks", "sleeps") > 0.99
    assert cosine("drinks", "stops") < 0.5


# Bad input


@pytest.mark.parametrize("Model", MODELS)
@pytest.mark.parametrize(
    ("sizes", "message"),
    [((1, D), "vocab_size is 1"), ((0, D), "vocab_size is 0"), ((V, 0), "dim is 0")],
)
def test_sizes_that_make_no_model(Model, sizes, message):
    rng = np.random.default_rng(0)
    for make in Model, FullSoftmax:
        with pytest.raises(ValueError, match=message):
            make(*sizes, rng=rng)
    with pytest.raises(ValueError, match=message):
        NegativeSampling(np.ones(sizes[0]), sizes[1])


@pytest.mark.parametrize("negatives", [0, -1, V, V + 1])
def test_numbers_of_negatives(negatives):
    with pytest.raises(ValueError, match=f"negatives is {negatives}; "):
        NegativeSampling(COUNTS, D, negatives=negatives)
    NegativeSampling(COUNTS, D, negatives=V - 1)


@pytest.mark.parametrize("counts", [np.zeros(V), -COUNTS, np.full(V, np.nan)])
def test_counts_that_are_none(counts):
    with pytest.raises(ValueError, match="counts"):
        NegativeSampling(counts, D)


@pytest.mark.parametrize("Model", MODELS)
@pytest.mark.parametrize("dtype", np.typecodes["AllInteger"])
def test_ids_and_sizes_of_any_integer_type(Model, dtype):
    def loss(number):
        counts = np.arange(1, 128).astype(number)
        output = NegativeSampling(counts, number(D), negatives=number(126))
        rng = np.random.default_rng(0)
        model = Model(number(127), number(D), rng=rng, output=output)
        centres, neighbours = contexts(np.arange(126).astype(number), number(2))
        return model.loss(centres, neighbours, rng=rng)[0]

    assert loss(np.dtype(dtype).type) == loss(np.int64)


@pytest.mark.parametrize("Model", MODELS)
def test_negatives_need_a_generator(Model):
    with pytest.raises(ValueError, match="give it rng"):
        model_of(Model, negatives=K).loss(*batch())


@pytest.mark.parametrize("Model", MODELS)
@pytest.mark.parametrize("negatives", [None, K])
@pytest.mark.parametrize("bad", [-1, V])
@pytest.mark.parametrize("part", [0, 1])
def test_ids_out_of_range(Model, negatives, bad, part):
    given = batch()
    given[part].flat[0] = bad
    with pytest.raises(ValueError, match="between 0 and 6; given from"):
        model_of(Model, negatives).loss(*given, rng=np.random.default_rng(0))


@pytest.mark.parametrize("negatives", [None, K])
@pytest.mark.parametrize("Model", MODELS)
@pytest.mark.parametrize(
    ("centres", "neighbours", "message"),
    [
        ([1, 2, 3], [[1, 2], [3, 4]], r"given \(3,\) and \(2, 2\)"),
        ([1, 2], [3, 4], r"given \(2,\) and \(2,\)"),
        ([], np.empty((0, 2), dtype=int), "nothing to guess"),
        ([1, 2], np.empty((2, 0), dtype=int), "nothing to guess"),
    ],
)
def test_batches_that_hold_no_guesses(Model, negatives, centres, neighbours, message):
    model = model_of(Model, negatives)
    with pytest.raises(ValueError, match=message):
        model.loss(
            np.array(centres, dtype=int),
            np.array(neighbours),
            rng=np.random.default_rng(0),
        )


@pytest.mark.parametrize("Model", MODELS)
def test_an_output_for_other_words(Model):
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=r"\(7, 4\), the model for \(6, 4\)"):
        Model(V - 1, D, rng=rng, output=FullSoftmax(V, D, rng=rng))
