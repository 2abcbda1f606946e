"""Chapter 2, page on layers: a layer of one's own, held to all layers' contract."""

from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked, NotYet, Unanswered, show
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _
from dlnlp.nn import Module, Parameter
from dlnlp.nn.testing import check_layer

HINTS = {  # by the words of `check_layer` in which each is found
    "of a is wrong": _(
        "h moves with a_c by v_c, in every window and in each of its D numbers: what "
        "comes back along all of these ways is added up"
    ),
    "came to a:": _("self.a.add_grad(…), in backward"),
    "of input": _("v_c stands in h times a_c"),
    "keeps something": _("use variables of the call in place of self.…"),
    "not the sum": _("self.a.add_grad(…) adds; self.a.grad = … replaces"),
}


def check_weighted_sum(layer: Any) -> Verdict:
    """Exercise. `layer(C)`: h = Σ a_c v_c, from (N, C, D) to (N, D), and back.

    It is a `Module` whose parameter `a` has the shape (C,).
    """
    vectors = np.random.default_rng(4).normal(size=(2, 3, 4))  # (N, C, D)
    a = np.array([1.0, -2.0, 0.5])
    h = np.einsum("c,ncd->nd", a, vectors)

    def build() -> Any:
        if layer is ...:
            raise Unanswered
        if not callable(layer) or isinstance(layer, Module):
            raise NotYet(
                _("yours is {}").format(show(layer)), _("hand over the class itself")
            )
        built = layer(len(a))
        if built is ...:
            raise Unanswered
        if not isinstance(built, Module):
            raise NotYet(
                _("yours makes {}").format(show(built)), _("a class that is a Module")
            )
        weights = getattr(built, "a", None)
        if not isinstance(weights, Parameter) or weights.value.shape != a.shape:
            raise NotYet(_("yours has no Parameter a of shape (C,)"))
        weights.value = a
        return built

    def forward() -> Any:
        answer = Asked(build())(vectors)
        if not (isinstance(answer, tuple) and len(answer) == 2 and callable(answer[1])):
            raise NotYet(
                _("a call gives {}").format(show(answer)), _("return h, backward")
            )
        return answer[0]

    def contract() -> bool:
        try:
            check_layer(build(), vectors)
        except AssertionError as error:
            words = str(error)
            hint = next((hint for part, hint in HINTS.items() if part in words), "")
            raise NotYet(words, hint) from error
        return True

    return grade(
        Step(
            _("h, with the weights 1, -2 and ½"),
            forward,
            h,
            _(
                "h is (N, D): of each window the C vectors, times their "
                "weights, added up"
            ),
            mistakes=[
                (vectors.mean(axis=1), _("that is the plain mean: where is a?")),
                (
                    h / 3,
                    _("a sum, not a mean: the weights learn how large they should be"),
                ),
            ],
        ),
        Step(
            _("all that check_layer asks of a layer"),
            contract,
            hint=_("its docstring says what it looks at: source(check_layer) shows it"),
        ),
    )
