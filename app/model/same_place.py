"""The same place in another run of an edited program: its line (as edits moved it), what happened, and which of several.

    place = place_of(old, seq, old_source)
    find(new, place, new_source)            # the seq to go to
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from . import kinds as K
from .describe import known
from .search_columns import by_number

_MAKERS = K.kind_set(K.OP, K.TENSOR, K.MUTATE)


@dataclass(frozen=True)
class Place:
    """A step of a run. edge: -1 before everything, 1 at its end, 0 a step in between, which the other fields tell."""

    edge: int = -1
    kind: int = 0
    line: int = 0
    what: str = ""  # op, grad_fn, …
    nth: int = 1  # which of the steps that are alike so far
    number: int = 0  # of the step


def place_of(trace, seq: int) -> Place:
    """Where a cursor stands; where nothing has run yet, at the end of what will."""
    steps = trace.index.steps
    if not len(trace):
        return Place(1)
    at = steps.index_at(seq)
    if at < 0:
        return Place(-1)
    if seq >= len(trace) - 1:
        return Place(1)
    return _place(trace, steps.anchors.view, at)


def find(trace, place: Place, old_source: str, new_source: str) -> int:
    """The seq of the same place in another run: the like step, else the last of its like, else the one of its number."""
    steps = trace.index.steps
    if place.edge or not len(steps):
        return -1 if place.edge < 0 else len(trace) - 1
    at = _find(trace, steps.anchors.view, place, moved(place.line, old_source, new_source))
    return int(steps.ends.view[min(place.number, len(steps)) - 1 if at < 0 else at])


def maker_of(trace, kind: str, id: int) -> Place | None:
    """What made a node or a tensor that is selected; None for anything else."""
    column = {"node": trace.index.made_node, "tensor": trace.index.made_tensor}.get(kind)
    if column is None:
        return None
    seq = known(column, id)
    if seq < 0 and kind == "node":  # of a leaf
        leaf = known(trace.index.acc_tensor, id)
        seq = known(trace.index.made_tensor, leaf) if leaf >= 0 else -1
    if seq < 0:
        return None
    makers = _makers(trace)
    return _place(trace, makers, int(makers.searchsorted(seq)))


def made_at(trace, place: Place, old_source: str, new_source: str) -> int:
    """The event that made the same thing in another run, -1 for none."""
    makers = _makers(trace)
    at = _find(trace, makers, place, moved(place.line, old_source, new_source))
    return int(makers[at]) if at >= 0 else -1


def moved(line: int, old: str, new: str) -> int:
    """The line that a line has become."""
    before, after = old.splitlines(), new.splitlines()
    if before == after or line <= 0:
        return line
    for _tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if a < line <= b:
            return min(c + line - a, max(d, c + 1))
    return line


def _makers(trace) -> np.ndarray:
    return np.flatnonzero(_MAKERS[trace.index.kind.view])


def _place(trace, seqs: np.ndarray, at: int) -> Place:
    kind, line = int(trace.index.kind.view[seqs[at]]), int(trace.index.line.view[seqs[at]])
    number = int(trace.table["op"][seqs[at]])
    what = (trace.tape.string(number) or "") if number else ""
    nth = len(_alike(trace, seqs[: at + 1], kind, line, what))
    return Place(0, kind, line, what, nth, at + 1)


def _alike(trace, seqs: np.ndarray, kind: int, line: int, what: str) -> np.ndarray:
    """Places among `seqs` of events of this kind and line that say the same."""
    at = np.flatnonzero((trace.index.kind.view[seqs] == kind) & (trace.index.line.view[seqs] == line))
    said = by_number(trace.table["op"][seqs[at]], lambda n: ((trace.tape.string(n) if n else None) or "") == what)
    return at[said]


def _find(trace, seqs: np.ndarray, place: Place, line: int) -> int:
    found = _alike(trace, seqs, place.kind, line, place.what)
    return int(found[min(place.nth, len(found)) - 1]) if len(found) else -1
