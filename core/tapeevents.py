"""Events as the contract has them (dicts) to and from rows of the tape, kind by kind.

`encode(event, writer, …)` makes a packed row; `decode(tape, seq)` makes the dict again, its keys in the contract's
order and then the extra ones. What the ints of each kind are stands in the docstring of its encoder.
"""

import json

from .wire import (
    CREATE,
    FAILED,
    IS_LEAF,
    KIND,
    KINDS,
    LISTED,
    REQUIRES_GRAD,
    RETAIN,
    ROW_STRUCT,
    SCOPED,
    SLOTS,
    TapeError,
    dumps,
)

COMMON = ("span", "file", "stack")  # may stand on any event, after the contract's keys
NUMBER = -1  # in place of a tensor id: a plain number
U32, I32 = 0xFFFFFFFF, 0x7FFFFFFF


def encode(event, w, call, t):
    """The packed row of a contract-shaped event; strings, values and ints go to the TapeWriter `w`."""
    kind = event.get("event")
    if kind not in KIND:
        raise TapeError(f"an event of unknown kind {kind!r} cannot be written on a tape")
    f = dict.fromkeys(("flags", "outs", "value", "aux", "extra"), 0) | dict.fromkeys(("op", "name", "tensor", "node"))
    f["form"] = {}
    try:
        ints = _ENCODE[kind](event, w, f) or ()
    except KeyError as e:
        raise TapeError(f"an event of kind {kind!r} lacks the key {e}") from None
    if w.knows_scope(event.get("scope")) and kind in ("op", "mutate", "tensor"):
        ints, f["flags"] = [*ints, event["scope"]], f["flags"] | SCOPED
    form = f["form"] | {k: event[k] for k in COMMON if event.get(k) is not None}
    body, size = w.ints(ints) if len(ints) else (0, 0)
    during, tensor, node = (-1 if x is None else x for x in (event.get("during"), f["tensor"], f["node"]))
    return ROW_STRUCT.pack(
        KIND[kind], f["flags"], f["outs"], event.get("line") or 0, during, tensor, node, call, w.intern(f["op"]),
        w.intern(f["name"]), t, w.intern(dumps(form)) if form else 0, f["extra"], f["value"], body, size, f["aux"],
    )  # fmt: skip


def _tensor(e, w, f):
    """[of] where there is one."""
    f.update(op=e.get("how"), name=e.get("name"), tensor=e["tensor"], value=w.value(e.get("value")))
    f["flags"] = _flags(e.get("requires_grad"), REQUIRES_GRAD) | _flags(e.get("is_leaf", True), IS_LEAF)
    return [e["of"]] if e.get("of") else ()


def _op(e, w, f):
    """inputs (0 null, -1 number); outputs, their values if several; the numbers' values; next nodes, input numbers."""
    outs, next_ = e["outputs"], e.get("next") or []
    values = e.get("values") or [e.get("value")]
    f.update(op=e["op"], name=e.get("name"), tensor=outs[0] if outs else None, node=e.get("node"), outs=len(outs))
    f.update(value=w.value(values[0]), aux=len(e["inputs"]), flags=_flags(e.get("requires_grad"), REQUIRES_GRAD))
    numbers = {int(k): v for k, v in (e.get("numbers") or {}).items()}
    ints = [NUMBER if i in numbers else x or 0 for i, x in enumerate(e["inputs"])]
    if len(outs) != 1:
        ints += [*outs, *(w.value(v) for v in values[1 : len(outs)])]
        ints += [0] * (len(outs) - len(values))
    ints += [w.number(numbers[i]) for i in range(len(e["inputs"])) if i in numbers]
    _graph(e, w, f)
    return ints + _edges(next_, f)


def _mutate(e, w, f):
    """next nodes, their input numbers."""
    f.update(op=e["op"], name=e.get("name"), tensor=e["tensor"], node=e.get("node"), value=w.value(e.get("value")))
    f["aux"] = e.get("version") or 0
    _graph(e, w, f)
    return _edges(e.get("next") or [], f)


def _graph(e, w, f):
    f["form"] = {k: e[k] for k in ("grad_fn", "saved") if e.get(k)}
    if e.get("params"):
        f["extra"] = w.intern(dumps(e["params"]))


def _edges(next_, f):
    nodes, slots = [n or 0 for n, _ in next_], [s for _, s in next_]
    if not any(slots):
        return nodes
    f["flags"] |= SLOTS
    return nodes + slots


def _backward(e, w, f):
    """roots, then inputs if there are any."""
    roots, inputs = e["roots"], e.get("inputs")
    f.update(tensor=roots[0] if roots else None, aux=len(roots), extra=0)
    f["flags"] = _flags(e.get("retain_graph"), RETAIN) | _flags(e.get("create_graph"), CREATE)
    f["flags"] |= LISTED if inputs is not None else 0
    return [*roots, *(inputs or ())]


