"""While a page is loaded on a slow line, what can be read stays where it is."""

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
    assert found["kB"] < 700
