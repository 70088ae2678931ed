"""torch's dtypes over NumPy's, and torch's rules of type promotion.

A tensor's dtype is that of its array. NumPy has no bfloat16, so such data is a float32 array of the class `BFloat16Array`, whose
ufuncs compute in float32 and round the result: no op needs to know. Source of the rules: aten/src/ATen/native/TypeProperties.cpp.
"""

import numpy as np

from .kinds import Kind

f32 = np.float32


class dtype(metaclass=Kind):
    """One of torch's dtypes: `name`, `np` (NumPy dtype of the storage), `category` (0 bool, 1 integer, 2 float, 3 complex)."""

    __slots__ = ("category", "itemsize", "legacy", "name", "np")

    def __init__(self, name, np_type, category, legacy, itemsize=None):
        self.name, self.np, self.category, self.legacy = name, np.dtype(np_type), category, legacy
        self.itemsize = itemsize or self.np.itemsize

    is_floating_point = property(lambda self: self.category == 2)
    is_complex = property(lambda self: self.category == 3)
    is_signed = property(lambda self: self.category != 0 and self.np.kind != "u")

    def to_real(self):
        return _REAL.get(self, self)

    def to_complex(self):
        if self.category < 2 or self.itemsize == 1:
            raise RuntimeError(f"Unknown Complex ScalarType for {self.legacy}")
        return complex32 if self in (float16, complex32) else wide_complex(self)

    def __repr__(self):
        return f"torch.{self.name}"

    def __reduce__(self):
        return self.name

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


class _NamedOnly(dtype):
    """A dtype that libraries compare with and name; no tensor here can have it."""

    __slots__ = ()

    def __init__(self, name, category, legacy, itemsize):
        self.name, self.category, self.legacy, self.itemsize = name, category, legacy, itemsize

    @property
    def np(self):
        raise RuntimeError(f"Retrograd's core has no tensors of {self!r}: NumPy has no such numbers")

    is_signed = True


bool_ = dtype("bool", np.bool_, 0, "Bool")
uint8 = dtype("uint8", np.uint8, 1, "Byte")
int8 = dtype("int8", np.int8, 1, "Char")
int16 = dtype("int16", np.int16, 1, "Short")
int32 = dtype("int32", np.int32, 1, "Int")
int64 = dtype("int64", np.int64, 1, "Long")
uint16 = dtype("uint16", np.uint16, 1, "UInt16")
uint32 = dtype("uint32", np.uint32, 1, "UInt32")
uint64 = dtype("uint64", np.uint64, 1, "UInt64")
float16 = dtype("float16", np.float16, 2, "Half")
bfloat16 = dtype("bfloat16", np.float32, 2, "BFloat16", 2)
float32 = dtype("float32", np.float32, 2, "Float")
float64 = dtype("float64", np.float64, 2, "Double")
complex64 = dtype("complex64", np.complex64, 3, "ComplexFloat")
complex128 = dtype("complex128", np.complex128, 3, "ComplexDouble")

ALL = (bool_, uint8, int8, int16, int32, int64, uint16, uint32, uint64, float16, bfloat16, float32, float64, complex64,
       complex128)  # fmt: skip
complex32 = _NamedOnly("complex32", 3, "ComplexHalf", 4)
NAMED_ONLY = (complex32, *(_NamedOnly(f"float8_{kind}", 2, f"Float8_{kind}", 1) for kind in ("e4m3fn", "e5m2", "e4m3fnuz", "e5m2fnuz", "e8m0fnu")))
ALIASES = {"half": float16, "float": float32, "double": float64, "short": int16, "int": int32, "long": int64,
           "chalf": complex32, "cfloat": complex64, "cdouble": complex128}  # fmt: skip
_REAL = {complex32: float16, complex64: float32, complex128: float64}
FROM_NP = {d.np: d for d in ALL if d is not bfloat16}
default = float32  # set by torch.set_default_dtype


def wide_complex(d):
    """The complex dtype, of those that NumPy has, in which numbers of dtype `d` are computed."""
    return complex128 if d in (float64, complex128) else complex64


def default_complex():
    return complex128 if default is float64 else complex64


