"""Functions and methods that are no ops here, told as a whole where something handles operators: what changes a tensor in place, what makes one.

Put in place by dispatch_hooks.py; see Note [Below autograd] in dispatch.py.
"""

import importlib
import sys

import numpy as np

from . import dispatch
from . import state as S
from .aten_schemas import overloads
from .device import cpu
from .dispatch import ask, heard, told_whole
from .dispatch_names import fitting, overload_of
from .tensor import Tensor

FACTORIES = "zeros ones full empty rand randn randint arange linspace eye randperm scalar_tensor".split()
LIKES = "zeros_like ones_like full_like empty_like rand_like randn_like".split()
NEW = "new_zeros new_ones new_full new_empty".split()
WHOLE = {"detach": "detach", "item": "_local_scalar_dense"}  # methods that are no ops here: {name: aten's}
ARRAYS = "isclose allclose equal all any nonzero argsort bincount histc searchsorted isin multinomial".split()  # computed on arrays here
UNTOLD = {"requires_grad_", "retain_grad_", "share_memory_", "apply_", "map_", "set_", "resize_", "detach_"}


def methods(put):
    """In-place methods, `detach`, `item`, and item assignment; `put(home, name, value)` puts them there until the last mode is left."""
    for name in [n for n in dir(Tensor) if n.endswith("_") and not n.startswith("_") and n not in UNTOLD]:
        if overloads(name):
            put(Tensor, name, _in_place(name, getattr(Tensor, name)))
    for name in ("add", "sub", "mul", "truediv", "pow", "floordiv", "mod", "and", "or", "xor"):
        short = {"truediv": "div", "floordiv": "floor_divide", "mod": "remainder"}.get(name, name) + "_"
        method = getattr(Tensor, f"__i{name}__", None)
        if method is not None and overloads(short):
            put(Tensor, f"__i{name}__", _in_place(short, method))
    for name, aten in WHOLE.items():
        put(Tensor, name, _whole(aten, getattr(Tensor, name)))
    for name in ARRAYS:
        if hasattr(Tensor, name):
            put(Tensor, name, _of_arrays(name, getattr(Tensor, name)))
    for name in NEW:
        put(Tensor, name, _factory(name, getattr(Tensor, name), True))
    put(Tensor, "__setitem__", _setting(Tensor.__setitem__))


def _in_place(name, method):
    names = [a.name for a in next(iter(overloads(name).values())).arguments]

    def run(*args, **kw):
        if not heard(dispatch.leaves(args, kw)):
            return method(*args, **kw)
        found, given, named = _fitted(name, args, kw, names)
        if found is None:
            return method(*args, **kw)
        told_whole(found, given, named, method, args, kw)
        return args[0]

    run.__name__, run.__doc__, run.__wrapped__ = name, method.__doc__, method
    return run


def _fitted(name, args, kw, names):
    """The overload for arguments given by place: the first that takes them."""
    for schema in overloads(name).values():
        order = [a.name for a in schema.arguments if not a.kwarg_only]
        if len(args) > len(order):
            continue
        found = fitting(name, {**dict(zip(order, args)), **kw})
        if found[0] is not None:
            return found
    return None, (), {}


def _whole(aten, method):
    def run(self, *args, **kw):
        if not heard((self, *args)):
            return method(self, *args, **kw)
        return told_whole(overload_of(aten), (self, *args), {}, method, (self, *args), kw)

    run.__name__, run.__doc__, run.__wrapped__ = method.__name__, method.__doc__, method
    return run


def _of_arrays(name, f):
    """A function that reads numbers itself: told as one operator, where a tensor has none of its own."""
    names = [a.name for a in next(iter(overloads(name).values())).arguments]

    def run(*args, **kw):
        if not heard(dispatch.leaves(args, kw)):
            return f(*args, **kw)
        found, given, named = _fitted(name, args, kw, names)
        return f(*args, **kw) if found is None else told_whole(found, given, named, f, args, kw)

    run.__name__, run.__doc__, run.__wrapped__ = name, f.__doc__, f
    return run


