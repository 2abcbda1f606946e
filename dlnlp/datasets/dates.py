"""Dates as people write them, in many languages, and the same in one form for all."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from dlnlp.arrays import check_size

FORMATS = ("short", "medium", "long", "full")
# In these languages no text means two days. Spanish would: 4/3/05 is a day in March
# there, and in American English one in April.
LOCALES = (
    "en_US", "en_GB", "ko_KR", "ja_JP", "zh_CN", "de_DE", "fr_FR", "pt_BR", "sv_SE",
    "ru_RU",
)  # fmt: skip


def dates(
    n: int,
    *,
    rng: np.random.Generator,
    locales: Sequence[str] = LOCALES,
    formats: Sequence[str] = FORMATS,
    first: date = date(1970, 1, 1),
    last: date = date(2019, 12, 31),
) -> list[tuple[str, str]]:
    """Date task: n dates and their ISO 8601 form: ("3/4/05        ", "_2005-03-04").

    Each is a day, a language and a format drawn at random; half of them are written as
    usual, a quarter in lower case, a quarter in capitals. In the form of "Deep Learning
    from Scratch 2", whose dates are those of en_US: blanks make all questions equally
    long, and the answers begin with "_". No question comes twice.

    locales      language and country: "ko_KR"; see `written_date`
    first, last  the first and the last day, less than a hundred years apart, as some
                 formats give a year two digits

    ValueError: n below 1, no locales or formats, unknown ones, a last day before the
    first or a hundred years later, n above what there is.

    >>> question, answer = dates(1, rng=np.random.default_rng(0))[0]
    >>> answer[0], date.fromisoformat(answer[1:]).year > 1969
    ('_', True)
    """
    n = check_size(n, "n")
    if not locales or not formats:
        raise ValueError("there must be at least one locale and one format")
    days = (last - first).days + 1
    if not 0 < days <= 36_524:
        raise ValueError(
            f"the last day is {last} and the first {first}; it must not be before it, "
            "nor a hundred years later"
        )
    chosen: dict[str, str] = {}
    for _ in range(20):  # rounds; after the first, most of what is drawn is known
        draws = zip(
            rng.integers(days, size=n).tolist(),
            rng.integers(len(locales), size=n).tolist(),
            rng.integers(len(formats), size=n).tolist(),
            rng.integers(4, size=n).tolist(),
            strict=True,
        )
        for day, locale, form, case in draws:
            if len(chosen) == n:
                width = max(map(len, chosen))
                return [(text.ljust(width), iso) for text, iso in chosen.items()]
            when = first + timedelta(days=day)
            text = written_date(when, locales[locale], formats[form])
            text = (text, text, text.lower(), text.upper())[case]
            chosen[text] = f"_{when.isoformat()}"
    raise ValueError(
        f"n is {n}, but only {len(chosen)} different ones were found; ask for fewer, "
        "or allow more days, locales or formats"
    )


def written_date(day: date, locale: str = "en_US", form: str = "full") -> str:
    """A date in a language: "Friday, March 4, 2005", "2005년 3월 4일 금요일".

    locale  language and country of Unicode's Common Locale Data Repository, by `babel`
    form    "short", "medium", "long" or "full"

    All spaces are ordinary ones. ValueError: another form or locale. ImportError: babel
    is missing; the message has the command that installs it.

    >>> written_date(date(2005, 3, 4)), written_date(date(2005, 3, 4), "ko_KR", "long")
    ('Friday, March 4, 2005', '2005년 3월 4일')
    """
    try:
        from babel import UnknownLocaleError
        from babel.dates import format_date
    except ImportError as error:
        raise ImportError(
            "dates in many languages need the package babel, which is not installed: "
            "python -m pip install babel"
        ) from error
    if form not in FORMATS:
        raise ValueError(f"no format {form!r}; there are {', '.join(FORMATS)}")
    try:
        text = format_date(day, form, locale=locale)
    except (UnknownLocaleError, ValueError, TypeError) as error:
        raise ValueError(f"no locale {locale!r}; one is named as en_US is") from error
    return " ".join(text.split())
