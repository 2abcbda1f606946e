"""Training whole corpora: it learns, it stays finite, it says what cannot be done."""

import signal
import warnings

import numpy as np
import pytest

from dlnlp.datasets import (
    analogy_questions,
    available,
    fetch,
    similarity_pairs,
    toy_world,
    world_english_bible,
)
from dlnlp.text.tokenize import tokenize
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.training.trainer import Diverged, Trainer
from dlnlp.vectors import shared_negatives
from dlnlp.vectors.capped_sgd import CappedSGD
from dlnlp.vectors.embeddings import Embeddings
from dlnlp.vectors.fast_word2vec import MODELS, held_out_loss, train_word2vec

REAL = ["eval/wordsim353.tsv", "eval/simlex999.txt", "eval/questions-words.txt"]


@pytest.fixture(scope="module")
def bible():
    """Its first 20,000 words: one in 13 is "and", one in 15 "the"."""
    tokens = tokenize(" ".join(world_english_bible()[:1000]))[:20_000]
    vocab = Vocabulary(tokens)
    return vocab, vocab.encode(tokens)


@pytest.fixture(scope="module")
def toy():
    world = toy_world(3000, rng=np.random.default_rng(0))
    vocab = Vocabulary(world.tokens)
    return world, vocab, vocab.encode(world.tokens)


def train(ids, vocab_size=None, seed=0, **options):
    options = {"dim": 16, "epochs": 2, "window": 3} | options
    size = int(np.max(ids)) + 1 if vocab_size is None else vocab_size
    return train_word2vec(ids, size, rng=np.random.default_rng(seed), **options)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("lr", [0.01, 0.025, 0.05])
def test_training_stays_finite_and_the_loss_falls(bible, model, lr):
    _, ids = bible
    for seed in range(5):
        found = train(ids, model=model, lr=lr, seed=seed, window=5)
        assert found.losses[0] > found.losses[1]
        assert found.losses[0] < 6 * np.log(2)  # before it learned anything
        assert np.linalg.norm(found.W_in, axis=1).max() < 20
        assert np.linalg.norm(found.W_out, axis=1).max() < 20
        assert not found.interrupted


@pytest.mark.parametrize("model", MODELS)
def test_synonyms_become_neighbours(toy, model):
    world, vocab, ids = toy
    found = train(ids, model=model, dim=32, epochs=15, lr=0.05)
    vectors = Embeddings(vocab.words, found.W_in)
    similar = [vectors.similarity(a, b) for a, b in world.synonyms]
    rng = np.random.default_rng(0)
    strangers = [
        vectors.similarity(*rng.choice(vocab.words, 2, replace=False))
        for _ in range(200)
    ]
    assert np.mean(similar) > np.mean(strangers) + 0.3


@pytest.mark.parametrize("model", MODELS)
def test_held_out_loss_judges_as_training_does(toy, model):
    _, vocab, ids = toy
    cut = len(ids) * 9 // 10
    size, dim = len(vocab), 16
    options = {"model": model, "window": 3, "negatives": 5}

    def judge(W_in, W_out):
        rng = np.random.default_rng(5)
        return held_out_loss(W_in, W_out, ids[cut:], vocab.counts, **options, rng=rng)

    found = train(ids[:cut], size, dynamic_window=False, epochs=5, **options)
    loss = judge(found.W_in, found.W_out)
    assert loss == judge(found.W_in, found.W_out)
    assert loss == pytest.approx(found.losses[-1], rel=0.15)
    untrained = judge(np.ones((size, dim)), np.zeros((size, dim)))
    # 1 + K yes-or-no questions at one half each; the few hits don't count
    assert 5.8 * np.log(2) < untrained <= 6 * np.log(2)


def held_out_in_loops(W_in, W_out, ids, model, window, noise):
    """With one possible negative, there is nothing random in it."""
    losses = []
    for t, centre in enumerate(ids):
        places = range(max(0, t - window), min(len(ids), t + window + 1))
        near = [ids[s] for s in places if s != t]
        if model == "cbow":
            guesses = [(np.mean(W_in[near], axis=0), centre)]
        else:
            guesses = [(W_in[centre], word) for word in near]
        for h, word in guesses:
            loss = np.log1p(np.exp(-h @ W_out[word]))
            if word != noise:
                loss += 2 * np.log1p(np.exp(h @ W_out[noise]))
            losses.append(loss)
    return np.mean(losses)


