"""Symbolic tracing: a function or module is run on proxies, and the graph of what it did comes out."""

import functools
import inspect
import itertools
import math
import operator
import sys
import warnings

from .. import facade
from ..nn.containers import Sequential
from ..nn.module import Module
from ..tensor import Parameter, Tensor
from .calls import Listening
from .graph import Graph
from .graph_module import GraphModule
from .node import SIMPLE, map_aggregate
from .proxy import ParameterProxy, Proxy, TracerBase, first_proxy

_wrapped = {}  # {(id of the globals, name): the globals}: functions to be noted as one call
CO_VARARGS, CO_VARKEYWORDS = inspect.CO_VARARGS, inspect.CO_VARKEYWORDS


def wrap(fn_or_name):
    """Marks a function of the caller's module: a traced call of it is one node. A decorator, or called with its name."""
    if not callable(fn_or_name) and not isinstance(fn_or_name, str):
        raise RuntimeError("Unsupported type for global function! Must be either a callable or string name")
    name = fn_or_name if isinstance(fn_or_name, str) else fn_or_name.__name__
    frame = sys._getframe(1)
    if frame.f_code.co_name != "<module>":
        raise NotImplementedError("wrap must be called at the top level of a module")
    _wrapped[id(frame.f_globals), name] = frame.f_globals
    return fn_or_name


class PHBase:
    """Stands, in concrete_args, for an argument that stays a placeholder."""


PH = PHBase()
_MISSING = object()


class _Patches:
    """Values put in place of others, and back at the end."""

    def __init__(self):
        self._undo = []

    def item(self, table, key, value):
        self._undo.append((table, key, table.get(key, _MISSING)))
        table[key] = value

    def attribute(self, thing, name, value):
        self._undo.append((thing, name, getattr(thing, name)))
        setattr(thing, name, value)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        for place, name, was in reversed(self._undo):
            if not isinstance(place, dict):
                setattr(place, name, was)
            elif was is _MISSING:
                del place[name]
            else:
                place[name] = was


def _assert_is_none(value, msg):
    assert value is None, msg


_assert_is_none.__module__ = "torch.fx._symbolic_trace"
UNCHECKED = (
    "Was not able to add assertion to guarantee correct input {} to specialized function. It is up to the user to make sure that your inputs "
    "match the inputs you specialized the function with."
)


def _noted(f):
    """f, of which a call with proxies is one node."""

    @functools.wraps(f)
    def call(*args, **kw):
        proxy = first_proxy((args, kw))
        if proxy is None:
            return f(*args, **kw)
        made = proxy.tracer.create_proxy("call_function", f, args, kw)
        made.node.meta["is_wrapped"] = True
        return made

    return call


