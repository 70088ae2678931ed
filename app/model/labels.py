"""What things are called: tensors, nodes and steps, in few words, from the user's own names and expressions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import describe
from . import kinds as K
from .numbers import number
from .words import say

if TYPE_CHECKING:
    from .trace import Trace

INFIX = {
    "add": "+", "sub": "-", "mul": "*", "div": "/", "matmul": "@", "mm": "@", "mv": "@", "dot": "@", "bmm": "@",
    "pow": "**", "remainder": "%", "floor_divide": "//", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==",
    "ne": "!=",
}  # fmt: skip
ELLIPSIS = "…"


def expression(trace: Trace, event: dict) -> str:
    """The text of the expression that made an op's or tensor's event.

    An op's formula where that text is a whole call's and the op only a part of it: within backward, and for all but the
    last op of a composite (F.linear(x, w) is t and addmm).
    """
    text = trace.titles.expression(event) if not trace.call_at(event["seq"]) else None
    if event["event"] != "op":
        return text or ""
    return text if text and not _is_part(trace, event) else formula(trace, event)


def _is_part(trace: Trace, event: dict) -> bool:
    """Whether the next op, at most a few events on, was made by the same expression."""
    if event.get("name"):
        return False
    kind = trace.index.kind.view
    for seq in range(event["seq"] + 1, min(event["seq"] + 4, len(trace))):
        if kind[seq] == K.OP:
            return trace[seq].get("span") == event.get("span")
        if kind[seq] != K.TENSOR:
            return False
    return False


def tensor_label(trace: Trace, tensor: int) -> str:
    """The variable's name, else the expression that made it ("y * y"), else "tensor 3"."""
    try:
        info = trace.tensor(tensor)
    except KeyError:
        return say("tensor_id", id=tensor)
    if info.name:
        return info.name
    event = trace[info.made_at]
    return expression(trace, event) or say("tensor_id", id=tensor)


def grad_label(name: str) -> str:
    """What the gradient of a tensor with this label is called: "w.grad", "(y * y).grad"."""
    return f"({name}).grad" if re.search(r"\s(?![^()\[\]]*[)\]])", name) else f"{name}.grad"


def tensor_labels(trace: Trace, tensors, at_most: int = 4) -> str:
    """Several labels in a row: "a, b and c", "a, b, c, d and 7 more"."""
    names = [tensor_label(trace, tensor) for tensor in tensors]
    if len(names) > at_most + 1:
        return say("more", names=", ".join(names[:at_most]), count=len(names) - at_most)
    return join(names)


def join(parts: list[str]) -> str:
    """Parts in a row: "a", "a and b", "a, b and c"."""
    return say("and", first=", ".join(parts[:-1]), last=parts[-1]) if len(parts) > 1 else "".join(parts)


def node_label(trace: Trace, node: int) -> str:
    """The tensor a node made, or the leaf an AccumulateGrad writes to; its grad_fn where neither is known."""
    try:
        info = trace.node(node)
    except KeyError:
        return say("node_id", id=node)
    return tensor_label(trace, info.tensor) if info.tensor is not None else info.grad_fn


def slot_input(trace: Trace, node: int, slot: int) -> tuple[int | None, object]:
    """(tensor, None) or (None, plain number) that entry `slot` of a node's next_functions stands for; (None, None)."""
    info = trace.node(node)
    at = describe.input_of_slot(trace, trace[info.made_at], slot)
    if at is None or at >= len(info.inputs):
        return None, None
    return info.inputs[at], info.numbers.get(at)


def input_label(trace: Trace, node: int, slot: int) -> str:
    """What entry `slot` of next_functions stands for: a tensor's label, "3" for the number 3, "a constant"."""
    tensor, value = slot_input(trace, node, slot)
    if tensor is not None:
        return tensor_label(trace, tensor)
    if value is None:
        return say("constant")
    return number(value) if isinstance(value, int | float | complex) else str(value)


def formula(trace: Trace, event: dict) -> str:
    """An op from its operands, when its text is not known: "x + 2", "… * 3", "mean(z)"."""
    name = event["op"].rstrip("_")
    operands = [_operand(trace, event, slot) for slot in range(len(event.get("inputs") or ()))]
    if len(operands) == 1 and name in INFIX:  # the other operand is a plain number among the parameters
        params = event.get("params") or {}
        before, after = params.get("self"), params.get("exponent", params.get("other"))
        if isinstance(after, int | float):
            operands.append(number(after))
        elif isinstance(before, int | float):
            operands.insert(0, number(before))
    if name == "rsub":
        name, operands = "sub", operands[::-1]
    if name in INFIX and set(operands) == {ELLIPSIS}:
        return name  # "… + …" says less
    if name in INFIX and len(operands) == 2:
        return f"{operands[0]} {INFIX[name]} {operands[1]}"
    if name == "neg" and operands:
        return f"-{operands[0]}"
    return f"{name}({', '.join(operands)})"


def _operand(trace: Trace, event: dict, slot: int) -> str:
    tensor = event["inputs"][slot]
    if tensor is None:
        value = (event.get("numbers") or {}).get(slot)
        return number(value) if isinstance(value, int | float) else ELLIPSIS
    try:
        return trace.tensor(tensor).name or ELLIPSIS
    except KeyError:
        return ELLIPSIS


def short_grad_fn(grad_fn: str) -> str:
    """The op in a grad_fn: "Mul" for "MulBackward0"."""
    head, found, tail = grad_fn.rpartition("Backward")
    return head if found and head and not tail.strip("0123456789") else grad_fn


def step_label(trace: Trace, anchor: int) -> str:
    """What stands on a step's block: "x", "x + 2", "… * 3", "mean", "Mul", "Accum.", "print", "step"."""
    event = trace[anchor]
    kind = trace.index.kind.view[anchor]
    if kind == K.NODE:
        name = event["grad_fn"].rpartition("::")[2]
        return say("step_accumulate") if name == "AccumulateGrad" else short_grad_fn(name)
    if kind == K.OP:
        name = event["op"].rstrip("_")
        return formula(trace, event) if name in INFIX or name in ("neg", "rsub") else name
    if kind == K.TENSOR:
        return event.get("name") or event.get("how") or "tensor"
    if kind == K.ACCUMULATE:
        return f"{tensor_label(trace, event['tensor'])}.grad"
    if kind == K.MUTATE:
        return event["op"]
    if kind == K.GRAD_RESET:
        return say("step_zero_grad")
    if kind == K.OPTIMIZER_STEP:
        return say("step_optimizer")
    if kind == K.OUTPUT:
        return say("step_print") if event["stream"] == "stdout" else event["stream"]
    return event.get("type") or trace.kind(anchor)
