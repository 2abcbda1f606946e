"""The Korean edition: its words, its type, the way to it and back, and its search."""

from __future__ import annotations

import build
import pytest
from bs4 import BeautifulSoup
from language_switch import HANGUL

CHAPTER = "notebooks/01_meaning_from_company.html"
TRANSLATED = ("book/intro.html", CHAPTER, "notebooks/05_remembering_on_purpose.html")
GLOSSARY = "book/glossary.html"
# Words of drawings that end outside of them
CUT = """() => [...document.querySelectorAll("figure.explore svg")].flatMap((svg) => {
    const frame = svg.getBoundingClientRect();
    return [...svg.querySelectorAll("text")].filter((text) => {
        const box = text.getBoundingClientRect();
        return box.left < frame.left - 1 || box.right > frame.right + 1
            || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
    }).map((text) => text.textContent);
})"""
MOST_TYPE = 500_000  # bytes of Korean type a page


def syllables(text: str) -> float:
    """The share of Hangul among the letters."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum("가" <= letter <= "힣" for letter in letters) / len(letters)


@pytest.mark.parametrize("page", TRANSLATED)
def test_a_translated_page_speaks_korean(visit, address, page):
    seen = visit(f"{address}/ko/{page}")
    assert seen.problems == []
    assert seen.page.locator("html").get_attribute("lang") == "ko"
    prose = seen.page.locator(".bd-article section > p").all_inner_texts()
    assert syllables(" ".join(prose)) > 0.7
    assert syllables(seen.page.title()) == 1
    folds = seen.page.locator(".bd-article summary").all_text_contents()
    assert [fold for fold in folds if not HANGUL.search(fold)] == []
    assert seen.page.locator(".not-translated").count() == 0
    captions = seen.page.locator("nav.bd-links .caption").all_inner_texts()
    assert [syllables(caption) for caption in captions] == [1] * len(captions)


def test_what_is_english_on_a_korean_page_is_marked(visit, address):
    page = visit(f"{address}/ko/{CHAPTER}").page
    english = page.locator(".cell_output[lang=en]")
    assert english.count() > 0
    assert not HANGUL.search(" ".join(english.all_text_contents()))
    korean = page.locator(".cell_output:not([lang])")  # some below folded solutions
    assert korean.count() > 10
    assert all(HANGUL.search(text) for text in korean.all_text_contents())


@pytest.mark.parametrize("width", [1280, 360])
def test_the_words_of_a_figure_are_korean_and_not_cut(visit, address, width):
    page = visit(f"{address}/ko/{CHAPTER}", width=width).page
    captions = page.locator("figure.explore figcaption").all_inner_texts()
    assert all(syllables(caption) > 0 for caption in captions)
    labels = page.locator(".explore-control > label").all_inner_texts()
    assert all(syllables(label) == 1 for label in labels)
    assert page.evaluate(CUT) == []


def test_a_checker_answers_in_korean(visit, address):
    page = visit(f"{address}/ko/{CHAPTER}").page
    told = " ".join(page.locator(".tag_exercise .cell_output").all_inner_texts())
    assert "아직 답이 없다" in told
    assert "there is no answer" not in told


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("page", [*TRANSLATED, "search.html"])
def test_the_switch_leads_to_the_same_page_and_back(visit, address, page, width):
    """By keyboard, which a pointer's click would not show to work."""
    browser = visit(f"{address}/{page}", width=width).page
    for edition, language in (("/ko/", "ko"), ("/", "en")):
        switch = browser.locator("a.language-switch")
        assert switch.get_attribute("lang") == language
        assert switch.get_attribute("hreflang") == language
        box = switch.bounding_box()
        assert box["height"] >= 24
        assert box["x"] + box["width"] <= width
        switch.focus()
        switch.press("Enter")
        browser.wait_for_url(f"{address}{edition}{page}")
        assert browser.locator("html").get_attribute("lang") == language


@pytest.mark.parametrize("page", [*build.expected_pages(), "search.html"])
def test_machines_are_told_of_both_editions(site, page):
    for file in (site / page, site / "ko" / page):
        head, end, _ = file.read_text(encoding="utf-8").partition("</head>")
        assert end
        found = {
            link["hreflang"]: (file.parent / link["href"]).resolve()
            for link in BeautifulSoup(head, "html.parser").select(
                "link[rel=alternate][hreflang]"
            )
        }
        assert found == {"en": site / page, "ko": site / "ko" / page}


