"""Tokens, vocabulary, windows: what they give and what they refuse."""

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.text.tokenize import split_particle, tokenize
from dlnlp.text.vocabulary import UnknownWord, Vocabulary
from dlnlp.text.windows import contexts, windows

SENTENCE = "the cat drinks milk the dog drinks water".split()
tokens = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=60)


def test_tokenize_english():
    assert tokenize("Don't pay 1,000.50, well-kept cat!") == [
        "don't", "pay", "1,000.50", ",", "well-kept", "cat", "!",
    ]  # fmt: skip
    assert tokenize("The Cat", lower=False) == ["The", "Cat"]


def test_tokenize_korean():
    assert tokenize("고양이가 우유를 마신다.") == ["고양이가", "우유를", "마신다", "."]
    assert tokenize("고양이가 우유를 마신다.", particles=True) == [
        "고양이", "가", "우유", "를", "마신다", ".",
    ]  # fmt: skip


def test_tokenize_joins_decomposed_hangul():
    decomposed = unicodedata.normalize("NFD", "고양이")
    assert decomposed != "고양이"
    assert tokenize(decomposed) == ["고양이"]


@pytest.mark.parametrize("text", ["", "   ", "\r\n\t"])
def test_tokenize_empty(text):
    assert tokenize(text) == []


def test_line_ends_do_not_matter():
    assert tokenize("a cat\r\na dog\rmilk") == tokenize("a cat\na dog\nmilk")


def test_split_particle_keeps_what_is_too_short_or_not_korean():
    assert split_particle("나이") == ("나이",)
    assert split_particle("cat") == ("cat",)
    assert split_particle("학교에서") == ("학교", "에서")


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
    with pytest.raises(ValueError, match="ids must (be whole|have 1 axes)"):
        Vocabulary(SENTENCE).decode(ids)


def test_empty_and_impossible_vocabularies():
    with pytest.raises(ValueError, match="empty"):
        Vocabulary([])
    with pytest.raises(ValueError, match="most frequent occurs 2 times"):
        Vocabulary(SENTENCE, min_count=3)
    with pytest.raises(ValueError, match="min_count is 0"):
        Vocabulary(SENTENCE, min_count=0)
    with pytest.raises(ValueError, match="max_size is 0"):
        Vocabulary(SENTENCE, max_size=0)
    with pytest.raises(TypeError, match="tokenize"):
        Vocabulary("the cat")
    with pytest.raises(TypeError, match="tokenize"):
        Vocabulary(SENTENCE).encode("the cat")


def test_windows_shrink_at_the_ends():
    assert list(windows(["a", "b", "c"], 1)) == [
        ("a", ["b"]),
        ("b", ["a", "c"]),
        ("c", ["b"]),
    ]
    assert list(windows(["a", "b"], 9)) == [("a", ["b"]), ("b", ["a"])]
    assert list(windows(["a"], 2)) == [("a", [])]
    assert list(windows([], 2)) == []


@given(st.lists(st.integers(0, 9), min_size=3, max_size=40), st.integers(1, 5))
def test_contexts_are_the_full_windows(ids, window):
    ids = np.array(ids)
    full = [(c, n) for c, n in windows(ids.tolist(), window) if len(n) == 2 * window]
    if len(ids) < 2 * window + 1:
        with pytest.raises(ValueError, match="no full window"):
            contexts(ids, window)
        return
    centres, neighbours = contexts(ids, window)
    assert centres.tolist() == [c for c, _ in full]
    assert neighbours.tolist() == [n for _, n in full]


@pytest.mark.parametrize("window", [0, -1, 1.5, "2", None])
def test_windows_that_are_none(window):
    with pytest.raises(ValueError, match="window is"):
        list(windows(SENTENCE, window))
    with pytest.raises(ValueError, match="window is"):
        contexts(np.arange(9), window)
