"""What flows along edges: who has sent how much to a node so far in a backward call.

A node adds up what its users send until all have; the tape records what each node sent, so a partial sum at a cursor is
the sum of what was sent up to there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core.tapevalue import TensorValue

if TYPE_CHECKING:
    from .trace import Trace


@dataclass(frozen=True, slots=True)
class Contribution:
    """`value`, sent at event `seq` by node `source` along its edge `edge`, into input `input_nr` of the receiver."""

    seq: int
    source: int
    edge: int
    input_nr: int
    value: Any


def contributions(trace: Trace, node: int, seq: int, edge: int | None = None) -> list[Contribution]:
    """What was sent to `node` up to event `seq` in the backward call around it; of `seq` itself edges up to `edge`."""
    return _contributions(trace, node, seq, edge, senders(trace, node, seq))


def senders(trace: Trace, node: int, seq: int) -> list[tuple[int, int]]:
    """(run, node) of those that ran up to `seq` in the backward call around it and lead to `node`, in order."""
    inside = trace.call_at(seq)
    if not inside:
        return []
    index, first = trace.index, trace.calls[inside - 1].first
    sources = index.node.view[trace.users(node)]
    ran = index.node_runs.view
    ran = ran[ran.searchsorted(first) : ran.searchsorted(seq, side="right")]
    ran = ran[index.call.view[ran] == inside]
    nodes = index.node.view[ran]
    mine = np.isin(nodes, sources[sources >= 0])
    newest = dict(zip(nodes[mine].tolist(), ran[mine].tolist()))
    return sorted((run, source) for source, run in newest.items())


def newest_contributions(trace: Trace, node: int, seq: int, most: int) -> tuple[list[Contribution], int]:
    """(the contributions of the last `most` senders, how many more there are): a parameter may have many thousands."""
    found = senders(trace, node, seq)
    return _contributions(trace, node, seq, None, found[-most:]), max(0, len(found) - most)


def _contributions(trace: Trace, node: int, seq: int, edge: int | None, sources: list) -> list[Contribution]:
    found = []
    for run, source in sources:
        sent = trace[run]["grad_inputs"]
        for slot, (to, nr) in enumerate(trace.node(source).next):
            if to == node and slot < len(sent) and sent[slot] is not None:
                found.append(Contribution(run, source, slot, nr, sent[slot]))
    found.sort(key=lambda one: (one.seq, one.edge))
    return found if edge is None else [one for one in found if one.seq < seq or one.edge <= edge]


def received_so_far(trace: Trace, node: int, seq: int, edge: int | None = None):
    """(sum of the contributions as a TensorValue or None, how many) into the input that the last one went to."""
    found = contributions(trace, node, seq, edge)
    if found:
        found = [one for one in found if one.input_nr == found[-1].input_nr]
    if len(found) < 2:
        return (found[0].value if found else None), len(found)
    total = found[0].value.array
    for one in found[1:]:
        total = total + one.value.array
    return TensorValue.of(total, found[0].value.dtype), len(found)


def place_of_run(trace: Trace, run: int) -> tuple[int, int]:
    """(which node of its backward call this run is, from 1, how many ran in that call so far)."""
    number = trace.call_at(run)
    call = trace.calls[number - 1]
    last = call.last if call.last >= 0 else len(trace) - 1
    inner = [one for one in trace.calls[number:] if one.parent == number - 1]
    return _runs(trace, call.first, run, inner), _runs(trace, call.first, last, inner)


def _runs(trace: Trace, first: int, last: int, inner: list) -> int:
    """How many nodes ran in first … last, those of the calls `inner` left out."""
    runs = trace.index.node_runs.view
    count = int(runs.searchsorted(last, side="right") - runs.searchsorted(first))
    for call in inner:
        if call.first <= last:
            end = min(last, call.last if call.last >= 0 else last)
            count -= int(runs.searchsorted(end, side="right") - runs.searchsorted(call.first))
    return count
