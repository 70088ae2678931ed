"""What a link of a note leads to: a node, a tensor or a line of the run is selected, a step is gone to."""

from __future__ import annotations

from app.model.lesson_answers import newest
from app.model.lesson_stops import StopError, find
from app.model.selection import NOTHING, Selection


def target(session, program: str, kind: str, words: str) -> Selection:
    """What a link ("node", "MulBackward0 2") means at the cursor; of a step its event. NOTHING for what the run does not have."""
    trace = session.trace
    if kind == "tensor":
        tensor = newest(trace, words, session.cursor, ahead=True)
        return Selection("tensor", tensor) if tensor is not None else NOTHING
    try:
        form = {"step": f"step {words}", "node": words}.get(kind) or (f"line {words}" if words.isdigit() else f"after {words}")
        seq = find(form, trace, program)
    except StopError:
        return NOTHING
    if kind == "step":
        return Selection("event", seq)
    return Selection("node", int(trace.index.node.view[seq])) if kind == "node" else Selection("line", trace.line_of(seq) or 0)


def follow(session, program: str, kind: str, words: str) -> int:
    """Go where a link leads; the line of the program that it means (from 1), 0 for none. A link to nothing does nothing."""
    found = target(session, program, kind, words)
    if found.kind == "line":
        return found.id
    if found.kind == "event":
        session.select(found.id)
    elif found.kind is not None:
        session.set_selection(found)
    return 0
