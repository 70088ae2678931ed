"""What sees every operator below autograd: PyTorch's TorchDispatchMode, and `__torch_dispatch__` of tensors of a user's class.

Note [Below autograd]
    An op's function (compile_forward.py) unwraps its arguments, calls `forward` on arrays, and then makes tensor and node. A handler stands in
    place of `forward`: it is told the aten operator and the tensors, with gradients off, and what it returns becomes the tensor to which the
    function gives its node. So the graph is above it, as in PyTorch. A handler that calls `func` with what it was given has the op's
    own forward run; otherwise aten's function of that name is called with what it gives.

Nothing of this is in force before the first mode is entered or the first such tensor is made: dispatch_hooks.py puts it in place then.
"""

import sys

from . import state as S
from .tensor import Tensor

modes = []  # the innermost last
handling = [0]  # depth of handlers that run
_inside = [0]  # depth of functions whose own ops are not told again
_calls = []  # what the handlers that run were told: (func, leaves, how it is done)
CAST = "Unable to cast Python instance of type {} to C++ type '?' (#define PYBIND11_DETAILED_ERROR_MESSAGES or compile in debug mode for details)"


def leaves(args, kw):
    """All that is in arguments, lists taken apart."""
    found = []
    for x in (*args, *kw.values()):
        found += x if x.__class__ in (list, tuple) else (x,)
    return found


def own(x):
    """The class of a tensor that handles operators itself, or None."""
    cls = x.__class__
    return cls if cls is not Tensor and getattr(cls, "__torch_dispatch__", None) is not None and isinstance(x, Tensor) else None


def classes(values):
    """The classes among these arguments that handle operators, a derived one before those it derives from."""
    found = []
    for x in values:
        cls = own(x)
        if cls is not None and cls not in found:
            found.insert(next((i for i, c in enumerate(found) if issubclass(cls, c)), len(found)), cls)
    return found


def heard(values):
    """Is anybody to be asked about a call with these arguments?"""
    return not _inside[0] and bool(modes or any(map(own, values)))


def ask(func, args, kw, run):
    """What the innermost mode, or else the arguments' classes, make of `func(*args, **kw)`; `run()` does it as it is."""
    values = leaves(args, kw)
    found = classes(values)
    if modes:
        mode = modes.pop()
        handlers = [mode.__torch_dispatch__]
    else:
        mode, handlers = None, [cls.__torch_dispatch__ for cls in found]
    was, S.grad_enabled = S.grad_enabled, False
    rule, S.in_rule = S.in_rule, False
    _calls.append((func, values, run, was))
    handling[0] += 1
    try:
        for handler in handlers:
            answer = handler(func, tuple(found), args, kw)
            if answer is not NotImplemented:
                return answer
    finally:
        handling[0] -= 1
        _calls.pop()
        S.grad_enabled, S.in_rule = was, rule
        if mode is not None:
            modes.append(mode)
    who = [f"  - mode object {mode!r}"] if mode is not None else []
    who += [f"  - tensor subclass {cls!r}" for cls in found]
    raise TypeError(
        f"Multiple dispatch failed for 'torch._ops.{func}'; all __torch_dispatch__ handlers returned NotImplemented:\n\n" + "\n".join(who)
        + "\n\nFor more information, try re-running with TORCH_LOGS=not_implemented"
    )


def done(func, args, kw):
    """What an operator called by a handler gives, where that is what the handler was told of, maybe with other tensors; (False, None)
    otherwise."""
    if not _calls:
        return False, None
    told, values, run, grad = _calls[-1]
    given = leaves(args, kw)
    if told is not func or len(given) != len(values) or not all(map(_alike, given, values)):
        return False, None
    others = {id(b): a for a, b in zip(given, values) if a is not b and isinstance(b, Tensor)}
    return True, run(grad, (lambda x: others.get(id(x), x)) if others else None)


def _alike(a, b):
    return a is b or (isinstance(a, Tensor) and isinstance(b, Tensor)) or (a.__class__ is b.__class__ and not isinstance(a, Tensor) and a == b)


def replaced(change, x):
    """x, a tensor or a list of them, as `change` gives it."""
    return x.__class__(map(change, x)) if x.__class__ in (list, tuple) else change(x)


