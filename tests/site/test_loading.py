"""What a page asks for, and when; what can be read stays where it is meanwhile."""

from __future__ import annotations

import functools
import threading
from http.server import ThreadingHTTPServer

import pytest

from benchmarks import pages

LINE = (150.0, 1_500_000)  # milliseconds of delay, bits a second


@pytest.mark.parametrize("screen", pages.WIDTHS)
def test_little_moves_and_little_is_sent_until_a_figure_moves(browser, site, screen):
    handler = functools.partial(pages.Host, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        url = f"{address}/notebooks/01_meaning_from_company.html"
        found, pushed = pages.opened(browser, url, pages.WIDTHS[screen], LINE)
        server.shutdown()
    print(found, pushed)
    assert found["shift"] < 0.05
    assert found["kB"] < 500
    assert found["kB in all"] < 750


def test_frames_are_fetched_when_their_figure_comes_near(visit, address):
    seen = visit(f"{address}/notebooks/08_all_at_once.html", width=360)
    page = seen.page

    def fetched() -> int:
        return len({url for url in seen.requests if "/frames/" in url})

    waiting = page.locator("figure[data-frames]")
    last = waiting.last
    assert fetched() < waiting.count() > 1
    assert last.locator("template").count() == 0
    assert last.locator(".explore-frame svg, .explore-frame table").count()
    assert last.locator("figcaption").inner_text()
    before = fetched()
    last.scroll_into_view_if_needed()
    last.locator("template").first.wait_for(state="attached")
    assert fetched() > before
    assert seen.problems == []


def test_controls_that_are_moved_before_their_frames_are_there_wait(visit, address):
    """A keyboard, or a screen reader, gets to controls that are far away."""
    seen = visit(f"{address}/notebooks/08_all_at_once.html", width=360)
    figure = seen.page.locator("figure[data-frames]:has(input[type=range])").last
    caption = figure.locator("figcaption")
    before = caption.inner_text()
    figure.locator("input[type=range]").first.evaluate(
        """slider => {
            slider.value = slider.value === slider.max ? 0 : slider.max;
            slider.dispatchEvent(new Event("input", {bubbles: true}));
        }"""
    )
    figure.locator("template").first.wait_for(state="attached")
    assert caption.inner_text() != before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_never_wears_the_other_theme(browser, address, scheme):
    """Not even before the theme's own script has come."""
    profile = browser.new_context(color_scheme=scheme)
    page = profile.new_page()
    page.route("**/scripts-*.js", lambda route: route.abort())
    page.goto(f"{address}/notebooks/01_meaning_from_company.html")
    assert page.locator("html").get_attribute("data-theme") == scheme
    profile.close()
