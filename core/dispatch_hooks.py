"""Puts ops, in-place methods and factories where dispatch.py hears of them, and puts them back when the last mode is left.

An op's function stays the object it is: its globals get a `forward` that asks and a `new` that takes what was answered; where the forward was
written out in it, its code becomes that with a call. See Note [Below autograd] in dispatch.py.
"""

import sys
import types
import weakref

import numpy as np

from . import compile_forward, dispatch, functions, operators
from . import op as declarations
from . import state as S
from .compile_record import SHARED
from .device import cpu
from .dispatch import ask, checked, frame_of, handling, heard, own, told_whole
from .dispatch_functions import makers, methods
from .dispatch_names import LIKE, call_of, overload_of
from .engine_math import operand
from .memory_format import strided
from .op import OPS, WHEN_BUILT
from .tensor import Parameter, Tensor, new
from .views import link_view
from .worlds import TENSOR

_undo = []
_living = {}  # {id: weak reference} of the tensors of a user's class that handles operators
_codes = {}  # {op's key: its function's code with a call of `forward`}
_made = {}  # {frame of an op's function: the tensors that it is to give, the last first}
NOTHING = np.zeros(0, np.float32)  # the data of a gradient that was not asked for
GRADIENTS = {"silu_grad": "silu_backward"}  # composites of rules: {name: aten's}


def install():
    if _undo:
        return
    functions.load_all()
    S.hooks, S.dispatch = True, sys.modules[__name__]
    for op in OPS.values():
        if op.compiled is not None:
            _listen(op)
    WHEN_BUILT.append(_listen)
    _undo.append(lambda: WHEN_BUILT.remove(_listen))
    for composite, name in GRADIENTS.items():
        _set(TENSOR, composite, _gradient(name, getattr(TENSOR, composite)))
    methods(_set)
    makers(_set)


def remove():
    """Everything as before, unless there are tensors of a user's class that handles operators."""
    _made.clear()
    if _living:
        return
    while _undo:
        _undo.pop()()
    S.dispatch = None


def stay(t):
    """A tensor handles operators, wherever it comes from now on."""
    install()
    key = id(t)
    _living[key] = weakref.ref(t, lambda _: _living.pop(key, None))


def anybody():
    """May any operator be handled now?"""
    return bool(dispatch.modes or _living)


def _set(home, name, value):
    """home.name = value until `remove`; what somebody else has put over it meanwhile is left."""
    was = vars(home).get(name)
    setattr(home, name, value)

    def put_back():
        if vars(home).get(name) is not value:
            return
        if was is None:
            delattr(home, name)
        else:
            setattr(home, name, was)

    _undo.append(put_back)


# --- ops ----------------------------------------------------------------------------------------------------------------------------


def _listen(op):
    compiled = op.compiled
    scope = compiled.__globals__
    forward = scope["forward"]
    if getattr(forward, "asks", False):
        return
    put = {"forward": _asking(op, forward), "new": _taking, "rounded": _rounding(op, forward, scope["rounded"]), "link_view": _link,
           "twin": _unpacking(scope["twin"]), "operand": _wrapped}  # fmt: skip
    before = {name: scope[name] for name in put}
    scope.update(put)
    _undo.append(lambda: scope.update({name: was for name, was in before.items() if scope[name] is put[name]}))
    if op.inline is not None:
        functions_ = [compiled, *(f for (of, _), f in declarations.OPERATORS.items() if of is compiled and f is not compiled)]
        for f in functions_:
            _call_forward(op, f)


def _call_forward(op, f):
    """Has the function f of an op call `forward` where that is written out in it."""
    was = f.__code__
    code = _codes.get(op.key)
    if code is None:
        inline, op.inline = op.inline, None
        try:
            text = compile_forward.function(op)
        finally:
            op.inline = inline
        outer = compile("def make({}):\n{}".format(", ".join(SHARED), "".join(f"    {line}\n" for line in text.splitlines())),
                        f"<{op.key}>", "exec")  # fmt: skip
        inner = next(c for c in outer.co_consts if isinstance(c, types.CodeType))
        code = _codes[op.key] = next(c for c in inner.co_consts if isinstance(c, types.CodeType))
    if code.co_freevars != was.co_freevars:
        return
    f.__code__ = code.replace(co_name=was.co_name)
    _undo.append(lambda: setattr(f, "__code__", was))