def within(function, args, kw, grad=None):
    """Calls one of our functions whose own ops nobody is told of; `grad`: with gradients as they were outside of the handler."""
    was = S.grad_enabled
    S.grad_enabled = was if grad is None else grad
    _inside[0] += 1
    try:
        return function(*args, **kw)
    finally:
        _inside[0] -= 1
        S.grad_enabled = was


def told_whole(overload, args, kw, function, given, named):
    """Asks about a function of ours as a whole: an in-place op, a factory. Its history, too, is made when the handler calls it."""

    def run(grad, change=None):
        if change is None:
            parts = args, kw, given, named
        else:
            parts = [{k: replaced(change, v) for k, v in part.items()} if part.__class__ is dict else [replaced(change, v) for v in part]
                     for part in (args, kw, given, named)]  # fmt: skip
        args_, kw_, given_, named_ = parts
        if heard(leaves(args_, kw_)):
            return told_whole(overload, tuple(args_), kw_, function, given_, named_)
        return within(function, given_, named_, grad)

    return ask(overload, args, kw, run)


def checked(answer):
    if not isinstance(answer, Tensor):
        raise RuntimeError(CAST.format(type(answer)))
    return answer


class TorchDispatchMode:
    """A mode whose `__torch_dispatch__(func, types, args, kwargs)` is called for each aten operator, within `with mode:`."""

    supports_higher_order_operators = False

    def __init__(self, _dispatch_key=None):
        self.__dict__.setdefault("_dispatch_key", _dispatch_key)

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        raise NotImplementedError

    def __enter__(self):
        from .dispatch_hooks import install

        install()
        modes.append(self)
        return self

    def __exit__(self, *exc):
        modes.pop()
        if not modes and not handling[0]:
            from .dispatch_hooks import remove

            remove()

    @classmethod
    def push(cls, *args, **kwargs):
        import warnings

        warnings.warn("`Mode.push()` is no longer necessary and can be replaced with just `with Mode()`", stacklevel=2)
        return cls(*args, **kwargs)

    @classmethod
    def is_infra_mode(cls):
        return False

    @classmethod
    def ignore_compile_internals(cls):
        return False


class BaseTorchDispatchMode(TorchDispatchMode):
    """The mode that calls what it is told of."""

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        return func(*args, **(kwargs or {}))


class Reentrant:
    """Within it, and within a handler, gradients are followed as they were outside of the handler."""

    def __enter__(self):
        self.was = S.grad_enabled
        if _calls:
            S.grad_enabled = _calls[0][3]

    def __exit__(self, *exc):
        S.grad_enabled = self.was


class Untold:
    """Within it nobody is told of operators: torch._C._DisableTorchDispatch."""

    def __enter__(self):
        _inside[0] += 1

    def __exit__(self, *exc):
        _inside[0] -= 1


class disabled:
    """Within it no mode is on."""

    def __enter__(self):
        self.kept, modes[:] = modes[:], []
        return self.kept

    def __exit__(self, *exc):
        modes[:] = self.kept


def wrapper(cls, size, strides=None, storage_offset=None, memory_format=None, dtype=None, layout=None, device=None, pin_memory=False,
            requires_grad=False, dispatch_sizes_strides_policy=None, dispatch_device=False, dispatch_layout=False, **rest):  # fmt: skip
    """Tensor._make_wrapper_subclass: a tensor of the class `cls` that has a shape and a dtype, and no numbers of its own."""
    import numpy as np

    from . import dtypes
    from .dispatch_hooks import stay
    from .tensor import new

    if getattr(cls, "__torch_dispatch__", None) is None:
        raise TypeError(f"{cls.__name__} must define __torch_dispatch__")
    t = new(cls)
    stay(t)
    kind = dtype or dtypes.default
    data = np.zeros(tuple(size), kind.np)
    if strides is not None and data.ndim:
        data = np.lib.stride_tricks.as_strided(data, data.shape, [n * data.itemsize for n in strides])
    t._data = data if kind is not dtypes.bfloat16 else dtypes.cast(data, kind)
    t._rg = bool(requires_grad)
    return t


def frame_of(op):
    """The frame of the op's function that has called its forward."""
    frame, name = sys._getframe(2), f"<{op.key}>"
    while frame.f_code.co_filename != name:
        frame = frame.f_back
    return frame


for _cls in (TorchDispatchMode, BaseTorchDispatchMode):
    _cls.__module__ = "torch.utils._python_dispatch"
