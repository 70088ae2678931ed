"""Nodes of a traced graph: what was called, with which arguments, and who uses the result."""

import types

from ..device import device
from ..dtypes import dtype
from ..tensor import Tensor
from .names import qualified


class immutable_list(list):
    """A list in a node's arguments; the node must hear of changes, so there are none in place."""

    def _refuse(self, *args, **kw):
        raise NotImplementedError(f"'{type(self).__name__}' object does not support mutation. If you are attempting to modify the kwargs or args of a torch.fx.Node object, instead create a new copy of it and assign the copy to the node: new_args = ... node.args = new_args")  # fmt: skip  # noqa: E501

    __setitem__ = __delitem__ = __iadd__ = __imul__ = append = extend = insert = pop = remove = clear = reverse = sort = _refuse

    def __hash__(self):
        return hash(tuple(self))


class immutable_dict(dict):
    """A dict in a node's arguments."""

    _refuse = immutable_list._refuse
    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self):
        return hash(tuple(self.items()))


def map_aggregate(a, fn):
    """`a` with `fn` done to every leaf of its tuples, lists, dicts and slices; lists and dicts become immutable."""
    if isinstance(a, tuple):
        made = [map_aggregate(x, fn) for x in a]
        return type(a)(*made) if hasattr(a, "_fields") else tuple(made)
    if isinstance(a, list):
        return immutable_list(map_aggregate(x, fn) for x in a)
    if isinstance(a, dict):
        return immutable_dict((k, map_aggregate(v, fn)) for k, v in a.items())
    if isinstance(a, slice):
        return slice(map_aggregate(a.start, fn), map_aggregate(a.stop, fn), map_aggregate(a.step, fn))
    return fn(a)


def map_arg(a, fn):
    """`a` with `fn` done to every Node in it."""
    return map_aggregate(a, lambda x: fn(x) if isinstance(x, Node) else x)


def format_arg(arg):
    """An argument as the text of a graph shows it: `%name` for a node."""
    if isinstance(arg, list):
        return f"[{', '.join(format_arg(a) for a in arg)}]"
    if isinstance(arg, tuple):
        inside = ", ".join(format_arg(a) for a in arg)
        return f"({inside}{',' if len(arg) == 1 else ''})"
    if isinstance(arg, dict):
        return "{" + ", ".join(f"{k}: {format_arg(v)}" for k, v in arg.items()) + "}"
    return f"%{arg.name}" if isinstance(arg, Node) else str(arg)


def type_text(t):
    """A type as annotations in a graph's text and code say it."""
    if isinstance(t, type):
        if t.__module__ == "builtins":
            return t.__name__
        return "torch.Tensor" if t is Tensor else f"{t.__module__.replace('.', '_')}_{t.__qualname__}" if not _torchs(t) else _dotted(t)
    return repr(t)


def _torchs(t):
    return t.__module__.partition(".")[0] == "torch"


def _dotted(t):
    return f"{t.__module__}.{t.__qualname__}"


class Node:
    """One step of a graph. `op`: placeholder, get_attr, call_function, call_module, call_method or output; `target`: what is called, or its
    name; `args`, `kwargs`: its arguments, in which other Nodes stand for their results; `users`: the nodes that take its result."""

    def __init__(self, graph, name, op, target, args, kwargs, return_type=None):
        self.graph, self.name, self.op, self.target, self.type = graph, name, op, target, return_type
        self._prev = self._next = self
        self._erased = False
        self._inputs, self.users = {}, {}
        self._args, self._kwargs = (), {}
        self.meta = {}
        self._set(args, kwargs)

    def _set(self, args, kwargs):
        for old in self._inputs:
            old.users.pop(self, None)
        self._inputs = {}

        def use(node):
            self._inputs.setdefault(node)
            node.users.setdefault(self)
            return node

        self._args, self._kwargs = map_arg(tuple(args), use), map_arg(dict(kwargs), use)

    next = property(lambda self: self._next)
    prev = property(lambda self: self._prev)
    args = property(lambda self: self._args, lambda self, value: self._set(value, self._kwargs))
    kwargs = property(lambda self: self._kwargs, lambda self, value: self._set(self._args, value))
    all_input_nodes = property(lambda self: list(self._inputs))

    @property
    def stack_trace(self):
        return self.meta.get("stack_trace")

    def _unlink(self):
        self._prev._next, self._next._prev = self._next, self._prev

    def prepend(self, x):
        """Puts the node x before this one."""
        if x.graph is not self.graph:
            raise AssertionError("Attempting to move a Node into a different Graph")
        if x is self:
            return
        x._unlink()
        before = self._prev
        before._next, x._prev, x._next, self._prev = x, before, self, x

    def append(self, x):
        """Puts the node x after this one."""
        self._next.prepend(x)

    def update_arg(self, idx, arg):
        args = list(self.args)
        args[idx] = arg
        self.args = tuple(args)

    def insert_arg(self, idx, arg):
        self.args = (*self.args[:idx], arg, *self.args[idx:])

    def update_kwarg(self, key, arg):
        self.kwargs = {**self.kwargs, key: arg}

    def replace_input_with(self, old_input, new_input):
        """Has this node take `new_input` wherever it took `old_input`."""
        swap = lambda n: new_input if n is old_input else n
        self._set(map_arg(self.args, swap), map_arg(self.kwargs, swap))

    def replace_all_uses_with(self, replace_with, delete_user_cb=lambda user: True, *, propagate_meta=False):
        """Has all users of this node take `replace_with`; returns them."""
        if propagate_meta:
            replace_with.meta.update(self.meta)
        changed = [user for user in self.users if delete_user_cb(user)]
        for user in changed:
            user.replace_input_with(self, replace_with)
        return changed

    def is_impure(self, impure_random=True):
        """Would something besides its result be missed without it?"""
        if self.op == "call_module":
            module = self.graph.owning_module and self.graph.owning_module.get_submodule(self.target)
            return getattr(module, "_is_impure", False)
        return self.op in ("placeholder", "output")

    def _pretty_print_target(self, target):
        return target if isinstance(target, str) else qualified(target)

    def format_node(self, placeholder_names=None, maybe_return_typename=None, *, include_tensor_metadata=False):
        """The line of this node in the text of its graph."""
        if self.op == "output":
            return f"return {self.args[0]}"
        typed = "" if self.type is None else f"{type_text(self.type)} "
        head = f"%{self.name} : {typed}[num_users={len(self.users)}] = {self.op}[target={self._pretty_print_target(self.target)}]"
        if self.op == "placeholder":
            return head + (f"(default={self.args[0]})" if self.args else "")
        if self.op == "get_attr":
            return head
        return f"{head}(args = {format_arg(self.args)}, kwargs = {format_arg(self.kwargs)})"

    def __repr__(self):
        return self.name

    def __lt__(self, other):
        return self.graph._position(self) < self.graph._position(other)


SIMPLE = (str, int, float, bool, complex, dtype, device, Tensor, types.NoneType, type(Ellipsis), range)
Node.__module__ = "torch.fx.node"
immutable_list.__module__ = immutable_dict.__module__ = "torch.fx.immutable_collections"
