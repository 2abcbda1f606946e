"""The policy of a page: whom it names, where it stands, what it can't allow."""

from __future__ import annotations

import csp
import pytest

PAGE = """<!DOCTYPE html>
<html><head>
<meta charset="utf-8" />
<script>let a = 1 < 2 && "</b>";</script>
<script src="page.js"></script>
<script type="application/json">{"a": 1}</script>
<script type="module">import "./a.js";</script>
</head><body></body></html>
"""


def rules(policy: str) -> dict[str, list[str]]:
    """Directives and their sources."""
    return {name: sources for name, *sources in map(str.split, policy.split("; "))}


def test_scripts_are_named_by_what_browsers_compute():
    """The hash of the example in W3C's CSP3, section 8.2."""
    sources = rules(csp.policy("<script>alert('Hello, world.');</script>"))
    assert sources["script-src"] == [
        "'self'",
        "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='",
    ]


def test_each_inline_script_has_a_hash_and_nothing_else_has():
    assert len(rules(csp.policy(PAGE))["script-src"]) == 1 + 2
    assert len(rules(csp.policy(PAGE + PAGE))["script-src"]) == 1 + 2


def test_a_page_of_the_book_runs_nothing_that_is_made_from_text():
    policy = csp.policy(PAGE, pyodide_origin="https://host.example")
    assert "eval" not in policy
    assert "https:" not in policy
    assert rules(policy)["default-src"] == ["'none'"]
    assert "'unsafe-inline'" not in rules(policy)["script-src"]


def test_live_pages_may_run_webassembly_and_load_pyodide_from_one_host():
    here = rules(csp.policy(PAGE, live=True))
    assert "'wasm-unsafe-eval'" in here["script-src"]
    assert not [s for sources in here.values() for s in sources if "//" in s]
    there = rules(csp.policy(PAGE, live=True, pyodide_origin="https://host.example"))
    assert [name for name, s in there.items() if "https://host.example" in s] == [
        "script-src",
        "connect-src",
    ]


@pytest.mark.parametrize(
    "bad", ['<b onclick="f()">', '<a href=" JavaScript:f()">', "<body onload=f()>"]
)
def test_what_no_hash_can_name_is_an_error(bad):
    with pytest.raises(ValueError, match=r"move its work to a script file"):
        csp.policy(f"<html>{bad}</html>")


@pytest.mark.parametrize(
    ("html", "before"),
    [
        (PAGE, '<meta charset="utf-8" />'),
        ("<html><head lang=en><script>1</script></head></html>", "<head lang=en>"),
        ("<!doctype html><title>a</title>", "<!doctype html>"),
        ('<meta http-equiv="Refresh" content="0; url=a.html" />', ""),
    ],
)
def test_policy_stands_before_all_that_it_governs(html, before):
    protected = csp.protect(html)
    start, _, rest = protected.partition('<meta http-equiv="Content-Security-Policy"')
    assert start.rstrip().endswith(before)
    assert "<script" not in start
    assert "http-equiv" not in start
    assert rest


def test_a_page_is_protected_once():
    once = csp.protect(PAGE)
    assert csp.protect(once) == once
    live = csp.protect(once, live=True)
    assert live.count("Content-Security-Policy") == 1
    assert "wasm" in live
