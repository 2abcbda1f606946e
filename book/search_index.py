"""What the search knows of a finished edition: its sections, one by one.

Sphinx's search finds pages, and a chapter is one page. So its index is replaced by one
of sections: the prose of each, without code, formulas in TeX or figures, its heading,
the terms of the glossary that it explains, and the names that its code uses. The
browser ranks them (book/section_search.js). The terms that the glossary names in two
languages, and those of `ALSO`, are searched for in all their names.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from settings import ROOT

INDEX = "searchindex.js"
GLOSSARY = "book/glossary.html"
RANKING = (ROOT / "book" / "section_search.js").read_text(encoding="utf-8")
UNSEEN = (
    "script, style, svg, nav, pre, .headerlink, .toctree-wrapper, .chapters-of-term"
)
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{3,}")
TEX = re.compile(r"\\(?:text|mathbf|operatorname|frac|left|right)\b|[{}\\()\[\]^_&]")
JOINERS = re.compile("[\u00ad\u200b\u2060\ufeff]")  # seen by no reader
SUMMARY = re.compile(r"exercise|further-reading|the-chapter-on-one-page|epilogue")
# Other words for the glossary's terms, as other books and papers have them.
ALSO = (
    ("문맥", "맥락", "context"),
    ("스무딩", "평활화", "smoothing"),
    ("유의어", "동의어", "synonym"),
    ("혼란도", "퍼플렉시티", "퍼플렉서티", "perplexity"),
    ("워드넷", "wordnet"),
    ("동시출현", "동시발생", "co-occurrence"),
    ("특이값", "특잇값", "singular value"),
    ("차원감소", "차원 축소", "dimensionality reduction"),
    ("정규화", "정칙화", "규제", "regularization"),
    ("장단기 메모리", "lstm"),
    ("주의집중", "어텐션", "attention"),
    ("단어임베딩", "임베딩", "embedding"),
    ("소프트맥스", "softmax"),
    ("루트", "제곱근", "√", "sqrt", "square root"),
    ("역전파", "backward pass", "backprop", "backpropagation"),
    ("시퀀스 투 시퀀스", "seq2seq", "인코더-디코더", "encoder-decoder"),
    ("ptb", "penn treebank", "펜 트리뱅크"),
    ("ntm", "뉴럴 튜링 머신", "neural turing machine"),
    ("bpe", "바이트 쌍 인코딩", "byte-pair encoding"),
)


def write(site: Path, editions: Iterable[str]) -> None:
    """Put the index of each edition, a folder of the site, in the place of Sphinx's."""
    read = {edition: articles(site / edition) for edition in editions}
    terms = {
        edition: glossary_terms(pages[GLOSSARY]) if GLOSSARY in pages else []
        for edition, pages in read.items()
    }
    # A section explains in every edition what its glossary says in one.
    places: dict[str, set[str]] = {}
    for term in itertools.chain(*terms.values()):
        places.setdefault(term["id"], set()).update(term["places"])
    for edition, pages in read.items():
        explained: dict[str, list[str]] = {}
        for term in terms[edition]:
            for place in sorted(places[term["id"]]):
                explained.setdefault(place, []).extend(term["names"])
        found = []
        for path, article in pages.items():
            if path != GLOSSARY:
                found += page_sections(path, article, explained)
        for term in terms[edition]:
            found.append(
                [GLOSSARY, term["id"], "", term["title"], term["text"], "", "", 1]
            )
        names = [term["names"] for term in terms[edition] if len(term["names"]) > 1]
        index = {"sections": found, "names": [*names, *ALSO]}
        text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
        script = f"{RANKING}Search.setIndex({text});\n"
        path = site / edition / INDEX
        path.write_text(script, encoding="utf-8", newline="\n")


def articles(edition: Path) -> dict[str, BeautifulSoup]:
    """What there is to read on each page, by its path in the edition."""
    pages = sorted([*edition.glob("book/*.html"), *edition.glob("notebooks/**/*.html")])
    return {
        page.relative_to(edition).as_posix(): BeautifulSoup(
            plain_article(page.read_text(encoding="utf-8")), "html.parser"
        )
        for page in pages
    }


def plain_article(html: str) -> str:
    """The article of a page, less what takes long to read: drawings, scripts, and the
    colours of code.
    """
    article = html[html.find("<article") :].partition("</article>")[0]
    article = re.sub(r"<(svg|script)\b.*?</\1>", "", article, flags=re.DOTALL)
    return re.sub(
        r"<pre>.*?</pre>",
        lambda code: f"<pre>{re.sub('<[^>]*>', '', code[0])}</pre>",
        article,
        flags=re.DOTALL,
    )


def glossary_terms(soup: BeautifulSoup) -> list[dict[str, Any]]:
    """The terms, each with its names in both languages and where it is explained."""
    found = []
    for head in soup.select("dl.glossary dt"):
        body = head.find_next_sibling("dd")
        if not isinstance(body, Tag):
            continue
        links = body.select(".chapters-of-term a")
        places = [re.sub(r"^(\.\./)+", "", str(link["href"])) for link in links]
        title = text_of(head)
        name, _, other = title.removesuffix(")").partition(" (")
        names = f"{name}, {other}".lower().split(", ")
        found.append(
            {
                "id": str(head["id"]),
                "title": title,
                "names": [name for name in dict.fromkeys(names) if name],
                "places": places,
                "text": text_of(body),
            }
        )
    return found


def page_sections(
    path: str, soup: BeautifulSoup, explained: dict[str, list[str]]
) -> list[list[Any]]:
    """[page, id, page's title, heading, text, terms, names in the code, kind] of each.

    kind  0: prose; 1: a summary, an exercise, or an entry of the glossary
    """
    article = soup.select_one("article")
    if article is None:
        return []
    found, heading = [], article.find("h1")
    title = text_of(heading) if isinstance(heading, Tag) else ""
    # The inner before the outer: what has been read is taken out.
    for section in reversed(article.find_all("section")):
        heading = section.find(re.compile("^h[1-6]$"))
        if not isinstance(heading, Tag):
            continue
        own = text_of(heading)
        heading.extract()
        cells = section.select("div.cell")
        code = " ".join(cell.get_text() for cell in cells)
        for cell in cells:
            cell.extract()
        text, name = text_of(section), str(section["id"])
        known = text.lower()
        used = sorted({n for n in NAME.findall(code) if n.lower() not in known})
        terms = ", ".join(explained.get(f"{path}#{name}", []))
        kind = int(bool(SUMMARY.search(name)))
        found.append([path, name, title, own, text, terms, " ".join(used), kind])
        section.extract()
    return found[::-1]


def text_of(tag: Tag) -> str:
    """What one reads of it."""
    for unseen in tag.select(UNSEEN):
        unseen.extract()
    for formula in tag.select(".math"):
        formula.replace_with(" ".join(TEX.sub(" ", formula.get_text()).split()))
    return " ".join(JOINERS.sub("", tag.get_text()).split())
