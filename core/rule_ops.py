"""Ops made of gradient rules: under create_graph such a rule is one node, named as PyTorch names it, instead of a node for each of its steps.

    gelu_backward = rule_op("gelu_backward", _gelu_self, "grad self")
    gelu.vjp(self=lambda W, grad, self, approximate: W.gelu_backward(grad, self, approximate=approximate))

The gradients of the new op are those of the rule itself, which is run on tensors when they are asked for: nothing is derived by hand. In
formulas the rule stays the sum of its steps.
"""

import numpy as np

from . import state as S
from .dtypes import in_float32, is_half
from .modes import asking
from .op import op
from .tensor import Tensor, wrap
from .worlds import COMPOSITES, RAW, TENSOR


def rule_op(name, rule, tensors, *, key=None, linear=False, outputs=None, fixed="", idle="", undefined=False, optional=(), refusal=None,
            **declared):  # fmt: skip
    """The Op of a rule.

    rule: a function of W, grad and more; where `outputs` (names) are given, it gives that many gradients, None for one that is not needed.
    tensors: the names of the tensors among its parameters, in the order of torch's edges, `grad` for what arrives; the others are plain.
    linear: the op is its own gradient with respect to what arrives (that of an elementwise function). fixed: tensors without derivative; idle:
    those that nevertheless have an edge. undefined: a gradient of nothing is None, not zeros. refusal: the exception of backward, where
    PyTorch has no derivative of the op. declared: more of what `op` takes.
    """
    key = key or name
    tensors, fixed, idle = tensors.split(), fixed.split(), idle.split()
    args = ["grad_output" if a == "grad" else a for a in tensors]
    params = [a for a in _parameters(rule) if a not in ("W", *tensors)]
    scope = {"__name__": rule.__module__, "rule": rule, "RAW": RAW, "forward": _without_none if outputs else _plain, "through": through}
    exec(compile(_source(key, args, params, dict(zip(tensors, args)), bool(outputs), undefined), f"<{key}>", "exec"), scope)
    if outputs:
        declared |= {"outputs": tuple(outputs.split()), "differentiable": tuple(range(len(outputs.split())))}
    made = op(name, optional=tuple(optional), **declared)(scope[key])
    rules = {a: _nothing if a in idle else scope[f"at_{a}"] for a in args if a not in fixed}
    if linear:
        rules["grad_output"] = _itself(key, args, params)
    if refusal is not None:
        rules = refused(refusal, *rules)
    made.vjp(**rules).materialize = False

    def steps(W, *values, **more):
        return rule(W=W, **dict(zip(tensors, values)), **more)

    steps.__name__ = key
    COMPOSITES.append(steps)
    return made


def _parameters(rule):
    return rule.__code__.co_varnames[: rule.__code__.co_argcount]


def _source(key, args, params, named, several, undefined):
    """The op's function on arrays and the rule of each of its arguments, as text. named: {the rule's name of a tensor: the op's}."""
    given = ", ".join([*(f"{t}={a}" for t, a in named.items()), *(f"{p}={p}" for p in params)])
    out = [f"def {key}({', '.join([*args, *(['*', *params] if params else [])])}): return forward(rule, RAW, {given})"]
    values, arrived = ", ".join(args + params), "grads" if several else "grad"
    pairs = [", ".join(f"{t!r}: {a}" for t, a in names) for names in (named.items(), ((p, p) for p in params))]
    for t, a in named.items():
        out += [f"def at_{a}(W, {arrived}, {values}):"]
        out += [f"    return through(W, rule, {t!r}, {arrived}, {{{pairs[0]}}}, {{{pairs[1]}}}, {undefined})"]
    return "\n".join(out) + "\n"


def _plain(rule, W, **given):
    if is_half(given["grad"]):
        names = [k for k, v in given.items() if isinstance(v, np.ndarray | np.generic)]
        rest = {k: v for k, v in given.items() if k not in names}
        return in_float32(lambda *arrays: rule(W=W, **dict(zip(names, arrays)), **rest), *(given[k] for k in names))
    return rule(W=W, **given)


