"""Neighbours, analogies and evaluation of word vectors, of any type and form."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from dlnlp.text.vocabulary import UnknownWord
from dlnlp.vectors.embeddings import Embeddings

WORDS = ["man", "woman", "king", "queen", "pear", "nothing"]
VECTORS = np.array(
    [[1, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1], [-1, 0, 0.1], [0, 0, 0]]
)


@pytest.fixture(params=["dense", "sparse"])
def embeddings(request):
    return Embeddings(
        WORDS, VECTORS if request.param == "dense" else sparse.csr_array(VECTORS)
    )


def test_similarity_is_the_cosine(embeddings):
    assert embeddings.similarity("man", "woman") == pytest.approx(1 / np.sqrt(2))
    assert embeddings.similarity("king", "king") == pytest.approx(1)
    assert np.array_equal(embeddings["queen"], [1, 1, 1])


def test_nearest_is_sorted_and_leaves_out_the_word_and_zero_vectors(embeddings):
    found = embeddings.nearest("queen", k=10)
    assert [word for word, _ in found][:2] == ["woman", "king"]
    assert {word for word, _ in found} == {"man", "woman", "king", "pear"}
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)


def test_analogy_leaves_out_the_question(embeddings):
    assert embeddings.analogy("man", "woman", "king")[0][0] == "queen"
    assert embeddings.analogy("man", "man", "man", k=1)[0][0] in {"woman", "king"}


def test_how_many_answers():
    rng = np.random.default_rng(0)
    many = Embeddings([f"w{i}" for i in range(30)], rng.standard_normal((30, 4)))
    question = "w1", "w2", "w3"
    assert len(many.nearest("w0")) == 10
    assert many.nearest("w0", 3) == many.nearest("w0")[:3]
    assert len(many.analogy(*question)) == 5
    assert many.analogy(*question, 2) == many.analogy(*question)[:2]


@given(st.integers(0, 1000))
def test_scaling_a_vector_changes_no_similarity(seed):
    rng = np.random.default_rng(seed)
    vectors = rng.standard_normal((5, 4))
    scaled = vectors * rng.uniform(0.1, 10, size=(5, 1))
    words = list("abcde")
    for word in words:
        one = Embeddings(words, vectors).nearest(word)
        two = Embeddings(words, scaled).nearest(word)
        assert [w for w, _ in one] == [w for w, _ in two]
        np.testing.assert_allclose([s for _, s in one], [s for _, s in two])


def test_evaluation_says_what_it_covered(embeddings):
    pairs = [
        ("King", "queen", 9.0),
        ("man", "pear", 1.0),
        ("man", "woman", 8.0),
        ("man", "x", 5.0),
    ]
    pairs += [("man", "nothing", 3.0)]
    result = embeddings.evaluate_similarity(pairs)
    assert (result.covered, result.total) == (3, 5)
    assert result.spearman == pytest.approx(1.0)
    assert "3 of 5 pairs" in str(result)

    questions = [
        ("gender", "man", "woman", "king", "queen"),
        ("gender", "man", "woman", "king", "pear"),
        ("fruit", "man", "apple", "king", "plum"),
    ]
    result = embeddings.evaluate_analogies(questions)
    assert (result.correct, result.covered, result.total) == (1, 2, 3)
    assert result.proportion == 0.5
    assert result.sections["fruit"].covered == 0
    assert np.isnan(result.sections["fruit"].proportion)
    assert "2 covered of 3" in str(result)


def test_an_analogy_that_no_word_is_left_to_answer():
    three = Embeddings(["a", "b", "c"], np.eye(3))
    result = three.evaluate_analogies([("none", "a", "b", "c", "b")])
    assert (result.correct, result.covered) == (0, 1)


def test_too_few_pairs_to_rank(embeddings):
    with pytest.raises(ValueError, match="1 of 2 pairs"):
        embeddings.evaluate_similarity([("man", "king", 1.0), ("man", "x", 2.0)])


def test_unknown_words_everywhere(embeddings):
    for query in (
        lambda: embeddings["quen"],
        lambda: embeddings.similarity("king", "quen"),
        lambda: embeddings.nearest("quen"),
        lambda: embeddings.analogy("man", "woman", "quen"),
    ):
        with pytest.raises(UnknownWord, match="near spellings: queen"):
            query()


@pytest.mark.parametrize(
    ("dtype", "scale"),
    [
        *[(dtype, 100) for dtype in np.typecodes["AllInteger"]],
        (np.int8, -128),
        (np.float16, 6e4),
        (np.float16, 6e-8),
        (np.float32, 3e38),
        (np.float32, 1e-45),
        (np.float64, 1e308),
        (np.float64, 5e-324),
    ],
)
def test_numbers_of_any_type_and_size_have_a_direction(dtype, scale):
    vectors = (np.array([[1, 0], [1, 1], [0, 0]]) * np.float64(scale)).astype(dtype)
    stores = [np.asarray, sparse.csr_array]
    if dtype is np.float16:  # which no sparse matrix holds
        stores = [np.asarray]
    for store in stores:
        embeddings = Embeddings(["a", "b", "nothing"], store(vectors))
        assert embeddings.similarity("a", "b") == pytest.approx(np.sqrt(0.5))
        nearest = embeddings.nearest("a", k=np.uint8(3))
        assert nearest == [("b", pytest.approx(np.sqrt(0.5)))]


@pytest.mark.parametrize("form", ["csr", "csc", "coo", "lil"])
def test_a_sparse_matrix_of_any_form_is_read_and_stays_as_it_is(form):
    """Also one with a cell in two parts, 3 and 1, and columns in any order."""
    cells = np.array([3.0, 3, 1, 1]), ([0, 0, 0, 1], [1, 0, 1, 0])
    vectors = sparse.coo_array(cells, shape=(2, 2))
    if form == "csr":
        vectors = sparse.csr_array((cells[0], [1, 0, 1, 0], [0, 3, 4]), shape=(2, 2))
    before = vectors.copy()
    embeddings = Embeddings(["a", "b"], vectors.asformat(form))
    assert embeddings["a"].tolist() == [3, 4]
    assert embeddings.similarity("a", "b") == pytest.approx(0.6)
    assert np.array_equal(vectors.data, before.data)


def test_zero_vectors_point_nowhere(embeddings):
    with pytest.raises(ValueError, match="'nothing' is all zeros"):
        embeddings.nearest("nothing")


def test_bad_vectors():
    with pytest.raises(ValueError, match="NaN"):
        Embeddings(["a", "b"], np.array([[1.0], [np.nan]]))
    with pytest.raises(ValueError, match="shape"):
        Embeddings(["a", "b"], np.ones((3, 2)))
    for shape in (0, 2), (2, 0), (0, 0):
        with pytest.raises(ValueError, match="shape"):
            Embeddings(["a", "b"][: shape[0]], np.ones(shape))
    with pytest.raises(ValueError, match="'a' is given more than once"):
        Embeddings(["a", "b", "a"], np.ones((3, 2)))
    with pytest.raises(ValueError, match="k is 0"):
        Embeddings(["a", "b"], np.ones((2, 2))).nearest("a", k=0)
