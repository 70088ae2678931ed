"""torch's signatures, and whether arguments fit one: PyTorch's argument parser, asked only after a call has failed.

`signatures.txt` holds them in PyTorch's own notation (tests/data/make_signatures.py writes it). Source of the rules of matching:
torch/csrc/utils/python_arg_parser.cpp.
"""

import functools

import numpy as np

TYPE_NAMES = {
    "Tensor": "Tensor", "Scalar": "Number", "int64_t": "int", "SymInt": "int", "double": "float", "TensorList": "tuple of Tensors",
    "c10::List<::std::optional<Tensor>>": "tuple of Tensors", "IntArrayRef": "tuple of ints", "SymIntArrayRef": "tuple of ints",
    "ArrayRef<double>": "tuple of floats", "Generator": "torch.Generator", "Storage": "torch.Storage", "PyObject*": "object",
    "ScalarType": "torch.dtype", "Layout": "torch.layout", "MemoryFormat": "torch.memory_format", "Device": "torch.device",
    "c10::string_view": "str", "std::string_view": "str", "std::string": "str", "QScheme": "torch.qscheme", "Stream": "torch.Stream",
    "ScalarList": "tuple of Scalars",
}  # fmt: skip
NUMPY_NAMES = {"dim": ("axis",), "keepdim": ("keepdims",), "input": ("x", "a", "x1"), "other": ("x2",)}
# Functions where PyTorch takes a number for a Tensor.
NUMBERS_ARE_TENSORS = {
    name + end for end in ("", "_") for name in "add sub mul div divide multiply subtract true_divide floor_divide copy to".split()
}


class Parameter:
    """One parameter: `kind` (PyTorch's type), `size` of a list that one number may stand for, `nullable`, `name`, `default` (text or
    None), `keyword` (only by name)."""

    __slots__ = ("default", "keyword", "kind", "name", "nullable", "numbers", "size")

    def __init__(self, text, keyword, numbers):
        kind, _, name = text.rpartition(" ")
        self.name, _, default = name.partition("=")
        self.nullable = "?" in kind or default == "None"
        self.kind, _, size = kind.replace("?", "").rstrip("]").partition("[")
        self.size = int(size or 0)
        self.default, self.keyword, self.numbers = default or None, keyword, numbers

    @property
    def type_name(self):
        return TYPE_NAMES.get(self.kind, self.kind)

    def given(self, kw):
        """(is it among the keywords?, its value)."""
        for name in (self.name, *NUMPY_NAMES.get(self.name, ())):
            if name in kw:
                return True, kw[name]
        return False, None

    def failing(self, value):
        """None if `value` fits; -1 if it does not; the place of the element that does not."""
        if self.kind in ("TensorList", "c10::List<::std::optional<Tensor>>"):
            return failing_tensor(value)
        if self.kind in ("IntArrayRef", "SymIntArrayRef"):
            if isinstance(value, tuple | list):
                return None if len(value) == 0 or is_index(value[0]) else 0
            return None if self.size and is_integer(value) else -1
        return None if fits(self.kind, value) or (self.numbers and is_number(value)) else -1


def failing_tensor(value):
    from .tensor import Tensor

    if not isinstance(value, tuple | list):
        return -1
    return next((i for i, each in enumerate(value) if not isinstance(each, Tensor)), None)


def is_integer(value):
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def is_index(value):
    from .tensor import Tensor

    if isinstance(value, Tensor):
        return value._data.size == 1 and value._data.dtype.kind in "iub"
    return not isinstance(value, bool | np.bool_) and (is_integer(value) or hasattr(value, "__index__"))


def is_number(value):
    return isinstance(value, int | float | complex | np.number | np.bool_)


def _zero_dim(value, integral):
    """Is it a tensor that may stand for a number?"""
    from .tensor import Tensor

    if not isinstance(value, Tensor) or value._data.ndim or value.requires_grad:
        return False
    return not integral or value._data.dtype.kind in "iu"


def fits(kind, value):
    """Does the value fit PyTorch's type `kind` (no list)?"""
    from . import dtypes
    from .device import device
    from .memory_format import layout, memory_format
    from .rng import Generator
    from .tensor import Tensor

    if kind == "Tensor":
        return isinstance(value, Tensor)
    if kind == "Scalar":
        return is_number(value) or _zero_dim(value, False)
    if kind == "double":
        return (is_number(value) and not isinstance(value, complex)) or _zero_dim(value, False)
    if kind == "int64_t":
        return is_integer(value) or _zero_dim(value, True)
    if kind == "SymInt":
        return is_index(value)
    if kind in ("ArrayRef<double>", "ScalarList"):
        return isinstance(value, tuple | list) and all(is_number(v) for v in value)
    plain = {"bool": (bool, np.bool_), "c10::string_view": str, "std::string_view": str, "std::string": str, "PyObject*": object,
             "Generator": Generator, "ScalarType": (dtypes.dtype, type), "Device": (int, str, device), "Layout": layout,
             "MemoryFormat": memory_format}  # fmt: skip
    if kind == "Storage":
        from .storages import TypedStorage, UntypedStorage

        return isinstance(value, TypedStorage | UntypedStorage)
    return isinstance(value, plain.get(kind, ()))


