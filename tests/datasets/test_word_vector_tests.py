"""Similarity pairs and analogy questions: the format's quirks, and the real files."""

import pytest

from dlnlp.datasets import analogy_questions, available, similarity_pairs
from dlnlp.datasets.word_vector_tests import (
    ANALOGIES,
    SIMILARITY,
    parse_pairs,
    parse_questions,
)


def _needs(*names):
    for name in names:
        if not available(name):
            pytest.skip(f"{name} is neither in DLNLP_DATA nor cached")


def test_pairs_with_tabs_or_commas_comments_and_empty_lines():
    lines = ["# Word 1\tWord 2\tmean", "cat\ttiger\t7.35", "", "책, 종이,7", "a,b,10"]
    assert parse_pairs(lines, "file") == [
        ("cat", "tiger", 7.35),
        ("책", "종이", 7.0),
        ("a", "b", 10.0),
    ]


@pytest.mark.parametrize(
    "line", ["cat\ttiger", "cat tiger 7", "a,b,c", "a,b,1,2", "a\tb\t"]
)
def test_malformed_pair_names_file_and_line(line):
    with pytest.raises(
        ValueError, match=r"pairs\.tsv, line 2: expected two words and a score"
    ):
        parse_pairs(["a\tb\t1", line], "pairs.tsv")


def test_questions_in_sections_of_both_styles():
    lines = [
        ": family",
        "boy girl king queen",
        "",
        "# 국가 - 수도 (15 pairs)",
        "가 나 다 라",
    ]
    assert parse_questions(lines, "file") == [
        ("family", "boy", "girl", "king", "queen"),
        ("국가 - 수도", "가", "나", "다", "라"),
    ]


@pytest.mark.parametrize("line", ["boy girl king", "boy girl king queen prince"])
def test_malformed_question_names_file_and_line(line):
    with pytest.raises(ValueError, match=r"q\.txt, line 1: expected four words"):
        parse_questions([line], "q.txt")


def test_unknown_tests_are_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="wordsim353, simlex999, korean-wordsim353"):
        similarity_pairs("wordsim")
    with pytest.raises(ValueError, match="google, korean"):
        analogy_questions("bats")


@pytest.mark.parametrize(
    ("name", "count", "first"),
    [
        ("wordsim353", 353, ("love", "sex", 6.77)),
        ("simlex999", 999, ("old", "new", 1.58)),
        ("korean-wordsim353", 323, ("사랑", "섹스", 6.77)),
    ],
)
def test_real_pairs(name, count, first):
    _needs(SIMILARITY[name])
    pairs = similarity_pairs(name)
    assert (pairs == similarity_pairs()) is (name == "wordsim353")
    assert len(pairs) == count
    assert pairs[0] == first
    assert all(a and b and 0 <= score <= 10 for a, b, score in pairs)


@pytest.mark.parametrize(
    ("name", "count", "sections"), [("google", 19544, 14), ("korean", 1260, 6)]
)
def test_real_questions(name, count, sections):
    _needs(*ANALOGIES[name])
    questions = analogy_questions(name)
    assert (questions == analogy_questions()) is (name == "google")
    assert len(questions) == count
    assert len({question[0] for question in questions}) == sections
    assert all(len(question) == 5 and all(question) for question in questions)