class BFloat16Array(np.ndarray):
    """float32 storage whose every value is a bfloat16; arithmetic rounds its result to nearest even."""

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **kw):
        arrays = [i for i in inputs if isinstance(i, np.ndarray | np.generic)]
        plain = [i.view(np.ndarray) if isinstance(i, BFloat16Array) else i for i in inputs]
        if ufunc is np.add or ufunc is np.subtract:  # PyTorch rounds a number that is added, not one that multiplies
            plain = [round_bfloat16(i)[()] if i.__class__ in (float, f32) else i for i in plain]
        if out is not None:
            kw["out"] = tuple(o.view(np.ndarray) if isinstance(o, BFloat16Array) else o for o in out)
        result = getattr(ufunc, method)(*plain, **kw)
        if out is not None:
            for o in out:
                if isinstance(o, BFloat16Array):
                    o.view(np.ndarray)[...] = round_bfloat16(np.asarray(o))
            return out[0] if len(out) == 1 else out
        if isinstance(result, tuple):
            return tuple(_rewrap(r, arrays) for r in result)
        return _rewrap(result, arrays)

    def __array_function__(self, function, types, args, kwargs):
        result = function(*(_plain(a) for a in args), **{k: _plain(v) for k, v in kwargs.items()})
        if isinstance(result, tuple | list):
            return type(result)(_halved(r, args) if getattr(r, "dtype", None) == f32 else r for r in result)
        return _halved(result, args) if getattr(result, "dtype", None) == f32 else result

    def __getitem__(self, where):
        out = super().__getitem__(where)
        return np.asarray(out).view(BFloat16Array) if out.__class__ is f32 else out

    def astype(self, dtype, **kw):
        return np.asarray(self).astype(dtype, **kw)


def _halved(result, args):
    """`result` as bfloat16: rounded, unless it shows the memory of an argument."""
    if result.__class__ is np.ndarray and any(np.may_share_memory(result, a) for a in args if a.__class__ is BFloat16Array):
        return result.view(BFloat16Array)
    return to_bfloat16(result)


def _plain(x):
    if isinstance(x, BFloat16Array):
        return x.view(np.ndarray)
    return type(x)(_plain(e) for e in x) if x.__class__ in (list, tuple) else x


def _rewrap(result, inputs):
    wider = any(i.ndim and i.dtype == f32 and not isinstance(i, BFloat16Array) for i in inputs)
    wider = wider or any(i.dtype.kind in "fc" and i.dtype.itemsize > 4 and i.ndim for i in inputs)
    if wider or np.asarray(result).dtype.kind != "f":
        return result
    return to_bfloat16(result)


def round_bfloat16(a):
    """`a` (float32) with every value rounded to the nearest bfloat16, ties to even; a new float32 array."""
    bits = np.asarray(a, f32).view(np.uint32)  # in whatever order they lie
    rounded = ((bits + (0x7FFF + ((bits >> 16) & 1)).astype(np.uint32)) & np.uint32(0xFFFF0000)).view(f32)
    return np.where(np.isnan(a), f32(np.nan), rounded).astype(f32)


def to_bfloat16(a):
    return round_bfloat16(np.asarray(a, f32)).view(BFloat16Array)


def in_float32(forward, *arrays, **params):
    """forward(*arrays, **params) on 16-bit floats as PyTorch's kernels compute it: in float32, rounded once at the end."""
    first = arrays[0]
    wide = (np.asarray(a).astype(f32) if hasattr(a, "dtype") and is_half(a) else a for a in arrays)
    out = forward(*wide, **params)
    narrow = to_bfloat16 if first.__class__ is BFloat16Array else lambda x: np.asarray(x).astype(np.float16)[()]
    return tuple(map(narrow, out)) if isinstance(out, tuple) else narrow(out)


def is_half(data):
    return data.__class__ is BFloat16Array or data.dtype.char == "e"


def of(data):
    """The torch dtype of an ndarray or NumPy scalar."""
    return bfloat16 if data.__class__ is BFloat16Array else FROM_NP[data.dtype]


def cast(data, to):
    """`data` as torch dtype `to`; the same object where nothing changes."""
    if to is bfloat16:
        return data if data.__class__ is BFloat16Array else to_bfloat16(data.real if data.dtype.kind == "c" else data)
    if data.__class__ is BFloat16Array:
        data = np.asarray(data)
    if data.dtype is to.np:
        return data
    if data.dtype.kind == "c" and to.category != 3:
        data = data.real if to.category else data != 0
    elif data.dtype.kind == "f" and to.category == 1:
        return _float_to_int(data, to)
    return data.astype(to.np)


