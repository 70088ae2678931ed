"""The plain records an inspection is made of (see inspector.py)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Target = tuple[Literal["node", "tensor", "event", "line"], int]
Tone = Literal["", "sub", "faint", "current", "error", "warn"]


@dataclass(frozen=True, slots=True)
class Badge:
    """A pill by the title: `kind` is a node state ("current" …), "leaf", "requires_grad", "retains_grad", "cut" …"""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its text. `target` is what a click selects; `exact` what hover and copies give if not `text`."""

    label: str
    text: str
    tone: Tone = ""
    mono: bool = False
    target: Target | None = None
    exact: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A tensor in a grid, or the words where there is no value.

    value: a TensorValue or None; state: "value", "not_yet", "none" or "cut"; words: the reason for the last three;
    note: shape or dtype, at the right; stats: the line below; changed: this value was written by the cursor's step.
    """

    title: str
    note: str
    value: Any
    state: str = "value"
    words: str = ""
    stats: str = ""
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """One entry of next_functions. state: "sent" (value is what flowed), "not_yet", or "nothing" (None was sent).

    `here`: the micro-step at the cursor is this edge. `input_nr` is the input of the next node it goes to.
    """

    index: int
    grad_fn: str  # "MulBackward0" or "None"
    to: str  # "y * y", "the number 3"
    value: Any
    text: str
    state: Literal["sent", "not_yet", "nothing"]
    target: Target | None = None
    input_nr: int = 0
    here: bool = False


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One write of `.grad`, the place of the cursor between writes (`kind` "here"), or a gap in a long list ("more").

    when: "past", "here" (the write at the cursor) or "future" (dimmed, never hidden). call: of backward, 0 for none.
    detail: where it came from, or what was done, in few words.
    """

    step: int
    seq: int
    who: str
    added: Any
    after: Any
    added_text: str
    after_text: str
    kind: str
    when: Literal["past", "here", "future"]
    call: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in LaTeX, the same with numbers ("": none), and a sentence below it ("": none)."""

    tex: str
    more: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the inspector: `id` is stable ("numbers", "saved", …), `title` and `note` (at the right) are shown."""

    id: str
    title: str
    note: str = ""
    note_tone: Tone = "sub"
    rows: tuple[Row, ...] = ()
    grids: tuple[Grid, ...] = ()
    edges: tuple[Edge, ...] = ()
    ledger: tuple[LedgerRow, ...] = ()
    formulas: tuple[Formula, ...] = ()


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is inspected: title ("MulBackward0"), expression ("z = y * y * 3"), a line of facts, badges, sections."""

    kind: str
    id: int
    title: str
    expression: str
    facts: str
    badges: tuple[Badge, ...]
    sections: tuple[Section, ...]
    line: int | None = None
    tensor: int | None = None
    node: int | None = None

    def section(self, id: str) -> Section | None:
        """The section with this id, None if it is not there."""
        return next((section for section in self.sections if section.id == id), None)
