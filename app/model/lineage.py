"""Where data came from and where the graph was cut on its way: the ancestors of a backward call's roots.

Backward follows next_functions; a value can also reach a root by ways that carry no gradient (detach(), .data, an op
under no_grad, an integer dtype). So we walk from the roots back through *every* producer, tracked or not, and note
for each tensor the first place on its way to the root where the graph was cut.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from core.wire import REQUIRES_GRAD

from . import describe
from . import kinds as K
from .info import TensorInfo
from .words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .trace import Trace
    from .traceindex import Call

_SLICE = 4096  # tensors looked at in one go
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

    `marks`: what was found of each tensor, a number (see _UNSEEN): a cut is put in words when it is asked for. `said`: those
    that were in words from the start.
    """

    def __init__(self, trace: Trace, marks: array, said: list[Cut]):
        self._trace, self._marks, self._said = trace, marks, said
        self._lines: frozenset[int] | None = None

    def _mark(self, tensor: int) -> int:
        return self._marks[tensor] if 0 <= tensor < len(self._marks) else _UNSEEN

    def __contains__(self, tensor: int) -> bool:
        return self._mark(tensor) != _UNSEEN

    def cut(self, tensor: int) -> Cut | None:
        """The cut between this tensor and the roots; None if there is none, or it is no ancestor at all."""
        mark = self._mark(tensor)
        if mark < 0:
            return self._said[-3 - mark] if mark < _UNSEEN else None
        info = self._trace.tensor(int(self._trace.index.tensor.view[mark]))
        return Cut(mark, info.line, how_cut(self._trace, info))

    def lines(self) -> frozenset[int]:
        """The lines at which the graph was cut."""
        if self._lines is None:
            line_of = self._trace.index.line.view
            found = {int(line_of[mark]) for mark in set(self._marks) if mark >= 0}
            self._lines = frozenset(line for line in (*found, *(cut.line for cut in self._said)) if line and line > 0)
        return self._lines


class LineageCache:
    """The lineages asked for so far, by call."""

    def __init__(self, trace: Trace):
        self._trace = trace
        self._found: dict[int, Lineage] = {}
        self._begun: dict[int, Iterator[Lineage | None]] = {}

    def of_call(self, call: Call) -> Lineage:
        """The lineage of a call's roots."""
        while not self.prepare(call):
            pass
        return self._found[call.number]

    def prepare(self, call: Call) -> bool:
        """Does a part of the work (a millisecond or two) that `of_call` would have to do; True once all of it is done."""
        if call.number in self._found:
            return True
        walk = self._begun.setdefault(call.number, _walk(self._trace, call))
        found = next(walk)
        if found is not None:
            self._found[call.number] = found
            del self._begun[call.number]
        return found is not None

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
    end = bisect_left(index._input_seq.view, before)
    users, sources = index._input_seq.view[:end], index._input_tensor.view[:end]
    untracked = (index.node.view[users] < 0) | (index.kind.view[users] != K.OP)
    sources = sources[untracked]
    made = np.full(len(sources), -1, np.int64)
    known = sources < len(index.made_tensor)
    made[known] = index.made_tensor.view[sources[known]]
    return bool((made < 0).any() or (index.flags.view[made] & REQUIRES_GRAD).any())


_ODD, _TRACKED, _UNTRACKED = range(3)
_UNSEEN, _UNCUT = -2, -1  # marks of tensors; others are the seq of the cut, or −3 − its place among the Cuts in words


