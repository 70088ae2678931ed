"""What a backward call that broke off would have gone through: the graph of its roots, ran or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.tapelinks import links

from . import describe

if TYPE_CHECKING:
    from .trace import Trace


def tried_nodes(trace: Trace, number: int) -> frozenset[int]:
    """The nodes that the roots of call `number` lead to, if that call ended with an error; else none."""
    call = trace.calls[number - 1]
    if call.last < 0 or trace.kind(call.last) != "backward_end" or trace[call.last].get("error") is None:
        return frozenset()
    found = links(trace.tape, 0, call.first)
    seqs, nodes, made = found.next_seq, found.next_node.tolist(), trace.index.made_node
    roots = (trace.node_of(tensor, call.first) for tensor in trace[call.first].get("roots") or ())
    work = [node for node in roots if node is not None]
    met = set(work)
    while work:
        seq = describe.known(made, work.pop())
        if seq < 0:
            continue
        low, high = seqs.searchsorted([seq, seq + 1]).tolist()
        new = set(nodes[low:high]) - met
        met |= new
        work += new
    return frozenset(met)