def _node(e, w, f):
    """values of grad_outputs, values of grad_inputs."""
    outs, ins = e.get("grad_outputs") or [], e.get("grad_inputs") or []
    f.update(op=e.get("grad_fn"), node=e["node"], outs=len(outs), aux=len(outs))
    return [w.value(v) for v in [*outs, *ins]]


def _accumulate(e, w, f):
    """[value of added]."""
    f.update(name=e.get("name"), tensor=e["tensor"], node=e.get("node"), value=w.value(e.get("grad")))
    return [w.value(e.get("added"))]


def _backward_end(e, w, f):
    f["flags"] = _flags(e.get("freed"), RETAIN)
    if e.get("error") is not None:
        f.update(extra=w.text(e["error"]), flags=f["flags"] | FAILED)


def _hook(e, w, f):
    """values before, values after; aux tells how many before."""
    before, after = e.get("before"), e.get("after")
    listed = isinstance(before, list | tuple) or isinstance(after, list | tuple)
    before, after = (list(x or ()) if listed else [x] for x in (before, after))
    f.update(op=e.get("kind"), name=e.get("name"), tensor=e.get("tensor"), node=e.get("node"), aux=len(before))
    f["flags"] = _flags(listed, LISTED)
    return [w.value(v) for v in [*before, *after]]


def _grad_reset(e, w, f):
    f.update(op=e.get("to"), name=e.get("name"), tensor=e["tensor"])


def _optimizer_step(e, w, f):
    """for each parameter: tensor, name (a string's number), value before, value after."""
    f["op"] = e.get("optimizer")
    about = {key: e[key] for key in ("settings", "skipped") if e.get(key)}
    f["extra"] = w.intern(dumps(about)) if about else 0
    return [
        x
        for p in e.get("params") or ()
        for x in (p["tensor"], w.intern(p.get("name")), w.value(p.get("before")), w.value(p.get("after")))
    ]


def _output(e, w, f):
    f.update(op=e.get("stream"), extra=w.text(e["text"]))


def _error(e, w, f):
    f.update(op=e.get("type"), extra=w.text(dumps([e.get("message"), e.get("traceback")])))


def _end(e, w, f):
    f["op"] = e.get("status")
    if e.get("reason") is not None:
        f["extra"] = w.text(e["reason"])


def _flags(on, bit):
    return bit if on else 0


_ENCODE = {
    "tensor": _tensor, "op": _op, "mutate": _mutate, "backward": _backward, "node": _node, "accumulate": _accumulate,
    "backward_end": _backward_end, "hook": _hook, "grad_reset": _grad_reset, "optimizer_step": _optimizer_step,
    "output": _output, "error": _error, "end": _end,
}  # fmt: skip


class Row:
    """One row as Python numbers, with the tape it is on: what the decoders read."""

    __slots__ = ("aux", "call", "chunk", "extra", "flags", "form", "ints", "line", "name", "node", "op", "outs", "tape",
                 "tensor", "value")  # fmt: skip

    def __init__(self, tape, chunk, fields, ints):
        (_, self.flags, self.outs, self.line, _, self.tensor, self.node, self.call, self.op, self.name, _, self.form,
         self.extra, self.value, _, _, self.aux) = fields  # fmt: skip
        self.tape, self.chunk, self.ints = tape, chunk, ints

    def text(self, number):
        return self.tape.string(number) if number else None

    def values(self, numbers):
        return [self.tape.value(n) for n in numbers]


def decode(tape, seq):
    """The event number `seq` of the tape as the contract's dict; values as TensorValue."""
    chunk, fields, ints = tape.raw(seq)
    scope = ints.pop() if fields[1] & SCOPED else 0
    r = Row(tape, chunk, fields, ints)
    during = fields[4]
    e = {"seq": seq, "event": KINDS[fields[0]], "line": r.line or None, "during": None if during < 0 else during}
    form = tape.form(r.form)
    _DECODE[fields[0]](r, e, form)
    for key in COMMON:
        if key in form:
            e[key] = form[key]
    if scope:
        e["module"], e["scope"] = tape.scope(scope)["module"], scope
    return e


def _id(x):
    return None if x < 0 else x


def _read_tensor(r, e, form):
    e["tensor"], e["name"] = r.tensor, r.text(r.name)
    e["requires_grad"], e["is_leaf"] = bool(r.flags & REQUIRES_GRAD), bool(r.flags & IS_LEAF)
    e["value"] = r.tape.value(r.value)
    e["how"], e["of"] = r.text(r.op), r.ints[0] if r.ints else None