def _without_none(rule, W, **given):
    """The rule's gradients, an empty array for each that is not needed: an op gives arrays."""
    return tuple(np.empty(0, given["grad"].dtype) if g is None else g for g in _plain(rule, W, **given))


def _nothing(grad):
    """No gradient: of a tensor that never requires one."""


def _itself(key, args, params):
    """The rule for `grad_output` of an op that is linear in it and acts element by element."""
    values = ", ".join([*args[1:], *params])
    call = ", ".join([*args[1:], *(f"{p}={p}" for p in params)])
    return eval(f"lambda W, grad, {values}: W.{key}(grad, {call})")


def composite(name, steps, **declared):
    """The Op of a composition of others that is one node in PyTorch. steps: a function of tensors (positional) and plain parameters
    (keyword-only). Its gradients are those of its steps, unless `vjp` says better."""
    code = steps.__code__
    n = code.co_argcount
    args, params = list(code.co_varnames[:n]), list(code.co_varnames[n : n + code.co_kwonlyargcount])
    key = steps.__name__
    scope = {"__name__": steps.__module__, "rule": _as_rule(steps, args), "RAW": RAW, "forward": _on_arrays(steps), "through": through}
    text = _source(key, args, params, {a: a for a in args}, False, False)
    exec(compile(text, f"<{key}>", "exec"), scope)
    scope[key].__kwdefaults__ = steps.__kwdefaults__
    return op(name, **declared)(scope[key]).vjp(**{a: scope[f"at_{a}"] for a in args})


def _as_rule(steps, args):
    def rule(W, **given):
        values = [given.pop(a) for a in args]
        return steps(*values, **given)

    return rule


def _on_arrays(steps):
    def forward(rule, W, **given):
        was = S.rec, S.grad_enabled
        S.rec, S.grad_enabled = None, False
        try:
            out = rule(W, **{k: wrap(v) if isinstance(v, np.ndarray | np.generic) else v for k, v in given.items()})._data
        finally:
            S.rec, S.grad_enabled = was
        return out

    return forward


def asked_by(need):
    """Which edges need a gradient. A function, as a rule whose body is written out (compile_backward.py) may hold no comprehension."""
    return tuple([n is not None for n in need])


def wanted(gradients, need):
    """The gradients that some edge needs, None for the others."""
    return tuple(None if n is None else g for g, n in zip(gradients, need))


def refused(error, *args):
    """Rules for `args` that raise: PyTorch has no derivative here."""

    def rule(grad):
        raise error

    return dict.fromkeys(args, rule)


def underived(name):
    """What `rule_op` needs for an op for which PyTorch has no derivative."""
    return {"node": "NotImplemented", "refusal": no_derivative(name)}


def no_derivative(name):
    return RuntimeError(f"derivative for aten::{name} is not implemented")


def through(W, rule, name, arrived, tensors, params, undefined=False):
    """The gradient of rule(…) with respect to its tensor `name`, given that of its result (or of its results, a list): an array or, for the
    world of tensors, a tensor in the graph. `undefined`: None instead of zeros, where nothing depends on it."""
    from .engine import grad as gradients

    raw = W is RAW
    was = S.rec, S.grad_enabled, S.in_rule
    S.rec, S.grad_enabled, S.in_rule = (None if raw else S.rec), True, True
    try:
        given = {k: wrap(v) if raw and v is not None else v for k, v in tensors.items()}
        aim = given[name] = asking(given[name]) if raw else TENSOR.as_alias(given[name])
        out = rule(W=TENSOR, **given, **params)
        out, arrived = (out, arrived) if isinstance(out, tuple | list) else ([out], [arrived])
        pairs = [(o, g) for o, g in zip(out, arrived) if isinstance(o, Tensor) and o.requires_grad and g is not None]
        if not pairs:
            return None if undefined else W.zeros_like(tensors[name])
        outs, gs = zip(*pairs)
        found = gradients(outs, aim, [wrap(g) for g in gs] if raw else gs, create_graph=not raw, allow_unused=True)[0]
        if found is None:
            return None if undefined else W.zeros_like(tensors[name])
        return found._data if raw else found
    finally:
        S.rec, S.grad_enabled, S.in_rule = was
