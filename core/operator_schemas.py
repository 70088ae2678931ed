"""What an operator of a program's own takes and gives: read from the annotations of a Python function, or from PyTorch's schema language.

`m::f(Tensor x, SymInt k=2, float? s=None) -> Tensor` is such a schema; calls are checked against it in PyTorch's words.
"""

import collections.abc
import functools
import inspect
import operator
import re
import types
import typing

from . import dtypes
from .device import device
from .tensor import Tensor

SIMPLE = {Tensor: "Tensor", int: "SymInt", float: "float", bool: "bool", str: "str", dtypes.dtype: "ScalarType", device: "Device",
          int | float | bool: "Scalar"}  # fmt: skip
SAID = {"Tensor": "Tensor", "SymInt": "int", "int": "int", "float": "float", "bool": "bool", "str": "str", "Scalar": "number"}
KINDS = {"Tensor": Tensor, "SymInt": int, "int": int, "float": (int, float), "bool": bool, "str": str, "Scalar": (int, float, bool)}


class Argument:
    """One argument: its name, its type as schemas write it, and the default, if any."""

    def __init__(self, name, kind, default=inspect.Parameter.empty, mutated=None, keyword=False):
        self.name, self.kind, self.default, self.mutated, self.kwarg_only = name, kind, default, mutated, keyword

    def __str__(self):
        kind = self.kind.replace("Tensor", f"Tensor({self.mutated}!)", 1) if self.mutated else self.kind
        default = self.default
        if default is inspect.Parameter.empty:
            return f"{kind} {self.name}"
        said = f'"{default}"' if isinstance(default, str) else f"{default:g}" if isinstance(default, float) else str(default)
        if isinstance(default, float) and default == int(default):
            said += "."
        return f"{kind} {self.name}={said}"

    def takes(self, value):
        kind = self.kind
        if kind.endswith("?"):
            if value is None:
                return True
            kind = kind[:-1]
        if kind.endswith("[]"):
            return isinstance(value, tuple | list)
        kinds = KINDS.get(kind)
        return kinds is None or isinstance(value, kinds)


class FunctionSchema:
    """Name, arguments and returns of an operator."""

    def __init__(self, name, arguments, returns):
        self.name, self.arguments, self.returns = name, arguments, returns

    def __str__(self):
        return f"{self.name}{self.signature()}"

    __repr__ = __str__

    def signature(self):
        parts, starred = [], False
        for argument in self.arguments:
            if argument.kwarg_only and not starred:
                parts.append("*")
                starred = True
            parts.append(str(argument))
        returns = self.returns[0] if len(self.returns) == 1 else f"({', '.join(self.returns)})"
        return f"({', '.join(parts)}) -> {returns}"

    def bound(self, args, kw):
        """The values of the arguments in order; RuntimeError in PyTorch's words where they do not fit."""
        positional = [a for a in self.arguments if not a.kwarg_only]
        if len(args) > len(positional):
            raise RuntimeError(
                f"{self.name}() takes {len(positional)} positional argument(s) but {len(args)} was/were given.  Declaration: {self}"
            )
        values, kw = [], dict(kw)
        for i, argument in enumerate(self.arguments):
            if i < len(args) and not argument.kwarg_only:
                value = args[i]
            elif argument.name in kw:
                value = kw.pop(argument.name)
            elif argument.default is not inspect.Parameter.empty:
                value = argument.default
            else:
                raise RuntimeError(f"{self.name}() is missing value for argument '{argument.name}'. Declaration: {self}")
            if not argument.takes(value):
                self._misfit(argument, i, value)
            values.append(value)
        if kw:
            raise RuntimeError(f"Unknown keyword argument '{next(iter(kw))}' for operator '{self.name}'. Schema: {self}")
        return values

    def _misfit(self, argument, position, value):
        kind = argument.kind.rstrip("?")
        said = f"List[{SAID.get(kind[:-2], kind[:-2])}]" if kind.endswith("[]") else SAID.get(kind, kind)
        said = f"Optional[{said}]" if argument.kind.endswith("?") else said
        raise RuntimeError(
            f"{self.name}() Expected a value of type '{said}' for argument '{argument.name}' but instead found type "
            f"'{type(value).__name__}'.\nPosition: {position}\nValue: {value!r}\nDeclaration: {self}\nCast error details: Unable to cast "
            f"Python instance of type {type(value)} to C++ type '?' (#define PYBIND11_DETAILED_ERROR_MESSAGES or compile in debug mode for "
            "details)"
        )


