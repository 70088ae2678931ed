"""Writes the function of an op, its forward, from its declaration. See compile.py."""

from . import laying
from .compile_record import CHANGED, inputs, told
from .old_overloads import WORDS
from .refusals import guarded

# Ops whose NumPy arithmetic keeps bfloat16 by itself, and those too frequent to be asked.
PLAIN = {"add", "sub", "mul", "div", "neg", "relu", "mm", "addmm", "sum_all", "sum_dim", "mean_all", "mean_dim", "to_copy", "to_integers",
         "eq", "ne", "lt", "le", "gt", "ge", "clone", "where"}  # fmt: skip

# What else rounds bfloat16 in its own way.
OF_TENSORS = {"rsub_number": "rsub"}  # ops of a number, and those that take a tensor in its place
ROUNDS_ITSELF = {"to_laid", "to_laid_integers", "rsub_number", "pow_number", "prod_all", "prod_dim", "log_softmax_dim", "logsumexp_dim", "attention",
                 "nll_loss"}

BY_NUMBER = ("add", "sub", "mul", "div")  # in gradient rules these are torch's overloads for a number, which have one edge


def identifier(op):
    """The name of the function that is written."""
    return f"op_{op.key}"


def function(op):
    """The text of the function of an op: unwraps, computes, makes the node where one is needed, tells the recorder."""
    keywords = [f"{p}={op.defaults[p]!r}" if p in op.defaults else p for p in op.params]
    takes_out = op.outputs is None and not op.view
    keywords += ["out=None"] if takes_out else []
    positional = [f"{a}=None" if a in op.optional else f"{a}=MISSING" for a in op.args]
    renamed = op.args[0] == "self"  # torch says `input` in the function form
    if renamed:
        positional[0] = "input=MISSING"
    watched = op.public and op.key not in PLAIN  # an unknown keyword is noticed here, at 10 ns a call
    rest = [*positional, "*rest", *keywords, *(["**more"] if watched else [])]
    out = [f"def {identifier(op)}({', '.join(rest)}):"]
    out += [f"nonlocal {', '.join(CHANGED)}"]
    out += [f"if rest{' or more' if watched else ''}: strange(OP, rest, {'more' if watched else '{}'})"]
    out += ["self = input"] if renamed else []
    if takes_out:
        again = ", ".join([*op.args, *(f"{p}={p}" for p in op.params)])
        out += [f"if out is not None: return write_out({op.name!r}, out, {inputs(op)}, lambda: OP.compiled({again}))"]
    out += _unwrap(op)
    out += _compute(op)
    if op.listed is None and not op.view and op.key not in PLAIN | ROUNDS_ITSELF and op.outputs != "list":
        raw, params = ", ".join(f"a{i}" for i in range(len(op.args))), ", ".join(f"{p!r}: {p}" for p in op.params)
        out += [f"if a0.__class__ is BFloat16Array or a0.dtype is HALF: r = rounded(forward, ({raw},), {{{params}}})"]
    out += laying.lines(op)
    if op.rules:
        out += _track(op)
    out += _plain_result(op)
    head, *body = out
    given = ", ".join(["input" if renamed else op.args[0], *op.args[1:], "*rest"])
    params = ", ".join(f"{p!r}: {p}" for p in op.params)
    older = [f"        old = again(OP, ({given},), {{{params}}}, {'more' if watched else '{}'}) if OP.public else None",
             "        if old is not None: return OP.compiled(*old[0], **old[1])"] if op.name in WORDS else []  # fmt: skip
    lines = [f"{head}", "    try:", *(f"        {line}" for line in body), "    except (TypeError, AttributeError) as error:", *older,
             f"        return op_misfit(OP, error, ({given},), {{{params}}}, {'more' if watched else '{}'})"]  # fmt: skip
    return "\n".join(lines) + "\n"