def test_the_switch_needs_no_server(visit, site):
    page = visit((site / CHAPTER).as_uri()).page
    page.locator("a.language-switch").click()
    page.wait_for_url((site / "ko" / CHAPTER).as_uri())


@pytest.mark.parametrize("page", TRANSLATED)
def test_korean_type_is_ours_and_light(visit, address, site, page):
    seen = visit(f"{address}/ko/{page}")
    files = {url.rsplit("/", 1)[1] for url in seen.requests if "noto-" in url}
    fonts = site / "ko" / "_static" / "fonts"
    assert any(name.startswith("noto-serif") for name in files)
    assert any(name.startswith("noto-sans") for name in files)
    assert sum((fonts / name).stat().st_size for name in files) <= MOST_TYPE
    assert all(url.startswith((address, "data:")) for url in seen.requests)


@pytest.mark.parametrize(
    ("page", "korean"), [("book/intro.html", False), (GLOSSARY, True)]
)
def test_an_english_page_loads_korean_type_for_korean_words_alone(
    visit, address, page, korean
):
    requests = visit(f"{address}/{page}").requests
    assert any("noto-" in url for url in requests) is korean


def test_hangul_is_never_slanted(visit, address):
    page = visit(f"{address}/ko/{CHAPTER}").page
    assert page.evaluate("getComputedStyle(document.body).fontSynthesisStyle") == "none"


@pytest.mark.parametrize(
    "words",
    [
        *["동시발생", "특잇값", "SVD를", "말뭉치 행렬", "밀집벡터를", "분포가설은"],
        *["특잇값분해", "윈도우크기", "차원감소", "단어의 분산표현", "점별상호정보량"],
        *["코사인유사도", "문맥", "스무딩", "유의어", "워드넷"],
    ],
)
def test_search_finds_korean_words(visit, address, words):
    """Whatever particle follows them, with a space or without, by either name."""
    page = visit(f"{address}/ko/search.html?q={words}").page
    results = page.locator("ul.search li a")
    results.first.wait_for()
    found = results.evaluate_all("all => all.map((a) => a.href)")
    assert any(f"/ko/{CHAPTER}" in url for url in found)


def test_the_other_language_opens_at_the_same_place(visit, address):
    page = visit(f"{address}/notebooks/01_meaning_from_company.html").page
    section = page.locator(".bd-article section section[id]").nth(3)
    place = section.get_attribute("id")
    section.evaluate("e => e.scrollIntoView()")
    page.locator(".language-switch").first.evaluate("e => e.click()")  # no scrolling
    page.wait_for_url(f"{address}/ko/notebooks/01_meaning_from_company.html#{place}")


def test_the_other_language_searches_for_the_same(visit, address):
    page = visit(f"{address}/search.html?q=softmax").page
    page.locator(".language-switch").first.click()
    page.wait_for_url(f"{address}/ko/search.html?q=softmax")


def test_the_glossary_is_sorted_and_leads_to_the_chapters(visit, address):
    page = visit(f"{address}/ko/{GLOSSARY}").page
    terms = page.locator("dl.glossary > dt").all_inner_texts()
    hangul = [term for term in terms if "가" <= term[0] <= "힣"]
    assert len(hangul) > 80
    assert hangul == sorted(hangul) == terms[: len(hangul)]
    entry = page.locator("dl.glossary dd", has_text="점수를 확률로 바꾼다").first
    entry.get_by_role("link", name="2장").click()
    page.wait_for_url(f"{address}/ko/notebooks/02_predicting_words.html#**")
    page.locator("strong", has_text="소프트맥스").first.click()
    page.wait_for_url(f"{address}/ko/{GLOSSARY}#**")


def test_a_displayed_formula_speaks_korean(site):
    """Its words are translated, and it is a formula still."""
    for page in ("04_guessing_the_next_word", "06_reading_then_writing"):
        html = (site / "ko" / "notebooks" / f"{page}.html").read_text(encoding="utf-8")
        formulas = BeautifulSoup(html, "html.parser").select("div.math")
        texts = [formula.get_text() for formula in formulas]
        assert not [text for text in texts if "::" in text]
        assert [text for text in texts if syllables(text) > 0]


def test_words_of_the_other_language_are_marked(visit, address):
    english = visit(f"{address}/book/glossary.html").page
    assert english.locator("article [lang=ko]").count() > 50
    korean = visit(f"{address}/ko/notebooks/01_meaning_from_company.html").page
    assert korean.locator("article p > [lang=en]").count() > 20
