"""Where data came from and where the graph was cut on its way: the ancestors of a backward call's roots.

Backward follows next_functions; a value can also reach a root by ways that carry no gradient (detach(), .data, an op
under no_grad, an integer dtype). So we walk from the roots back through *every* producer, tracked or not, and note
for each tensor the first place on its way to the root where the graph was cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.wire import REQUIRES_GRAD

from . import describe
from . import kinds as K
from .info import TensorInfo
from .words import say

if TYPE_CHECKING:
    from .trace import Trace
    from .traceindex import Call

INDEX = "an index"  # how an integer tensor was read to pick out an element
_SHARES = {"detach": "detach()", "detach_": "detach_()", "data": ".data", "item": ".item()", "numpy": ".numpy()"}


@dataclass(frozen=True, slots=True)
class Cut:
    """The event that let a value through and its gradient not; `how`: "detach()", "no_grad", "an integer dtype", …"""

    seq: int
    line: int | None
    how: str


class Lineage:
    """The tensors that the roots of one backward call were computed from, and the cuts before them.

    `cuts`: tensor → None, the Cut before it, or only its event's seq: a cut is put in words when it is asked for.
    """

    def __init__(self, trace: Trace, cuts: dict[int, Cut | int | None]):
        self._trace, self._cuts = trace, cuts
        self._lines: frozenset[int] | None = None

    def __contains__(self, tensor: int) -> bool:
        return tensor in self._cuts

    def cut(self, tensor: int) -> Cut | None:
        """The cut between this tensor and the roots; None if there is none, or it is no ancestor at all."""
        found = self._cuts.get(tensor)
        if found is None or isinstance(found, Cut):
            return found
        info = self._trace.tensor(int(self._trace.index.tensor.view[found]))
        return Cut(found, info.line, how_cut(self._trace, info))

    def lines(self) -> frozenset[int]:
        """The lines at which the graph was cut."""
        if self._lines is None:
            line_of = self._trace.index.line.view
            found = (cut.line if isinstance(cut, Cut) else int(line_of[cut])
                     for cut in set(self._cuts.values()) if cut is not None)  # fmt: skip
            self._lines = frozenset(line for line in found if line and line > 0)
        return self._lines


class LineageCache:
    """The lineages asked for so far, by call."""

    def __init__(self, trace: Trace):
        self._trace = trace
        self._found: dict[int, Lineage] = {}

    def of_call(self, call: Call) -> Lineage:
        """The lineage of a call's roots."""
        if call.number not in self._found:
            self._found[call.number] = _walk(self._trace, call)
        return self._found[call.number]

    def lines_of(self, call: Call) -> frozenset[int]:
        """The lines at which the graph of a call was cut. Where nothing before it can have been a cut, nothing is walked."""
        if call.number not in self._found and not _may_be_cut(self._trace, call.first):
            return frozenset()
        return self.of_call(call).lines()


def _may_be_cut(trace: Trace, before: int) -> bool:
    """Whether anything up to an event was made without a gradient from something that has one."""
    if trace.tape.exits:
        return True
    index = trace.index
    end = int(index._input_seq.view.searchsorted(before))
    users, sources = index._input_seq.view[:end], index._input_tensor.view[:end]
    untracked = (index.node.view[users] < 0) | (index.kind.view[users] != K.OP)
    sources = sources[untracked]
    made = np.full(len(sources), -1, np.int64)
    known = sources < len(index.made_tensor)
    made[known] = index.made_tensor.view[sources[known]]
    return bool((made < 0).any() or (index.flags.view[made] & REQUIRES_GRAD).any())


def _walk(trace: Trace, call: Call) -> Lineage:
    """From the roots back through every producer, breadth first.

    There may be 100,000 of them: the columns are read at once, and what is plain to see there is not decoded.
    """
    index, before = trace.index, call.first
    made, tensors = index.made_tensor.view.tolist(), index._input_tensor.view.tolist()
    starts = index._input_seq.view.searchsorted(np.arange(before + 1)).tolist()
    tracked = ((index.node.view[:before] >= 0) & (index.kind.view[:before] == K.OP)).tolist()
    needs = (index.flags.view[:before] & REQUIRES_GRAD).tolist()
    changes = index.tensor.view[index.by_kind.all(K.MUTATE)]
    odd = {*np.unique(changes[changes >= 0]).tolist(), *trace.switches}
    taken = numbers_taken(trace, before)
    queue = list(trace[call.first]["roots"])
    cuts: dict[int, Cut | int | None] = dict.fromkeys(queue)
    many = len(made)
    for tensor in queue:  # it grows meanwhile
        after = cuts[tensor]
        at = made[tensor] if tensor < many else -1
        if tensor in odd or not 0 <= at < before:
            hops = producers(trace, tensor, before)
        elif tracked[at]:
            for source in tensors[starts[at] : starts[at + 1]]:
                if source not in cuts:
                    cuts[source] = after
                    queue.append(source)
            hops = ()
        else:
            hops = [
                (source, at if needs[made[source]] else None)
                if source < many and 0 <= made[source] < before and source not in odd
                else (source, _cut_of(trace, source, tensor))
                for source in tensors[starts[at] : starts[at + 1]]
            ]
        for source, cut in (*hops, *taken[at]) if at in taken else hops:
            if source not in cuts:
                cuts[source] = cut if after is None else after
                queue.append(source)
    return Lineage(trace, cuts)