def _read_op(r, e, form):
    ins, at, n = r.ints[: r.aux], r.aux, r.outs
    values = None
    outs = [r.tensor]
    if n != 1:
        outs = r.ints[at : at + n]
        values = r.values([r.value, *r.ints[at + n : at + 2 * n - 1]]) if n else []
        at += 2 * n - 1 if n else 0
    numbers = {}
    for slot, x in enumerate(ins):
        if x == NUMBER:
            numbers[slot] = r.tape.number(r.ints[at])
            at += 1
    e["op"] = r.text(r.op)
    e["inputs"] = [x if x > 0 else None for x in ins]
    e["outputs"], e["name"], e["value"] = outs, r.text(r.name), r.tape.value(r.value)
    if values is not None:
        e["values"] = values
    e["requires_grad"] = bool(r.flags & REQUIRES_GRAD)
    _read_graph(r, e, form, r.ints[at:])
    e["saved"] = form.get("saved", [])
    if numbers:
        e["numbers"] = numbers
    if r.extra:
        e["params"] = json.loads(r.text(r.extra))


def _read_graph(r, e, form, edges):
    n = len(edges) // 2 if r.flags & SLOTS else len(edges)
    slots = edges[n:] or [0] * n
    e["node"], e["grad_fn"] = _id(r.node), form.get("grad_fn")
    e["next"] = [[x or None, s] for x, s in zip(edges[:n], slots)]


def _read_mutate(r, e, form):
    e["op"], e["tensor"], e["version"], e["value"] = r.text(r.op), r.tensor, r.aux, r.tape.value(r.value)
    _read_graph(r, e, form, r.ints)
    if r.name:
        e["name"] = r.text(r.name)
    if "saved" in form:
        e["saved"] = form["saved"]
    if r.extra:
        e["params"] = json.loads(r.text(r.extra))


def _read_backward(r, e, form):
    e["call"], e["roots"] = r.call, r.ints[: r.aux]
    e["inputs"] = r.ints[r.aux :] if r.flags & LISTED else None
    e["retain_graph"], e["create_graph"] = bool(r.flags & RETAIN), bool(r.flags & CREATE)


def _read_node(r, e, form):
    e["node"], e["grad_fn"] = _id(r.node), r.text(r.op)
    e["grad_outputs"], e["grad_inputs"] = r.values(r.ints[: r.aux]), r.values(r.ints[r.aux :])


def _read_accumulate(r, e, form):
    e["tensor"], e["name"], e["node"] = r.tensor, r.text(r.name), _id(r.node)
    e["added"], e["grad"] = r.tape.value(r.ints[0]), r.tape.value(r.value)


def _read_backward_end(r, e, form):
    e["call"] = r.call
    if r.flags & FAILED:
        e["error"] = r.text(r.extra)
    else:
        e["freed"] = bool(r.flags & RETAIN)


def _read_hook(r, e, form):
    if r.tensor >= 0:
        e["tensor"] = r.tensor
    if r.node >= 0:
        e["node"] = r.node
    before, after = r.values(r.ints[: r.aux]), r.values(r.ints[r.aux :])
    listed = r.flags & LISTED
    e["kind"] = r.text(r.op)
    e["before"], e["after"] = (before, after) if listed else (before[0], after[0])
    if r.name:
        e["name"] = r.text(r.name)


def _read_grad_reset(r, e, form):
    e["tensor"], e["name"], e["to"] = r.tensor, r.text(r.name), r.text(r.op)


def _read_optimizer_step(r, e, form):
    i = r.ints
    e["optimizer"] = r.text(r.op)
    e["params"] = [
        {"tensor": i[k], "name": r.text(i[k + 1]), "before": r.tape.value(i[k + 2]), "after": r.tape.value(i[k + 3])}
        for k in range(0, len(i), 4)
    ]
    if r.extra:  # settings: lr, momentum, …; skipped: its parameters that had no gradient
        e.update(json.loads(r.text(r.extra)))


def _read_output(r, e, form):
    e["stream"], e["text"] = r.text(r.op), r.text(r.extra)


def _read_error(r, e, form):
    e["type"] = r.text(r.op)
    e["message"], e["traceback"] = json.loads(r.text(r.extra))


def _read_end(r, e, form):
    e["status"], e["reason"] = r.text(r.op), r.text(r.extra)


_DECODE = [
    {
        "tensor": _read_tensor, "op": _read_op, "mutate": _read_mutate, "backward": _read_backward, "node": _read_node,
        "accumulate": _read_accumulate, "backward_end": _read_backward_end, "hook": _read_hook,
        "grad_reset": _read_grad_reset, "optimizer_step": _read_optimizer_step, "output": _read_output,
        "error": _read_error, "end": _read_end,
    }[kind]
    for kind in KINDS
]  # fmt: skip