@pytest.mark.parametrize("model", MODELS)
def test_held_out_loss_is_the_plain_one(model):
    rng = np.random.default_rng(0)
    ids = rng.integers(0, 6, 30)
    W_in, W_out = rng.standard_normal((2, 6, 4))
    counts = [0, 0, 7, 0, 0, 0]  # so that word 2 is drawn each time
    loss = held_out_loss(
        W_in, W_out, ids, counts, model=model, window=3, negatives=2, rng=rng
    )
    expected = held_out_in_loops(W_in, W_out, ids, model, 3, noise=2)
    assert loss == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("model", MODELS)
def test_the_same_seed_gives_the_same_vectors(bible, model):
    _, ids = bible
    one, two, other = (train(ids, model=model, seed=s) for s in (1, 1, 2))
    assert np.array_equal(one.W_in, two.W_in)
    assert np.array_equal(one.W_out, two.W_out)
    assert one.losses == two.losses
    assert not np.array_equal(one.W_in, other.W_in)
    assert one.W_in.dtype == one.W_out.dtype == np.float32


def trained_by(monkeypatch, ids, **options):
    """The trainer that `train_word2vec` makes, after its training."""
    trainers = []

    def fit(trainer, *args, **kwargs):
        trainers.append(trainer)
        return original(trainer, *args, **kwargs)

    original = Trainer.fit
    monkeypatch.setattr(Trainer, "fit", fit)
    train(ids, **options)
    return trainers[0]


@pytest.mark.parametrize("options", [{}, {"subsample": 1e-4}])
def test_the_rate_falls_to_its_end_over_all_updates(bible, monkeypatch, options):
    """As many an epoch as was known beforehand, also where tokens are dropped."""
    _, ids = bible
    rates = []

    class Noted(CappedSGD):
        def step(self):
            rates.append(self.lr)
            super().step()

    monkeypatch.setattr(shared_negatives, "CappedSGD", Noted)
    trainer = trained_by(monkeypatch, ids, epochs=4, lr=0.05, final_lr=0.01, **options)
    steps = trainer.optimizer.steps
    assert steps >= 4 * 50
    np.testing.assert_allclose(rates, 0.05 - 0.04 * np.arange(steps) / steps)


def test_subsampling_drops_frequent_words(bible):
    vocab, ids = bible
    full = train(ids, epochs=1, dynamic_window=False)
    thin = train(ids, epochs=1, dynamic_window=False, subsample=1e-4)
    rare = np.argmin(vocab.counts)

    def moved(vectors):
        return np.linalg.norm(vectors.W_out, axis=1)

    assert moved(thin)[0] < moved(full)[0]  # the most frequent
    assert np.isfinite(moved(thin)[rare])
    with pytest.raises(ValueError, match="subsampling left"):
        train(np.zeros(100, dtype=int), 9, subsample=1e-12)


@pytest.mark.parametrize("ids", [[0, 1], [0, 1, 0], list(range(5)) * 7])
@pytest.mark.parametrize("model", MODELS)
def test_tiny_corpora_and_wide_windows(ids, model):
    found = train(ids, model=model, negatives=1, window=50)
    assert np.isfinite(found.W_in).all()
    assert np.isfinite(found.losses).all()


def test_words_that_never_occur_keep_their_place(bible):
    _, ids = bible
    found = train(ids, vocab_size=ids.max() + 100)
    assert found.W_in.shape == (ids.max() + 100, 16)
    assert not found.W_out[-99:].any()


