"""The value a tensor has at a cursor: from the event that made it, an in-place change, or an optimizer step.

Note [Who writes a value]
The tape names the tensor that was written to. `w.detach()` and `w.data` share w's memory, so a write to one is a write
to all of them: they form one family, and a value is looked up over its family.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .trace import Trace


def last_write(trace: Trace, tensor: int, seq: int) -> tuple[int, int]:
    """(last event up to `seq` that set the tensor's memory, −1 for none; the tensor it was written through)."""
    index = trace.index
    best, through = -1, tensor
    for member in index.memory.family.get(tensor, (tensor,)):
        at = max(index.values.last(member, seq), index.optimized.last(member, seq))
        if at > best:
            best, through = at, member
    return best, through


def value_at(trace: Trace, tensor: int, seq: int):
    """The tensor's value after event `seq`, None before it was made; KeyError for an unknown tensor."""
    info = trace.tensor(tensor)
    if seq < info.made_at:
        return None
    at, through = last_write(trace, tensor, seq)
    if at <= info.made_at:
        event = trace[info.made_at]
        return event["value"] if info.output_nr == 0 else event["values"][info.output_nr]
    event = trace[at]
    if event["event"] == "optimizer_step":
        return next(param["after"] for param in event["params"] if param["tensor"] == through)
    return event["value"]
