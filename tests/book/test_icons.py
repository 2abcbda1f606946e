"""The theme's icons, drawn in the page where they stand."""

import icons
import pytest

SCRIPT = (
    'var a={github:[496,512,[],"f09b","M1 2z"],"angle-right":[1,2,[8250],"f105","M0"]};'
    'var b={"angle-right":[320,512,[8250],"f105","M3 4z"]};'
)
ARROW = '<svg class="icon fa-solid fa-angle-right" aria-hidden="true" viewBox="0 0 320 512"><path d="M3 4z"/></svg>'  # noqa: E501


def test_an_icon_is_drawn_where_it_stood():
    html = '<a><i class="fa-solid fa-angle-right"></i></a>'
    assert icons.drawn(html, icons.drawings(SCRIPT)) == f"<a>{ARROW}</a>"


def test_brands_sizes_and_other_attributes_are_kept():
    html = '<span class="fab fa-github fa-lg" data-mode="dark"></span>'
    drawn = icons.drawn(html, icons.drawings(SCRIPT))
    assert drawn.startswith('<svg class="icon fab fa-github fa-lg" data-mode="dark" ')


def test_the_script_of_all_icons_goes():
    html = '<head>\n  <script defer src="../_static/scripts/fontawesome.js?x"></script>'
    assert icons.drawn(html, {}) == "<head>"


def test_what_is_drawn_stays_as_it_is():
    assert icons.drawn(f"<i>fab</i>{ARROW}", {}) == f"<i>fab</i>{ARROW}"


def test_an_unknown_icon_is_named():
    with pytest.raises(ValueError, match="fa-unicorn"):
        icons.drawn('<i class="fa-solid fa-unicorn"></i>', {})
