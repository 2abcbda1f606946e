"""The vocabulary: ids both ways, counts, words left out, what it refuses."""

import copy
import multiprocessing
import pickle
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.text.vocabulary import UnknownWord, Vocabulary

SENTENCE = "the cat drinks milk the dog drinks water".split()
tokens = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=60)


def test_vocabulary_ranks_by_count_then_first_seen():
    vocab = Vocabulary(SENTENCE)
    assert vocab.words == ["the", "drinks", "cat", "milk", "dog", "water"]
    assert vocab.counts.tolist() == [2, 2, 1, 1, 1, 1]
    assert vocab.id("milk") == 3
    assert "milk" in vocab
    assert len(vocab) == 6


@given(tokens)
def test_encode_then_decode_is_the_identity(text):
    vocab = Vocabulary(text)
    assert vocab.decode(vocab.encode(text)) == text
    assert np.array_equal(np.bincount(vocab.encode(text)), vocab.counts)


@given(tokens, st.integers(1, 5), st.none() | st.integers(1, 6))
def test_unknown_word_takes_all_that_is_left_out(text, min_count, max_size):
    vocab = Vocabulary(text, min_count=min_count, max_size=max_size, unknown="<unk>")
    assert vocab.counts.sum() == len(text)
    assert len(vocab) <= (max_size or 9)
    ids = vocab.encode(text)
    assert np.array_equal(np.bincount(ids, minlength=len(vocab)), vocab.counts)
    rest = [n for w, n in zip(vocab.words, vocab.counts, strict=True) if w != "<unk>"]
    assert all(n >= min_count for n in rest)


def test_an_unknown_word_in_the_text_itself_is_counted_once():
    vocab = Vocabulary(["<unk>", "a", "a", "b"], min_count=2, unknown="<unk>")
    assert dict(zip(vocab.words, vocab.counts.tolist(), strict=True)) == {
        "a": 2,
        "<unk>": 2,
    }


def test_marks_come_first_and_are_counted_apart():
    marks = ["<bos>", "the", "<eos>"]
    vocab = Vocabulary([*SENTENCE, "<eos>", "a"], max_size=2, unknown="?", marks=marks)
    assert vocab.words == [*marks, "?", "drinks"]
    assert vocab.counts.tolist() == [0, 2, 1, 5, 2]
    assert vocab.encode(["the", "<bos>", "zebra"]).tolist() == [1, 0, 3]
    plain = Vocabulary(SENTENCE)
    assert Vocabulary(SENTENCE, marks=[]).words == plain.words
    assert Vocabulary(SENTENCE, marks=["<bos>"]).words == ["<bos>", *plain.words]


@pytest.mark.parametrize("marks", ["<bos>", ["a", "a"], ["a", "?"]])
def test_marks_that_are_not_different_words(marks):
    with pytest.raises(ValueError, match="marks are a list of different words"):
        Vocabulary(SENTENCE, unknown="?", marks=marks)


def test_min_count_alone():
    assert Vocabulary(SENTENCE).words == Vocabulary(SENTENCE, min_count=1).words
    vocab = Vocabulary(SENTENCE, min_count=2)
    assert vocab.words == ["the", "drinks"]
    with pytest.raises(UnknownWord):
        vocab.encode(["milk"])


def test_max_size_alone():
    vocab = Vocabulary(SENTENCE, max_size=3)
    assert vocab.words == ["the", "drinks", "cat"]
    assert Vocabulary(SENTENCE, max_size=9).words == Vocabulary(SENTENCE).words


@pytest.mark.parametrize("dtype", np.typecodes["AllInteger"])
def test_limits_and_ids_of_any_integer_type(dtype):
    two = np.array(2, dtype)[()]
    assert len(Vocabulary(SENTENCE, min_count=two)) == 2
    assert len(Vocabulary(SENTENCE, max_size=two)) == 2
    assert Vocabulary(SENTENCE).decode(np.array([5, 0], dtype)) == ["water", "the"]


def test_near_spellings_are_sought_when_the_message_is_read(monkeypatch):
    def slow(*_):
        raise AssertionError("this would take half a second")

    vocab = Vocabulary(SENTENCE)
    monkeypatch.setattr("difflib.get_close_matches", slow)
    for look_up in vocab.id, lambda word: vocab.encode([word]):
        with pytest.raises(KeyError):
            look_up("drink")


def test_an_unknown_word_travels_between_processes():
    error = UnknownWord("drink", [*SENTENCE, *map(str, range(10_000))])
    packed = pickle.dumps(error)
    assert len(packed) < 300  # without the whole vocabulary
    for copied in pickle.loads(packed), copy.deepcopy(error):
        assert type(copied) is UnknownWord
        assert copied.args == ("drink",)
        assert (
            str(copied)
            == str(error)
            == ("'drink' is not in the vocabulary; near spellings: drinks, drinks")
        )
    with (
        multiprocessing.get_context("spawn").Pool(1) as pool,
        pytest.raises(UnknownWord, match="near spellings: drinks"),
    ):
        pool.map(Vocabulary(SENTENCE).id, ["drink"])


@pytest.mark.parametrize("word", [3, None, ("drinks",)])
def test_unknown_things_that_are_no_words(word):
    with pytest.raises(UnknownWord, match=r"is not in the vocabulary$"):
        Vocabulary(SENTENCE).id(word)


def test_unknown_words_name_near_spellings():
    with pytest.raises(
        UnknownWord, match=r"'drink' is not in the vocabulary; near.*drinks"
    ):
        Vocabulary(SENTENCE).encode(["drink"])
    with pytest.raises(KeyError):
        Vocabulary(SENTENCE).id("zebra")


@pytest.mark.parametrize("ids", [[-1], [6], [0, 7]])
def test_ids_outside_the_vocabulary(ids):
    with pytest.raises(ValueError, match="between 0 and 5"):
        Vocabulary(SENTENCE).decode(ids)


@pytest.mark.parametrize("ids", [[0.5], [[0, 1]], ["a"]])
def test_ids_that_are_not_ids(ids):
    with pytest.raises(ValueError, match=r"ids must (be whole|have 1 axes)"):
        Vocabulary(SENTENCE).decode(ids)


def test_empty_and_impossible_vocabularies():
    with pytest.raises(ValueError, match="empty"):
        Vocabulary([])
    with pytest.raises(ValueError, match="empty"):
        Vocabulary(["<eos>"], marks=["<eos>"])
    with pytest.raises(ValueError, match="most frequent occurs 2 times"):
        Vocabulary(SENTENCE, min_count=3)
    for bad in 0, -1, 1.5:
        with pytest.raises(ValueError, match=f"min_count is {bad}"):
            Vocabulary(SENTENCE, min_count=bad)
        with pytest.raises(ValueError, match=f"max_size is {bad}"):
            Vocabulary(SENTENCE, max_size=bad)
    with pytest.raises(TypeError, match="tokenize"):
        Vocabulary("the cat")
    with pytest.raises(TypeError, match="tokenize"):
        Vocabulary(SENTENCE).encode("the cat")


@given(st.lists(st.sampled_from("abcdef")), st.integers(1, 3))
def test_words_that_are_counted_already(text, min_count):
    settings = {"min_count": min_count, "max_size": 4, "unknown": "?", "marks": ["a"]}
    tokens = [*text, "b", "b", "b"]
    one, other = Vocabulary(tokens, **settings), Vocabulary(Counter(tokens), **settings)
    assert one.words == other.words
    assert one.counts.tolist() == other.counts.tolist()
