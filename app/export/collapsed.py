"""A part of a run with its groups closed, laid out: modules, iterations, functions or lines as one card each."""

from __future__ import annotations

from app.model.folding import CLOSED, MODES, Folding
from app.model.folding_part import fold
from app.model.folding_tree import TreeBuilder
from app.model.graph import Graph, GraphPart
from app.model.layout import layered

from .scene import Stage, size_of, stage_of
from .sheet import plan, still_text


def collapsed(trace, graph: Graph, part: GraphPart, by: str) -> GraphPart:
    """The part folded. by: one of MODES, or "auto": as the window does, large graphs by module."""
    folding = Folding()
    if by in MODES:
        folding.mode, folding.level = by, CLOSED
    return _folded(trace, graph, part, folding)


def folded_as(trace, graph: Graph, part: GraphPart, folded: dict) -> GraphPart:
    """The part folded as a window has it, see Options.folded."""
    return _folded(trace, graph, part, Folding.of(folded["folding"]))


def shown_of(part: GraphPart, folded: dict) -> frozenset[int] | None:
    """The cards of closed groups that a figure shows, as nodes of the folded part; None where it does not say."""
    if folded.get("shown") is None:
        return None
    shown = {tuple(key) for key in folded["shown"]}
    return frozenset(node.index for node in part.nodes if node.kind == "group" and node.key[1:] in shown)


def _folded(trace, graph: Graph, part: GraphPart, folding: Folding) -> GraphPart:
    builder = TreeBuilder(trace, part, folding.mode, graph.scopes if part.scope.whole else None)
    for _ in builder.work():
        pass
    return fold(part, builder.tree, folding)


def build_collapsed_stage(trace, part: GraphPart, view: str, turned: bool) -> Stage:
    """Measure, lay out and set up a part that `collapsed` gave."""
    texts = [still_text(part, node) for node in part.nodes]
    sizes = [size_of(view, trace, part, node, text) for node, text in zip(part.nodes, texts)]
    planned = plan(trace, part, None, (texts, sizes), turned)
    return stage_of(view, trace, planned.finish(layered(planned.input)))
