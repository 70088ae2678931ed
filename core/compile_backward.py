"""Writes the two backwards of an op's node from its rules: `raw` on arrays, `graph` on tensors. See compile.py."""

import linecache
from itertools import takewhile

FACTS = ("_sym_sizes", "_sym_strides", "_sym_numel")  # what is saved of an argument that is not its data


def backward(op, world):
    """`raw(node, grad)` or `graph(node, grad)`: the gradients for each entry of node.next."""
    raw = world == "raw"
    out = [f"def {world}(node, grad):"]
    body = []
    if op.saved:
        body += ["saved = node.saved"]
        if any(_is_tensor_name(op, n) for n in op.saved):
            body += ["if node.seq < S.last_write and saved is not None: check_versions(node)"]
        body += ["if saved.__class__ is not tuple: saved = unpacked(node)"]
        body += ["(" + ", ".join(f"s_{n}" for n in op.saved) + ",) = saved"]
    if op.node_name == "NotImplemented":
        return f"def {world}(node, grad): return rule_{op.args[0]}(grad)\n"
    several = op.outputs == "list" or (isinstance(op.outputs, tuple) and len(op.differentiable or ()) > 1)
    if op.outputs == "list":  # a list of one piece: the engine may bring its gradient bare
        body += ["if grad.__class__ is not list and grad.__class__ is not tuple: grad = [grad]"]
    args = [(i, a) for i, a in enumerate(op.args) if a in op.rules]
    if raw and op.gradients is not None:
        own = _gradients(op)
        if op.kind == "same" or len(args) == 1:
            return _lines(out, [*body, *own])
        body += ["if node.meta is None:", *("    " + line for line in own)]
    if world == "graph" and op.together is not None:
        return _by_one(op, out, body, several)
    body += _edges(op, args)
    results = [f"*g{i}" if a == op.listed else f"g{i}" for i, a in args]
    for i, a in args if raw else sorted(args, key=lambda each: each[1]):  # by name, as PyTorch's generated nodes do: new nodes are numbered so
        call = ", ".join(_rule_argument(op, n, raw, several, i, a) for n in op.uses[a])
        needed = f"any(n{i})" if a == op.listed else f"n{i} is not None"
        nothing = f"[None] * len(n{i})" if a == op.listed else "None"
        single = len(args) == 1 and a != op.listed
        body += [f"g{i} = rule_{a}({call})" if single else f"g{i} = rule_{a}({call}) if {needed} else {nothing}"]
    if op.kind == "arith" and op.listed is not None:
        fitter = "fit" if raw else "fit_tensor"
        body += [f"if node.meta is not None: g0 = [None if g is None else {fitter}(g, m) for g, m in zip(g0, node.meta)]"]
    elif op.kind == "cast":
        body += ["g0 = " + ("cast(g0, node.meta)" if raw else "cast_tensor(g0, node.meta)")]
    elif op.kind != "same" and len(op.args) > 1:
        fitter = "fit" if raw else "fit_tensor"
        body += ["meta = node.meta", "if meta is not None:"]
        body += [f"    if g{i} is not None: g{i} = {fitter}(g{i}, meta[{j}])" for j, (i, a) in enumerate(args)]
    body += [f"return ({', '.join(results)},)"]
    return _lines(out, body if raw else _in_rule(body))


def _gradients(op):
    """Lines that return what the function for all gradients gives: its own, where a call would cost as much as they do."""
    given = {n: _argument_if_any(op, n) for n in op.uses[None]}
    own = written_out(op.gradients)
    if own is None:
        return [f"return gradients({', '.join(given.values())})"]
    return [*(f"{name} = {text}" for name, text in given.items() if name != text), *own]


def written_out(function):
    """The lines of a function's body, which ends with a return; None where its source cannot be read or is not of that form."""
    code = function.__code__
    lines = linecache.getlines(code.co_filename, function.__globals__)[code.co_firstlineno - 1 :]
    while lines and lines[0].startswith("@"):
        del lines[0]
    if not lines or not lines[0].startswith(f"def {code.co_name}(") or any(hasattr(c, "co_code") for c in code.co_consts):
        return None
    body = list(takewhile(lambda line: line.startswith("    ") or not line.strip(), lines[1:]))
    body = [line[4:].rstrip() for line in body if line.strip()]
    return body if body and body[-1].startswith("return ") and not body[0].startswith('"') else None


def _edges(op, args):
    """Lines that name the edges of the arguments that have rules."""
    if op.listed in op.rules:
        rest = [i for i, a in args if a != op.listed]
        among = f"[:len(node.next) - {len(rest)}]" if rest else ""
        out = [f"n{op.args.index(op.listed)} = node.next{among}"]
        return out + [f"n{i} = node.next[{j - len(rest)}]" for j, i in enumerate(rest)]
    if len(args) == 1 and "need" not in op.uses[args[0][1]]:
        return []
    return ["(" + ", ".join(f"n{i}" for i, _ in args) + ",) = node.next"]


def _by_one(op, out, body, several):
    """`graph` of an op whose gradients come from one function."""
    call = ", ".join(_rule_argument(op, n, False, several, None, None) for n in op.uses["together"])
    body += [f"gs = together({call})"]
    if op.kind != "same":
        body += ["if node.meta is not None: gs = [None if g is None else fit_tensor(g, m) for g, m in zip(gs, node.meta)]"]
    return _lines(out, _in_rule([*body, "return gs"]))


def _in_rule(body):
    return ["was, S.in_rule = S.in_rule, True", "try:", *("    " + line for line in body), "finally: S.in_rule = was"]


def _lines(out, body):
    return "\n".join(out + ["    " + line for line in body]) + "\n"


def _argument_if_any(op, n):
    """What the function for all gradients gets under the name `n`."""
    if n == "need":
        return "node.next"
    if n == "grad":
        return "grad"
    if n in op.numbers:
        return f"(s_{n}._data if s_{n}.__class__ is Tensor or isinstance(s_{n}, Tensor) else s_{n})"
    return f"(None if s_{n} is None else s_{n}._data)" if n in op.args else f"s_{n}"


def _is_tensor_name(op, n):
    return n not in op.params and not n.endswith(FACTS)


def _rule_argument(op, n, raw, several, i, a):
    if n == "W":
        return "RAW" if raw else "TENSOR"
    if n in ("grad", "grads"):
        return "grad"
    if n == "need":
        return "node.next" if i is None else f"n{i}"
    if not _is_tensor_name(op, n):
        return f"s_{n}"
    is_output = n == "result" or (isinstance(op.outputs, tuple) and n in op.outputs)
    if is_output:
        return f"s_{n}" if raw else f"twin(node, s_{n}, {n!r})"
    if not raw:
        return f"operand(s_{n}, grad)" if n in op.numbers else f"s_{n}"
    if n == op.listed:
        return f"[t._data for t in s_{n}]"
    if n in op.numbers:
        return f"(s_{n}._data if s_{n}.__class__ is Tensor or isinstance(s_{n}, Tensor) else s_{n})"
    if n in op.optional:
        return f"(None if s_{n} is None else s_{n}._data)"
    return f"s_{n}._data"
