"""Which rules of a style sheet are needed."""

import pytest
from unneeded_rules import left_out, words

SAID = frozenset({"a", "b-c", "d:e", "id"})


@pytest.mark.parametrize(
    "css",
    [
        "p > i::before{top:0}",
        ".a:hover,.b-c.a #id{top:0}",
        ".d\\:e{top:0}",
        ".a:not(.x, #y) :is(.x,.z){top:0}",
        'p[title=".x{}"]{content:"} .x{"}',
        '.a{background:url("data:image/svg+xml,.x{}")}',
        ".a{background:url(data:image/png;base64,x)}",
        "@font-face{src:url(x.y)}",
        "@keyframes x{0.5%{top:0}to{top:1px}}",
        "@page{margin:0;@bottom-center{content:counter(page)}}",
        '@import "x.css";',
    ],
)
def test_these_are(css):
    assert left_out(css, SAID) == css


@pytest.mark.parametrize(
    "css",
    [".x{top:0}", ".a .x{top:0}", "#x{top:0}", ".a.x:not(.b){top:0}", "/* .a{} */"],
)
def test_these_are_not(css):
    assert left_out(css, SAID) == ""


def test_of_several_selectors_the_needed_ones_stay():
    assert left_out(".x, .a , p .x{top:0}", SAID) == ".a{top:0}"


def test_within_a_condition_too():
    css = "@media print{@supports (top:0){.a{top:0}.x{top:0}}} @media screen{.x{top:0}}"
    assert left_out(css, SAID) == "@media print{@supports (top:0){.a{top:0}}}"


def test_every_word_may_be_a_name():
    assert words('<i class="a b-c"> el.classList.add("d_e")') >= {"a", "b-c", "d_e"}
