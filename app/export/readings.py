"""What a card's tensor holds at a cursor, and its gradient in one of its four states. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from app.model.graph import GraphNode
from app.model.translate import tr


@dataclass(frozen=True, slots=True)
class Gradient:
    """The gradient of a card's tensor. kind: "not_yet", "value", "none", "cut", or "asked" (a
    lecture keeps it back); value: a TensorValue, for "value";
    reason: a sentence part, for the others; line: where to look (None: nowhere); seq: of a leaf's, the event that wrote
    it (-1: none is known)."""

    kind: str
    value: object = None
    reason: str = ""
    line: int | None = None
    seq: int = -1


def value_of(trace, node: GraphNode, cursor: int):
    """The TensorValue of a card's tensor at the cursor; None before it is made, and where the tape does not reach.
    Of a tensor changed in place since, a card goes on showing what it held before."""
    if node.tensor < 0 or cursor < node.made_at:
        return None
    if 0 <= node.until <= cursor:
        cursor = max(node.made_at, node.until - 1)
    try:
        return trace.value_at(node.tensor, cursor)
    except KeyError:
        return None


def gradient_of(trace, node: GraphNode, cursor: int) -> Gradient:
    """The gradient for a card's tensor: of a leaf its `.grad`, of a result what has arrived at its node in
    this backward call."""
    if node.tensor < 0 or cursor < node.made_at:
        return Gradient("not_yet")
    if node.kind == "untracked":
        return Gradient("none", None, tr("not tracked"))
    if (node.tensor, "grad") in trace.veil:
        return Gradient("asked")
    if node.kind in ("op", "loss") and node.node >= 0:
        value = next((v for v in trace.arrived(node.node, cursor) or () if v is not None), None)
        if value is not None:
            return Gradient("value", value)
    try:
        found = trace.grad_at(node.tensor, cursor)
    except KeyError:
        return Gradient("not_yet")
    value, seq = (found.value, -1 if found.seq is None else found.seq) if found.kind == "value" else (None, -1)
    return Gradient(found.kind, value, found.reason or "", found.line, seq)


def is_older(trace, node: GraphNode, found: Gradient, state: str) -> bool:
    """Whether a leaf's numbers were left by an earlier backward call: this one has not come to it (state: "pending"), or
    does not."""
    if node.kind != "leaf" or found.seq < 0 or state not in ("pending", "unreached"):
        return False
    return trace.kind(found.seq) in ("accumulate", "hook")