@pytest.mark.parametrize(
    ("ids", "options", "message"),
    [
        ([], {}, "corpus of 0 tokens"),
        ([1], {}, "corpus of 1 tokens"),
        ([0, 5], {}, "between 0 and 4"),
        ([0, -1], {}, "between 0 and 4"),
        ([0, 0], {"vocab_size": 1}, "vocab_size is 1"),
        ([0, 1], {"negatives": 0}, "negatives is 0"),
        ([0, 1], {"negatives": 5}, "between 1 and 4"),
        ([0, 1], {"dim": 0}, "dim is 0"),
        ([0, 1], {"window": 0}, "window is 0"),
        ([0, 1], {"epochs": 0}, "epochs is 0"),
        ([0, 1], {"model": "glove"}, "no model 'glove'; there are skip-gram, cbow"),
        ([0, 1], {"lr": -0.1}, "the learning rate is -0.1"),
        ([0, 1], {"lr": np.nan}, "the learning rate is nan"),
        ([0, 1], {"lr": np.inf}, "the learning rate is inf"),
        ([0, 1], {"lr": 0.01, "final_lr": 0.02}, "between 0 and lr, 0.01"),
        ([0, 1], {"final_lr": np.nan}, "final_lr is nan"),
        ([0, 1], {"final_lr": -1}, "final_lr is -1"),
        ([0, 1], {"exponent": -1}, "exponent is -1"),
        ([0, 1], {"subsample": 0}, "threshold is 0"),
    ],
)
def test_bad_input(ids, options, message):
    with pytest.raises(ValueError, match=message):
        train(ids, **({"vocab_size": 5, "negatives": 2} | options))


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("dtype", np.typecodes["AllInteger"])
def test_ids_and_sizes_of_any_integer_type(model, dtype):
    def vectors(number):
        return train_word2vec(
            np.array([5, 100, 7, 100, 5] * 9, number),
            number(127),
            model=model,
            dim=number(8),
            window=number(127),
            negatives=number(126),
            epochs=number(1),
            rng=np.random.default_rng(0),
        )

    found, expected = vectors(np.dtype(dtype).type), vectors(np.int64)
    assert np.array_equal(found.W_in, expected.W_in)
    settings = {"window": np.int8(127), "negatives": np.uint8(126)}
    for trained in found, expected:
        held_out_loss(
            trained.W_in,
            trained.W_out,
            np.array([5, 100, 7], dtype),
            np.arange(127).astype(dtype),
            rng=np.random.default_rng(0),
            **settings,
        )


def test_bad_input_of_the_judge():
    W = np.zeros((5, 2))
    for ids, options, message in [
        ([1], {}, "corpus of 1 tokens"),
        ([0, 9], {}, "between 0 and 4"),
        ([0, 1], {"model": "x"}, "no model 'x'"),
        ([0, 1], {"negatives": 0}, "negatives is 0"),
        ([0, 1], {"window": 0}, "window is 0"),
    ]:
        with pytest.raises(ValueError, match=message):
            held_out_loss(
                W,
                W,
                ids,
                np.ones(5),
                rng=np.random.default_rng(0),
                **({"negatives": 2} | options),
            )


def test_the_cap_holds_skip_gram(bible):
    _, ids = bible
    assert np.isfinite(train(ids, lr=1e20).W_in).all()


@pytest.mark.parametrize("model", MODELS)
def test_divergence_is_noticed(bible, model, monkeypatch):
    _, ids = bible
    monkeypatch.setattr(shared_negatives.FastSkipGram, "cap", np.inf)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # numpy's own complaint says less
        with pytest.raises(Diverged, match=r"at step \d. Try a learning rate below"):
            train(ids, model=model, lr=1e20)


def test_an_interrupted_run_gives_what_there_is(bible, monkeypatch):
    _, ids = bible
    steps = 0

    class Pressed(CappedSGD):
        def step(self):
            nonlocal steps
            steps += 1
            super().step()
            if steps == 55:
                signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(shared_negatives, "CappedSGD", Pressed)
    found = train(ids, epochs=5)
    assert steps == 55
    assert found.interrupted
    assert len(found.losses) == 1
    assert np.isfinite(found.W_in).all()
    assert found.W_out.any()


def test_a_bar_for_each_epoch(bible, capsys):
    _, ids = bible
    train(ids, epochs=2, progress=True)
    assert "epoch 2/2" in capsys.readouterr().err
    train(ids, epochs=1)
    assert capsys.readouterr().err == ""


@pytest.fixture(scope="module")
def keyed_vectors():
    return pytest.importorskip(
        "gensim.models", reason="gensim is not installed: pip install gensim"
    ).KeyedVectors


