"""What flows along edges: who has sent how much to a node so far in a backward call.

A node adds up what its users send until all have; the tape records what each node sent, so a partial sum at a cursor is
the sum of what was sent up to there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.tapevalue import TensorValue

from . import kinds as K

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


class FlowCache:
    """For each backward call the contributions to each node, read off the bodies of the call's node events once."""

    def __init__(self, trace: Trace):
        self._trace = trace
        self._calls: dict[int, tuple[int, dict[int, list[Contribution]]]] = {}

    def to(self, node: int, call: int, seq: int) -> list[Contribution]:
        """What was sent to `node` in backward call number `call` up to event `seq`, in order."""
        trace = self._trace
        start = trace.calls[call - 1].first
        read, found = self._calls.get(call, (start, {}))
        if read < seq:
            for at in runs_between(trace, read + 1, seq, call):
                event = trace[at]
                try:
                    entries = trace.node(event["node"]).next
                except KeyError:
                    continue
                for edge, (value, (to, nr)) in enumerate(zip(event["grad_inputs"], entries)):
                    if value is not None and to is not None:
                        found.setdefault(to, []).append(Contribution(at, event["node"], edge, nr, value))
            self._calls[call] = (seq, found)
        return [one for one in found.get(node, ()) if one.seq <= seq]


def contributions(trace: Trace, node: int, seq: int, edge: int | None = None) -> list[Contribution]:
    """What was sent to `node` up to event `seq` in the backward call around it; of `seq` itself edges up to `edge`."""
    call = trace.call_at(seq)
    if not call:
        return []
    found = trace.flow.to(node, call, seq)
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


def runs_between(trace: Trace, first: int, last: int, call: int) -> list[int]:
    """Seqs of the node events first … last that belong to backward call `call` itself."""
    kind, calls = trace.index.kind.view[first : last + 1], trace.index.call.view[first : last + 1]
    return (first + ((kind == K.NODE) & (calls == call)).nonzero()[0]).tolist()
