"""What the tape says about one tensor or one node: finding the event that made it and reading it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import kinds as K
from .info import NodeInfo, TensorInfo

FLOATING = ("float", "bfloat", "complex")

if TYPE_CHECKING:
    from .trace import Trace


def known(column, id: int) -> int:
    """column[id], or −1 where the column does not reach."""
    return int(column.view[id]) if 0 <= id < len(column) else -1


def maker_of(trace: Trace, tensor: int) -> tuple[int, int]:
    """(seq of the event that made the tensor, which of its outputs it is); KeyError if no event did."""
    seq = known(trace.index.made_tensor, tensor)
    if seq >= 0:
        return seq, 0
    # A further output of an op: ids are given in order, so the op's first output is the nearest lower known id.
    made = trace.index.made_tensor.view
    first = min(tensor, len(made)) - 1
    while first >= 0 and made[first] < 0:
        first -= 1
    if first >= 0:
        event = trace[int(made[first])]
        outputs = event.get("outputs") or ()
        if tensor in outputs:
            return int(made[first]), list(outputs).index(tensor)
    raise KeyError(f"the tape has no tensor {tensor}")


def tensor_info(trace: Trace, tensor: int) -> TensorInfo:
    """The record of a tensor, from the event that made it."""
    seq, nr = maker_of(trace, tensor)
    event = trace[seq]
    is_op = event["event"] == "op"
    value = event.get("value") if nr == 0 else event["values"][nr]
    node = event.get("node") if is_op else None
    names = event.get("names")
    name = names[nr] if names else event.get("name") if nr == 0 else None
    name = _with_path(trace, tensor, name)
    requires_grad = bool(event.get("requires_grad"))
    return TensorInfo(
        id=tensor,
        name=name,
        shape=tuple(value.shape) if value is not None else (),
        dtype=value.dtype if value is not None else "float32",
        requires_grad=requires_grad,
        is_leaf=node is None if is_op else bool(event.get("is_leaf", True)),
        made_at=seq,
        node=node,
        output_nr=nr,
        line=event.get("line"),
        how=event["op"] if is_op else (event.get("how") or "tensor"),
        of=event.get("of"),
        module=name.rpartition(".")[0] if name and "." in name and event.get("how") != "grad" else None,
    )


def _with_path(trace: Trace, tensor: int, name: str | None) -> str | None:
    """The name with its path in the model, "fc1.weight", once that is known (see TraceIndex.leaf_name); of a parameter
    that no variable of the user's names, the path."""
    known_as = known(trace.index.leaf_name, tensor)
    path = trace.tape.string(known_as) if known_as > 0 else ""
    if not name:
        return path if "." in path else None
    return path if path.endswith(f".{name}") else name


def node_info(trace: Trace, node: int) -> NodeInfo:
    """The record of a node: a grad_fn's from its op, an AccumulateGrad's from the op that first used its leaf."""
    seq = known(trace.index.made_node, node)
    if seq < 0:
        return _accumulate_info(trace, node)
    event = trace[seq]
    is_op = event["event"] == "op"
    outputs = tuple(event["outputs"]) if is_op else (event["tensor"],)
    span = event.get("span")
    return NodeInfo(
        id=node,
        grad_fn=event["grad_fn"],
        op=event["op"],
        made_at=seq,
        line=event.get("line"),
        span=tuple(span) if span else None,
        next=tuple((n, nr) for n, nr in event.get("next") or ()),
        saved=tuple(event.get("saved") or ()),
        inputs=tuple(event.get("inputs") or ()),
        numbers={int(slot): number for slot, number in (event.get("numbers") or {}).items()},
        outputs=outputs,
        is_accumulate=False,
        tensor=outputs[0],
    )


def _accumulate_info(trace: Trace, node: int) -> NodeInfo:
    seq, leaf = _first_use(trace, node)
    line = trace.tensor(leaf).line if leaf is not None else None
    return NodeInfo(
        node, "AccumulateGrad", None, seq, line, None, (), (), (), {}, (leaf,) if leaf is not None else (), True, leaf
    )


def _first_use(trace: Trace, node: int) -> tuple[int, int | None]:
    """(seq of the op whose next_functions first name this AccumulateGrad, its leaf); KeyError if none does."""
    leaf = known(trace.index.acc_tensor, node)
    seq = trace.index.users.next(node, -1)
    if seq < 0:  # a leaf that backward() was called on: only its run names the node
        seq = trace.index.by_node.next(node, -1)
        if seq < 0:
            raise KeyError(f"the tape has no node {node}")
    elif leaf < 0:
        event = trace[seq]
        slot = next(slot for slot, entry in enumerate(event["next"]) if entry[0] == node)
        used = input_of_slot(trace, event, slot)
        leaf = event["inputs"][used] if used is not None else -1
    return seq, leaf if leaf >= 0 else None


