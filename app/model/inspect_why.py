"""The inspector's section Why: why a gradient is None, zero, cut or not there yet, with the place to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .inspect_types import Row, Section
from .why import why
from .words import say

if TYPE_CHECKING:
    from .trace import Trace

TONES = {"cut": "error", "zero": "warn", "none": "", "not_yet": "sub", "partly_zero": ""}


def section(trace: Trace, tensor: int, seq: int) -> Section | None:
    """Why the gradient of a tensor is what it is; None where it simply has one."""
    answer = why(trace, tensor, seq)
    if answer.kind == "value":
        return None
    target = ("node", answer.node) if answer.node is not None else ("line", answer.line) if answer.line else None
    texts = (answer.text, *answer.more)
    rows = [Row("", text, TONES.get(answer.kind, "") if k == 0 else "sub", target=target if k == 0 else None)
            for k, text in enumerate(texts)]  # fmt: skip
    note = say("at_line", line=answer.line) if answer.line else ""
    return Section("why", say("section_why"), note, rows=tuple(rows))