def _unwrap(op):
    """Lines that set a0, a1, … to the arguments' raw data."""
    out = []
    for i, a in enumerate(op.args):
        if a == op.listed:
            out += [f"{a} = tuple({a})", f"a{i} = [t._data for t in {a}]"]
        elif a in op.numbers:
            number = ("no_bool" if op.name in ("sub", "rsub") else "plain", ", a0" if op.name in ("sub", "rsub") else "")
            inside = [f"    if S.in_rule: return TENSOR.{op.key}_number({op.args[0]}, other={a})"] if op.key in BY_NUMBER else []
            tensor = f"a{i} = {a}._data; x{i} = {a}" if op.key not in OF_TENSORS else f"return TENSOR.{OF_TENSORS[op.key]}({', '.join(op.args)})"
            out += [f"if {a}.__class__ is Tensor or {a}.__class__ is Parameter: {tensor}",
                    f"elif {a}.__class__ is float or {a}.__class__ is int:", *inside, f"    a{i} = {a}; x{i} = None",
                    f"elif isinstance({a}, Tensor): {tensor}",
                    f"elif isinstance({a}, (int, float, complex)): a{i} = {number[0]}({a}{number[1]}); x{i} = None",
                    "else:", f"    {a} = not_a_tensor({op.name!r}, {a!r}, {i}, {a}, True)",
                    f"    if {a} is NotImplemented: return NotImplemented", f"    a{i} = {a}._data", f"    x{i} = {a}"]  # fmt: skip
        elif a in op.optional:
            out += [f"a{i} = None if {a} is None else {a}._data"]
        elif op.view and i == 0:
            out += [f"a{i} = {a}._data", f"if a{i}.__class__ is not ndarray: a{i} = viewable({a})"]
        else:
            out += [f"try: a{i} = {a}._data",
                    f"except AttributeError: {a} = not_a_tensor({op.name!r}, {a!r}, {i}, {a}); a{i} = {a}._data"]  # fmt: skip
    return out


def _compute(op):
    """Lines that promote where the op does and set `r`, the raw result."""
    raw = [f"a{i}" for i in range(len(op.args))]
    call = op.inline or "forward(" + ", ".join(raw + [f"{p}={p}" for p in op.params]) + ")"
    kinds = guarded(op)[1]
    look = []
    if kinds:
        look = [f"if a0.__class__ is not f32 and a0.dtype is not FLOAT and a0.dtype.kind in {kinds!r}: refuse_kind({op.key!r}, a0)"]
    if op.listed is not None and op.kind == "arith":
        return ["meta = None", "if len(a0) > 1 and any([a.dtype is not a0[0].dtype or a.__class__ is not a0[0].__class__ for a in a0]):",
                "    a0 = in_common(a0); meta = True", f"r = {call}"]  # fmt: skip
    if op.kind == "same":
        return [*look, f"try: r = {call}", f"except TypeError as e: r = refused({op.key!r}, ({', '.join(raw)},), e)"]
    out = ["meta = None"]
    lines = []
    if len(raw) == 1:
        out = look
        if op.kind == "float":
            lines = [
                f"if {raw[0]}.__class__ is not f32 and {raw[0]}.dtype.kind in 'iub': {raw[0]} = as_float({raw[0]})"
            ]
        return [*out, *lines, f"try: r = {call}", f"except TypeError as e: r = refused({op.key!r}, ({raw[0]},), e)"]
    joined = ", ".join(r for r, n in zip(raw, op.args) if n not in op.fixed)
    if len(raw) == 2:
        a, b = raw
        look = f"no_bools({a}, {b}); " if op.name in ("sub", "rsub") else ""
        is_tensor = "x1 is not None" if op.args[1] in op.numbers else "True"
        divisor = f"float({b}) if {b}.__class__ is int else {b}" if op.kind == "float" else b  # it need not fit a's whole numbers
        mixed = "" if op.key in PLAIN else f" or BFloat16Array in ({a}.__class__, {b}.__class__)"  # bfloat16 lies in float32 arrays, too
        lines = [
            f"if {a}.__class__ is f32 and ({b}.__class__ is f32 or {b}.__class__ is float): pass",
            f"elif {is_tensor}:",
            f"    if {a}.dtype is not {b}.dtype{mixed}: {look}{a}, {b} = promote({a}, {b}); meta = True",
            f"    elif {a}.__class__ is not {b}.__class__:", "        meta = True",
            f"        if not {a}.ndim and not {b}.ndim: {a}, {b} = promote({a}, {b})",  # bfloat16 beside float32, both 0-d
            f"    elif {a}.shape != {b}.shape: meta = True",
            f"elif {a}.__class__ is ndarray and {a}.dtype is FLOAT and {b}.__class__ is not complex: {b} = number32({b})",
            f"elif {a}.dtype.kind != 'f' or {b}.__class__ is complex: {look}was = {a}.dtype; {a}, {b} = promote({a}, {divisor}); "
            f"meta = {a}.dtype is not was",
        ]
        if op.key == "mul":  # float16 times a number is computed in float32
            lines.append("elif a0.dtype is HALF: a0, a1 = (a0.astype(f32) * f32(a1)).astype(HALF), 1")
    else:
        lines = [
            f"before = ({joined},)",
            f"{joined} = promote({joined})",
            f"meta = shapes_differ(before, ({', '.join(raw)},))",
        ]
    if op.kind == "float":
        lines += [f"if a0.__class__ is not f32 and a0.dtype.kind in 'iub': {raw[0]} = as_float({raw[0]}); {raw[1]} = as_float({raw[1]}) "
                  f"if hasattr({raw[1]}, 'dtype') else {raw[1]}"]  # fmt: skip
    lines += [f"try: r = {call}", f"except ValueError: broadcast_error({joined})",
              f"except TypeError as e: r = refused({op.key!r}, ({joined},), e)"]  # fmt: skip
    return out + lines


