"""Figures without a picture: the graph at a step as JSON (nodes, edges, values) and for Graphviz. No Qt."""

from __future__ import annotations

import json

import numpy as np

from app.model import steps
from app.model.graph import GraphEdge, GraphNode, GraphPart
from core.wire import json_number

from .labels import clean
from .readings import gradient_of, value_of
from .states import CUT, EDGE_NAMES, FLOW, FLOWED, STATE_NAMES, UNTRACKED, States
from .theme import Palette, palette

FORMAT = 1


class _Told:
    """A part of the graph at a cursor, in words and numbers."""

    def __init__(self, trace, part: GraphPart, cursor: int):
        self.trace, self.part, self.cursor = trace, part, cursor
        states = States(trace, part)
        self.codes, self.ghosts = states.nodes(cursor)
        self.edges = states.edges(cursor, self.codes)

    def state(self, node: GraphNode) -> str:
        return "not made yet" if self.ghosts[node.index] else STATE_NAMES[self.codes[node.index]]

    def value(self, node: GraphNode):
        return value_of(self.trace, node, self.cursor)

    def grad(self, node: GraphNode) -> dict | None:
        """{"state": "not_yet" | "value" | "none" | "cut", and "value" or "reason" and "line"}."""
        if node.tensor < 0 or self.ghosts[node.index]:
            return None
        found = gradient_of(self.trace, node, self.cursor)
        if found.kind == "value":
            return {"state": "value", "value": found.value.to_json()}
        told = {"state": found.kind, "reason": found.reason}
        return told if found.line is None else {**told, "line": found.line}

    def flowed(self, edge: GraphEdge):
        if self.edges[edge.index] not in (FLOW, FLOWED):
            return None
        sent = self.trace.sent(self.part.nodes[edge.dst].node, self.cursor) or ()
        return sent[edge.next_nr] if 0 <= edge.next_nr < len(sent) else None


def json_text(trace, part: GraphPart, cursor: int) -> str:
    """The graph at a cursor as one JSON object: `step`, `nodes`, `edges`. Values are written as in `steps --json`."""
    told, scope = _Told(trace, part, cursor), part.scope
    meta = trace.tape.meta or {}
    whole = {
        "format": FORMAT,
        "source": meta.get("path"),
        "seq": cursor,
        "step": steps.step_number(trace, cursor),
        "steps": steps.count(trace),
        "event": trace[cursor]["event"] if cursor >= 0 else None,
        "line": trace[cursor].get("line") if cursor >= 0 else None,
        "part": {"title": scope.title, "first": scope.first, "last": scope.last, "backward_call": scope.call or None},
        "nodes": [_node(told, node) for node in part.nodes],
        "edges": [_edge(told, edge) for edge in part.edges],
    }
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=1, default=_plain) + "\n"


def _plain(value):
    """What json does not know by itself: NumPy's numbers."""
    return json_number(value.item() if isinstance(value, np.generic) else value)


def _node(told: _Told, node: GraphNode) -> dict:
    value = told.value(node)
    made = {"id": node.index, "kind": node.kind, "title": _sound(node.title), "state": told.state(node)}
    if node.kind == "number":
        return made
    return made | {
        "op": node.op,
        "grad_fn": node.grad_fn,
        "node": node.node if node.node >= 0 else None,
        "tensor": node.tensor if node.tensor >= 0 else None,
        "outputs": list(node.outputs),
        "shape": node.shape,
        "dtype": node.dtype,
        "line": node.line,
        "made_at": node.made_at,
        "value": value.to_json() if value is not None else None,
        "grad": told.grad(node),
    }


def _edge(told: _Told, edge: GraphEdge) -> dict:
    flowed = told.flowed(edge)
    return {
        "id": edge.index,
        "from": edge.src,
        "to": edge.dst,
        "input": edge.slot,
        "next_nr": edge.next_nr if edge.next_nr >= 0 else None,
        "state": EDGE_NAMES[told.edges[edge.index]],
        "gradient": flowed.to_json() if flowed is not None else None,
    }


def _sound(text: str) -> str:
    """Text that UTF-8 can hold: a lone surrogate becomes U+FFFD."""
    return text.encode("utf-8", "replace").decode("utf-8")


# ---- Graphviz


def dot_text(trace, part: GraphPart, cursor: int, theme: str = "light") -> str:
    """The graph at a cursor in Graphviz's language; states are told by colour, line and words."""
    told, p = _Told(trace, part, cursor), palette(theme)
    out = [
        "digraph retrograd {",
        f'  graph [bgcolor="{p.canvas}", rankdir=TB, nodesep=0.3, ranksep=0.5];',
        '  node [shape=box, style="rounded,filled", fontname="Inter,Helvetica,Arial", fontsize=11];',
        '  edge [fontname="JetBrains Mono,monospace", fontsize=9];',
    ]
    out += [_dot_node(told, node, p) for node in part.nodes]
    out += [_dot_edge(told, edge, p) for edge in part.edges]
    return "\n".join([*out, "}", ""])


def _dot_node(told: _Told, node: GraphNode, p: Palette) -> str:
    state, words = told.state(node), [node.title]
    if node.kind != "number":
        words.append(" ".join(filter(None, (node.grad_fn or ("leaf" if node.kind == "leaf" else ""), node.shape))))
        words.append(state if node.tracked else "not tracked")
    of_kind = {"leaf": (p.leaf, p.leafbg), "loss": (p.loss, p.lossbg)}.get(node.kind, (p.cardline, p.card))
    line, fill = {"current": (p.cur, p.curbg), "visited": (p.vis, p.visbg)}.get(state, of_kind)
    shape = ', style="rounded,filled,dashed"' if not node.tracked else ""
    wide = ", penwidth=2" if state == "current" else ""
    label = _dot_string([w for w in words if w])
    return f'  n{node.index} [label={label}, color="{line}", fillcolor="{fill}", fontcolor="{p.text}"{shape}{wide}];'


def _dot_edge(told: _Told, edge: GraphEdge, p: Palette) -> str:
    state = int(told.edges[edge.index])
    back = ", dir=back" if state in (FLOW, FLOWED) else ""
    dashed = ", style=dashed" if state in (UNTRACKED, CUT) else ""
    colour = {FLOW: p.cur, FLOWED: p.vis, CUT: p.error, UNTRACKED: p.nograd}.get(state, p.edge)
    label = f', label="cut", fontcolor="{p.error}"' if state == CUT else ""
    return f'  n{edge.src} -> n{edge.dst} [color="{colour}"{back}{dashed}{label}];'


def _dot_string(lines: list[str]) -> str:
    """A quoted string of the DOT language; its lines are centred."""
    lines = [clean(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines]
    return '"' + "\\n".join(lines) + '"'
