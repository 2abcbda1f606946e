"""Words of the other language, marked in a page."""

import pytest
from language_marks import marked


@pytest.mark.parametrize(
    ("language", "html", "expected"),
    [
        ("en", "<p>a 뉴런, b</p>", '<p>a <span lang="ko">뉴런</span>, b</p>'),
        ("en", "<td>단어 벡터</td>", '<td><span lang="ko">단어 벡터</span></td>'),
        ("ko", "<p>신경망(neural net)</p>",
         '<p>신경망(<span lang="en">neural net</span>)</p>'),
        ("ko", "<p>SVD를 &amp; H</p>", '<p><span lang="en">SVD</span>를 &amp; H</p>'),
    ],
)  # fmt: skip
def test_words_of_the_other_language_say_so(language, html, expected):
    assert marked(html, language) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<pre>뉴런 <span>뉴런</span></pre>",
        '<p lang="ko">뉴런</p>',
        '<div lang="ko"><div>뉴런</div> 뉴런</div>',
        "<svg><text>뉴런</text></svg>",
        '<span class="math notranslate">\\(뉴런\\)</span>',
        '<p title="뉴런">a</p>',
    ],
)
def test_what_is_neither_is_left_alone(html):
    assert marked(html, "en") == html


def test_it_goes_on_after_what_was_left_alone():
    html = "<div><code>가</code><br>나</div>"
    assert marked(html, "en").endswith('<br><span lang="ko">나</span></div>')