def _track(op):
    """Lines that make the node and return the tracked result, where some argument requires grad."""
    out = ["if S.grad_enabled:"]
    nodes = []
    for i, a in enumerate(op.args):
        if a not in op.rules:
            continue
        if a == op.listed:
            out += [f"    n{i} = tuple([t._fn or edge(t) for t in {a}])"]
            nodes.append((i, f"any(n{i})"))
            continue
        x = f"x{i}" if a in op.numbers else a
        if a in op.numbers or a in op.optional:
            out += [f"    n{i} = None if {x} is None else {x}._fn",
                    f"    if n{i} is None and {x} is not None and {x}._rg: n{i} = edge({x})"]  # fmt: skip
        else:
            out += [f"    n{i} = {x}._fn", f"    if n{i} is None and {x}._rg: n{i} = edge({x})"]
        nodes.append((i, f"n{i} is not None"))
    test = " or ".join(cond for _, cond in nodes)
    out += [f"    if {test}:", "        node = Node()"]
    parts = [f"*n{i}" if op.args[i] == op.listed else f"n{i}" for i, _ in nodes]
    out += [f"        node.next = ({', '.join(parts)},)"]
    if op.node_name == "NotImplemented":
        out += ["        node.next = tuple([n for n in node.next if n is not None])"]
    if op.saved:
        out += [f"        node.saved = ({', '.join(_save(op, n) for n in op.saved)},)"]
    if op.kind == "arith" and op.listed is not None:
        out += [f"        if meta: node.meta = [{_facts('t')} for t in {op.listed}]"]
    elif op.kind != "same" and len(op.args) > 1:
        metas = ", ".join(
            f"None if n{i} is None else {_facts(op.args[i])}" for i, _ in nodes
        )
        out += ["        node.meta = (" + metas + ",) if meta else None"]
    elif op.kind == "cast":
        out += ["        node.meta = of(self._data)"]
    out += ["        node.seq = S.next_seq()"]
    if op.saved:
        out += ["        if S.saved_hooks is not None: S.saved_hooks(node)"]
    return out + ["        " + line for line in _tracked_result(op)]


