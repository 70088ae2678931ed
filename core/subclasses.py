"""Tensors of a user's own class keep it through operations: PyTorch's `__torch_function__`.

In force from the moment the first such class is defined (`Tensor.__init_subclass__`), so that other programs pay nothing: the class gets its
own methods, which look at their arguments first, and the functions of torch and of torch.nn.functional are put behind the same look.
"""

import functools
import os
import sys
import types

from .api import TABLES
from .op import Generated, Op
from .ops import shape
from .tensor import Parameter, Tensor
from .tensor_protocols import Protocols, disabled

# What does no arithmetic, and so is left alone.
ALONE = {"__new__", "__init__", "__init_subclass__", "__class__", "__repr__", "__hash__", "__setattr__", "__getattribute__", "__dict__",
         "__torch_function__", "__format__", "__bool__", "__float__", "__int__", "__index__", "__complex__", "__len__", "__reduce_ex__",
         "__deepcopy__", "__doc__", "__module__", "__subclasshook__", "__array__", "as_subclass", "backward", "register_hook", "item",
         "tolist", "numpy", "size", "dim", "ndimension", "numel", "nelement", "stride", "is_contiguous", "element_size", "data_ptr",
         "requires_grad_", "retain_grad", "storage_offset", "_make_subclass", "__contains__"}  # fmt: skip
REFLECTED = "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"
HERE = os.path.dirname(__file__) + os.sep
_inside = [False]  # within a function that has been looked at; what it calls is not looked at again
modes = []  # the TorchFunctionModes that are on, the innermost last: see function_modes.py
first = []  # what asks them about a method
_done = []
_looking = []


def own(x):
    """The class of x, where it is one that takes part; None for tensors of torch's own classes."""
    cls = type(x)
    if cls is Tensor or cls is Parameter or cls.__module__ == "torch" or not hasattr(cls, "__torch_function__"):
        return None  # sparse tensors are of torch's own, too
    return cls if cls.__torch_function__ is not disabled else None


def _classes(args, kw):
    found = []
    for x in (*args, *kw.values()):
        for y in x if x.__class__ in (list, tuple) else (x,):
            cls = own(y)
            if cls is not None and cls not in found:
                found.append(cls)
    return found


def overridable(f, method=True):
    """`f`, which asks the classes among its arguments first. They are told what a user finds by its name: Tensor's method, or this one."""

    @functools.wraps(f)
    def asked(*args, **kw):
        if _inside[0]:
            return f(*args, **kw)
        if modes and method:
            return first[0](asked, f.__name__, args, kw)
        found = _classes(args, kw)
        return _ask(f if method else asked, found, args, kw) if found else f(*args, **kw)

    return asked


def _right_of_a_tensor(reflected, direct):
    """A class's `__rsub__`: Python asks it before a tensor's `__sub__`, since the class has it of its own; it is the latter then."""

    @functools.wraps(reflected)
    def asked(self, other):
        return direct(other, self) if isinstance(other, Tensor) else reflected(self, other)

    return asked


def _ask(f, found, args, kw):
    """The first answer of the classes, a derived one before those it derives from."""
    answer = _answer(f, found, args, kw)
    if answer is NotImplemented:
        raise TypeError(_nobody(f"torch.{f.__name__}", found))
    return answer


def _answer(f, found, args, kw):
    found.sort(key=lambda cls: -len(cls.__mro__))
    for cls in found:
        answer = cls.__torch_function__(f, tuple(found), args, *([kw] if kw else []))
        if answer is not NotImplemented:
            return answer
    return NotImplemented


def _nobody(name, found):
    classes = "\n".join(f"  - tensor subclass {cls!r}" for cls in found)
    return (
        f"Multiple dispatch failed for '{name}'; all __torch_function__ handlers returned NotImplemented:\n\n{classes}\n\n"
        "For more information, try re-running with TORCH_LOGS=not_implemented"
    )


def takers(args, kw, caller):
    """The classes with a `__torch_function__` among the arguments of a call that failed, where one is no tensor's; none for a call from
    within another function of torch's, since that one is asked about."""
    found = _classes(args, kw)
    if all(issubclass(cls, Tensor) for cls in found):
        return []
    while caller is not None and caller.f_code.co_filename.startswith((HERE, "<")):
        if "OP" in caller.f_globals or caller.f_code.co_name == "public":
            return []
        if caller.f_code.co_filename.startswith("<"):
            break  # a user's cell
        caller = caller.f_back
    return found


