"""Writes what an op's function does to have itself recorded. See compile.py and Note [The hot path] in recorder_hooks.py."""

from .recorder_derived import OF_OPS
from .tapederived import FROM
from .wire import A_LIST, A_NUMBER, HOT_FROM, MOST

SHARED = (
    "inlined", "last_tensor", "last_node", "log", "vals", "stop", "held", "home", "home_start", "apart", "elsewhere", "tensor_base", "node_base",
    "see", "edge_number", "number_id", "floats", "ints", "texts", "exports", "settled", "derive", "pump",
)  # variables of the recorder's (recorder_hooks.py) that the text names
CHANGED = ("last_tensor", "last_node", "log", "stop", "held")
LARGE = 2 << 20  # bytes of an array that is written at once, as long as the processor has it near
HELD_BYTES = 8 << 20  # of arrays that wait by reference, before they are written


def told(op, outputs, node):
    """Lines that tell the recorder, where there is one, of an op: outputs is "t", whose data is r, or "ts"; node: "node" or "None"."""
    code = HOT_FROM + 2 * op.number + (node != "None")
    params = "(" + ", ".join(op.params) + ",)" if op.params else "None"
    made = ["node._made = t._id"] if outputs == "t" and node != "None" and "result" in op.saved else []
    if outputs != "t":
        return _where_recorded([f"S.rec.several({code}, ts, {node}, {inputs(op)}, {params})"])
    if op.listed is not None:
        by_name = "{" + ", ".join(f"{p!r}: {p}" for p in op.params) + "}" if op.params else "None"
        return _where_recorded([
            f"ins = {inputs(op)}",
            f"if len(ins) <= {MOST}: S.rec.single({code} + {A_LIST} * len(ins), t, r, {node}, ins, {params})",
            f"else: S.rec.op({op.name!r}, ins, t, {node}, {by_name})", *made,
        ])  # fmt: skip
    hook = f"S.rec.single({code}, t, r, {node}, {inputs(op)}, {params})"
    if (node != "None" and op.node_name == "NotImplemented") or len(op.numbers) > 1:
        return _where_recorded([hook, *made])
    return _where_recorded([
        "if inlined:",
        "    try:",
        *("        " + line for line in _gathered(op, code, node)),
        "    except (AttributeError, KeyError, TypeError, ValueError):",  # an edge to one of several outputs, an unhashable parameter …
        f"        {hook}",
        "    else:",
        *("        " + line for line in _noted(op, code, node)),
        f"else: {hook}", *made,
    ])  # fmt: skip


def inputs(op):
    """The expression of all tensor arguments as a tuple."""
    return "(" + ", ".join(f"*{a}" if a == op.listed else a for a in op.args) + ",)"


def _where_recorded(lines):
    return ["if S.rec is not None:", *("    " + line for line in lines)]


def _gathered(op, code, node):
    """Lines that find the place (at), the ids of inputs (i0 …) and of next nodes (e0 …), and the string of the parameters (extra)."""
    out = ["f = getframe(1)", "if f.f_code is home:", "    at = home_start + f.f_lasti",
           "    if apart is not None and at in apart: at = elsewhere(f)", "else: at = elsewhere(f)"]  # fmt: skip
    for k, a in enumerate(op.args):
        see = [f"i{k} = {a}._id", f"if i{k} <= tensor_base: i{k} = see({a})"]
        if a in op.optional:
            out += [f"if {a} is None: i{k} = 0", "else:", *("    " + line for line in see)]
        elif a in op.numbers:
            other = [line.replace(f"({a})", f"(x{k})").replace(f"{a}.", f"x{k}.") for line in see]
            out += [f"if x{k} is None:", f"    i{k} = {A_NUMBER}",
                    f"    j{k} = floats.get({a}) if {a}.__class__ is float else ints.get({a}) if {a}.__class__ is int else None",
                    f"    if j{k} is None: j{k} = number_id({a})",
                    "else:", *("    " + line for line in other)]  # fmt: skip
        else:
            out += see
    if node != "None":
        several = len(op.rules) > 1
        for k, a in enumerate(op.args):
            if a in op.rules:
                lookup = [f"e{k} = n{k}._id", f"if e{k} <= node_base: e{k} = edge_number(n{k})"]
                out += [f"if n{k} is None: e{k} = 0", "else:", *("    " + line for line in lookup)] if several else lookup
    if op.params:
        extra, usual = f"texts[{code}, ({', '.join(op.params)},)]", [f"{p} is usual_{p}" for p in op.params]
        if op.defaults.keys() >= set(op.params):  # as they mostly are: `usual_alpha` is the default of alpha
            extra = f"texts[{code}] if {' and '.join(usual)} else {extra}"
        out += [f"extra = {extra}"]
    return out


def _noted(op, code, node):
    """Lines that put the record on the log, in one piece: see Note [In one piece] in recorder_hooks.py."""
    out = ["if r.__class__ is f32: data = r", *_derived(op), "else:", "    held += r.nbytes",
           f"    if held > {LARGE} and (held > {HELD_BYTES} or r.nbytes > {LARGE}): stop = 0",
           "    data = settled(r) if exports else r"]  # fmt: skip
    out += ["last_node = node._id = last_node + 1"] if node != "None" else []
    ids = [f"i{k}" for k in range(len(op.args))]
    edges = [f"e{k}" for k, a in enumerate(op.args) if a in op.rules] if node != "None" else []
    record = [str(-code), "at", "extra" if op.params else "0", *ids]
    whole = f"({', '.join([*record, *edges])})"
    for k in [k for k, a in enumerate(op.args) if a in op.numbers]:
        whole = f"{whole} if x{k} is not None else ({', '.join([*record, f'j{k}', *edges])})"
    return [*out, "last_tensor = t._id = last_tensor + 1", f"log += {whole}", "vals.append(data)", "if last_tensor > stop: pump()"]


def _derived(op):
    """Lines for a large result that is not written, since it follows from the arguments: Note [Derived values] in tapederived.py."""
    if op.key not in OF_OPS:
        return []
    holds, step, operands = OF_OPS[op.key]
    as_given = [f"(x{k} is None or a{k} is {a}._data)" if a in op.numbers else f"a{k} is {a}._data" for k, a in enumerate(op.args)]
    where = " and ".join([f"r.nbytes >= {FROM}", *([holds] if holds != "True" else []), *as_given])
    return [f"elif {where} and (data := derive({step!r}, r, {operands})) is not None: pass"]
