"""The parts of one step: within a node what arrives, one edge at a time, then the sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from . import kinds as K

if TYPE_CHECKING:
    from .trace import Trace

PartKind = Literal["arrived", "edge", "sum", "event", "param"]


@dataclass(frozen=True, slots=True)
class MicroPart:
    """One part of a step.

    "arrived": grad_outputs are there; "edge": the gradient went along entry `edge` of next_functions to node `to`;
    "sum": `.grad` of tensor `to` was added to (AccumulateGrad), or all is summed in the nodes ahead; "event": an
    event of its own within the step (a hook, an op in the node's work, one of several resets); "param": entry `edge`
    of an optimizer step's parameters.
    """

    seq: int
    kind: PartKind
    edge: int = -1
    to: int | None = None


@dataclass(frozen=True, slots=True)
class MicroPosition:
    """The cursor within a step: parts 0 … `index` of the `count` of step number `step` have happened."""

    step: int
    index: int
    count: int
    part: MicroPart

    @property
    def kind(self) -> PartKind:
        return self.part.kind

    @property
    def edge(self) -> int:
        return self.part.edge


def micro_parts(trace: Trace, number: int) -> tuple[MicroPart, ...]:
    """The parts of step `number` (from 1), in order; the last one is where the step is done."""
    steps = trace.index.steps
    anchor, end = int(steps.anchors.view[number - 1]), int(steps.ends.view[number - 1])
    before = int(steps.ends.view[number - 2]) if number > 1 else -1
    return trace.parts_of(anchor, end, before)


def parts(trace: Trace, anchor: int, end: int, before: int) -> tuple[MicroPart, ...]:
    """The parts of the step with this anchor and end, the one before it ending at `before`."""
    kind = trace.index.kind.view
    if kind[anchor] == K.OPTIMIZER_STEP:
        params = trace[anchor]["params"]
        return tuple(MicroPart(anchor, "param", k, p["tensor"]) for k, p in enumerate(params)) or (
            MicroPart(anchor, "event"),
        )
    if kind[anchor] != K.NODE:
        return tuple(MicroPart(seq, "event") for seq in range(anchor, end + 1) if kind[seq] == kind[anchor])
    return _node_parts(trace, anchor, end, before)


def _node_parts(trace: Trace, anchor: int, end: int, before: int) -> tuple[MicroPart, ...]:
    index = trace.index
    node = int(index.node.view[anchor])
    parts = [MicroPart(seq, "event") for seq in range(before + 1, anchor) if int(index.during.view[seq]) == node]
    parts.append(MicroPart(anchor, "arrived"))
    sent = trace[anchor]["grad_inputs"]
    entries = trace.node(node).next
    for edge, value in enumerate(sent):
        if value is not None:
            parts.append(MicroPart(anchor, "edge", edge, entries[edge][0] if edge < len(entries) else None))
    for seq in range(anchor + 1, end + 1):
        if index.kind.view[seq] == K.ACCUMULATE:
            parts.append(MicroPart(seq, "sum", to=int(index.tensor.view[seq])))
        else:
            parts.append(MicroPart(seq, "event"))
    if any(part.kind == "edge" for part in parts):
        parts.append(MicroPart(end, "sum"))
    return tuple(parts)
