"""What the trace answers with: plain frozen records about tensors, nodes and gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class TensorInfo:
    """What does not change about a tensor. Ids, seqs and lines are ints; −1 and None mean "none"."""

    id: int
    name: str | None  # the variable (or module path, "fc1.weight") it was bound to
    shape: tuple[int, ...]
    dtype: str  # "float32"
    requires_grad: bool
    is_leaf: bool
    made_at: int  # seq of the event that made it
    node: int | None  # its grad_fn when it was made; None for leaves and untracked tensors
    output_nr: int  # which output of its op it is
    line: int | None
    how: str  # how it was made: torch's name of the op ("mul"), or of the factory ("ones", "tensor", "detach", …)
    of: int | None  # the tensor it was made from outside of the graph (detach, .data, …)
    module: str | None  # "fc1" for a parameter "fc1.weight"


@dataclass(frozen=True, slots=True)
class NodeInfo:
    """What does not change about a node of the autograd graph: a grad_fn or an AccumulateGrad."""

    id: int
    grad_fn: str  # "MulBackward0", "AccumulateGrad"
    op: str | None  # torch's name of the op, None for AccumulateGrad
    made_at: int  # seq of the op (for AccumulateGrad: of the op that first used the leaf)
    line: int | None
    span: tuple[int, int, int, int] | None  # line, col, end line, end col of the expression
    next: tuple[tuple[int | None, int], ...]  # next_functions
    saved: tuple[str, ...]
    inputs: tuple[int | None, ...]  # tensor ids, None for a plain number
    numbers: dict[int, Any]  # slot → plain number
    outputs: tuple[int, ...]
    is_accumulate: bool
    tensor: int | None  # the leaf of an AccumulateGrad, else the (first) output


GradKind = Literal["not_yet", "value", "none", "cut"]


@dataclass(frozen=True, slots=True)
class GradState:
    """One of the four states of a gradient (product.md), with words for it.

    `reason` is a sentence part for "not_yet", "none" and "cut" ("cut at line 9 by detach()"), "" for a value; `line` is
    where to look; `seq` the event that decided it (−1: none); `cut_at` the event at which the graph was cut.
    """

    kind: GradKind
    value: Any = None
    reason: str = ""
    line: int | None = None
    seq: int = -1
    cut_at: int = -1


NodeState = Literal["pending", "current", "visited", "unreached"]


@dataclass(frozen=True, slots=True)
class Iteration:
    """One backward call with what leads to it and the optimizer step after it: events `first` … `last`."""

    number: int  # from 1, counted for each backward() line of a loop
    first: int
    last: int
    call: int  # index into trace.calls, -1 in a run without any
    backward: int  # seq of the backward event, -1 in a run without any
    loop: bool  # whether it is one of several turns of a loop