class Tracer(TracerBase):
    """Traces one function or module; may be derived from to choose which modules are leaves, or what a call becomes."""

    def __init__(self, autowrap_modules=(math,), autowrap_functions=(), param_shapes_constant=False):
        self._autowrap = {id(f): f for m in autowrap_modules for f in vars(m).values() if callable(f) and not isinstance(f, type)}
        self._autowrap |= {id(f): f for f in autowrap_functions}
        self._autowrap_modules, self.param_shapes_constant = autowrap_modules, param_shapes_constant
        self.root, self.submodule_paths, self.tensor_attrs = None, None, {}

    def is_leaf_module(self, m, module_qualified_name):
        """Is a call of m one node? So for torch's own modules, except Sequential."""
        return m.__module__.startswith(("torch.nn", "torch.ao.nn")) and not isinstance(m, Sequential)

    def path_of_module(self, mod):
        """The name of a module within the root."""
        for name, found in self.root.named_modules():
            if found is mod:
                return name
        raise NameError("module is not installed as a submodule")

    def call_module(self, m, forward, args, kwargs):
        """What a call of the module m becomes."""
        name = self.path_of_module(m)
        if self.is_leaf_module(m, name):
            return self.create_proxy("call_module", name, args, kwargs)
        return forward(*args, **kwargs)

    def getattr(self, attr, attr_val, parameter_proxy_cache):
        """What `module.attr` becomes: a parameter is a node."""
        if isinstance(attr_val, Parameter):
            for name, p in self.root.named_parameters():
                if p is attr_val:
                    if name not in parameter_proxy_cache:
                        make = functools.partial(ParameterProxy, self, name, attr_val) if self.param_shapes_constant else None
                        parameter_proxy_cache[name] = self.create_proxy("get_attr", name, (), {}, proxy_factory_fn=make)
                    return parameter_proxy_cache[name]
        return attr_val

    def create_arg(self, a):
        """Parameters, buffers and other tensors become nodes that fetch them."""
        if isinstance(a, Tensor):
            for name, found in (*self.root.named_parameters(), *self.root.named_buffers()):
                if found is a:
                    return self.create_node("get_attr", name, (), {})
            name = self.tensor_attrs.get(id(a))
            if name is None:
                n = 0
                while hasattr(self.root, f"_tensor_constant{n}"):
                    n += 1
                name = self.tensor_attrs[id(a)] = f"_tensor_constant{n}"
                setattr(self.root, name, a)
            return self.create_node("get_attr", name, (), {})
        if isinstance(a, Module):
            return self.create_node("get_attr", self.path_of_module(a), (), {})
        return super().create_arg(a)

    def create_args_for_root(self, root_fn, is_module, concrete_args=None):
        """(the function, its arguments): a placeholder for each parameter that concrete_args does not give."""
        code = inspect.unwrap(root_fn).__code__
        parameters = list(inspect.signature(inspect.unwrap(root_fn)).parameters.values())
        args = [self.root] if is_module else []
        hints, keywords = getattr(root_fn, "__annotations__", {}), {}
        for p in parameters[1 if is_module else 0:]:
            default = () if p.default is p.empty else (p.default,)
            if concrete_args and p.name in concrete_args:
                given = self._specialized(p.name, concrete_args[p.name], default)
            else:
                stars = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "")
                given = self.create_proxy("placeholder", stars + p.name, default, {}, type_expr=hints.get(p.name))
            if p.kind is p.KEYWORD_ONLY:
                keywords[p.name] = given
            else:
                args.append(given)
        if code.co_flags & (CO_VARARGS | CO_VARKEYWORDS):
            root_fn = _starred(root_fn, code)
        return (functools.partial(root_fn, **keywords) if keywords else root_fn), args

    def _specialized(self, name, value, default):
        """A value (or a list, tuple or dict of values) given for an argument: the code checks that it gets the same."""
        numbers = itertools.count(1)
        said = f"{name} has been specialized to have value {{}} but got another value"

        def placed(x):
            proxy = self.create_proxy("placeholder", f"{name}_{next(numbers)}", default, {})
            if isinstance(x, PHBase):
                return proxy
            if x is None:
                self.create_proxy("call_function", _assert_is_none, (proxy, said.format(None)), {})
            elif isinstance(x, SIMPLE) and not isinstance(x, Tensor):
                same = self.create_proxy("call_function", operator.eq, (proxy, x), {})
                self.create_proxy("call_function", facade._assert, (same, said.format(x)), {})
            else:
                warnings.warn(UNCHECKED.format(name), stacklevel=2)
            return x

        return map_aggregate(value, placed)

    def trace(self, root, concrete_args=None):
        """The graph of what root, a module or function, does with its arguments."""
        is_module = isinstance(root, Module)
        self.root = root if is_module else Module()
        fn = type(root).forward if is_module else root
        self.graph = Graph(tracer_cls=type(self))
        self.tensor_attrs = {}
        globals_ = getattr(inspect.unwrap(fn), "__globals__", {})
        fn, args = self.create_args_for_root(fn, is_module, concrete_args)
        hints = getattr(type(root).forward if is_module else root, "__annotations__", {})
        with _Patches() as patches, Listening():
            self._watch_modules(patches)
            self._watch_functions(patches, globals_)
            result = fn(*args)
            self.create_node("output", "output", (self.create_arg(result),), {}, type_expr=hints.get("return"))
        return self.graph

    def _watch_modules(self, patches):
        call, get, cache, own = Module.__call__, Module.__getattr__, {}, {id(m) for m in self.root.modules()}

        def called(module, *args, **kw):
            if id(module) not in own and first_proxy((args, kw)) is None:
                return call(module, *args, **kw)
            return self.call_module(module, lambda *a, **k: call(module, *a, **k), args, kw)

        def got(module, name):
            return self.getattr(name, get(module, name), cache)

        patches.attribute(Module, "__call__", called)
        patches.attribute(Module, "__getattr__", got)

    def _watch_functions(self, patches, globals_):
        for (_, name), table in list(_wrapped.items()):
            builtins = table.get("__builtins__", {})
            f = table.get(name) or (builtins.get(name) if isinstance(builtins, dict) else getattr(builtins, name, None))
            if f is not None:
                patches.item(table, name, _noted(f))
        for name, value in list(globals_.items()):
            if id(value) in self._autowrap and self._autowrap[id(value)] is value:
                patches.item(globals_, name, _noted(value))
        for module in self._autowrap_modules:
            for name, value in list(vars(module).items()):
                if id(value) in self._autowrap and not name.startswith("_"):
                    patches.item(vars(module), name, _noted(value))


def _starred(fn, code):
    """fn(*args, **kw) as a function of args and kw: each is one proxy."""

    def call(*given, **keywords):
        given = list(given)
        rest = given.pop() if code.co_flags & CO_VARKEYWORDS else {}
        more = given.pop() if code.co_flags & CO_VARARGS else ()
        return _called_with(fn, given, more, rest, keywords)

    return call


def _called_with(fn, args, more, rest, keywords):
    """Runs fn's code with proxies in place of the tuple and dict that Python makes of * and **."""
    names = inspect.unwrap(fn).__code__
    flags = names.co_flags & ~(CO_VARARGS | CO_VARKEYWORDS)
    n = names.co_argcount + bool(names.co_flags & CO_VARARGS) + bool(names.co_flags & CO_VARKEYWORDS)
    inner = type(fn)(names.replace(co_flags=flags, co_argcount=n), fn.__globals__, fn.__name__, fn.__defaults__, fn.__closure__)
    stars = [more] * bool(names.co_flags & CO_VARARGS) + [rest] * bool(names.co_flags & CO_VARKEYWORDS)
    return inner(*args, *stars, **keywords)


def symbolic_trace(root, concrete_args=None):
    """The module or function as a GraphModule."""
    tracer = Tracer()
    graph = tracer.trace(root, concrete_args)
    name = type(root).__name__ if isinstance(root, Module) else root.__name__
    return GraphModule(tracer.root, graph, name)


Tracer.__module__ = "torch.fx._symbolic_trace"
__all__ = ["PH", "Proxy", "Tracer", "symbolic_trace", "wrap"]
