"""The ledger of a tensor's `.grad`: every write of it, contribution by contribution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from . import kinds as K

if TYPE_CHECKING:
    from .trace import Trace

WriteKind = Literal["created", "accumulate", "zero", "none", "hook"]


@dataclass(frozen=True, slots=True)
class Write:
    """One write of `.grad`: at event `seq`, by `who`, `added` (or None), and what `.grad` was `after` (None: None)."""

    seq: int
    who: str
    added: Any
    after: Any
    kind: WriteKind
    call: int = 0
    line: int | None = None


def writes(trace: Trace, tensor: int) -> list[Write]:
    """All writes in order; the first row says that the tensor was created, with `.grad` None."""
    from .gradstate import zeros

    info = trace.tensor(tensor)
    rows = [Write(info.made_at, "created", None, None, "created", 0, info.line)]
    index = trace.index
    seqs = sorted({*index.grads.all(tensor).tolist(), *index.tensor_hooks.all(tensor).tolist()})
    for seq in seqs:
        event = trace[seq]
        call, line = trace.call_at(seq), event.get("line")
        if event["event"] == "accumulate":
            rows.append(Write(seq, f"backward call {call}", event["added"], event["grad"], "accumulate", call, line))
        elif event["event"] == "grad_reset":
            zero = event["to"] == "zero"
            after = zeros(info.shape, info.dtype) if zero else None
            rows.append(Write(seq, "set to zero" if zero else "set to None", None, after, event["to"], call, line))
        elif index.kind.view[seq] == K.HOOK and "accumulate" in event["kind"]:
            rows.append(Write(seq, "hook", None, event["after"], "hook", call, line))
    return rows
