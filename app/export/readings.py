"""What a card's tensor holds at a cursor, and its gradient in one of its four states. No Qt.

A figure asks twice, when it measures a card and when it draws it: what was read at the last cursor is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from app.model.graph import GraphNode
from app.model.translate import chosen, tr

MOST = 4096  # readings that are kept
_KEPT: WeakKeyDictionary = WeakKeyDictionary()  # trace → (at which cursor, what was read there)


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
    made_at, until = node.made_at, node.until
    if node.tensor < 0 or cursor < made_at:
        return None
    return _read(trace, cursor, ("value", node.tensor, made_at, until), lambda: _value(trace, node, cursor))


def gradient_of(trace, node: GraphNode, cursor: int) -> Gradient:
    """The gradient for a card's tensor: of a leaf its `.grad`, of a result what has arrived at its node in
    this backward call."""
    if node.tensor < 0 or cursor < node.made_at:
        return Gradient("not_yet")
    if node.kind == "untracked":
        return Gradient("none", None, tr("not tracked"))
    if (node.tensor, "grad") in trace.veil:
        return Gradient("asked")
    return _read(trace, cursor, (node.kind, node.tensor, node.node), lambda: _gradient(trace, node, cursor))


def is_older(trace, node: GraphNode, found: Gradient, state: str) -> bool:
    """Whether a leaf's numbers were left by an earlier backward call: this one has not come to it (state: "pending"), or
    does not."""
    if node.kind != "leaf" or found.seq < 0 or state not in ("pending", "unreached"):
        return False
    return trace.kind(found.seq) in ("accumulate", "hook")


def _read(trace, cursor: int, what: tuple, read: Callable[[], object]):
    """What was read at this cursor, or `read()`."""
    at = cursor, len(trace), chosen()  # reasons are words
    kept = _KEPT.get(trace)
    if kept is None or kept[0] != at:
        kept = _KEPT[trace] = at, {}
    if what in kept[1]:
        return kept[1][what]
    found = read()
    if len(kept[1]) < MOST:
        kept[1][what] = found
    return found


def _value(trace, node: GraphNode, cursor: int):
    if 0 <= node.until <= cursor:
        cursor = max(node.made_at, node.until - 1)
    try:
        return trace.value_at(node.tensor, cursor)
    except KeyError:
        return None


def _gradient(trace, node: GraphNode, cursor: int) -> Gradient:
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
