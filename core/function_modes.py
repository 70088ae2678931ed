"""Modes that see every call of torch's functions and of tensors' methods: PyTorch's TorchFunctionMode.

While a mode is entered, torch's functions and Tensor's methods are put behind a look at the stack of modes; with the last mode left they are as
they were, so that other programs pay nothing. What a mode's handler calls is seen by the modes below it, as in PyTorch.
"""

import importlib
import inspect
import sys
import types

from . import functions, subclasses
from .api import BUILTIN_IN_F, CALLS, TABLES
from .op import Generated, Op
from .tensor import Tensor
from .tensor_protocols import Protocols

_modes = subclasses.modes  # the innermost last
_put = []  # (home, name, what was there, the op that puts its written-out function there) of all that is behind the look
SEEN = {"backward", "item", "tolist", "numpy", "size", "dim", "numel", "register_hook", "requires_grad_", "retain_grad", "__repr__", "__len__",
        "__float__", "__bool__", "__int__", "is_contiguous", "stride"}  # methods without arithmetic that are seen nevertheless
PYTHON = {"backward", "register_hook", "__rsub__", "__rdiv__", "__rpow__", "__rmatmul__", "__len__", "norm", "split", "unique", "stft"}
UNSEEN = set("__iter__ manual_seed seed initial_seed save load is_tensor is_storage set_default_dtype get_default_dtype set_grad_enabled "
             "is_grad_enabled set_num_threads get_num_threads set_printoptions compile set_default_device get_default_device".split())  # fmt: skip
NAMES = {**CALLS, **{f"__{name}__": name for name in "add sub mul neg abs gt lt ge le ne pow".split()},
         **{f"__i{name}__": f"{name}_" for name in "add sub mul".split()}, "__itruediv__": "div_"}  # fmt: skip
del NAMES["__ne__"], NAMES["__pow__"]


class Looked:
    """A function or method of torch's behind the look; equal to what it stands for."""

    def __init__(self, f, name, place):
        self.f, self.place, self.short = f, place, name
        self.__name__ = f"{place}_{name}" if place in ("linalg", "fft", "special") else name
        self.__doc__, self.__module__, self.__qualname__, self.__wrapped__ = f.__doc__, getattr(f, "__module__", None), name, f

    def __call__(self, *args, **kw):
        if not _modes or subclasses._inside[0]:
            return self.f(*args, **kw)
        if self.place == "Tensor" and sys._getframe(1).f_globals["__name__"].endswith("core.nn.activations"):
            return _asked(Looked(TABLES["F"][self.short.removesuffix("_")], self.short.removesuffix("_"), "F"), args, kw)
        return _asked(self, args, kw)

    def __get__(self, instance, cls=None):
        return self if instance is None else types.MethodType(self, instance)

    def __eq__(self, other):
        return self.f == other.f and self.place == other.place if isinstance(other, Looked) else self.f == other

    def __hash__(self):
        return hash(self.f)

    def __repr__(self):
        return f"<method '{self.__name__}' of 'torch._C.TensorBase' objects>" if self.place == "Tensor" else repr(self.f)


def _asked(looked, args, kw):
    """What the innermost mode makes of the call; it is off while it does."""
    mode = _modes.pop()
    try:
        func = looked
        if looked.place == "Tensor" and looked.__name__ in NAMES:
            func = vars(Tensor).get(NAMES[looked.__name__], looked)
        types = _types(looked, args, kw)
        if _in_python(looked):
            args, kw = _by_name(looked, args, kw)
        answer = mode.__torch_function__(func, types, args, kw)
    finally:
        _modes.append(mode)
    if answer is NotImplemented:
        raise TypeError(
            f"Multiple dispatch failed for '{resolved(looked)}'; all __torch_function__ handlers returned NotImplemented:\n\n"
            f"  - mode object {mode!r}\n\nFor more information, try re-running with TORCH_LOGS=not_implemented"
        )
    return answer


def _in_python(looked):
    """Is it written in Python in PyTorch?"""
    return (looked.place == "F" and looked.__name__ not in BUILTIN_IN_F) or (looked.place == "Tensor" and looked.__name__ in PYTHON)


def _by_name(looked, args, kw):
    """The arguments as PyTorch's functions in Python hand them on: those with defaults by name."""
    try:
        bound = inspect.signature(looked.f).bind(*args, **kw)
    except (TypeError, ValueError):
        return args, kw
    bound.apply_defaults()
    given = bound.signature.parameters
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in given.values()):
        return args, kw
    first = tuple(v for k, v in bound.arguments.items() if given[k].default is inspect.Parameter.empty)
    return first, {k: v for k, v in bound.arguments.items() if given[k].default is not inspect.Parameter.empty}


def _alone(looked):
    """Does the method take nothing but its tensor?"""
    op = getattr(looked.f, "op", None)
    if isinstance(op, Op):
        return len(op.args) == 1 and not op.params
    return len(inspect.signature(looked.f).parameters) == 1