def _asking(op, forward):
    """The op's `forward`, which asks first; and hands what was answered to `_taking`."""

    def run(*raw, **params):
        if dispatch._inside[0] or not (dispatch.modes or _living):
            return forward(*raw, **params)
        frame = frame_of(op)
        given = frame.f_locals
        tensors = {a: given[a] for a in op.args}
        if not heard(dispatch.leaves(tuple(tensors.values()), {})):
            return forward(*raw, **params)
        whole = {p: given[p] for p in op.params}
        overload, args, kw = call_of(op, tensors, {**_of_node(op, frame), **whole})
        if overload is None:
            return forward(*raw, **params)

        def as_it_is(grad, change=None):
            rec, S.rec = S.rec, None
            try:
                values = tensors.values() if change is None else [dispatch.replaced(change, t) for t in tensors.values()]
                out = op.compiled(*values, **whole)
                return _wanted(out, whole["asked"]) if "asked" in whole else out
            finally:
                S.rec = rec

        return _answered(op, frame, tensors, ask(overload, args, kw, as_it_is))

    run.asks = True
    return run


def _of_node(op, frame):
    """What the node whose gradient an op computes has saved, but for tensors: PyTorch hands that on."""
    if not op.key.endswith("_backward"):
        return {}
    while frame is not None and not (frame.f_code.co_name == "graph" and "node" in frame.f_locals):
        frame = frame.f_back
    if frame is None or frame.f_locals["node"].saved.__class__ is not tuple:
        return {}
    node = frame.f_locals["node"]
    return {name: value for name, value in zip(node.op.saved, node.saved) if name in node.op.params}


def _answered(op, frame, tensors, answer):
    """The raw data of what was answered; the tensors wait for `_taking`."""
    several = isinstance(answer, tuple | list)
    results = [checked(each) if each is not None else None for each in (answer if several else (answer,))]
    given = dispatch.leaves(tuple(tensors.values()), {})
    results = [_apart(r, given, op.view) for r in results]
    if _tracked(op, tensors) and not op.view:
        for name, result in zip(_followed(op), results):
            if name in op.saved:
                detached(result)
    _made[frame] = results[::-1]
    data = [NOTHING if r is None else r._data for r in results]
    return data if several else data[0]


def _wanted(out, asked):
    """The gradients that were asked for, None for the others."""
    return tuple(o if wanted else None for o, wanted in zip(out, asked)) if isinstance(out, tuple) else out


def _copied(t, names):
    """A tensor of t's class with these attributes of t, and those that its class has slots for."""
    out = new(type(t))
    slots = [k for cls in type(t).__mro__ for k in getattr(cls, "__slots__", ()) if hasattr(t, k)]
    for name in (*names, *slots):
        setattr(out, name, getattr(t, name))
    if own(t) is not None:
        stay(out)
    return out


def _followed(op):
    """The names of an op's outputs, with None for those that have no gradient."""
    if op.outputs is None:
        return ("result",)
    return [name if i in op.differentiable else None for i, name in enumerate(op.outputs)] if isinstance(op.outputs, tuple) else ()


def _apart(result, given, view):
    """The tensor to become the op's result: not one of its arguments, nor one with a history."""
    if result is None:
        return None
    if any(result is g for g in given) or result._fn is not None or (result._rg and not view):
        return _copied(result, [k for k in vars(result) if not k.startswith("_") or k == "_data"])
    if view:
        result._base_ = result._root = result._made_in = None
    return result


def _tracked(op, tensors):
    return S.grad_enabled and any(t.requires_grad for a, t in tensors.items() if a in op.rules and isinstance(t, Tensor))


def detached(t):
    """What PyTorch does with an output that a node saves."""
    return ask(overload_of("detach"), (t,), {}, lambda grad, change=None: dispatch.within(Tensor.detach, (change(t) if change else t,), {}))


def _taking(cls):
    """`new` in an op's function: the tensor that was answered, or a new one."""
    waiting = _made.get(sys._getframe(1))
    if waiting:
        found = waiting.pop()
        if not waiting:
            del _made[sys._getframe(1)]
        if found is not None:
            return _kept(sys._getframe(1), found)
    return new(cls)