def _setting(method):
    """Tensor.__setitem__: a view is taken, and copied to."""

    def run(self, index, value):
        if not heard((self, value)) or (not S.grad_enabled and dispatch._inside[0]):
            return method(self, index, value)
        parts = index if isinstance(index, tuple) else (index,)
        if any(isinstance(p, Tensor | list) for p in parts):
            given = [p if isinstance(p, Tensor) else None for p in parts]
            value_ = value if isinstance(value, Tensor) else dispatch.within(self.new_tensor, (value,), {})
            return told_whole(overload_of("index_put_"), (self, given, value_), {}, method, (self, index, value), {})
        value_ = value if isinstance(value, Tensor) else lifted(dispatch.within(self.new_tensor, (value,), {}))
        part = self[index]

        def set_and_show(*given):
            method(*given)
            return part

        told_whole(overload_of("copy_"), (part, value_), {}, set_and_show, (self, index, value), {})

    run.__name__, run.__wrapped__ = "__setitem__", method
    return run


def lifted(t):
    return ask(overload_of("lift_fresh"), (t,), {}, lambda grad, change=None: change(t) if change else t)


def makers(put_there):
    """What makes tensors: functions of torch, also where layers have them, and how torch.nn.init writes numbers."""
    package = __name__.rpartition(".")[0]
    facade, *_ = (importlib.import_module(f"{package}.{name}") for name in ("facade", "nn.linear", "nn.norms"))
    behind_of = {}
    for name in ARRAYS:
        f = getattr(facade, name)
        behind_of[id(f)] = f, _of_arrays(name, f)
    for name in [*FACTORIES, *LIKES, "tensor"]:
        f = getattr(facade, name)
        behind = _lifting(f) if name == "tensor" else _factory(name, f, name in LIKES)
        while f is not None:
            behind_of[id(f)] = f, behind
            f = getattr(f, "__wrapped__", None)
    init = importlib.import_module(f"{package}.facade.nn.init")
    put_there(init, "_draw", _filling(init._draw))
    put_there(init, "_fill", _filling(init._fill))
    homes = [facade, *(m for name, m in sys.modules.items() if name.startswith((f"{package}.nn.", f"{package}.optim.")))]
    for home in homes:
        for name, f in list(vars(home).items()):
            if id(f) in behind_of and behind_of[id(f)][0] is f:
                put_there(home, name, behind_of[id(f)][1])


def _filling(f):
    """How torch.nn.init writes numbers: `_draw(tensor, name, …, *args)` and `_fill(tensor, name, values)`."""

    def run(tensor, name, *args, **kw):
        if not heard((tensor,)):
            return f(tensor, name, *args, **kw)
        values = args[1:] if callable(args[0]) else () if name == "zero_" else tuple(v.item() if np.ndim(v) == 0 else v for v in args)
        found, given, named = _fitted(name, (tensor, *values), {}, ())
        if found is None:
            return f(tensor, name, *args, **kw)
        told_whole(found, given, named, f, (tensor, name, *args), kw)
        return tensor

    return run


def _lifting(f):
    def run(*args, **kw):
        if not heard(()):
            return f(*args, **kw)
        t = dispatch.within(f, args, {k: v for k, v in kw.items() if k != "requires_grad"})
        return lifted(t).requires_grad_(bool(kw.get("requires_grad")))

    run.__name__, run.__doc__, run.__wrapped__ = f.__name__, f.__doc__, f
    return run


def _factory(name, f, like):
    """A function that makes a tensor: its sizes as one list, and where it is."""

    def run(*args, **kw):
        if not heard(args if like else ()) or kw.get("out") is not None:
            return f(*args, **kw)
        overload, given, named = _making(name, args, kw, like)
        if overload is None:
            return f(*args, **kw)
        rest = {k: v for k, v in kw.items() if k != "requires_grad"}
        made = told_whole(overload, given, named, f, args, rest)
        return made.requires_grad_() if kw.get("requires_grad") else made

    run.__name__, run.__doc__, run.__wrapped__ = name, f.__doc__, f
    return run


def _making(name, args, kw, like):
    lead = 1 if like else 0
    sized = name in ("zeros", "ones", "empty", "rand", "randn", "new_zeros", "new_ones", "new_empty")
    if sized and len(args) > lead and not isinstance(args[lead], tuple | list):
        args = (*args[:lead], list(args[lead:]))
    values = {k: v for k, v in kw.items() if k not in ("requires_grad", "device", "pin_memory", "out") and v is not None}
    device = {"pin_memory": False} if like else {"device": cpu, "pin_memory": False}
    for key, schema in overloads(name).items():
        if "out" in key or "generator" in key or "names" in key:
            continue
        order = [a.name for a in schema.arguments if not a.kwarg_only]
        if len(args) > len(order):
            continue
        found = fitting(name, {**dict(zip(order, args)), **values})
        if found[0] is not None:
            named = {**found[2], **device}
            return found[0], found[1], {a.name: named[a.name] for a in schema.arguments if a.name in named}
    return None, (), {}
