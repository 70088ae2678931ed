"""torch.ops: operators by namespace and name, those of a program's own (see custom_ops.py) and, below `aten`, torch's functions.

`torch.ops.NAMESPACE.NAME` is a packet; its attributes are its overloads, of which an operator of a program's own has one, `default`.
"""

import importlib
import types

from . import state as S

_namespaces = {}
unloaded = []  # the libraries of compiled operators that a program could not load


class OpOverload:
    """One overload: what is called. `_schema` says its arguments, where it has one."""

    def __init__(self, name, overload, call, schema=None, packet=None):
        self._name, self._overloadname, self._call = name, overload, call
        self._overloadpacket = self.overloadpacket = packet
        self._opname = self.__name__ = name.partition("::")[2]
        self.namespace = name.partition("::")[0]
        if schema is not None or self.namespace != "aten":
            self._schema = schema
        self.__name__ += f".{overload}"
        self.__module__ = f"torch._ops.{self.namespace}"

    def __call__(self, *args, **kw):
        if S.dispatch is not None:
            return S.dispatch.called(self, args, kw)
        return self._call(*args, **kw)

    def __getattr__(self, name):
        if name == "_schema":  # of torch's own, read when first asked for
            from .aten_schemas import overloads

            self._schema = overloads(self._opname).get(self._overloadname)
            return self._schema
        raise AttributeError(f"'OpOverload' object has no attribute '{name}'")

    @property
    def is_view(self):
        return self._schema is not None and self._schema.view

    @property
    def tags(self):
        return []

    def __repr__(self):
        namespace, _, name = self._name.partition("::")
        return f"<OpOverload(op='{namespace}.{name}', overload='{self._overloadname}')>"

    def __str__(self):
        return f"{self._name.replace('::', '.')}.{self._overloadname}"

    def __deepcopy__(self, memo):
        return self  # an operator is one thing, however often what holds it is copied

    def name(self):
        return self._name if self._overloadname == "default" else f"{self._name}.{self._overloadname}"


class OpOverloadPacket:
    """All overloads of an operator; called itself, it finds the one that fits."""

    def __init__(self, name, call, overload=None):
        self._qualified_op_name, self._call, self.default = name, call, overload or OpOverload(name, "default", call)
        self.default._overloadpacket = self.default.overloadpacket = self
        self.__name__ = name.partition("::")[2]

    def __call__(self, *args, **kw):
        return self._call(*args, **kw)

    def __deepcopy__(self, memo):
        return self

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(f"'{self}' object has no attribute '{name}'")
        if not self._qualified_op_name.startswith(("aten::", "profiler::")):
            raise AttributeError(
                f"The underlying op of '{str(self).replace('.', '::', 1)}' has no overload name '{name}'"
            )
        made = OpOverload(self._qualified_op_name, name, self._call, packet=self)
        setattr(self, name, made)
        return made

    def __repr__(self):
        namespace, _, name = self._qualified_op_name.partition("::")
        return f"<OpOverloadPacket(op='{namespace}.{name}')>"

    def __str__(self):
        return self._qualified_op_name.replace("::", ".")

    def overloads(self):
        from .aten_schemas import overloads

        known = overloads(self.__name__) if self._qualified_op_name.startswith("aten::") else ()
        return list(known) or [name for name, thing in vars(self).items() if isinstance(thing, OpOverload)]


class OpNamespace(types.ModuleType):
    """torch.ops.NAMESPACE."""

    def __init__(self, name):
        super().__init__(f"torch.ops.{name}")
        self._name = name
        self.__file__ = "torch.ops"

    def __getattr__(self, name):
        call = None if name.startswith("__") else _of_torch(name) if self._name in ("aten", "prims") else None
        if self._name == "profiler" and name.startswith("_record_function_"):
            call = _profiled
        if call is None:
            raise AttributeError(f"'_OpNamespace' '{self._name}' object has no attribute '{name}'")
        return put(f"{self._name}::{name}", call)


class Ops(types.ModuleType):
    """torch.ops."""

    def __init__(self):
        super().__init__("torch.ops")
        self.__file__ = "_ops.py"
        self.__path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(f"module 'torch.ops' has no attribute '{name}'")
        return namespace(name)

    def load_library(self, path):
        unloaded.append(path)
        raise OSError(f"{path}: libraries of compiled operators cannot be loaded by Retrograd's core")


def _of_torch(name):
    """torch's own function of that name, wherever torch keeps it."""
    facade = importlib.import_module(".facade", __package__)
    homes = (facade, facade.nn.functional, facade.Tensor, facade.linalg, facade.special)
    from .aten_names import by_schema, find

    if (found := find(name)) is not None:
        return found
    parts = name.split("_", 1)
    for home in homes:
        if hasattr(home, name):
            return getattr(home, name)
    if parts[0] in ("linalg", "special", "fft"):
        return getattr(getattr(facade, parts[0]), parts[1], None)
    return by_schema(name) or _lacking(name)


def _lacking(name):
    """An operator that aten has and the core has not, to be named and looked at; None for what is no operator."""
    from .aten_schemas import overloads

    if not overloads(name):
        return None

    def call(*args, **kw):
        raise NotImplementedError(f"torch.ops.aten.{name} cannot be called: Retrograd's core has no such operator")

    return call


def _profiled(*args):
    """The profiler's marks: nothing is measured by them here."""


def namespace(name):
    if name not in _namespaces:
        _namespaces[name] = OpNamespace(name)
    return _namespaces[name]


def put(qualified, call, schema=None):
    """Makes `call` the operator NAMESPACE::NAME; the packet by which it is found."""
    home, _, name = qualified.partition("::")
    made = OpOverloadPacket(qualified, call, OpOverload(qualified, "default", call, schema))
    setattr(namespace(home), name, made)
    return made


for _class, _module in ((OpOverload, "torch._ops"), (OpOverloadPacket, "torch._ops")):
    _class.__module__ = _module
