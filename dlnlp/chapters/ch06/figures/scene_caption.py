"""Chapter 6's pictures of drawn scenes, with what a model says about them."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.figure import Figure

from dlnlp.datasets import Scene, Thing, draw_scenes
from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import WIDTH, canvas
from dlnlp.language import _

SIDE = 190  # of a picture, in typographic points


def scene_caption(wrong: Mapping[str, str]) -> tuple[Draw, Say]:
    """A scene as it is drawn, and its caption by a model.

    wrong  what is there -> what the model says; all other captions are right
    """

    def scene(small: str, place: str, large: str) -> Scene:
        return Scene(Thing(*small.split()), place, Thing(*large.split()))

    def say(small: str, place: str, large: str) -> str:
        truth = str(scene(small, place, large))
        said = wrong.get(truth, truth)
        verdict = (
            _("which is right") if said == truth else _("but it is {}").format(truth)
        )
        return _("The model says “{}”, {}.").format(said, verdict)

    @style.figure_style()
    def draw(small: str, place: str, large: str) -> Figure:
        shown = scene(small, place, large)
        said = wrong.get(str(shown), str(shown))
        right = said == str(shown)
        title = _("The caption is right") if right else _("The caption is wrong")
        fig, ax = canvas(SIDE + 66, title)
        (image,) = draw_scenes([shown])  # (3, Y, X)
        left = (WIDTH - SIDE) / 2
        ax.imshow(
            image.transpose(1, 2, 0), extent=(left, left + SIDE, 28 + SIDE, 28),
            aspect="auto", interpolation="nearest",
        )  # fmt: skip
        ax.set(xlim=(0, WIDTH), ylim=(SIDE + 66, 0))
        colour = palette.QUERY if right else palette.LOSS
        ax.text(WIDTH / 2, SIDE + 50, f"“{said}”", ha="center", color=colour)
        return fig

    return draw, say