def test_gensim_evaluates_our_vectors_as_we_do(toy, tmp_path, keyed_vectors):
    """Similarity and analogies of the toy world, with capitals and unknown words."""
    world, vocab, ids = toy
    ours = Embeddings(vocab.words, train(ids, dim=32, epochs=15, lr=0.05).W_in)
    ours.save(tmp_path / "ours.txt")
    theirs = keyed_vectors.load_word2vec_format(str(tmp_path / "ours.txt"))

    pairs = [(a, b, 9.0) for a, b in world.synonyms]
    pairs += [(a.title(), b, 5.0 + i / 10) for i, (a, b) in enumerate(world.opposites)]
    pairs += [(vocab.words[i], vocab.words[-i], i / 10) for i in range(1, 20)]
    pairs += [("king", "zeppelin", 4.0)]
    lines = [f"{a}\t{b}\t{score}\n" for a, b, score in pairs]
    (tmp_path / "pairs.tsv").write_text("".join(lines), encoding="utf-8")
    agreement = ours.evaluate_similarity(pairs)
    _, spearman, unknown = theirs.evaluate_word_pairs(str(tmp_path / "pairs.tsv"))
    assert agreement.spearman == pytest.approx(spearman[0], abs=1e-3)
    assert agreement.total - agreement.covered == round(unknown / 100 * len(pairs))

    lines, section = [], None
    for name, *words in [*world.analogies, ("none", "king", "queen", "a", "zeppelin")]:
        if name != section:
            lines.append(f": {name}\n")
            section = name
        lines.append(" ".join(word.title() for word in words) + "\n")
    (tmp_path / "questions.txt").write_text("".join(lines), encoding="utf-8")
    accuracy = ours.evaluate_analogies(world.analogies)
    share, sections = theirs.evaluate_word_analogies(str(tmp_path / "questions.txt"))
    assert accuracy.proportion == pytest.approx(share, abs=1e-3)
    assert 0 < accuracy.proportion < 1
    for part in sections:
        if part["section"] in accuracy.sections:
            correct = accuracy.sections[part["section"]].correct
            assert correct == len(part["correct"])


@pytest.mark.skipif(
    not all(map(available, REAL)),
    reason="the evaluation sets are neither in DLNLP_DATA nor cached",
)
def test_gensim_agrees_on_the_published_sets(tmp_path, keyed_vectors):
    tokens = tokenize(" ".join(world_english_bible()[:12_000]))
    vocab = Vocabulary(tokens, min_count=3)
    ids = vocab.encode([token for token in tokens if token in vocab])
    found = train(ids, len(vocab), dim=32, epochs=1, lr=0.05)
    ours = Embeddings(vocab.words, found.W_in)
    ours.save(tmp_path / "ours.txt")
    theirs = keyed_vectors.load_word2vec_format(str(tmp_path / "ours.txt"))
    for name, file in zip(["wordsim353", "simlex999"], REAL, strict=False):
        pairs = similarity_pairs(name)
        lines = [f"{a}\t{b}\t{score}\n" for a, b, score in pairs]
        (tmp_path / "pairs.tsv").write_text("".join(lines), encoding="utf-8")
        agreement = ours.evaluate_similarity(pairs)
        _, spearman, _ = theirs.evaluate_word_pairs(str(tmp_path / "pairs.tsv"))
        assert agreement.covered > 20, file
        assert agreement.spearman == pytest.approx(spearman[0], abs=1e-3)
    accuracy = ours.evaluate_analogies(analogy_questions())
    share, _ = theirs.evaluate_word_analogies(str(fetch(REAL[2])))
    assert accuracy.proportion == pytest.approx(share, abs=1e-3)


def test_we_evaluate_gensims_vectors_as_gensim_does(toy, tmp_path, keyed_vectors):
    from gensim.models import Word2Vec

    world, _, _ = toy
    sentences = [world.tokens[i : i + 1000] for i in range(0, len(world.tokens), 1000)]
    model = Word2Vec(
        sentences, vector_size=16, min_count=1, workers=1, seed=1, epochs=10
    )
    model.wv.save_word2vec_format(str(tmp_path / "theirs.txt"))
    ours = Embeddings.load(tmp_path / "theirs.txt")
    assert ours.words == model.wv.index_to_key
    for word in "king", "tree", "paris":
        names, scores = zip(*ours.nearest(word, k=5), strict=True)
        expected = model.wv.most_similar(word, topn=5)
        assert list(names) == [name for name, _ in expected]
        np.testing.assert_allclose(scores, [s for _, s in expected], atol=1e-5)
    lines = "".join(" ".join(q[1:]) + "\n" for q in world.analogies)
    (tmp_path / "questions.txt").write_text(": all\n" + lines, encoding="utf-8")
    share, _ = model.wv.evaluate_word_analogies(str(tmp_path / "questions.txt"))
    accuracy = ours.evaluate_analogies(world.analogies)
    assert accuracy.proportion == pytest.approx(share, abs=1e-3)
