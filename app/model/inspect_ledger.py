"""The inspector's section with the ledger of a gradient: its rows, the cursor's place among them, later ones marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import kinds as K
from . import ledger as model
from . import numbers
from .inspect_types import LedgerRow, Section
from .labels import tensor_label
from .words import say

if TYPE_CHECKING:
    from .info import NodeInfo
    from .trace import Trace

FULL_LIMIT = 16  # elements written out in a row
MOST_ARRIVALS = 24  # that are listed under all calls; of more only those of the call at the cursor
_AT = (K.TENSOR, K.OP, K.ACCUMULATE, K.GRAD_RESET, K.HOOK, K.OPTIMIZER_STEP, K.MUTATE, K.NODE)


def ledger(trace: Trace, tensor: int, seq: int) -> Section:
    """How `.grad` was summed: a row for each write (before it one for each of several arrivals), the cursor's place."""
    name = tensor_label(trace, tensor)
    seqs = model.write_seqs(trace, tensor)
    first, last = model.around(seqs, seq)
    here = trace.index.steps.index_at(seq)
    writes = _with_arrivals(trace, model.writes(trace, tensor, seqs[first:last]), seq)
    rows = [_row(trace, write, seq, here) for write in writes]
    if first:
        rows.insert(1, _more_row("writes_before", first, seqs[first - 1], "past"))
    if seq >= 0 and not any(row.when == "here" for row in rows):
        _mark_place(trace, tensor, seq, here, rows)
    if last < len(seqs):
        rows.append(_more_row("writes_after", len(seqs) - last, seqs[last], "future"))
    if model.never_zeroed(trace, tensor, seq):
        return Section("ledger", say("section_ledger", name=name), say("never_zeroed"), "warn", ledger=tuple(rows))
    note = say("later_dimmed") if any(row.when == "future" for row in rows) else ""
    return Section("ledger", say("section_ledger", name=name), note, ledger=tuple(rows))


def _mark_place(trace: Trace, tensor: int, seq: int, here: int, rows: list[LedgerRow]) -> None:
    """Put "you are here" between the rows, with what `.grad` is there."""
    at = sum(row.when == "past" for row in rows)
    state = trace.attribute_at(tensor, seq) if at else None
    value = state.value if state is not None and state.kind == "value" else None
    text = numbers.full(value, FULL_LIMIT) if value is not None else _short_state(state)
    rows.insert(at, LedgerRow(here + 1, seq, say("you_are_here"), None, value, "", text, "here", "here"))


def _short_state(state) -> str:
    """`.grad` where it is no value, in a word: why it is None stands in the section Why."""
    if state is None:
        return say("not_made")
    return say("grad_not_yet") if state.kind == "not_yet" else "None"


def _with_arrivals(trace: Trace, writes: list[model.Write], seq: int) -> list[model.Write]:
    """The writes; before a sum of several arrivals one row for each of them, and of one arrival where it came from."""
    found = {}
    for write in writes:
        node = trace[write.seq].get("node") if write.kind == "accumulate" else None
        if node is not None:
            found[write.seq] = model.arrivals(trace, node, write.seq)
    here = trace.call_at(seq)
    all_fit = sum(len(came) for came in found.values() if len(came) > 1) <= MOST_ARRIVALS
    rows = []
    for write in writes:
        came = found.get(write.seq, ())
        if len(came) > 1 and (all_fit or write.call == here):
            rows += came
        rows.append(model.from_arrivals(write, came))
    return [*rows[:1], *sorted(rows[1:], key=lambda write: write.seq)]  # what arrived came before the hooks on it


def _more_row(key: str, count: int, seq: int, when) -> LedgerRow:
    """Stands for writes that are not listed; `seq` is the nearest of them."""
    return LedgerRow(0, seq, say(key, count=f"{count:,}"), None, None, "", "", "more", when)


def _row(trace: Trace, write: model.Write, seq: int, here: int) -> LedgerRow:
    step = trace.index.steps.index_at(write.seq)
    at_cursor = step == here and trace.index.kind.view[write.seq] in _AT
    when = "future" if write.seq > seq else "here" if at_cursor else "past"
    added = numbers.full(write.added, FULL_LIMIT) if write.added is not None else ""
    after = numbers.full(write.after, FULL_LIMIT) if write.after is not None or write.kind != "arrival" else ""
    values = write.added, write.after, added, after
    return LedgerRow(step + 1, write.seq, write.who, *values, write.kind, when, write.call, write.detail)


def ledger_tensor(trace: Trace, info: NodeInfo | None, tensor: int | None) -> int | None:
    """Whose ledger to show: the tensor's own if its `.grad` is written, else the only leaf its gradient flows to."""
    if tensor is not None:
        about = trace.tensor(tensor)
        if about.requires_grad and (about.is_leaf or trace.index.grads.next(tensor, -1) >= 0):
            return tensor
    return _only_leaf(trace, info.id) if info is not None else None


def _only_leaf(trace: Trace, node: int, limit: int = 64) -> int | None:
    """The leaf at the end of all paths from `node`; None if there are several, or more than `limit` nodes."""
    seen, queue, leaves = {node}, [node], set()
    while queue:
        info = trace.node(queue.pop())
        if info.is_accumulate:
            leaves.add(info.tensor)
        for following, _ in info.next:
            if following is not None and following not in seen:
                seen.add(following)
                queue.append(following)
        if len(leaves) > 1 or len(seen) > limit:
            return None
    return leaves.pop() if leaves else None
