"""Dates: each text means one day, whatever language it is in."""

import sys
from datetime import date
from itertools import product

import numpy as np
import pytest

from dlnlp.datasets import dates, written_date
from dlnlp.datasets.dates import FORMATS, LOCALES

DAY = date(2005, 3, 4)


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (
            "en_US",
            ["3/4/05", "Mar 4, 2005", "March 4, 2005", "Friday, March 4, 2005"],
        ),
        (
            "ko_KR",
            ["05. 3. 4.", "2005. 3. 4.", "2005년 3월 4일", "2005년 3월 4일 금요일"],
        ),
        (
            "de_DE",
            ["04.03.05", "04.03.2005", "4. März 2005", "Freitag, 4. März 2005"],
        ),
    ],
)
def test_written_dates(locale, expected):
    assert [written_date(DAY, locale, form) for form in FORMATS] == expected
    assert written_date(DAY, locale) == expected[-1]


def test_spaces_are_ordinary_ones():
    for locale, form in product(LOCALES, FORMATS):
        text = written_date(DAY, locale, form)
        assert not any(c.isspace() for c in text.replace(" ", ""))


def test_no_text_means_two_days():
    """Of days that could be taken for one another: day, month and year up to 12."""
    meant = {}
    days = [date(2000 + y, m, d) for y, m, d in product(range(1, 13), repeat=3)]
    for day, locale, form in product(days, LOCALES, FORMATS):
        text = written_date(day, locale, form)
        for written in text, text.lower(), text.upper():
            assert meant.setdefault(written, day) == day


def test_answers_are_right_and_no_question_comes_twice():
    settings = {"first": date(1999, 11, 1), "last": date(2000, 3, 31)}
    pairs = dates(1_000, rng=np.random.default_rng(0), **settings)
    assert len(pairs) == len({question for question, _ in pairs}) == 1_000
    assert len({len(question) for question, _ in pairs}) == 1
    days = [date.fromisoformat(answer.removeprefix("_")) for _, answer in pairs]
    assert min(days) == date(1999, 11, 1)
    assert max(days) == date(2000, 3, 31)
    for (question, answer), day in zip(pairs, days, strict=True):
        assert answer == f"_{day}"
        texts = {written_date(day, loc, form) for loc in LOCALES for form in FORMATS}
        written = question.rstrip()
        assert written in {x for t in texts for x in (t, t.lower(), t.upper())}


def test_half_is_written_as_usual_and_a_quarter_in_capitals():
    pairs = dates(
        4_000, rng=np.random.default_rng(0), locales=["en_US"], formats=["full"]
    )
    upper = np.mean([question.isupper() for question, _ in pairs])
    lower = np.mean([question.islower() for question, _ in pairs])
    assert (upper, lower) == pytest.approx((0.25, 0.25), abs=0.03)


def test_locales_and_formats_are_equally_frequent():
    pairs = dates(3_000, rng=np.random.default_rng(0), locales=["ko_KR", "en_US"])
    korean = np.mean(["년" in q or ". " in q for q, _ in pairs])
    assert korean == pytest.approx(0.5, abs=0.05)
    pairs = dates(2_000, rng=np.random.default_rng(0), locales=["en_US"])
    short = np.mean(["/" in question for question, _ in pairs])
    assert short == pytest.approx(0.25, abs=0.03)


def test_every_locale_and_format_unless_chosen():
    def drawn(**settings):
        return dates(50, rng=np.random.default_rng(0), **settings)

    fifty_years = {"first": date(1970, 1, 1), "last": date(2019, 12, 31)}
    assert drawn() == drawn(locales=LOCALES, formats=FORMATS, **fifty_years)


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ({"n": 0}, "n is 0"),
        ({"locales": []}, "at least one locale"),
        ({"formats": []}, "at least one locale and one format"),
        ({"locales": ["xx_YY"]}, "no locale 'xx_YY'"),
        ({"locales": ["english"]}, "no locale 'english'"),
        ({"formats": ["tiny"]}, "there are short, medium, long, full"),
        ({"last": date(1969, 12, 31)}, "must not be before it"),
        ({"last": date(2070, 1, 1)}, "nor a hundred years later"),
        ({"n": 999, "last": date(1970, 1, 2)}, "only .* different ones were found"),
    ],
)
def test_bad_requests(settings, what):
    with pytest.raises(ValueError, match=what):
        dates(**({"n": 5, "rng": np.random.default_rng(0)} | settings))


def test_without_babel_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "babel", None)
    with pytest.raises(ImportError, match="pip install babel"):
        written_date(DAY)