def answered(f, name, found, args, kw, operator):
    """What those classes answer in place of torch's function `f`, said as `name`; NotImplemented where none does and Python may ask on."""
    try:
        answer = _answer(f, found, args, kw)
        if answer is NotImplemented and not operator:
            raise TypeError(_nobody(name, found))
    except Exception as error:
        error.__context__ = None  # that we could do nothing with the argument was no error
        raise
    return answer


def default(cls, func, types, args, kwargs):
    """Tensor.__torch_function__."""
    was, _inside[0] = _inside[0], True
    try:
        if not all(issubclass(cls, t) for t in types):
            return NotImplemented
        result = func(*args, **kwargs)
    finally:
        _inside[0] = was
    return _converted(result, cls)


def as_subclass(x, cls):
    """The same tensor as one of `cls`: an alias, for the graph too."""
    out = shape.as_alias(x)
    out.__class__ = cls
    _handled(out)
    return out


def _handled(t):
    """Has the operators on a tensor told to its class, where that handles them."""
    if getattr(type(t), "__torch_dispatch__", None) is not None:
        from .dispatch_hooks import stay

        stay(t)


def _converted(x, cls):
    if isinstance(x, Tensor):
        return x if cls is Tensor or type(x) is not Tensor else as_subclass(x, cls)
    if isinstance(x, tuple | list) and any(isinstance(y, Tensor) for y in x):
        made = [_converted(y, cls) for y in x]
        return x._make(made) if hasattr(x, "_make") else type(x)(made)
    return x


def made(cls, data, require_grad):
    """A tensor of `cls` that shares the memory of `data` and has no history."""
    out = data.detach()
    out.__class__ = cls
    _handled(out)
    out.requires_grad_(require_grad)
    return out


def defined(cls):
    """Called with each class of a user that derives from Tensor."""
    if issubclass(cls, Parameter):
        return
    if not _done:
        _done.append(True)
        from .functions import load_all  # late: functions register by way of this module, which may come first

        load_all()
        look_in_functions()
    inherited = getattr(cls.__torch_function__, "__func__", None) is Tensor.__torch_function__.__func__
    if inherited and getattr(cls, "__torch_dispatch__", None) is not None:
        cls.__torch_function__ = disabled  # so it is in PyTorch: operators are handled below, and need no conversion
    if cls.__torch_function__ is disabled or any(base is not Tensor and issubclass(base, Tensor) for base in cls.__bases__):
        return  # has them from its base
    for home in (Protocols, Tensor):
        for name, method in list(vars(home).items()):
            if name in ALONE or name in vars(cls):
                continue
            if isinstance(method, types.FunctionType):
                setattr(cls, name, overridable(method))
            elif isinstance(method, Generated):
                setattr(cls, name, overridable(getattr(home, name)))
    for name in REFLECTED:
        reflected, direct = vars(cls).get(f"__r{name}__"), vars(cls).get(f"__{name}__")
        if hasattr(reflected, "__wrapped__") and hasattr(direct, "__wrapped__"):  # ours both, not the user's
            setattr(cls, f"__r{name}__", _right_of_a_tensor(reflected, direct))


def look_in_functions():
    """Puts the functions of torch and of torch.nn.functional behind the look, once."""
    if _looking:
        return
    _looking.append(True)
    package = __name__.rpartition(".")[0]
    facade = sys.modules.get(f"{package}.facade")
    homes = {"torch": facade, "F": sys.modules.get(f"{package}.facade.nn.functional"), "linalg": sys.modules.get(f"{package}.facade.linalg")}
    for table, home in homes.items():
        for name in TABLES[table] if home is not None else ():
            f = getattr(home, name, None)
            if isinstance(f, types.FunctionType):
                thing = TABLES[table][name]
                if isinstance(thing, Op):
                    thing.sites = [site for site in thing.sites if site[0] is not home]
                setattr(home, name, overridable(f, method=False))
                if getattr(Tensor, name, None) is f and "more" in f.__code__.co_varnames:  # of others, Python's errors say this name
                    f.__qualname__ = f"Tensor.{name}"  # where it is found now, by pickle too


class DisableTorchFunctionSubclass:
    """Within, no class is asked, and what comes out is a plain tensor."""

    def __enter__(self):
        self._was, _inside[0] = _inside[0], True

    def __exit__(self, *error):
        _inside[0] = self._was


DisableTorchFunctionSubclass.__module__ = "torch._C"