def _kept(frame, result):
    """The node of an op that saves its output, a tensor of a user's class, holds what that class makes of it."""
    node = frame.f_locals.get("node")
    op = None if node is None else node.op
    if own(result) is not None and op is not None and op.outputs is None and "result" in op.saved:
        result, node.of_class = result, detached(result)
    return result


def as_parameter(data, requires_grad):
    """Parameter(data), where data handles operators itself: a tensor of its class that passes for a Parameter."""
    type(Parameter).__instancecheck__ = _passes
    t = data.detach()
    if type(t) is not type(data):
        raise RuntimeError(
            f"Creating a Parameter from an instance of type {type(data).__name__} requires that detach() returns an instance of the same "
            f"type, but return type {type(t).__name__} was found instead. To use the type as a Parameter, please correct the detach() "
            "semantics defined by its __torch_dispatch__() implementation."
        )
    t._is_param = True
    return t.requires_grad_(requires_grad)


def _passes(cls, instance):
    """isinstance, once there are tensors that pass for Parameters."""
    return type.__instancecheck__(cls, instance) or (cls is Parameter and isinstance(instance, Tensor) and getattr(instance, "_is_param", False))


def _rounding(op, forward, rounded):
    def run(asking, arrays, params):
        """What was answered is rounded already."""
        frame = sys._getframe(1)
        return frame.f_locals["r"] if frame in _made else rounded(forward, arrays, params)

    return run


def _link(view, of, made_in=None):
    """Within a handler a view is one that has no history at all."""
    was, S.grad_enabled = S.grad_enabled, S.grad_enabled or bool(handling[0])
    try:
        link_view(view, of, made_in)
    finally:
        S.grad_enabled = was


def _unpacking(twin):
    def run(node, data, name):
        t = twin(node, data, name)
        if t is None:
            return None
        if "of_class" in node.__dict__:
            held = _copied(node.of_class, vars(node.of_class))
            held._rg, held._fn = t._rg, t._fn
            return held
        return detached(t) if name in _followed(node.op) and heard((t,)) else t

    return run


def _gradient(name, composite):
    """A gradient that is one operator in PyTorch and is composed here."""

    def run(grad, x):
        if not heard((grad, x)):
            return composite(grad, x)
        return told_whole(overload_of(name), (grad, x), {}, composite, (grad, x), {})

    return run


def _wrapped(x, grad):
    """A saved number as a tensor, which is told as the number."""
    t = operand(x, grad)
    if t is not x:
        t.wraps = x
    return t


def called(overload, args, kw):
    """torch.ops.aten.NAME.OVERLOAD(…), while something handles operators."""
    found, value = dispatch.done(overload, args, kw)
    return value if found else overload._call(*args, **kw)


class ScriptObject:
    """What the profiler's operators hand on."""

    def __repr__(self):
        return "ScriptObject <__torch__.torch.classes.profiler._RecordFunction>"

    __str__ = __repr__


def profiled(name):
    """Tells of the beginning of a part of a program; a function that tells of its end."""
    packet = operators.namespace("profiler")
    begin, end = packet._record_function_enter_new.default, packet._record_function_exit._RecordFunction
    made = ask(begin, (name,), {}, lambda grad, change=None: ScriptObject())
    return lambda: ask(end, (made,), {}, lambda grad, change=None: None)


def ones_like(t):
    """The gradient that a backward starts from."""
    from .functions.create import ones_like as make

    if not heard((t,)):
        return make(t)
    return told_whole(overload_of("ones_like"), (t,), LIKE, make, (t,), {})


def first_gradient(g, leaf):
    """A leaf's gradient as it is kept: the tensor that came, without history; or a copy that lies in memory as the leaf does."""
    from .engine_fast import accumulate_into

    if not heard((g,)):
        accumulate_into(leaf, g._data, False)
        return leaf._grad
    strides = [[s for n, s in zip(t.shape, t.stride()) if n > 1] for t in (g, leaf)]
    if strides[0] == strides[1] or own(g) is not None:
        return detached(g)
    made = told_whole(overload_of("new_empty_strided"), (g, list(leaf.shape), list(leaf.stride())),
                      {"dtype": g.dtype, "layout": strided, "device": cpu}, lambda: g.new_empty(leaf.shape), (), {})  # fmt: skip
    return made.copy_(g)
