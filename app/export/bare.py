"""The view without numbers: every card is its title, its grad_fn and its shape."""

from __future__ import annotations

from dataclasses import replace

from app.model.graph import Graph, Scope
from app.model.layout import layered

from . import measure as m
from .cardtext import natural_width
from .readings import gradient_of
from .scene import Card, Stage
from .sheet import plan, still_text


class BareStage(Stage):
    """A stage whose cards have no rows."""

    def card(self, slot: int, cursor: int, state: str, ghost: bool, wait: bool = True) -> Card:
        """The card of a slot; what a cut keeps from getting a gradient still says so by its sign."""
        made = super().card(slot, cursor, state, ghost, wait)
        node = self.part.nodes[int(self.sheet.node[slot])]
        if state == "unreached" and not made.chip and gradient_of(self.trace, node, cursor).kind == "cut":
            return replace(made, state="cut")
        return made


def build_bare_stage(
    trace, graph: Graph, scope: Scope, seeds: dict[int, float] | None = None, turned: bool = False
) -> BareStage:
    """Measure, lay out and set up one part of a run for this view."""
    part = graph.part(scope)
    texts = [replace(still_text(part, node), rows=0) for node in part.nodes]
    sizes = [(m.chip_width(t.title), m.CHIP_H) if node.kind == "number" else (natural_width(t, []), m.card_height(0))
             for node, t in zip(part.nodes, texts)]
    planned = plan(trace, part, seeds, (texts, sizes), turned)
    return BareStage(trace, planned.finish(layered(planned.input)))