def _types(looked, args, kw):
    """The classes of the tensors among the arguments: all for functions in Python, those of a user's own for built-in ones."""
    if looked.place == "Tensor" and _alone(looked):
        return (type(args[0]),)
    python = _in_python(looked)
    found = [type(x) for x in (*args, *kw.values()) if subclasses.own(x) or (python and type(x) is Tensor)]
    return tuple(dict.fromkeys(found))


def resolved(looked):
    home = {"Tensor": "torch.Tensor", "F": "torch.nn.functional", "torch": "torch"}.get(looked.place, f"torch.{looked.place}")
    return f"{home}.{looked.short}"


def _of_subclass(asked, name, args, kw):
    """A method of a user's class, when modes are on: they come first."""
    return _asked(Looked(asked, name, "Tensor"), args, kw)


subclasses.first.append(_of_subclass)


class TorchFunctionMode:
    """A mode whose `__torch_function__(func, types, args, kwargs)` is called in place of torch's functions, within `with mode:`."""

    def __init__(self):
        pass

    def __torch_function__(self, func, types, args=(), kwargs=None):
        raise NotImplementedError

    def __enter__(self):
        push(self)
        return self

    def __exit__(self, *exc):
        pop()

    @classmethod
    def push(cls, *args, **kwargs):
        return cls(*args, **kwargs)


class BaseTorchFunctionMode(TorchFunctionMode):
    """The mode that calls what it is told of."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        return func(*args, **(kwargs or {}))


def push(mode):
    if not _put:
        _install()
    _modes.append(mode)


def pop():
    mode = _modes.pop()
    if not _modes and not _handling():
        _remove()
    return mode


def _handling():
    """Does a handler run, whose mode comes back when it ends?"""
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_code is _asked.__code__:
            return True
        frame = frame.f_back
    return False


def _install():
    functions.load_all()
    package = __name__.rpartition(".")[0]
    homes = {"torch": "facade", "F": "facade.nn.functional", "linalg": "facade.linalg", "fft": "facade.fft", "special": "facade.special"}
    for place, short in homes.items():
        home = importlib.import_module(f"{package}.{short}")
        for name in TABLES[place]:
            f = getattr(home, name, None)
            if isinstance(f, types.FunctionType) and name not in UNSEEN:
                _behind(home, name, f, place)
    _install_in_layers(package)
    for home in (Protocols, Tensor):
        for name, method in list(vars(home).items()):
            if name in UNSEEN or (name in subclasses.ALONE and name not in SEEN):
                continue
            if isinstance(method, types.FunctionType):
                _behind(Tensor, name, method, "Tensor")
            elif isinstance(method, Generated):
                _behind(Tensor, name, getattr(home, name), "Tensor")


def _install_in_layers(package):
    """The layers' own ways to the functions of torch.nn.functional: names of modules, attributes of classes, and what their `forward` closes over."""
    from .nn.module import Module

    known = {}
    for name, f in TABLES["F"].items():
        while isinstance(f, types.FunctionType):
            known[id(f)], f = (f, name), getattr(f, "__wrapped__", None)
    for home in [m for name, m in sys.modules.items() if name.startswith((f"{package}.functions.", f"{package}.nn."))]:
        for name, f in list(vars(home).items()):
            if id(f) in known:
                _behind(home, name, f, "F", known[id(f)][1])
    for cls in _layers(Module):
        f = vars(cls).get("function")
        if isinstance(f, staticmethod) and id(f.__func__) in known:
            _put.append((cls, "function", f, None))
            cls.function = staticmethod(Looked(f.__func__, known[id(f.__func__)][1], "F"))
        for cell in getattr(vars(cls).get("forward"), "__closure__", None) or ():
            if id(cell.cell_contents) in known:
                _behind(cell, "cell_contents", cell.cell_contents, "F", known[id(cell.cell_contents)][1])


def _layers(cls):
    for below in cls.__subclasses__():
        if below.__module__.startswith("torch.nn.modules."):
            yield below
        yield from _layers(below)


def _behind(home, name, f, place, said=None):
    op, site = getattr(f, "op", None), (home, name)
    if isinstance(op, Op) and site in op.sites:  # it is in none that a user's class has put behind a look of its own
        op.sites = [other for other in op.sites if other != site]
    else:
        op = None
    _put.append((home, name, f if isinstance(home, types.CellType) else vars(home).get(name), op))
    setattr(home, name, Looked(f, said or name, place))


def _remove():
    for home, name, was, op in reversed(_put):
        if was is None:
            delattr(home, name)
        else:
            setattr(home, name, was)
        if op is not None:
            op.sites.append((home, name))
    _put.clear()


for _cls in (TorchFunctionMode, BaseTorchFunctionMode):
    _cls.__module__ = "torch.overrides"