def _walk(trace: Trace, call: Call) -> Iterator[Lineage | None]:
    """From the roots back through every producer, breadth first; yields None now and then, and last the Lineage.

    There may be 100,000 tensors: columns are read at once, what is plain to see there is not decoded, and a mark is a number.
    """
    before, columns = call.first, _Columns(trace, call.first)
    low, high, how, needs, inputs = columns.low, columns.high, columns.how, columns.needs, columns.inputs
    taken = numbers_taken(trace, before)
    queue, marks, said = list(trace[call.first]["roots"]), columns.marks(), []
    for root in queue:
        marks[root] = _UNCUT
    append = queue.append
    walk, done = iter(queue), 0  # it goes on into what is appended: along a chain tensors come one at a time
    while done < len(queue):
        done += _SLICE
        for tensor in islice(walk, _SLICE):
            mark, kind, more = marks[tensor], how[tensor], taken.get(columns.made[tensor]) if taken else None
            if kind == _ODD or more:
                for source, cut in (*producers(trace, tensor, before), *(more or ())):
                    if marks[source] == _UNSEEN:
                        if mark == _UNCUT and cut is not None:
                            said.append(cut)
                        marks[source] = -2 - len(said) if mark == _UNCUT and cut is not None else mark
                        queue.append(source)
            elif kind == _TRACKED or mark != _UNCUT:
                at, end = low[tensor], high[tensor]
                while at < end:  # one or two, most often: a slice would cost more than both
                    source = inputs[at]
                    at += 1
                    if marks[source] == _UNSEEN:
                        marks[source] = mark
                        append(source)
            else:
                at = columns.made[tensor]
                for source in inputs[low[tensor] : high[tensor]]:
                    if marks[source] == _UNSEEN:
                        cuts = needs[source] if how[source] != _ODD else _cut_of(trace, source, tensor) is not None
                        marks[source] = at if cuts else _UNCUT
                        queue.append(source)
        yield None
    yield Lineage(trace, _ints(np.array(marks)), said)


class _Columns:
    """Of every tensor made before an event: where its maker's inputs stand in `inputs` (`low` to `high`), the event it was
    `made` at, `how`, and whether it `needs` grad. _ODD: changed in place, its requires_grad set, a further output; events
    tell of those."""

    def __init__(self, trace: Trace, before: int):
        index = trace.index
        inputs = index._input_tensor.view
        count = 1 + max(len(index.made_tensor) - 1, int(inputs.max(initial=0)), *trace[before]["roots"])
        made = np.full(count, -1, np.int64)
        made[: len(index.made_tensor)] = index.made_tensor.view
        known = (made >= 0) & (made < before)
        at = np.where(known, made, 0)
        first = index._input_seq.view
        self.made, self.inputs = _ints(np.where(known, made, -1)), _ints(inputs)
        self.low, self.high = _ints(first.searchsorted(at)), _ints(first.searchsorted(at, side="right"))
        tracked = (index.node.view[at] >= 0) & (index.kind.view[at] == K.OP)
        how = np.where(known, np.where(tracked, _TRACKED, _UNTRACKED), _ODD).astype(np.uint8)
        changed = index.tensor.view[index.by_kind.all(K.MUTATE)]
        odd = np.concatenate([changed, np.fromiter(trace.switches, np.int64)])
        how[odd[(odd >= 0) & (odd < count)]] = _ODD
        self.how = how.tobytes()
        self.needs = (index.flags.view[at] & REQUIRES_GRAD).tobytes()

    def marks(self) -> list[int]:
        """A mark for each tensor, of none seen yet."""
        return [_UNSEEN] * len(self.how)


def _ints(values: np.ndarray) -> array:
    """Numbers to be looked at one by one, as a list's, in an eighth of its room."""
    return array("i", values.astype(np.int32).tobytes())


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
    tracked = index.node.view[made_at] >= 0 and index.kind.view[made_at] == K.OP and _floating(trace, tensor)
    for source in index.inputs_of(made_at):
        yield source, cut or (None if tracked else _cut_of(trace, source, tensor))


def _cut_of(trace: Trace, source: int, result: int) -> Cut | None:
    """The Cut when `result` was made from `source` outside of the graph, None if `source` had no gradient to lose."""
    info = trace.tensor(result)
    try:
        if not trace.required_grad(source, info.made_at) or not _floating(trace, source):
            return None
    except KeyError:
        return None
    at = detached_at(trace, source, info.made_at) if info.how not in _SHARES else -1
    if at >= 0:
        return Cut(at, trace.line_of(at), _SHARES["detach_"])
    return Cut(info.made_at, info.line, how_cut(trace, info))


def _floating(trace: Trace, tensor: int) -> bool:
    """Whether a tensor can have a gradient: a further output of a tracked op need not, as the indices of max(dim)."""
    return trace.tensor(tensor).dtype.startswith(describe.FLOATING)


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
