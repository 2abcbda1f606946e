"""What is added to a finished site, on a small one; and the archive of it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from zipfile import ZipFile

import archive
import publish
import pytest

URL = "https://example.org/dlnlp/"
HEAD = '<!DOCTYPE html><html><head><meta charset="utf-8"></head>'
SMALL = {
    "index.html": '<meta http-equiv="Refresh" content="0; url=book/intro.html" />',
    "404.html": f'{HEAD}<a href="book/intro.html"></a><a href="#up"></a>',
    "book/intro.html": f"{HEAD}<script>1</script>",
    "notebooks/01.html": HEAD,
    "search.html": HEAD,
    "ko/404.html": f'{HEAD}<a href="../book/intro.html"></a>',
    "ko/book/intro.html": HEAD,
    "ko/_static/translations.js": 'Documentation.addTranslations({"locale": "ko", '
    '"messages": {"Search": "검색", "a);": "b"}, "plural_expr": "n != 1"});',
    "live/lab/index.html": HEAD,
    "_static/macros.html": "{{ not a page }}",
}


@pytest.fixture
def small(tmp_path) -> Path:
    site = tmp_path / "html"
    for name, text in SMALL.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")
    return site


def contents(site: Path) -> dict[str, str]:
    files = [path for path in site.rglob("*") if path.is_file()]
    return {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8")
        for path in files
    }


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("", ""),
        ("https://example.org", "https://example.org/"),
        ("https://example.org/book//", "https://example.org/book/"),
    ],
)
def test_site_url_is_empty_or_ends_in_one_slash(monkeypatch, given, url):
    monkeypatch.setenv("SITE_URL", given)
    assert publish.site_url() == url


@pytest.mark.parametrize("given", ["example.org", "/book", "ftp://a.b", "https://a?b"])
def test_site_url_that_is_no_address_is_refused(monkeypatch, given):
    monkeypatch.setenv("SITE_URL", given)
    with pytest.raises(ValueError, match=r"SITE_URL is .*https://example\.org/book/"):
        publish.site_url()


def test_every_page_has_a_policy_and_only_live_ones_may_compile(small):
    publish.publish(small)
    compiling = []
    for name, text in contents(small).items():
        if name.endswith(".html") and name != "_static/macros.html":
            assert text.count("Content-Security-Policy") == 1, name
            compiling += [name] if "unsafe-eval" in text else []
    assert compiling == ["live/lab/index.html"]
    assert contents(small)["_static/macros.html"] == SMALL["_static/macros.html"]


def test_an_event_handler_is_reported_with_its_page(small):
    (small / "book" / "intro.html").write_text('<b onclick="f()">')
    with pytest.raises(ValueError, match=r"intro\.html: .*<b onclick="):
        publish.publish(small)


def test_publishing_twice_changes_nothing(small):
    publish.publish(small, URL)
    once = contents(small)
    publish.publish(small, URL)
    assert contents(small) == once


def test_links_of_the_404_page_start_at_the_site(small):
    publish.publish(small, URL)
    assert 'href="/dlnlp/book/intro.html"' in contents(small)["404.html"]
    assert 'href="#up"' in contents(small)["404.html"]
    assert 'href="/dlnlp/ko/../book/intro.html"' in contents(small)["ko/404.html"]


def test_addresses_that_hold_anywhere_are_left_alone():
    page = (
        '<html data-content_root="./"><a href="/x"><a href="https://a.b/"><a href="">'
        '<img src="data:,"><form action="search.html">'
    )
    assert publish.anywhere(page, "/r/") == (
        '<html data-content_root="/r/"><a href="/x"><a href="https://a.b/">'
        '<a href="/r/"><img src="data:,"><form action="/r/search.html">'
    )


def test_sitemap_names_what_people_read_in_both_languages(small):
    publish.publish(small, URL)
    names = {"": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    urls = ET.parse(small / "sitemap.xml").getroot().findall("url", names)
    found = {
        url.find("loc", names).text: {
            link.get("hreflang"): link.get("href")
            for link in url.findall("{http://www.w3.org/1999/xhtml}link")
        }
        for url in urls
    }
    both = {"en": f"{URL}book/intro.html", "ko": f"{URL}ko/book/intro.html"}
    chapter = f"{URL}notebooks/01.html"
    assert found == {both["en"]: both, both["ko"]: both, chapter: {"en": chapter}}
    assert f"Sitemap: {URL}sitemap.xml" in contents(small)["robots.txt"]
    assert "Disallow: /dlnlp/live/" in contents(small)["robots.txt"]


def test_without_an_address_there_is_no_sitemap_and_it_is_said(small, capsys):
    publish.publish(small)
    assert not (small / "sitemap.xml").exists()
    assert "Sitemap" not in contents(small)["robots.txt"]
    assert "SITE_URL is not set" in capsys.readouterr().out


def test_words_of_scripts_need_no_compiler(small):
    publish.publish(small)
    script = contents(small)["ko/_static/translations.js"]
    assert "addTranslations" not in script
    assert '"Search": "검색"' in script
    assert "PLURAL_EXPR = (n) => (n != 1);" in script
    assert 'LOCALE = "ko";' in script


def test_an_archive_depends_on_the_files_alone(small, tmp_path):
    first, second = tmp_path / "a.zip", tmp_path / "b" / "b.zip"
    archive.pack(small, first)
    for path in small.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        path.unlink()
        path.write_text(text, encoding="utf-8")
    archive.pack(small, second)
    assert first.read_bytes() == second.read_bytes()
    with ZipFile(first) as packed:
        assert packed.testzip() is None
        assert packed.namelist() == [f"dlnlp-book/{name}" for name in sorted(SMALL)]


def test_an_empty_folder_is_not_packed(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"build the book first"):
        archive.pack(tmp_path, tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()
