"""While something is traced, torch's functions note calls with proxies instead of making them."""

import functools
import importlib
import inspect
import sys
import types

from ..tensor import Tensor
from . import names
from .proxy import first_proxy

METHODS = "to view reshape expand repeat new_zeros new_ones new_full".split()  # that take numbers and types which may be proxies
SHORT = ("", "nn.functional", "linalg", "fft", "special")
# Signatures in PyTorch, where ours takes the arguments in another way.
_plain = lambda input, inplace=False: None
_softmax = lambda input, dim=None, _stacklevel=3, dtype=None: None
_alpha = lambda input, alpha=1.0, inplace=False: None
SIGNATURES = {
    **dict.fromkeys("hardsigmoid hardswish mish relu relu6 selu silu".split(), _plain),
    **dict.fromkeys("log_softmax softmax softmin".split(), _softmax),
    **dict.fromkeys("celu elu".split(), _alpha),
    "hardtanh": lambda input, min_val=-1.0, max_val=1.0, inplace=False: None,
    "leaky_relu": lambda input, negative_slope=0.01, inplace=False: None,
    "threshold": lambda input, threshold, value, inplace=False: None,
    "norm": lambda input, p="fro", dim=None, keepdim=False, out=None, dtype=None: None,
    "tensordot": lambda a, b, dims=2, out=None: None,
}
_torchs = {}  # {id of a function: (the function, its module below torch)}


def record(f, args, kwargs, home=None):
    """A node for torch's function f called with proxies; functions of torch.nn.functional written in Python give all their arguments."""
    tracer = first_proxy((args, kwargs)).tracer
    if home is None:
        home = _home(f, args)
    full = names.remember(f, home, f.__name__)
    if home == "Tensor" or (home == "nn.functional" and f.__name__ in names.AS_METHODS):
        return tracer.create_proxy("call_method", f.__name__, args, kwargs)
    if full.startswith(("torch.nn.functional.", "torch.functional.")):
        args, kwargs = _all_arguments(f, args, kwargs)
    return tracer.create_proxy("call_function", f, args, kwargs)


def _home(f, args):
    """Where f, called by other ways than its name in a module, is from: a method where a tensor was asked first."""
    if args and isinstance(args[0], Tensor) and getattr(Tensor, f.__name__, None) is f:
        return "Tensor"
    if id(f) in _torchs:
        return _torchs[id(f)][1]
    package = __package__.rpartition(".")[0]
    for short in SHORT[::-1]:
        module = sys.modules.get(f"{package}.facade{'.' + short if short else ''}")
        if module is not None and module.__dict__.get(f.__name__) is f:
            return short or "torch"
    return "Tensor" if hasattr(Tensor, f.__name__) else "torch"


def _all_arguments(f, args, kwargs):
    """What has no default by position, the rest by name, as PyTorch's own Python hands them on."""
    if f.__name__ in ("einsum", "broadcast_tensors", "meshgrid", "block_diag", "cartesian_prod"):
        return args, kwargs
    try:
        bound = inspect.signature(SIGNATURES.get(f.__name__, f)).bind(*args, **kwargs)
    except (TypeError, ValueError):
        return args, kwargs
    bound.apply_defaults()
    parameters = bound.signature.parameters
    first = [bound.arguments[p.name] for p in parameters.values() if p.default is p.empty]
    return tuple(first), {p.name: bound.arguments[p.name] for p in parameters.values() if p.default is not p.empty}


class Listening:
    """The modules of torch, within it, give functions that note calls with proxies."""

    def __enter__(self):
        package = __package__.rpartition(".")[0]
        self._was = []
        for short in SHORT:
            module = importlib.import_module(f"{package}.facade{'.' + short if short else ''}")
            self._was.append((module, type(module)))
            module.__class__ = _listening(type(module), short or "torch")
        self._methods = {name: getattr(Tensor, name) for name in METHODS}
        for name, method in self._methods.items():
            setattr(Tensor, name, _noting(method, "Tensor"))
        return self

    def __exit__(self, *exc):
        for module, kind in self._was:
            module.__class__ = kind
        for name, method in self._methods.items():
            setattr(Tensor, name, method)


@functools.cache
def _listening(kind, short):
    class Module(kind):
        def __getattribute__(self, name):
            thing = super().__getattribute__(name)
            return _noting(thing, short) if _is_noted(name, thing) else thing

        def __getattr__(self, name):
            thing = self.__dict__["__getattr__"](name)
            return _noting(thing, short) if _is_noted(name, thing) else thing

    return Module


def _is_noted(name, thing):
    return isinstance(thing, types.FunctionType) and (name[0] != "_" or name == "_assert")


_made = {}


def _noting(f, short):
    """f, which notes a call with proxies."""
    if id(f) in _made:
        return _made[id(f)]

    @functools.wraps(f)
    def noting(*args, **kw):
        return f(*args, **kw) if first_proxy((args, kw)) is None else record(f, args, kw, short)

    _torchs[id(f)] = f, short
    _made[id(f)] = _made[id(noting)] = noting
    return noting