def grad_fn_of(trace: Trace, info: TensorInfo, seq: int) -> int | None:
    """The tensor's grad_fn at `seq` (an in-place change gives it a new one), None for leaves and untracked tensors."""
    at = trace.index.values.last(info.id, seq)
    if at > info.made_at and trace.index.kind.view[at] == K.MUTATE:
        node = int(trace.index.node.view[at])
        return node if node >= 0 else info.node
    return info.node


def node_of(trace: Trace, tensor: int, seq: int | None = None) -> int | None:
    """See Trace.node_of."""
    info = trace.tensor(tensor)
    node = info.node if seq is None else grad_fn_of(trace, info, seq)
    return accumulate_node(trace, info, seq) if node is None and info.is_leaf else node


def accumulate_node(trace: Trace, info: TensorInfo, seq: int | None = None) -> int | None:
    """The AccumulateGrad of a leaf; None if the tape names none.

    A leaf may get a new one once its graph is gone: it is the one of the backward call at `seq` if that writes the
    leaf, else the one of the last write before, else of the next.
    """
    index = trace.index
    grads, node = index.grads, index.node.view
    if seq is None:
        found = known(index.acc_node, info.id)
        return found if found >= 0 else _unrun_accumulate(trace, info)
    inside = trace.call_at(seq)
    end = trace.calls[inside - 1].last if inside else -1
    last = grads.last(info.id, end if end >= 0 else len(trace) - 1 if inside else seq)
    while last >= 0 and node[last] < 0:  # a reset
        last = grads.last(info.id, last - 1)
    if last < 0:
        last = grads.next(info.id, seq)
        while last >= 0 and node[last] < 0:
            last = grads.next(info.id, last)
    return int(node[last]) if last >= 0 else _unrun_accumulate(trace, info)


def _unrun_accumulate(trace: Trace, info: TensorInfo) -> int | None:
    """The AccumulateGrad of a leaf that never ran, from the first tracked op that took the leaf."""
    if not (info.requires_grad or trace.came_to_require_grad(info.id)):
        return None
    for seq in trace.consumers(info.id).tolist():
        event = trace[seq]
        for slot, entry in enumerate(event.get("next") or ()):
            used = input_of_slot(trace, event, slot) if entry[0] is not None else None
            if used is not None and event["inputs"][used] == info.id:
                return entry[0]
    return None


def came_to_require_grad(trace: Trace, tensor: int) -> bool:
    """Whether a leaf that did not require grad when it was made did later (requires_grad_() leaves no event): its
    `.grad` is written, or the first or last tracked op that takes it leads to an AccumulateGrad of it."""
    index = trace.index
    if index.grads.next(tensor, -1) >= 0:
        return True
    users = index.consumers.all(tensor)
    tracked = users[index.node.view[users] >= 0]
    for seq in {*tracked[:1].tolist(), *tracked[-1:].tolist()}:
        event = trace[seq]
        inputs, entries = event.get("inputs") or (), event.get("next") or ()
        if len(inputs) == len(entries):
            if any(used == tensor and node is not None for used, (node, _) in zip(inputs, entries)):
                return True
    return False


def switched_at(trace: Trace, tensor: int, seq: int) -> tuple[bool, int | None] | None:
    """(what requires_grad was last set to up to event `seq`, at which line); None if it was not set since the making.

    What is set before anything else happens counts as how the tensor was made: `torch.ones(2).requires_grad_()`.
    """
    found = None
    for at, on, line in trace.switches.get(tensor, ()):
        if at <= seq or at == maker_of(trace, tensor)[0] + 1:
            found = on, line
    return found


def required_grad(trace: Trace, tensor: int, seq: int) -> bool:
    """Whether a tensor required grad at `seq`, as it was made or set; KeyError for a tensor the tape has not named."""
    set_to = switched_at(trace, tensor, seq) if trace.switches else None
    return trace.index.requires_grad(maker_of(trace, tensor)[0]) if set_to is None else set_to[0]


def input_of_slot(trace: Trace, event: dict, slot: int) -> int | None:
    """Which of an op's inputs entry `slot` of its next_functions belongs to; None if that cannot be told.

    Mostly they correspond one to one. Some ops have no entry for an input that never has a gradient (the condition of
    where(), the exponent of x ** 2): then each entry takes the next input that fits it.
    """
    inputs, entries = event.get("inputs") or (), event.get("next") or ()
    if len(inputs) == len(entries):
        return slot
    at = -1
    for node, _ in entries[: slot + 1]:
        at = next((k for k in range(at + 1, len(inputs)) if _fits(trace, event, inputs[k], node)), None)
        if at is None:
            return None
    return at


def _fits(trace: Trace, event: dict, tensor: int | None, node: int | None) -> bool:
    """Whether `node` (None: no node) is what gives this input its gradient."""
    try:
        info = trace.tensor(tensor) if tensor is not None else None
    except KeyError:
        return False
    grad_fn = grad_fn_of(trace, info, event["seq"] - 1) if info is not None else None
    if node is None:
        return grad_fn is None and (info is None or (not info.requires_grad and info.dtype.startswith(FLOATING)))
    if known(trace.index.made_node, node) >= 0:
        return grad_fn == node
    return info is not None and grad_fn is None and info.requires_grad