def _facts(t):
    """The expression of what a gradient of tensor `t` is made to fit: its shape and dtype, NumPy's but for bfloat16."""
    return f"({t}._data.shape, {t}._data.dtype if {t}._data.__class__ is not BFloat16Array else BFLOAT16)"


def _save(op, name):
    """The expression that is saved under `name`; None unless a needed rule uses it."""
    users = [i for i, a in enumerate(op.args) if a in op.rules and name in op.uses[a]]
    cond = " or ".join(f"any(n{i})" if op.args[i] == op.listed else f"n{i} is not None" for i in users)
    everyone = name in op.kept or all(i in users for i, a in enumerate(op.args) if a in op.rules) or name in op.uses.get("together", ())
    if name in op.params:
        return name
    if name.endswith("_sym_sizes"):
        return _shape_of(op, name[:-10])
    if name.endswith("_sym_strides"):
        return f"a{op.args.index(name[:-12])}.strides"
    if name.endswith("_sym_numel"):
        return f"a{op.args.index(name[:-10])}.size"
    if isinstance(op.outputs, tuple) and name in op.outputs:
        value = f"r[{op.outputs.index(name)}]"
    elif name == "result":
        value = "r"
    else:
        value = name
    return value if everyone else f"({value} if {cond} else None)"


def _shape_of(op, arg):
    i = op.args.index(arg)
    if arg == op.listed:
        return f"[q.shape for q in a{i}]"
    if arg in op.optional:
        return f"(None if a{i} is None else a{i}.shape)"
    return f"a{i}.shape"


def _link(op):
    return f"link_{'inner' if op.view == 'inner' else 'view'}(t, {op.args[0]})"


def _tracked_result(op):
    base = op.args[0]
    if op.outputs is None:
        out = ["t = new(Tensor); t._data = r; t._rg = True; t._fn = node"]
        if op.view:
            out += [_link(op)]
        return [*out, *told(op, "t", "node"), "return t"]
    if op.outputs == "list":
        out = ["node.n_outputs = len(r)", "ts = []", "for i, o in enumerate(r):",
               "    t = new(Tensor); t._data = o; t._rg = True; t._fn = OutputSlot(node, i)"]  # fmt: skip
        if op.view:
            out += [f"    link_view(t, {base}, 'multi')"]
        out += ["    ts.append(t)", "ts = tuple(ts)", "node.out_meta = [(o.shape, o.dtype) for o in r]"]
        return [*out, *told(op, "ts", "node"), "return ts"]
    out = []
    several = len(op.differentiable) > 1
    if several:
        out += ["node.out_meta = [(o.shape, o.dtype) for o in r]"]
    for k in range(len(op.outputs)):
        out += [f"t{k} = new(Tensor); t{k}._data = r[{k}]"]
        if k in op.differentiable:
            out += [f"t{k}._rg = True; t{k}._fn = " + (f"OutputSlot(node, {k})" if several else "node")]
        elif op.outputs[k] == op.saved_places():
            out += [f"t{k}._muts = node.result_muts = []"]
    ts = ", ".join(f"t{k}" for k in range(len(op.outputs)))
    return [*out, f"ts = OutTuple(({ts},))", *told(op, "ts", "node"), "return ts"]


def _plain_result(op):
    base = op.args[0]
    if op.outputs is None:
        asked = f"{base}._inference" if op.view else "S.inference"  # a view is one where its base is
        out = ["t = new(Tensor); t._data = r; t._rg = False; t._fn = None", f"if {asked}: t._inference = True"]
        if op.view:
            out += [_link(op)]
        return [*out, *told(op, "t", "None"), "return t"]
    out = ["ts = []", "for o in r:", "    t = new(Tensor); t._data = o"]
    if op.view:
        out += [f"    link_view(t, {base}, 'multi')"]
    wrap = "tuple(ts)" if op.outputs == "list" else "OutTuple(ts)"
    return [*out, "    ts.append(t)", f"ts = {wrap}", *told(op, "ts", "None"), "return ts"]
