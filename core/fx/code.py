"""A graph as Python: `forward`, one line a node, and the objects that its lines name."""

import math
from typing import NamedTuple

from ..dtypes import dtype
from ..size import Size
from ..tensor import Tensor
from .names import Namespace, qualified
from .node import Node, map_arg, type_text

BINARY = dict(add="+", sub="-", mul="*", floordiv="//", truediv="/", mod="%", pow="**", lshift="<<", rshift=">>", and_="&", or_="|", xor="^",
              matmul="@", eq="==", ne="!=", lt="<", gt=">", le="<=", ge=">=")  # fmt: skip
UNARY = dict(pos="+", neg="-", invert="~")
IN_PLACE = dict(iadd="+=", iand="&=", ifloordiv="//=", ilshift="<<=", imod="%=", imul="*=", imatmul="@=", ior="|=", ipow="**=", irshift=">>=",
                isub="-=", itruediv="/=", ixor="^=")  # fmt: skip


class PythonCode(NamedTuple):
    """Source and the globals that it needs."""

    src: str
    globals: dict


def python_code(graph, root):
    """PythonCode of `forward`, whose first parameter is called `root`."""
    return _Writer(graph, root).write()


class _Writer:
    """One function being written."""

    def __init__(self, graph, root):
        self.graph, self.root = graph, root
        self.globals, self.names, self.params, self.lines = {}, Namespace(), [], []
        self.wrapped, self.returns, self.by_value = {}, "", {}

    def write(self):
        last = self._last_uses()
        for node in self.graph.nodes:
            line = getattr(self, f"_{node.op}")(node)
            done = last.get(node, [])
            if node.op == "placeholder":
                self.lines += line
                continue
            if node.op == "output":
                self.lines.append(line)
                continue
            gone = " = ".join([*map(repr, done), "None"]) if done else ""
            self.lines.append(f"{line};  {gone}" if gone else line)
        if not self.lines:
            self.lines.append("pass")
        wraps = "\n".join(f'torch.fx._symbolic_trace.wrap("{name}")' for name in self.wrapped)
        if wraps:
            self._global("torch.fx", None)
        body = "".join(f"    {line}\n" for line in self.lines) + "    "
        return PythonCode(f"\n{wraps}\n\ndef forward({', '.join([self.root, *self.params])}){self.returns}:\n{body}", self.globals)

    def _last_uses(self):
        """{node: the values that nobody needs after it}."""
        seen, last = set(), {}
        for user in reversed(self.graph.nodes):

            def note(n, user=user):
                if n not in seen:
                    seen.add(n)
                    last.setdefault(user, []).append(n)
                return n

            map_arg(user.args, note)
            map_arg(user.kwargs, note)
            if not user.users and user.op != "output":
                last.setdefault(user, []).append(user)
        return {node: done for node, done in last.items() if node.op != "output"}

    def _global(self, name, obj):
        """The name by which the code reaches `obj`: its own, where that is torch's; else one made for it."""
        if name.partition(".")[0] == "torch":
            from .. import facade

            self.globals["torch"] = facade
            return name
        if name.startswith("builtins."):
            return name.removeprefix("builtins.")
        found = self.by_value.get(id(obj))
        if found is None:
            found = self.by_value[id(obj)] = self.names.create_name(name.replace(".", "_"), None)
            self.globals[found] = obj
        return found

    def _value(self, x):
        """An argument in code."""
        if isinstance(x, Node):
            return repr(x)
        if isinstance(x, tuple) and hasattr(x, "_fields"):
            return f"{self._global(qualified(type(x)), type(x))}({', '.join(self._value(v) for v in x)})"
        if isinstance(x, Size) or isinstance(x, tuple):
            inside = ", ".join(self._value(v) for v in x)
            return f"({inside}{',' if len(x) == 1 else ''})"
        if isinstance(x, list):
            return f"[{', '.join(self._value(v) for v in x)}]"
        if isinstance(x, dict):
            return "{" + ", ".join(f"{k!r}: {self._value(v)}" for k, v in x.items()) + "}"
        if isinstance(x, slice):
            return f"slice({self._value(x.start)}, {self._value(x.stop)}, {self._value(x.step)})"
        if isinstance(x, dtype):
            return self._global(repr(x), x)
        if isinstance(x, Tensor):
            return f"torch.tensor({x.tolist()})"
        if callable(x) and hasattr(x, "__name__"):
            return self._global(qualified(x), x)
        text = repr(x)
        if text.startswith("device("):
            from .. import facade

            self.globals["device"] = facade.device
        if isinstance(x, float) and not math.isfinite(x):
            self.globals.update(inf=math.inf, nan=math.nan)
        return text

    def _arguments(self, args, kwargs):
        return ", ".join([self._value(a) for a in args] + [f"{k} = {self._value(v)}" for k, v in kwargs.items()])

    def _typed(self, node):
        return "" if node.type is None else f" : {self._type(node.type)}"

    def _type(self, t):
        text = type_text(t)
        if isinstance(t, type) and t.__module__ != "builtins":
            return self._global(text, t)
        return text if not hasattr(t, "__origin__") else self._global("torch", None) and text.replace("typing.", "")

    def _placeholder(self, node):
        default = f" = {self._value(node.args[0])}" if node.args else ""
        self.params.append(f"{node.target}{self._typed(node)}{default}")
        raw = node.target.replace("*", "")
        return [] if raw == repr(node) else [f"{node!r} = {raw}"]

    def _output(self, node):
        if node.type is not None:
            self.returns = f" -> {self._type(node.type)}"
        return f"return {self._value(node.args[0])}"

    def _reached(self, base, target):
        for part in target.split("."):
            base = f"{base}.{part}" if part.isidentifier() else f'getattr({base}, "{part}")'
        return base

    def _get_attr(self, node):
        return f"{node!r}{self._typed(node)} = {self._reached(self.root, node.target)}"

    def _call_module(self, node):
        return f"{node!r}{self._typed(node)} = {self._reached(self.root, node.target)}({self._arguments(node.args, node.kwargs)})"

    def _call_method(self, node):
        base = self._reached(self._value(node.args[0]), node.target)
        return f"{node!r}{self._typed(node)} = {base}({self._arguments(node.args[1:], node.kwargs)})"

    def _call_function(self, node):
        f, args = node.target, node.args
        head = f"{node!r}{self._typed(node)} = "
        if getattr(f, "__module__", "") == "_operator" and not node.kwargs:
            name, values = f.__name__, [self._value(a) for a in args]
            if name in BINARY and len(args) == 2:
                return f"{head}{values[0]} {BINARY[name]} {values[1]}"
            if name in UNARY:
                return f"{head}{UNARY[name]}{values[0]}"
            if name == "getitem":
                return f"{head}{values[0]}[{values[1]}]"
            if name in IN_PLACE:
                return f"{values[0]} {IN_PLACE[name]} {values[1]};  {node!r} = {values[0]}"
        if f is getattr and len(args) == 2 and isinstance(args[1], str) and args[1].isidentifier():
            return f"{head}{self._value(args[0])}.{args[1]}"
        full = qualified(f)
        name = self._global("_" + full if full.startswith("operator.") else full, f)
        if node.meta.get("is_wrapped") and not full.startswith("builtins."):
            self.wrapped.setdefault(name)
        return f"{head}{name}({self._arguments(args, node.kwargs)})"
