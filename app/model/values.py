"""The value a tensor has at a cursor: from the event that made it, an in-place change, or an optimizer step.

Note [Who writes a value]
The tape names the tensor that was written to. `w.detach()` and `w.data` share w's memory, so a write to one is a write
to all of them: they form one family, and a value is looked up over its family. Optimizer steps list their parameters
in the body; they are read once, in order, the first time a parameter's value is asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from . import kinds as K

if TYPE_CHECKING:
    from .trace import Trace

_SAME_MEMORY = ("detach", "data")


class ValueFinder:
    """Finds values; reads the bodies of optimizer steps and of detach / .data events as far as they are there."""

    def __init__(self, trace: Trace):
        self._trace = trace
        self._read_to = 0
        self._steps: dict[int, list[int]] = {}  # tensor → seqs of optimizer steps that changed it
        self._family: dict[int, list[int]] = {}  # tensor → all tensors that share its memory, itself among them

    def value_at(self, tensor: int, seq: int):
        """The tensor's value after event `seq`, None before it was made; KeyError for an unknown tensor."""
        trace = self._trace
        info = trace.tensor(tensor)
        if seq < info.made_at:
            return None
        self._read()
        best, best_tensor = -1, tensor
        for member in self._family.get(tensor, (tensor,)):
            at = max(trace.index.values.last(member, seq), self._last_step(member, seq))
            if at > best:
                best, best_tensor = at, member
        if best <= info.made_at:
            event = trace[info.made_at]
            return event["value"] if info.output_nr == 0 else event["values"][info.output_nr]
        event = trace[best]
        if event["event"] == "optimizer_step":
            return next(param["after"] for param in event["params"] if param["tensor"] == best_tensor)
        return event["value"]

    def writes(self, tensor: int) -> list[int]:
        """Seqs of the optimizer steps that changed this tensor, ascending."""
        self._read()
        return self._steps.get(tensor, [])

    def _last_step(self, tensor: int, seq: int) -> int:
        steps = self._steps.get(tensor)
        if not steps:
            return -1
        at = bisect_right(steps, seq)
        return steps[at - 1] if at else -1

    def _read(self) -> None:
        """Take in what came since the last look."""
        trace = self._trace
        size = len(trace)
        if self._read_to == size:
            return
        kind = trace.index.kind.view[self._read_to : size]
        first, self._read_to = self._read_to, size
        for row in ((kind == K.OPTIMIZER_STEP) | (kind == K.TENSOR)).nonzero()[0].tolist():
            event = trace[first + row]
            if event["event"] == "optimizer_step":
                for param in event["params"]:
                    self._steps.setdefault(param["tensor"], []).append(first + row)
            elif event.get("of") is not None and event.get("how") in _SAME_MEMORY:
                family = self._family.setdefault(event["of"], [event["of"]])
                family.append(event["tensor"])
                self._family[event["tensor"]] = family
