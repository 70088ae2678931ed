"""The graph at a step in Graphviz's language; states are told by colour, line and words. No Qt."""

from __future__ import annotations

from app.model.graph import GraphEdge, GraphNode

from .job import Job, Made
from .labels import clean
from .options import LONGEST_CAPTION
from .states import CUT, FLOW, FLOWED, UNTRACKED
from .theme import Palette, palette
from .told import Told


def make(job: Job) -> Made:
    """The figure as DOT."""
    told, o = Told(job), job.options
    p = palette(o.theme)
    ground = "transparent" if o.transparent else o.ground or p.canvas
    caption = _string([clean(line, LONGEST_CAPTION) for line in job.caption.splitlines()], "\\l")
    out = [
        "digraph retrograd {",
        f'  graph [bgcolor="{ground}", rankdir={"LR" if o.direction == "right" else "TB"}, nodesep=0.3, ranksep=0.5'
        + (f', label={caption}, labeljust=l, fontname="Inter,Helvetica,Arial", fontsize=11, fontcolor="{p.sub}"'
           if job.caption else "") + "];",
        '  node [shape=box, style="rounded,filled", fontname="Inter,Helvetica,Arial", fontsize=11];',
        '  edge [fontname="JetBrains Mono,monospace", fontsize=9];',
    ]
    out += [_node(told, node, p) for node in told.nodes]
    out += [_edge(told, edge, p) for edge in told.drawn]
    return Made("\n".join([*out, "}", ""]).encode("utf-8"))


def _node(told: Told, node: GraphNode, p: Palette) -> str:
    state = told.state(node)
    of_kind = {"leaf": (p.leaf, p.leafbg), "loss": (p.loss, p.lossbg), "group": (p.accent, p.card)}.get(node.kind, (p.cardline, p.card))
    line, fill = {"current": (p.cur, p.curbg), "visited": (p.vis, p.visbg)}.get(state, of_kind)
    shape = ', style="rounded,filled,dashed"' if not node.tracked and node.kind != "group" else ""
    wide = ", penwidth=2" if state == "current" else ""
    label = _string(told.words(node))
    return f'  n{node.index} [label={label}, color="{line}", fillcolor="{fill}", fontcolor="{p.text}"{shape}{wide}];'


def _edge(told: Told, edge: GraphEdge, p: Palette) -> str:
    state, words = int(told.edges[edge.index]), told.edge_words(edge)
    back = ", dir=back" if told.is_back(edge) else ""
    dashed = ", style=dashed" if state in (UNTRACKED, CUT) else ""
    wide = ", penwidth=2" if state == FLOW else ""
    colour = {FLOW: p.cur, FLOWED: p.vis, CUT: p.error, UNTRACKED: p.nograd}.get(state, p.edge)
    label = f', label={_string([words])}, fontcolor="{colour}"' if words else ""
    return f'  n{edge.src} -> n{edge.dst} [color="{colour}"{back}{dashed}{wide}{label}];'


def _string(lines: list[str], end: str = "\\n") -> str:
    """A quoted string of the DOT language. end: "\\n", lines are centred; "\\l", they begin at the left.

    Entities such as "&amp;" would be read as the signs they name, so an ampersand is written as one.
    """
    signs = {"\\": "\\\\", '"': '\\"', "&": "&amp;"}
    return '"' + end.join("".join(signs.get(c, c) for c in line) for line in lines) + (end if end == "\\l" else "") + '"'