_NEAR = 8  # events after a number was taken in which the same line may make something of it


def numbers_taken(trace: Trace, before: int) -> dict[int, list[tuple[int, Cut | None]]]:
    """What was made of plain numbers: seq of the event → [(tensor that a number was taken out of, the Cut)].

    That is a tensor made, or an op given a number, by the line that took the number: `torch.tensor(x.item())`, `w * float(x)`.
    An index is an integer already, and was cut where it was made.
    """
    kind, found = trace.index.kind.view, {}
    for first, source, how, line in trace.tape.exits:
        for seq in range(first, min(first + _NEAR, before)):
            if trace.line_of(seq) != line:
                break
            if kind[seq] == K.OP and how == INDEX:
                found.setdefault(seq, []).append((source, None))
            elif kind[seq] == K.TENSOR or (kind[seq] == K.OP and "numbers" in trace[seq]):
                found.setdefault(seq, []).append((source, Cut(seq, line, how)))
    return found


def producers(trace: Trace, tensor: int, before: int):
    """(tensor this one was computed from, Cut on that hop or None), for every one of them."""
    index = trace.index
    try:
        made_at, _ = describe.maker_of(trace, tensor)
    except KeyError:
        return
    cut, at = None, index.values.last(tensor, before)
    while at > made_at:
        if index.kind.view[at] == K.MUTATE:
            event = trace[at]
            if event["op"] == "detach_":
                cut = Cut(at, trace.line_of(at), _SHARES["detach_"])
            for node, _ in event.get("next") or ():
                if node is not None:
                    for source in trace.node(node).outputs:
                        yield source, cut
        at = index.values.last(tensor, at - 1)
    tracked = index.node.view[made_at] >= 0 and index.kind.view[made_at] == K.OP
    for source in index.inputs_of(made_at):
        yield source, cut or (None if tracked else _cut_of(trace, source, tensor))


def _cut_of(trace: Trace, source: int, result: int) -> Cut | None:
    """The Cut when `result` was made from `source` outside of the graph, None if `source` had no gradient to lose."""
    info = trace.tensor(result)
    try:
        if not trace.required_grad(source, info.made_at):
            return None
    except KeyError:
        return None
    at = detached_at(trace, source, info.made_at) if info.how not in _SHARES else -1
    if at >= 0:
        return Cut(at, trace.line_of(at), _SHARES["detach_"])
    return Cut(info.made_at, info.line, how_cut(trace, info))


def detached_at(trace: Trace, tensor: int, seq: int) -> int:
    """Seq of the detach_() after which a tensor was not changed again up to event `seq`; −1 if there is none."""
    at = trace.index.values.last(tensor, seq)
    return at if at >= 0 and trace.index.kind.view[at] == K.MUTATE and trace[at]["op"] == "detach_" else -1


def how_cut(trace: Trace, result: TensorInfo) -> str:
    """What let the value of this tensor through and its gradient not: "detach()", ".data", "no_grad", "an integer dtype"."""
    if result.how in _SHARES:
        return _SHARES[result.how]
    if not result.dtype.startswith(describe.FLOATING):
        return say("by_bool") if result.dtype == "bool" else say("by_integer", dtype=result.dtype)
    return trace.grad_modes.get(result.line or 0, say("by_no_grad"))


def cut_made_by(trace: Trace, info: TensorInfo) -> Cut | None:
    """The Cut that the making of this untracked tensor was, None if none of what it was made from requires grad."""
    if info.how == "grad":
        return None  # the gradient of a tensor is not made from it
    for source in trace.index.inputs_of(info.made_at):
        cut = _cut_of(trace, source, info.id)
        if cut is not None:
            return cut
    return None