def _float_to_int(data, to):
    """As the x86 wheel does: NaN and overflow give the least int32 or int64; the narrower go through int64."""
    with np.errstate(invalid="ignore"):
        if to is int32:
            whole = np.where(np.abs(data) < 2**31, data, -(2.0**31)).astype(np.int32)
            return whole if whole.ndim else whole[()]
        return data.astype(np.int64).astype(to.np)


def promote_types(a, b):
    """torch.promote_types."""
    if a is b:
        return a
    if a.category < b.category:
        a, b = b, a
    if a.category == 3:
        wide = b is float64 or b is complex128 or a is complex128
        return complex128 if wide else complex64
    if a.category == 2:
        if b.category < 2:
            return a
        if {a, b} == {float16, bfloat16}:
            return float32
        return a if a.itemsize >= b.itemsize else b
    if b.category == 0:
        return a
    return FROM_NP[np.promote_types(a.np, b.np)]


def of_number(x):
    """The dtype a Python number brings to a promotion."""
    if x is True or x is False:
        return bool_
    if isinstance(x, int):
        return int64
    if isinstance(x, complex):
        return default_complex()
    return default


def _combine(higher, lower):
    if higher is None:
        return lower
    if lower is None or higher.category == 3:
        return higher
    if higher.category == 2:
        return wide_complex(higher) if lower.category == 3 else higher
    if higher is bool_ or lower.category >= 2:
        return promote_types(higher, lower)
    return higher


def result_type(*operands):
    """The dtype that torch computes in for these ndarrays, NumPy scalars (0-d tensors) and Python numbers."""
    dim = zero = number = None
    for x in operands:
        if isinstance(x, np.ndarray | np.generic):
            d = of(x)
            if x.ndim:
                dim = d if dim is None else promote_types(dim, d)
            else:
                zero = d if zero is None else promote_types(zero, d)
        elif x is not None:
            d = of_number(x)
            number = d if number is None else promote_types(number, d)
    return _combine(dim, _combine(zero, number))


def promote(*operands):
    """Every ndarray among `operands` cast to their common dtype; numbers stay Python numbers (of the right kind)."""
    to = result_type(*operands)
    out = []
    for x in operands:
        if isinstance(x, np.ndarray | np.generic):
            x = cast(x, to)
        elif to.category >= 2 and isinstance(x, int):
            x = float(x)
        elif to.category == 1:
            x = wrapped(x, to.np)
        out.append(x)
    return out


def wrapped(number, dtype):
    """A Python integer as one of the NumPy dtype's, where it does not fit reduced as C does it; other numbers as they are."""
    if number.__class__ is int and (number > 127 or number < 0):
        return np.array(number & 2**64 - 1, np.uint64).astype(dtype)[()]
    return number


def together(arrays):
    """The arrays in the dtype that torch.cat gives them: all count, of no axes or many."""
    kinds = [of(a) for a in arrays]
    want = kinds[0]
    for kind in kinds[1:]:
        want = promote_types(want, kind)
    return [cast(a, want) for a in arrays]


def as_float(data):
    """Integers and booleans as the default dtype, floats as they are: what exp, sqrt, div, … compute in."""
    return data if data.dtype.kind in "fc" else data.astype(default.np)


def cpp_name(d):
    """'torch.FloatTensor', as C++ calls tensors of this dtype; 'CPUBFloat16Type' for what Python had no class of."""
    return f"torch.{d.legacy}Tensor" if d.legacy in _WITH_CLASS else f"CPU{d.legacy}Type"


_WITH_CLASS = ("Float", "Double", "Half", "Byte", "Char", "Short", "Int", "Long")


def legacy_name(data):
    """'torch.FloatTensor', as old texts call this dtype."""
    return f"torch.{of(data).legacy}Tensor"


# --- numbers as float32 arrays -----------------------------------------------------------------------------------------------------------

_F32 = np.dtype(f32)
_numbers = {0: np.zeros((), f32)}
_MINUS_ZERO = -np.zeros((), f32)


def number32(x):
    """The Python number x as a 0-d float32 array: an op of an array with one takes half the time of one with a Python number.

    Where it does not fit float32, x itself, about which NumPy then has its say. Arrays are kept: nobody may write to them.
    """
    found = _numbers.get(x)
    if found is not None:
        return found if x or x.__class__ is int or str(x) == "0.0" else _MINUS_ZERO
    if not -3e38 < x < 3e38:
        return x
    if len(_numbers) > 1024:
        del _numbers[next(k for k in _numbers if k)]
    made = _numbers[x] = np.array(x, f32)
    made.setflags(write=False)
    return made
