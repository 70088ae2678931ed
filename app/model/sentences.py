"""One plain sentence for each event, each step and each micro-step, with its numbers.

The words come from words.py; here is only what to fill in. Values in sentences are short (numbers.brief): "0.75" where
all elements are 0.75, nested lists for a few elements, the range for more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import descent, numbers, retold
from . import kinds as K
from .flow import received_so_far
from .labels import expression, input_label, join, node_label, tensor_label, tensor_labels
from .lineage import cut_made_by
from .words import say

if TYPE_CHECKING:
    from .micro import MicroPosition
    from .trace import Trace

_LONGEST_TEXT = 120  # characters quoted of what was printed
_WORKED_OUT = 3  # elements of a parameter whose change is written as an equation


def sentence(trace: Trace, seq: int) -> str:
    """What happened at event `seq`; "" for −1."""
    if not 0 <= seq < len(trace):
        return ""
    event = trace[seq]
    return _SAY[event["event"]](trace, event)


def step_sentence(trace: Trace, seq: int, micro: MicroPosition | None = None) -> str:
    """What the cursor shows: the sentence of the whole step it stands after, or of the micro-step within it."""
    if micro is not None:
        return micro_sentence(trace, micro)
    index = trace.index
    step = index.steps.index_at(seq)
    if step < 0 or seq != index.steps.ends.view[step]:
        return sentence(trace, seq)
    anchor = int(index.steps.anchors.view[step])
    if index.kind.view[anchor] == K.GRAD_RESET and seq > anchor:
        rows = range(anchor, seq + 1)
        return _resets([int(index.tensor.view[row]) for row in rows], trace, trace[anchor]["to"])
    return sentence(trace, seq if index.kind.view[seq] == K.ACCUMULATE else anchor)


def micro_sentence(trace: Trace, micro: MicroPosition) -> str:
    """What one micro-step does."""
    part = micro.part
    event = trace[part.seq]
    if part.kind == "arrived":
        return _receives(trace, event)
    if part.kind == "edge":
        value, to = event["grad_inputs"][part.edge], _target(trace, event["node"], part.edge)
        sent = say("edge", node=event["grad_fn"], value=numbers.brief(value), to=to)
        if part.to is None:
            return sent
        total, count = received_so_far(trace, part.to, part.seq, part.edge)
        if count < 2:
            return sent
        return say("clauses", first=sent, last=say("edge_sum", to=to, value=numbers.plain(total), count=count))
    if part.kind == "sum" and event["event"] == "node":
        return say("sums", node=event["grad_fn"])
    if part.kind == "param":
        return _optimizer_param(trace, event, event["params"][part.edge])
    return sentence(trace, part.seq)


# ---- kind by kind


def _tensor(trace, event) -> str:
    name = tensor_label(trace, event["tensor"])
    cut = cut_made_by(trace, trace.tensor(event["tensor"])) if event.get("of") is not None else None
    if cut is not None:
        return say("tensor_of", name=name, source=tensor_label(trace, event["of"]), how=cut.how)
    late = event.get("how") in (None, "", "grad")
    key = "tensor_late" if late else "tensor_grad" if event.get("requires_grad") else "tensor"
    return say(key, name=name, value=numbers.plain(event["value"]))


def _op(trace, event) -> str:
    text = expression(trace, event)
    title = f"{event['name']} = {text}" if event.get("name") else text
    key = "op" if event.get("node") is not None else "op_untracked"
    return say(key, title=title, value=numbers.plain(event.get("value")))


def _mutate(trace, event) -> str:
    title = trace.titles.expression(event) or event["op"]
    name = tensor_label(trace, event["tensor"])
    return say("mutate", title=title, name=name, value=numbers.plain(event["value"]))


def _backward(trace, event) -> str:
    roots = tensor_labels(trace, event["roots"])
    if event.get("inputs") is None:
        return say("backward", call=event["call"], roots=roots)
    return say("backward_inputs", call=event["call"], roots=roots, inputs=tensor_labels(trace, event["inputs"]))


def _receives(trace, event) -> str:
    arrived = [value for value in event["grad_outputs"] if value is not None]
    if not arrived:
        return say("node_receives_nothing", node=event["grad_fn"])
    return say("node_receives", node=event["grad_fn"], arrived=join([numbers.brief(value) for value in arrived]))


def _target(trace, node: int, edge: int) -> str:
    """Where an edge leads, in words: the tensor behind the next node, else what stands in the slot."""
    try:
        trace.node(node)
    except KeyError:
        return say("constant")
    following = _edge_node(trace, node, edge)
    return input_label(trace, node, edge) if following is None else node_label(trace, following)


def _edge_node(trace, node: int, edge: int) -> int | None:
    try:
        return trace.node(node).next[edge][0]
    except (KeyError, IndexError):
        return None


def _node(trace, event) -> str:
    sent = event["grad_inputs"]
    node = event["grad_fn"]
    if not sent:
        return _receives(trace, event)
    arrived = [value for value in event["grad_outputs"] if value is not None]
    received = join([numbers.brief(value) for value in arrived]) or "None"
    clauses = _sent_clauses(trace, event, arrived)
    nothing = [_target(trace, event["node"], k) for k, value in enumerate(sent) if value is None]
    nothing = [to for to in nothing if to != say("constant")]
    if not clauses:
        return say("node_sends_none", node=node, arrived=received)
    text = say("node_sends", node=node, arrived=received, sent=join(clauses))
    targets = [_edge_node(trace, event["node"], edge) for edge, value in enumerate(sent) if value is not None]
    if len(targets) > 1 and len(set(targets)) == 1 and targets[0] is not None:
        total, _ = received_so_far(trace, targets[0], event["seq"])
        text = say("clauses", first=text, last=say("sum_is", value=numbers.plain(total)))
    return say("clauses", first=text, last=say("none_to", to=join(nothing))) if nothing else text


def _sent_clauses(trace, event, arrived) -> list[str]:
    """Words such as "0.75 to y * y" for each gradient sent; the same to the same place several times is said once."""
    groups: dict[tuple, list] = {}
    for edge, value in enumerate(event["grad_inputs"]):
        if value is not None:
            text, to = numbers.brief(value), _target(trace, event["node"], edge)
            groups.setdefault((text, to), []).append(value)
    clauses = []
    for (text, to), values in groups.items():
        count = int(values[0].array.size)
        spread = len(values) == 1 and count > 1 and all(value.array.size == 1 for value in arrived)
        if spread and numbers.uniform(values[0]) is not None:
            clauses.append(say("sends_each", value=text, count=count, to=to))
        elif len(values) == 2:
            clauses.append(say("sends_twice", value=text, to=to))
        elif len(values) > 2:
            clauses.append(say("sends_times", value=text, to=to, times=len(values)))
        else:
            clauses.append(say("sends_one", value=text, to=to))
    return clauses


def _accumulate(trace, event) -> str:
    name = event.get("name") or tensor_label(trace, event["tensor"])
    before = trace.grad_before(event["seq"], event["tensor"])
    after = numbers.plain(event["grad"])
    if event.get("node") is None:
        return say("assigned", name=name, after=after)
    if before is None:
        return say("accumulate_first", name=name, after=after)
    added = numbers.plain(event["added"])
    return say("accumulate", name=name, before=numbers.plain(before), added=added, after=after)


def _backward_end(trace, event) -> str:
    if event.get("error") is not None:
        return say("backward_end_error", call=event["call"], message=event["error"])
    return say("backward_end_freed" if event.get("freed") else "backward_end_kept", call=event["call"])


def _hook(trace, event) -> str:
    tensor, node = event.get("tensor"), event.get("node")
    name = tensor_label(trace, tensor) if tensor is not None else node_label(trace, node) if node is not None else ""
    before, after = (_listed(event[key]) for key in ("before", "after"))
    if after is None or before == after:
        return say("hook_keeps", name=name, before=before or "None")
    return say("hook_changes", name=name, before=before or "None", after=after)


def _listed(value) -> str | None:
    if isinstance(value, list | tuple):
        return join([numbers.brief(one) for one in value])
    return None if value is None else numbers.brief(value)


def _grad_reset(trace, event) -> str:
    return _resets([event["tensor"]], trace, event["to"])


def _resets(tensors: list[int], trace, to: str) -> str:
    key = "reset_to" if len(tensors) == 1 else "resets_to"
    return say(f"{key}_{to}", names=tensor_labels(trace, tensors))


def _optimizer_step(trace, event) -> str:
    params = event["params"]
    if not params:
        return say("optimizer_none", optimizer=event["optimizer"])
    if len(params) == 1:
        return _optimizer_param(trace, event, params[0])
    names = tensor_labels(trace, [param["tensor"] for param in params])
    found = [descent.taken(trace, event, param) for param in params]
    if None not in found:
        return say("descent_many", optimizer=event["optimizer"], lr=numbers.number(found[0].rate), count=len(params), names=names)
    return say("optimizer_many", optimizer=event["optimizer"], count=len(params), names=names)


def _optimizer_param(trace, event, param) -> str:
    name = param["name"] or say("tensor_id", id=param["tensor"])
    before, after = numbers.plain(param["before"]), numbers.plain(param["after"])
    taken = descent.taken(trace, event, param)
    if taken is not None:
        lr, grad = numbers.number(taken.rate), numbers.plain(taken.grad)
        key = "descent_one" if taken.grad.array.size <= _WORKED_OUT else "descent_of"
        grad = f"({grad})" if grad.startswith(numbers.MINUS) else grad
        return say(key, optimizer=event["optimizer"], name=name, lr=lr, before=before, grad=grad, after=after)
    return say("optimizer_one", optimizer=event["optimizer"], name=name, before=before, after=after)


def _output(trace, event) -> str:
    lines = event["text"].rstrip("\n").split("\n")
    text = lines[0] if len(lines) == 1 else lines[0] + " …"
    if len(text) > _LONGEST_TEXT:
        text = text[:_LONGEST_TEXT] + "…"
    return say("prints" if event["stream"] == "stdout" else "stderr", text=text)


def _error(trace, event) -> str:
    message = (event.get("message") or "").strip().split("\n")[0]
    return say("error", type=event["type"], message=message) if message else event["type"]


def _end(trace, event) -> str:
    status = say(f"end_{event['status']}")
    reason = event.get("reason") or ""
    says_more = reason.rstrip(".").lower() not in status
    return say("end_reason", status=status, reason=retold.reason(reason)) if says_more else status


_SAY = {
    "tensor": _tensor, "op": _op, "mutate": _mutate, "backward": _backward, "node": _node, "accumulate": _accumulate,
    "backward_end": _backward_end, "hook": _hook, "grad_reset": _grad_reset, "optimizer_step": _optimizer_step,
    "output": _output, "error": _error, "end": _end,
}  # fmt: skip
