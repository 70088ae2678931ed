"""What a card says at a cursor: its title, its second line, its value and its gradient, each fitted to its room.

Note [What is written where]
    Title and second line do not change with the cursor. `value` is the tensor's value then. `grad` is the gradient with
    respect to this card's tensor: for a leaf its `.grad`, for a result what has arrived at its node in this backward
    call. Its four states read differently: "not yet"; numbers; "None" with the reason; "None: cut at line 9".
"""

from __future__ import annotations

from dataclasses import dataclass

from app.model.graph import GraphNode

from . import measure as m
from .numbers_fit import fit

NOT_YET = "not yet"


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the rule. `tone` names a colour of the palette; `mono` says which font; `kind` which of the four
    states a gradient is in ("value" for the value's own row)."""

    label: str
    text: str
    tone: str
    mono: bool
    kind: str = "value"


@dataclass(frozen=True, slots=True)
class Still:
    """The texts of a card that stay as they are, uncut. `rows`: how many rows it has."""

    title: str
    sub: str
    shape: str
    rows: int


def still(node: GraphNode, has_cut_input: bool) -> Still:
    """The unchanging texts of a card."""
    shape = node.shape + (f" ×{len(node.outputs)}" if len(node.outputs) > 1 else "")
    if node.kind == "leaf":
        sub, rows = "leaf · AccumulateGrad", 2
    elif node.kind == "untracked":
        sub, rows = ("not tracked" if node.op is None or node.key[0] == "number" else "no grad_fn"), 1 + has_cut_input
        sub = sub if has_cut_input else "not tracked"
    else:
        sub, rows = node.grad_fn or "made before the recording", 2
    return Still(m.clean(node.title), m.clean(sub), m.clean(shape), rows)


def natural_width(texts: Still, rows: list[Row]) -> float:
    """How wide a card would like to be: everything written out, between MIN_W and MAX_W."""
    wide = m.width(texts.title, m.TITLE) + m.GLYPH_W
    wide = max(wide, m.width(texts.sub, m.SMALL) + 16 + m.width(texts.shape, m.MONO))
    for row in rows:
        wide = max(wide, m.LABEL_W + m.width(row.text, m.MONO if row.mono else m.SMALL))
    return min(max(m.MIN_W, wide + 2 * m.PAD_X + m.BAR), m.MAX_W)


WIDEST = int((m.MAX_W - 2 * m.PAD_X - m.BAR - m.LABEL_W) / 6.6)  # characters in the widest card's rows


@dataclass(frozen=True, slots=True)
class Gradient:
    """The gradient of a card's tensor at a cursor: its value, or what is said instead. kind, tone: as in Row."""

    kind: str
    value: object = None
    words: str = ""
    tone: str = "pend"


def value_row(trace, node: GraphNode, cursor: int, characters: int = WIDEST) -> Row:
    """The value of a card's tensor at the cursor."""
    value = value_of(trace, node, cursor)
    return Row("value", fit(value, characters) if value is not None else "", "text", value is not None)


def grad_row(trace, node: GraphNode, cursor: int, state: str, characters: int = WIDEST) -> Row:
    """The gradient of a card's tensor at the cursor. `state`: "pending", "current", "visited" or "unreached"."""
    found = gradient_of(trace, node, cursor, state)
    if found.value is not None:
        return Row("grad", fit(found.value, characters), found.tone, True)
    return Row("grad", found.words, found.tone, False, found.kind)


def value_of(trace, node: GraphNode, cursor: int):
    """The TensorValue of a card's tensor at the cursor; None before it is made, and where the tape does not reach."""
    if node.tensor < 0 or cursor < node.made_at:
        return None
    try:
        return trace.value_at(node.tensor, cursor)
    except KeyError:
        return None


def gradient_of(trace, node: GraphNode, cursor: int, state: str) -> Gradient:
    """The gradient of a card's tensor at the cursor, see Note [What is written where]."""
    if node.tensor < 0 or cursor < node.made_at:
        return Gradient("not_yet")
    if node.kind == "untracked":
        return Gradient("none", None, "None: not tracked", "sub")
    tone = {"current": "cur", "visited": "vis"}.get(state, "text")
    if node.kind in ("op", "loss") and node.node >= 0:
        value = next((v for v in trace.arrived(node.node, cursor) or () if v is not None), None)
        if value is not None:
            return Gradient("value", value, "", tone)
    try:
        found = trace.grad_at(node.tensor, cursor)
    except KeyError:
        return Gradient("not_yet", None, NOT_YET)
    if found.kind == "value":
        return Gradient("value", found.value, "", tone)
    if found.kind == "cut":
        return Gradient("cut", None, f"None: cut at line {found.line}" if found.line else "None: cut", "error")
    if found.kind == "none":
        return Gradient("none", None, f"None: {found.reason}" if found.reason else "None", "sub")
    return Gradient("not_yet", None, NOT_YET)