def infer_schema(f, mutates_args, op_name=None):
    """The schema that the annotations of `f` say, as text without a name unless `op_name` is given."""
    found = schema_of(op_name or "", f, mutates_args)
    return str(found) if op_name else found.signature()


def schema_of(name, f, mutates_args):
    signature = inspect.signature(f)
    try:
        hints = typing.get_type_hints(f)
    except NameError:  # an annotation that only its own scope can read
        hints = {}
    arguments, marks = [], 0
    for parameter in signature.parameters.values():
        if parameter.annotation is inspect.Parameter.empty:
            raise ValueError(
                f"infer_schema(func): Parameter {parameter.name} must have a type annotation. Got func with signature {signature})"
            )
        kind = _written(hints.get(parameter.name, parameter.annotation))
        if kind is None:
            raise ValueError(
                f"infer_schema(func): Parameter {parameter.name} has unsupported type {parameter.annotation}. "
                f"Got func with signature {signature})"
            )
        mutated = kind.startswith("Tensor") and (mutates_args == "unknown" or parameter.name in mutates_args)
        mark = f"a{marks}" if mutated else None
        marks += kind.startswith("Tensor")
        arguments.append(Argument(parameter.name, kind, parameter.default, mark, parameter.kind is parameter.KEYWORD_ONLY))
    unknown = [] if isinstance(mutates_args, str) else [m for m in mutates_args if m not in signature.parameters]
    if unknown:
        raise ValueError(f"infer_schema(func): {unknown} in mutates_args were not found in the func's signature")
    returned = signature.return_annotation
    if returned is inspect.Signature.empty:
        raise ValueError("infer_schema(func): No return type annotation was provided. Please add one.")
    return FunctionSchema(name, arguments, _returns(hints.get("return", returned)))


def _returns(kind):
    if kind in (None, type(None)):
        return []
    if typing.get_origin(kind) is tuple:
        return [_written(each) for each in typing.get_args(kind)]
    written = _written(kind)
    if written is None:
        raise ValueError(f"infer_schema(func): Return has unsupported type {kind}.")
    return [written]


def _written(kind):
    """A Python type as schemas write it; None for one that operators do not take."""
    if kind in SIMPLE:
        return SIMPLE[kind]
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType) and type(None) in inner:
        rest = [each for each in inner if each is not type(None)]
        within = _written(functools.reduce(operator.or_, rest))
        return within and f"{within}?"
    if origin in (list, collections.abc.Sequence) and inner:
        within = _written(inner[0])
        return within and f"{within}[]"
    if origin in (typing.Union, types.UnionType) and set(inner) <= {int, float, bool}:
        return "Scalar"
    return None


def parsed(text):
    """The schema that `name(Tensor x, int n=1) -> Tensor` says."""
    found = re.fullmatch(r"\s*([\w:.]*)\s*\((.*)\)\s*->\s*(.+?)\s*", text, re.S)
    if found is None:
        raise RuntimeError(f"expected a schema such as `name(Tensor x) -> Tensor`, got: {text}")
    name, inside, returns = found.groups()
    arguments, keyword = [], False
    for part in filter(None, (p.strip() for p in inside.split(","))):
        if part == "*":
            keyword = True
            continue
        kind, _, rest = part.rpartition(" ")
        called, has, default = rest.partition("=")
        mark = re.search(r"\((\w+)!\)", kind)
        value = _value(default) if has else inspect.Parameter.empty
        arguments.append(Argument(called, re.sub(r"\(.*?\)", "", kind).strip(), value, mark and mark[1], keyword))
    inner = returns[1:-1] if returns.startswith("(") else returns
    return FunctionSchema(name, arguments, [r.strip() for r in inner.split(",") if r.strip()])


def _value(text):
    if text in ("None", "True", "False"):
        return {"None": None, "True": True, "False": False}[text]
    if text[:1] in "\"'":
        return text[1:-1]
    return float(text) if any(c in text for c in ".e") else int(text)
