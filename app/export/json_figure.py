"""The graph at a step as JSON: nodes, edges, values. No Qt."""

from __future__ import annotations

import json

import numpy as np

from app.model import steps
from app.model.graph import GraphEdge, GraphNode
from core.wire import json_number

from .job import Job, Made
from .states import EDGE_NAMES
from .told import Told

FORMAT = 1


def make(job: Job) -> Made:
    """The figure as JSON."""
    return Made(json_text(job).encode("utf-8", "replace"))  # half a surrogate pair, which no encoding has, becomes "?"


def json_text(job: Job) -> str:
    """The graph at a cursor as one JSON object: `step`, `nodes`, `edges`. Values are written as in `steps --json`."""
    told, trace, cursor = Told(job), job.trace, job.step
    scope = told.part.scope
    meta = trace.tape.meta or {}
    whole = {
        "format": FORMAT,
        "source": meta.get("path"),
        "caption": job.caption or None,
        "seq": cursor,
        "step": steps.step_number(trace, cursor),
        "steps": steps.count(trace),
        "event": trace[cursor]["event"] if cursor >= 0 else None,
        "line": trace[cursor].get("line") if cursor >= 0 else None,
        "part": {"title": scope.title, "first": scope.first, "last": scope.last, "backward_call": scope.call or None},
        "nodes": [_node(told, node) for node in told.nodes],
        "edges": [_edge(told, edge) for edge in told.drawn],
    }
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=1, default=_plain) + "\n"


def _plain(value):
    """What json does not know by itself: NumPy's numbers."""
    return json_number(value.item() if isinstance(value, np.generic) else value)


def _node(told: Told, node: GraphNode) -> dict:
    made = {"id": node.index, "kind": node.kind, "title": node.title, "state": told.state(node)}
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
    } | (_numbers(told, node) if told.values else {})


def _numbers(told: Told, node: GraphNode) -> dict:
    value = told.value(node)
    return {"value": value.to_json() if value is not None else None, "grad": told.grad(node)}


def _edge(told: Told, edge: GraphEdge) -> dict:
    flowed = told.flowed(edge) if told.values else None
    return {
        "id": edge.index,
        "from": edge.src,
        "to": edge.dst,
        "input": edge.slot,
        "next_nr": edge.next_nr if edge.next_nr >= 0 else None,
        "state": EDGE_NAMES[told.edges[edge.index]],
        "gradient": flowed.to_json() if flowed is not None else None,
    }
