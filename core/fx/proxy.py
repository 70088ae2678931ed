"""Proxies: they stand for values while a function is traced, and note in the graph what is done with them."""

import dis
import operator
import sys

from ..tensor import Tensor
from .node import SIMPLE, Node, immutable_dict, immutable_list

OURS = __name__.rpartition(".fx.")[0] + "."  # our own functions, asking what they got, are not traced


class TraceError(ValueError):
    """What cannot be traced: it depends on a value."""


TraceError.__module__ = "torch.fx.proxy"
NOT_ITERATED = (
    "Proxy object cannot be iterated. This can be attempted when the Proxy is used in a loop or as a *args or **kwargs function argument. See "
    "the torch.fx docs on pytorch.org for a more detailed explanation of what types of control flow can be traced, and check out the Proxy "
    "docstring for help troubleshooting Proxy iteration errors"
)
NOT_LEN = "'len' is not supported in symbolic tracing by default. If you want this call to be recorded, please call torch.fx.wrap('len') at module scope"  # fmt: skip  # noqa: E501


class TracerBase:
    """What makes nodes of calls, and proxies of nodes."""

    record_stack_traces = False
    check_mutable_operations = False
    trace_asserts = False
    proxy_buffer_attributes = False
    graph = None

    def create_node(self, kind, target, args, kwargs, name=None, type_expr=None):
        return self.graph.create_node(kind, target, args, kwargs, name, type_expr)

    def proxy(self, node):
        return Proxy(node, self)

    def create_proxy(self, kind, target, args, kwargs, name=None, type_expr=None, proxy_factory_fn=None):
        """A node of this call, and the proxy of its result."""
        args, kwargs = self.create_arg(args), self.create_arg(kwargs)
        node = self.create_node(kind, target, args, kwargs, name, type_expr)
        return (proxy_factory_fn or self.proxy)(node)

    def create_arg(self, a):
        """An argument as a node keeps it: nodes in place of proxies."""
        if isinstance(a, Proxy):
            return a.node
        if hasattr(a, "__fx_create_arg__"):
            return a.__fx_create_arg__(self)
        if isinstance(a, tuple):
            made = [self.create_arg(x) for x in a]
            return type(a)(*made) if hasattr(a, "_fields") else tuple(made)
        if isinstance(a, list):
            return immutable_list(self.create_arg(x) for x in a)
        if isinstance(a, dict):
            return immutable_dict((k, self.create_arg(v)) for k, v in a.items())
        if isinstance(a, slice):
            return slice(self.create_arg(a.start), self.create_arg(a.stop), self.create_arg(a.step))
        if isinstance(a, SIMPLE) or callable(a):
            return a
        raise NotImplementedError(f"argument of type: {type(a)}")

    def to_bool(self, obj):
        raise TraceError("symbolically traced variables cannot be used as inputs to control flow")

    def iter(self, obj):
        """`a, b = proxy` takes as many elements as there are names; nothing else tells how many there are."""
        frame = sys._getframe(2)
        for step in dis.get_instructions(frame.f_code):
            if step.offset == frame.f_lasti and step.opname == "UNPACK_SEQUENCE":
                return (obj[i] for i in range(step.argval))
        raise TraceError(NOT_ITERATED)

    def keys(self, obj):
        return Attribute(obj, "keys")()


class GraphAppendingTracer(TracerBase):
    """Adds what is done with its proxies to a graph that is there."""

    def __init__(self, graph):
        self.graph = graph


class Proxy:
    """Stands for the result of `node`."""

    def __init__(self, node, tracer=None):
        self.tracer = GraphAppendingTracer(node.graph) if tracer is None else tracer
        self.node = node

    def __repr__(self):
        return f"Proxy({self.node.name})"

    def __getattr__(self, name):
        return Attribute(self, name)

    def __getstate__(self):
        return self.__dict__

    def __deepcopy__(self, memo):
        return Proxy(self.node, self.tracer)

    def __call__(self, *args, **kwargs):
        return self.tracer.create_proxy("call_method", "__call__", (self, *args), kwargs)

    def __iter__(self):
        return self.tracer.iter(self)

    def __abs__(self):
        return self.tracer.create_proxy("call_function", operator.abs, (self,), {})

    def __bool__(self):
        return self.tracer.to_bool(self)

    def __len__(self):
        raise RuntimeError(NOT_LEN)

    def keys(self):
        return self.tracer.keys(self)

    @classmethod
    def __torch_function__(cls, orig_method, types, args=(), kwargs=None):
        from .calls import record

        return record(orig_method, args, kwargs or {})


class Attribute(Proxy):
    """`proxy.name`: a node of its own only when it is not called."""

    def __init__(self, root, attr):
        self.root, self.attr, self.tracer = root, attr, root.tracer
        self._node = None

    @property
    def node(self):
        if self._node is None:
            self._node = self.tracer.create_proxy("call_function", getattr, (self.root, self.attr), {}).node
        return self._node

    def __call__(self, *args, **kwargs):
        return self.tracer.create_proxy("call_method", self.attr, (self.root, *args), kwargs)


class ParameterProxy(Proxy):
    """A parameter of the traced module: knows its shape."""

    def __init__(self, tracer, name, param, node):
        super().__init__(node, tracer)
        assert isinstance(param, Tensor)
        self.param, self.name = param, name

    def __repr__(self):
        return f"ParameterProxy({self.name})"

    shape = property(lambda self: self.param.shape)

    def size(self):
        return self.param.size()

    def dim(self):
        return self.param.dim()

    ndim = property(lambda self: self.param.ndim)

    def numel(self):
        return self.param.numel()

    def nelement(self):
        return self.param.nelement()


def _operators():
    """Gives Proxy Python's operators, each a node that calls it."""

    def noting(f, turned=False):
        def method(*args):
            return args[0].tracer.create_proxy("call_function", f, args[::-1] if turned else args, {})

        return method

    both = "add sub mul floordiv truediv mod pow lshift rshift and or xor matmul"
    for name in f"{both} getitem eq ne lt gt le ge pos neg invert".split():
        setattr(Proxy, f"__{name}__", noting(getattr(operator, name if name not in ("and", "or") else f"{name}_")))
    for name in both.split():
        setattr(Proxy, f"__r{name}__", noting(getattr(operator, name if name not in ("and", "or") else f"{name}_"), True))
    equal = Proxy.__eq__
    Proxy.__eq__ = lambda self, other: NotImplemented if sys._getframe(1).f_globals.get("__name__", "").startswith(OURS) else equal(self, other)
    Proxy.__hash__ = object.__hash__


_operators()
Proxy.__module__ = Attribute.__module__ = "torch.fx.proxy"


def first_proxy(x):
    """A proxy anywhere in the arguments x; None where there is none."""
    if isinstance(x, Proxy):
        return x
    if isinstance(x, tuple | list):
        parts = x
    elif isinstance(x, dict):
        parts = x.values()
    elif isinstance(x, slice):
        parts = (x.start, x.stop, x.step)
    else:
        return None
    for part in parts:
        found = first_proxy(part)
        if found is not None:
            return found
    return None


__all__ = ["Attribute", "GraphAppendingTracer", "Node", "ParameterProxy", "Proxy", "TraceError", "TracerBase", "first_proxy"]
