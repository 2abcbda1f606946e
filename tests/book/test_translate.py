"""The check of the translation: it knows what is missing, and fails where it must."""

from __future__ import annotations

import re
import shutil
from string import Formatter

import package_messages
import pytest
import settings
import translate
from fontTools.ttLib import TTFont
from sphinx_intl.basic import update

PAGE = "book/page"
ENGLISH = ["A title", "A sentence.", "Another sentence."]
KOREAN = ["제목", "문장 하나.", "문장 하나 더."]


def write(path, messages):
    """A catalogue of (English, Korean) messages; fuzzy ones have a flag before them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    entries = [
        "".join(f"#, {flag}\n" for flag in flags)
        + f'msgid "{english}"\nmsgstr "{korean}"\n'
        for english, korean, *flags in messages
    ]
    path.write_text("\n".join([head, *entries]), encoding="utf-8")


@pytest.fixture
def progress(tmp_path):
    """Of one page with the messages of ENGLISH, for a catalogue of one's choice."""
    templates, catalogues = tmp_path / "templates", tmp_path / "catalogues"
    write(templates / f"{PAGE}.pot", [(text, "") for text in ENGLISH])

    def of(messages, declared=(PAGE,)):
        if messages is not None:
            write(catalogues / f"{PAGE}.po", messages)
        (page,) = translate.progress(templates, catalogues, list(declared))
        return page

    return of


def test_a_whole_translation_is_not_behind(progress):
    page = progress(list(zip(ENGLISH, KOREAN, strict=True)))
    assert (page.total, page.translated, page.untranslated) == (3, 3, 0)
    assert not page.behind


@pytest.mark.parametrize(
    ("messages", "counts"),
    [
        (None, (0, 3, 0, 0)),
        ([("A title", "제목")], (1, 2, 0, 0)),
        ([("A title", "제목"), ("A sentence.", ""), ("Gone.", "간 것")], (1, 2, 0, 1)),
        (
            [
                ("A title", "제목"),
                ("A sentence.", "문장 하나.", "fuzzy"),
                ("Another sentence.", "문장 하나 더."),
            ],
            (2, 0, 1, 0),
        ),
    ],
    ids=["no catalogue", "missing", "untranslated and outdated", "fuzzy"],
)
def test_what_falls_behind_is_counted_by_its_kind(progress, messages, counts):
    page = progress(messages)
    assert page.behind
    assert (page.translated, page.untranslated, page.fuzzy, page.outdated) == counts


def test_only_a_declared_page_can_be_behind(progress):
    assert not progress(None, declared=()).behind


def test_a_declared_page_must_exist(progress):
    with pytest.raises(ValueError, match=r"not a page: book/pgae; the pages are book/"):
        progress(None, declared=["book/pgae"])


def test_the_table_names_the_page_and_what_it_lacks(progress):
    head, line = translate.table([progress([("A title", "제목")])]).splitlines()
    assert (
        head.split() == "page messages translated untranslated fuzzy outdated".split()
    )
    assert line.split() == [PAGE, "3", "1", "2", "0", "0", "BEHIND"]


@pytest.fixture(scope="module")
def messages(tmp_path_factory):
    """The book's own templates, extracted now."""
    return translate.extract(tmp_path_factory.mktemp("messages"))


def test_no_page_declared_as_translated_is_behind_its_english(messages):
    declared = translate.declared(translate.EDITION)
    pages = translate.progress(messages, translate.CATALOGUES, declared)
    assert declared
    assert not [page for page in pages if page.behind], translate.table(pages)


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """The package's own templates, extracted now."""
    return package_messages.extract(tmp_path_factory.mktemp("package") / "templates")


def test_no_part_of_the_package_declared_as_translated_is_behind(package):
    declared = translate.declared(translate.EDITION, "translated_package")
    parts = translate.progress(package, translate.PACKAGE, declared)
    assert {"common", "ch01"} <= set(declared)
    assert not [part for part in parts if part.behind], translate.table(parts)


