"""The site as a host has it: its policy holds, its pages can be shared and found."""

from __future__ import annotations

import functools
import re
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from zipfile import ZipFile

import archive
import pytest
from bs4 import BeautifulSoup
from PIL import Image

INJECTED = """() => {
    const script = document.createElement("script");
    script.textContent = "window.injected = true";
    document.body.append(script);
    const button = document.createElement("button");
    button.setAttribute("onclick", "window.injected = true");
    button.click();
    setTimeout("window.injected = true");
    return new Promise((done) => {
        setTimeout(() => done(window.injected ?? "refused"), 1);
    });
}"""


def meta(site, path) -> dict[str, str]:
    """What the page's meta elements say, by their property or name."""
    head, end, _ = (site / path).read_text(encoding="utf-8").partition("</head>")
    assert end
    return {
        str(element.get("property") or element.get("name")): element.get("content", "")
        for element in BeautifulSoup(head, "html.parser").find_all("meta")
    }


def test_a_script_that_was_not_built_into_the_page_is_refused(visit, address):
    seen = visit(f"{address}/book/intro.html")
    assert seen.problems == []
    assert seen.page.evaluate(INJECTED) == "refused"
    assert any("Content Security Policy" in problem for problem in seen.problems)


def test_the_policy_refuses_other_hosts(visit, address):
    page = visit(f"{address}/book/intro.html").page
    asked = "fetch('http://localhost:9/').then(() => 'answered', () => 'refused')"
    with page.expect_console_message(lambda m: "Content Security Policy" in m.text):
        assert page.evaluate(asked) == "refused"


def test_search_finds_words_under_the_policy(visit, address):
    seen = visit(f"{address}/search.html?q=dimension")
    seen.page.locator("#search-results li a").first.wait_for()
    assert seen.problems == []


def test_every_page_says_what_it_is_about(site, path):
    if path.endswith("search.html"):
        return  # nobody shares a search
    said = meta(site, path)
    for name in ("og:title", "og:type", "og:locale", "og:image:alt", "twitter:card"):
        assert said[name]
    assert said["description"] == said["og:description"]
    assert 20 <= len(said["description"]) <= 200
    assert re.search(r"[.?!…]$", said["description"])
    assert not re.search(r"[<>{}\\`]", said["description"])


def test_preview_images_are_large_enough_and_light(site, path):
    if path.endswith("search.html"):
        return  # nobody shares a search
    image = (site / path).parent / meta(site, path)["og:image"]
    assert image.stat().st_size < 100_000
    assert Image.open(image).size == (1200, 630)


def test_each_chapter_has_a_drawing_of_its_own(site, chapter):
    from sharing.drawings import DRAWINGS

    number = chapter.removeprefix("notebooks/")[:2]
    assert number in DRAWINGS, "see book/extensions/sharing/drawings.py"


def test_icons_are_there(site):
    assert Image.open(site / "_static/apple-touch-icon.png").size == (180, 180)
    assert (32, 32) in Image.open(site / "favicon.ico").info["sizes"]


def test_an_address_that_does_not_exist_leads_back_into_the_book(visit, site, address):
    """As a host does it: 404.html is shown for an address in a folder."""
    seen = visit(f"{address}/search.html")
    nowhere = f"{address}/a/b/c"
    page = {"path": site / "404.html", "content_type": "text/html", "status": 200}
    seen.page.route(nowhere, lambda route: route.fulfill(**page))
    seen.page.goto(nowhere)
    main = seen.page.locator("article")
    assert "Source" in seen.page.evaluate("getComputedStyle(document.body).fontFamily")
    main.get_by_role("searchbox").fill("dimension")
    main.get_by_role("searchbox").press("Enter")
    seen.page.locator("#search-results li a").first.wait_for()
    seen.page.goto(nowhere)
    main.get_by_role("link").first.click()
    seen.page.wait_for_url(f"{address}/book/intro.html")
    # Leaving a page may cut off what it still loads
    assert [problem for problem in seen.problems if "failed:" not in problem] == []


def test_below_ko_it_speaks_korean(visit, site, address):
    page = visit(f"{address}/search.html").page
    shown = {"path": site / "404.html", "content_type": "text/html", "status": 404}
    page.route(f"{address}/ko/a/b", lambda route: route.fulfill(**shown))
    page.goto(f"{address}/ko/a/b")
    page.wait_for_url(f"{address}/ko/404.html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_404_page(visit, address, axe, scheme):
    assert axe(visit(f"{address}/404.html", scheme=scheme).page) == []


def test_the_archive_works_from_a_folder_of_a_server(visit, site, tmp_path):
    """Packed, unpacked and served below another address, pages find what is theirs."""
    small = tmp_path / "site"
    heavy = shutil.ignore_patterns("live", "ko", "0*.html", "cards")
    shutil.copytree(site, small, ignore=heavy)
    archive.pack(small, tmp_path / "book.zip")
    with ZipFile(tmp_path / "book.zip") as packed:
        packed.extractall(tmp_path / "served" / "courses")

    handler = functools.partial(_Quiet, directory=str(tmp_path / "served"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        below = f"http://127.0.0.1:{server.server_port}/courses/{archive.FOLDER}"
        seen = visit(f"{below}/book/notation.html")
        server.shutdown()
    assert seen.problems == []
    assert seen.page.locator("mjx-container").count()
    assert all(url.startswith((below, "data:")) for url in seen.requests)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass
