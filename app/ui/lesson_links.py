"""What a link of a note leads to: a node, a tensor or a line of the run is selected, a step is gone to."""

from __future__ import annotations

from app.model.lesson_answers import newest
from app.model.lesson_stops import StopError, find
from app.session import Selection


def follow(session, program: str, kind: str, words: str) -> int:
    """Go where a link ("node", "MulBackward0 2") leads; the line of the program that it means (from 1), 0 for none.

    A link to something that the run does not have does nothing.
    """
    trace = session.trace
    if kind == "tensor":
        tensor = newest(trace, words, session.cursor, ahead=True)
        if tensor is not None:
            session.set_selection(Selection("tensor", tensor))
        return 0
    try:
        form = {"step": f"step {words}", "node": words}.get(kind) or (f"line {words}" if words.isdigit() else f"after {words}")
        seq = find(form, trace, program)
    except StopError:
        return 0
    if kind == "step":
        session.select(seq)
    elif kind == "node":
        session.set_selection(Selection("node", int(trace.index.node.view[seq])))
    else:
        return trace.line_of(seq) or 0
    return 0