def test_what_is_marked_in_the_package_and_its_notebooks_is_extracted():
    parts = package_messages.gather()
    assert "Play {}" in parts["common"]
    assert "the book's code" in parts["common"]  # in the head of a page's table
    for text in (
        "the row of milk",  # a checker's claim
        "{} of the squares",  # a figure's title
        "window size",  # a label that a notebook gives
        "weighting",  # a parameter that has no other label
        "The groups lie apart: metals, family, food, directions.",  # a caption
        "singular values",  # in the head of a table
    ):
        assert text in parts["ch01"]
    every = [message for messages in parts.values() for message in messages]
    assert len(every) == len(set(every))


@pytest.mark.parametrize(
    "path", sorted(translate.PACKAGE.glob("*.po")), ids=lambda path: path.stem
)
def test_a_translation_has_the_places_and_lines_of_its_english(path):
    for message in translate.read(path):
        if message.id and message.string:
            assert places(message.string) == places(message.id), message.id
            assert message.string.count("\n") <= message.id.count("\n")


def places(text):
    """What is put in where: {} or {1}, with its format; by the order in English."""
    fields = [f for f in Formatter().parse(text) if f[1] is not None]
    assert len({bool(name) for _, name, _, _ in fields}) < 2  # numbered all, or none
    found = [(name or str(n), form) for n, (_, name, form, _) in enumerate(fields)]
    return sorted(found)


def test_catalogues_depend_on_the_text_alone(messages, tmp_path):
    """No date, place or line number; and to update them twice changes nothing."""
    for path in messages.rglob("*.pot"):
        text = path.read_text(encoding="utf-8")
        assert "Date: 1970-01-01 00:00+0000" in text
        assert "#: " not in text
        assert str(settings.ROOT) not in text
    shutil.copytree(translate.CATALOGUES, tmp_path / "ko" / "LC_MESSAGES")
    first, second = [updated(tmp_path, messages) for _ in range(2)]
    assert first == second


def test_the_packages_catalogues_depend_on_its_texts_alone(package, tmp_path):
    for path in package.glob("*.pot"):
        text = path.read_text(encoding="utf-8")
        assert "Date: 1970-01-01 00:00+0000" in text
        assert "#: " not in text
    folder = tmp_path / "ko" / "LC_MESSAGES"
    shutil.copytree(translate.PACKAGE, folder)
    first, second = [updated(tmp_path, package) for _ in range(2)]
    assert first == second


def updated(locale, messages):
    update(str(locale), str(messages), ("ko",), ignore_obsolete=True)
    return {path: path.read_bytes() for path in locale.rglob("*.po")}


def test_settings_change_at_any_depth_and_leave_the_old_ones_alone():
    old = {"a": {"b": 1, "c": [1]}, "d": 2}
    assert settings.changed(old, {"a": {"c": [2]}, "e": 3}) == {
        "a": {"b": 1, "c": [2]},
        "d": 2,
        "e": 3,
    }
    assert old == {"a": {"b": 1, "c": [1]}, "d": 2}


def test_every_syllable_of_the_edition_has_its_letterform():
    """In the files that come with the book, and where their style sheet says."""
    texts = [*translate.LOCALE.rglob("*.po"), translate.EDITION]
    texts += translate.PACKAGE.glob("*.po")
    used = set(
        re.findall("[가-힣]", "".join(path.read_text("utf-8") for path in texts))
    )
    assets = settings.ROOT / "book" / "assets"
    rules = re.findall(
        r'"Noto (\w+) KR"; font-style: normal; font-weight: (\d+)'
        r".*?url\((.*?)\).*?range: (.*?);",
        (assets / "ko-fonts.css").read_text(encoding="utf-8"),
        re.DOTALL,
    )
    covered: dict[tuple[str, str], set[str]] = {}
    for family, weight, file, ranges in rules:
        characters = set(TTFont(assets / file).getBestCmap())
        for first, last in re.findall(r"U\+(\w+)(?:-(\w+))?", ranges):
            promised = set(range(int(first, 16), int(last or first, 16) + 1))
            assert promised <= characters, file
            covered.setdefault((family, weight), set()).update(map(chr, promised))
    assert len(covered) == 4  # two weights of two families
    for face, syllables in covered.items():
        assert used <= syllables, face