class Signature:
    """One overload: `parameters`, `positional` (how many may stand without their names), `hidden` (not shown in errors)."""

    def __init__(self, name, text):
        body, _, mark = text[1:].rpartition(")")
        self.name, self.hidden, self.parameters = name, bool(mark), []
        numbers = name in NUMBERS_ARE_TENSORS
        keyword = False
        for part in body.split(", ") if body else ():
            if part == "*":
                keyword = True
            else:
                self.parameters.append(Parameter(part, keyword, numbers))
        self.positional = sum(not p.keyword for p in self.parameters)
        self.required = sum(p.default is None for p in self.parameters)

    def __str__(self):
        out = []
        for p in self.parameters:
            if p.keyword and "*" not in out:
                out.append("*")
            out.append(f"{p.type_name} {p.name}" + (f" = {p.default}" if p.default is not None else ""))
        return "(" + ", ".join(out) + ")"

    def plausible(self, n):
        """May it have been meant by a call with `n` arguments?"""
        return self.required <= n <= len(self.parameters) and not self.hidden

    def misfit(self, args, kw):
        """What is wrong with the arguments, in PyTorch's words; None if they fit."""
        listed = self.positional == 1 and self.parameters[0].kind in ("IntArrayRef", "SymIntArrayRef")
        if len(args) > self.positional and not (listed and is_index(args[0])):
            return self._too_many(len(args))
        left, i = len(kw), 0
        for place, p in enumerate(self.parameters):
            by_name = i >= len(args)
            if not by_name:
                if p.keyword:
                    return self._too_many(len(args))
                there, value = True, args[i]
            else:
                there, value = p.given(kw)
            if not ((not there and p.default is not None) or (there and value is None and p.nullable)):
                if not there:
                    return self._missing(place)
                failed = p.failing(value)
                if failed is not None and listed and i == 0 and not by_name:
                    if is_index(args[0]):
                        i = len(args)
                        continue
                    failed = -1 if not isinstance(value, tuple | list) else failed
                if failed is not None:
                    return self._wrong(p, None if by_name else i, value, failed)
            if not by_name:
                i += 1
            elif there:
                left -= 1
        return self._unknown(kw, len(args)) if left else None

    def _too_many(self, n):
        most = self.positional
        if self.required != most:
            return f"{self.name}() takes from {self.required} to {most} positional arguments but {n} were given"
        return f"{self.name}() takes {most} positional argument{'s' * (most != 1)} but {n} {'was' if n == 1 else 'were'} given"

    def _missing(self, place):
        names = [f'"{p.name}"' for p in self.parameters[place:] if p.default is None]
        plural = "s" * (len(names) == 1)  # as PyTorch has it
        return f"{self.name}() missing {len(names)} required positional argument{plural}: {', '.join(names)}"

    def _wrong(self, p, place, value, failed):
        where = "" if place is None else f" (position {place + 1})"
        if failed >= 0 and place is not None:
            found = f", but found element of type {python_name(value[failed])} at pos {failed}"
        else:
            found = f", not {python_name(value)}"
        return f"{self.name}(): argument '{p.name}'{where} must be {p.type_name}{found}"

    def _unknown(self, kw, n):
        names = [p.name for p in self.parameters]
        for key in kw:
            if key not in names:
                return f"{self.name}() got an unexpected keyword argument '{key}'"
            if names.index(key) < n:
                return f"{self.name}() got multiple values for argument '{key}'"
        return "invalid keyword arguments"


def python_name(value):
    """The name of the value's type as C code of Python's sees it."""
    kind = type(value)
    name, module = kind.__name__, kind.__module__
    known = {"dtype": "torch.dtype", "device": "torch.device", "Size": "torch.Size", "Generator": "torch._C.Generator",
             "layout": "torch.layout", "memory_format": "torch.memory_format"}  # fmt: skip
    if module.partition(".")[0] == "core" or module == "torch":
        return known.get(name, name)
    return f"numpy.{name}" if module == "numpy" and not kind.__flags__ & (1 << 9) else name


@functools.cache
def table():
    """{(name, is it a method?): [Signature, …]}; an empty list for a method without arguments."""
    from pathlib import Path

    found = {}
    for line in (Path(__file__).parent / "signatures.txt").read_text(encoding="utf8").splitlines():
        name, kind, *texts = line.split("\t")
        found[name, kind == "m"] = texts
    return found


@functools.cache
def of(name, method):
    """The signatures of a function or method; None where PyTorch has no such built-in."""
    texts = table().get((name, method))
    return None if texts is None else [Signature(name, text) for text in texts]


def takes_out(name):
    """Has PyTorch's built-in function of this name an `out=`?"""
    return any(p.name == "out" for option in of(name, False) or () for p in option.parameters)
