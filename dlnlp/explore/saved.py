"""What a saved notebook shows of a figure where no kernel moves it any more."""

from __future__ import annotations

from html import escape

from dlnlp.explore.page import Frame, frame_html
from dlnlp.language import _

LIVE = "explore-live"  # the class of the box that holds a figure and its controls
AGAIN = _("Run this cell to bring the controls back.")

# JupyterLab puts each output of a cell into a box of its own. The picture is hidden as
# long as the box before it holds controls; else that box, which says that it waits for
# them, is hidden. Elsewhere nothing tells whether they live: the picture stays hidden.
STYLE = """<style>
.explore-last { display: none }
.jp-OutputArea-child:not(:has(.explore-live)) + * .explore-last { display: block }
.jp-OutputArea-child:not(:has(.explore-live)):has(+ * .explore-last) { display: none }
</style>"""


def still(frame: Frame) -> str:
    """A picture and its caption: the whole of a figure that has no controls."""
    return (
        f'<figure style="margin: 0">{frame_html(frame)}'
        f"<figcaption><em>{escape(frame.caption)}</em></figcaption></figure>"
    )


def last_seen(frame: Frame) -> str:
    """The picture that stands in for a figure whose controls are gone."""
    return f'{STYLE}<div class="explore-last">{still(frame)}<p>{AGAIN}</p></div>'
