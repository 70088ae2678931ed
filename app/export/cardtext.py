"""What a card says at a cursor: its title, its second line, its value and its gradient, each fitted to its room.

Note [What is written where]
    Title and second line do not change with the cursor. `value` is the tensor's value then. `grad` is the gradient with
    respect to this card's tensor: for a leaf its `.grad`, for a result what has arrived at its node in this backward
    call. Its four states read differently: "not yet"; numbers; "None" with the reason; "None: cut at line 9".
"""

from __future__ import annotations

from dataclasses import dataclass

from app.model.graph import GraphNode
from app.model.translate import tr

from . import measure as m
from .numbers_fit import fit
from .readings import Gradient, gradient_of, value_of

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
        sub, rows = tr("leaf") + " · AccumulateGrad", 2
    elif node.kind == "untracked":
        sub, rows = (tr("not tracked") if node.op is None or node.key[0] == "number" else tr("no grad_fn")), 1 + has_cut_input
        sub = sub if has_cut_input else tr("not tracked")
    else:
        sub, rows = node.grad_fn or tr("made before the recording"), 2
    return Still(m.clean(node.title), m.clean(sub), m.clean(shape), rows)


def natural_width(texts: Still, rows: list[Row]) -> float:
    """How wide a card would like to be: everything written out, between MIN_W and MAX_W."""
    wide = m.width(texts.title, m.TITLE) + m.GLYPH_W
    wide = max(wide, m.width(texts.sub, m.SMALL) + 16 + m.width(texts.shape, m.MONO))
    for row in rows:
        wide = max(wide, m.LABEL_W + m.width(row.text, m.MONO if row.mono else m.SMALL))
    return min(max(m.MIN_W, wide + 2 * m.PAD_X + m.BAR), m.MAX_W)


WIDEST = int((m.MAX_W - 2 * m.PAD_X - m.BAR - m.LABEL_W) / 6.6)  # characters in the widest card's rows


def value_row(trace, node: GraphNode, cursor: int, characters: int = WIDEST) -> Row:
    """The value of a card's tensor at the cursor."""
    value = value_of(trace, node, cursor)
    if (node.tensor, "value") in trace.veil:
        return Row("value", "?", "accent", False, "asked")
    return Row("value", fit(value, characters) if value is not None else "", "text", value is not None)


def grad_row(trace, node: GraphNode, cursor: int, state: str, characters: int = WIDEST) -> Row:
    """The gradient of a card's tensor at the cursor. `state`: "pending", "current", "visited" or "unreached"."""
    found = gradient_of(trace, node, cursor)
    words, tone = grad_words(node, cursor, found, state)
    if found.value is not None:
        return Row("grad", fit(found.value, characters), tone, True)
    return Row("grad", words, tone, False, found.kind)


def grad_words(node: GraphNode, cursor: int, found: Gradient, state: str) -> tuple[str, str]:
    """(what is said where there is no value, the tone of the row)."""
    if found.kind == "value":
        return "", {"current": "cur", "visited": "vis"}.get(state, "text")
    if found.kind == "asked":
        return "?", "accent"
    if found.kind == "cut":
        return (tr("None: cut at line {line}", line=found.line) if found.line else tr("None: cut")), "error"
    if found.kind == "none":
        return (f"None: {found.reason}" if found.reason else "None"), "sub"
    return ("" if cursor < node.made_at else tr(NOT_YET)), "pend"
