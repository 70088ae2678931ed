"""Making tensors: from data, and filled."""

import math
from operator import index

import numpy as np

from .. import device as _device
from .. import dtypes
from .. import memory_format as M
from .. import state as S
from ..api import function
from ..entrywise import NO_ITEM
from ..errors import no_memory
from ..samples import Samples, entries, is_mapped
from ..scalars import scalar
from ..tensor import Tensor, new, root, wrap


def made(data, how, requires_grad=False, of=None):
    """A tensor over raw `data`, as the user makes it: the recorder hears of it."""
    t = new(Tensor)
    t._data = data[()] if data.__class__ is np.ndarray and not data.ndim else data
    t._rg, t._fn, t._root, t._base_, t._views, t._grad = False, None, None, None, None, None
    if requires_grad:
        if data.dtype.kind in "iub":
            raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
        t._rg = True
    if S.inference:
        t._inference = True
    if S.rec is not None:
        S.rec.tensor(t, how, of)
    return t


def written(t, n):
    """`t` with the version of a tensor that PyTorch has written to `n` times by the time it is returned."""
    root(t)._muts = [0] * n
    return t


def given(t):
    """`t`, which its function returns at once, its last op having been in place: a recorder gives it the variable's name."""
    if S.rec is not None:
        S.rec.given(t)
    return t


def into(how, out, dtype, make):
    """What `make(dtype)` gives, written to `out`, whose dtype it has where none was asked for."""
    from ..outs import write_out

    def compute():
        t = make(out.dtype if dtype is None else dtype)
        if how in ("arange", "linspace", "logspace", "range") and t._data.size == out._data.size:
            t._data = t._data.reshape(out._data.shape)  # numbers in a row fill any shape of as many
        return t

    return write_out(how, out, (), compute)


def size_of(size, name=None):
    """The shape meant by (2, 3), ((2, 3),) or (torch.Size,); checked in torch's words for the function `name`."""
    for n in size:
        if n.__class__ is not int or n < 0:
            break
    else:
        return size
    if len(size) == 1 and isinstance(size[0], tuple | list):
        size = size[0]
    elif name and len(size) == 1 and not hasattr(size[0], "__index__"):
        raise TypeError(f"{name}(): argument 'size' (position 1) must be tuple of ints, not {type(size[0]).__name__}")
    if name:
        for i, n in enumerate(size):
            if not hasattr(n, "__index__"):
                raise TypeError(
                    f"{name}(): argument 'size' failed to unpack the object at pos {i + 1} with error \"type must be tuple of ints,but got "
                    f'{type(n).__name__}"'
                )
            if int(n) < 0:
                raise RuntimeError(
                    f"{name}: Dimension size must be non-negative."
                    if name == "zeros"
                    else f"Trying to create tensor with negative dimension {int(n)}: {[int(s) for s in size]}"
                )
    return tuple(index(s) for s in size)


def _dtype(dtype, default=None):
    if dtype is None:
        return default or dtypes.default
    if isinstance(dtype, dtypes.dtype):
        return dtype
    return {float: dtypes.float64, int: dtypes.int64, bool: dtypes.bool_, complex: dtypes.complex128}[dtype]


def array_of(data, dtype=None):
    """Nested Python numbers, arrays and tensors as a raw array of the dtype torch would infer."""
    if isinstance(data, Tensor):
        raw = data._data
        return dtypes.cast(raw, dtype) if dtype else raw
    if isinstance(data, np.ndarray | np.generic):
        if data.dtype not in dtypes.FROM_NP:
            if data.dtype.newbyteorder() in dtypes.FROM_NP and not data.dtype.isnative:
                raise ValueError(
                    "given numpy array has byte order different from the native byte order. Conversion between byte orders is currently not "
                    "supported."
                )
            raise TypeError(
                f"can't convert np.ndarray of type {data.dtype.type.__module__}.{data.dtype.type.__name__}. The only supported types "
                "are: float64, float32, float16, complex64, complex128, int64, int32, int16, int8, uint64, uint32, uint16, uint8, "
                "and bool."
            )
        if data.dtype is not dtypes.FROM_NP[data.dtype].np and data.__class__ is np.ndarray:
            data = data.view(dtypes.FROM_NP[data.dtype].np)  # unpickled: equal to the one there is of its kind, not that very object
        return dtypes.cast(data, dtype) if dtype else data
    if data.__class__ is float and dtype is None:
        return dtypes.default.np.type(data)
    if hasattr(data, "elements_as"):  # a storage
        return data.elements_as(dtype or dtypes.default).copy()
    return _from_python(data, dtype)


def _from_python(data, dtype):
    if isinstance(data, str):
        raise TypeError("new(): invalid data type 'str'")
    leaves = []
    try:
        shape = _flatten(data, leaves, 0)
    except (_NoNumber, TypeError, ValueError) as error:
        if dtype is None:
            _kinds(data)  # torch asks every entry before it looks at shapes
        if isinstance(error, _NoNumber):
            raise error.in_words(data, dtype) from None
        raise
    if leaves and isinstance(leaves[0], str):  # a sequence, to torch, whose every element is one
        raise ValueError("too many dimensions 'str'")
    values = [x.item() if isinstance(x, Tensor | np.generic) else x for x in leaves]
    if dtype is None:
        kinds = {_dtype_of_value(x) for x in leaves}
        dtype = dtypes.default
        if kinds:
            dtype = kinds.pop()
            for k in kinds:
                dtype = dtypes.promote_types(dtype, k)
    if dtype.category == 1:
        values = [_whole(v, dtype) for v in values]
    elif dtype.category == 2 and any(v.__class__ is complex for v in values):
        raise TypeError("must be real number, not complex")
    array = np.array(values, dtype.np if dtype is not dtypes.bfloat16 else np.float32).reshape(shape)
    return dtypes.to_bfloat16(array) if dtype is dtypes.bfloat16 else array


def _whole(value, dtype):
    """A Python number as an integer of the dtype; torch's error where it cannot be one."""
    if value.__class__ is complex:
        raise TypeError("'complex' object cannot be interpreted as an integer")
    try:
        value = int(value)
    except (ValueError, OverflowError):
        raise RuntimeError(f"value cannot be converted to type {dtype.name} without overflow") from None
    if not -(2**63) <= value < 2**63:
        raise ValueError("Overflow when unpacking long long")
    bounds = np.iinfo(dtype.np)
    if not bounds.min <= value <= bounds.max:
        if dtype.np.kind == "u" and -bounds.max <= value < 0:
            return value % (bounds.max + 1)
        raise RuntimeError(f"value cannot be converted to type {dtype.name} without overflow")
    return value


def _dtype_of_value(x):
    if isinstance(x, Tensor | np.generic | np.ndarray):
        return dtypes.of(x._data if isinstance(x, Tensor) else x)
    if x.__class__ is Samples:
        raise RuntimeError(NO_ITEM)
    if x is None or not isinstance(x, int | float | complex):
        raise (
            TypeError(f"new(): invalid data type '{type(x).__name__}'")
            if isinstance(x, str)
            else RuntimeError(f"Could not infer dtype of {type(x).__name__}")
        )
    return dtypes.of_number(x)


def _one_number(x):
    """The one number of a tensor (or the number itself) in a list that a tensor leads."""
    raw = _numbers_of(x) if isinstance(x, Tensor) else x
    if isinstance(raw, list | tuple) or getattr(raw, "size", 1) != 1:
        raise ValueError("only one element tensors can be converted to Python scalars")
    return raw.reshape(-1)[0] if isinstance(raw, np.ndarray) else raw


def _numbers_of(t):
    """The numbers of a tensor that goes into a new one with others, where its history ends."""
    if t._rg and S.rec is not None:
        S.rec.left(t, "torch.tensor()")
    return t._data


class _NoNumber(Exception):
    """Nested data have something longer where their first entry has them hold a number."""

    def in_words(self, data, dtype):
        """torch's error for it, once every entry has said which dtype it would have."""
        (it,) = self.args
        if isinstance(it, Tensor | np.ndarray):
            return ValueError("only one element tensors can be converted to Python scalars")
        if max(kind.category for kind in ({dtype} if dtype else _kinds(data))) > 1:
            return TypeError(f"must be real number, not {type(it).__name__}")
        return TypeError(f"'{type(it).__name__}' object cannot be interpreted as an integer")


def _kinds(data):
    """The dtypes of the entries of nested data; raises torch's error for one that has none."""
    if isinstance(data, list | tuple):
        return {kind for x in data for kind in _kinds(x)} if data else {dtypes.default}
    return {_dtype_of_value(data)}


def _flatten(data, leaves, depth):
    """Appends the numbers of nested sequences to `leaves`; the shape."""
    if isinstance(data, Tensor | np.ndarray):
        raw = _numbers_of(data) if isinstance(data, Tensor) else data
        if raw.ndim:
            leaves.extend(raw.reshape(-1))
            return raw.shape
        leaves.append(raw[()])
        return ()
    if (
        isinstance(data, list | tuple)
        or (hasattr(data, "__len__")
        and hasattr(data, "__getitem__")
        and not isinstance(data, str))
    ):
        if len(data) and isinstance(data[0], Tensor):  # tensors that lead a list count as numbers
            leaves.extend(_one_number(x) for x in data)
            return (len(data),)
        shapes = [_flatten(x, leaves, depth + 1) for x in data]
        for x, s in zip(data, shapes):
            if s != shapes[0]:
                if not s:
                    raise TypeError("not a sequence")
                if not shapes[0]:
                    raise _NoNumber(x)
                raise ValueError(f"expected sequence of length {shapes[0][0]} at dim {depth + 1} (got {s[0]})")
        return (len(shapes), *(shapes[0] if shapes else ()))
    leaves.append(data)
    return ()


@function("torch")
def tensor(data, *, dtype=None, device=None, requires_grad=False, pin_memory=False):
    """A new tensor with a copy of `data`."""
    _device.check(device)
    if isinstance(data, Tensor):
        import warnings

        warnings.warn(
            "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
            "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor).",
            UserWarning,
            stacklevel=3,
        )
    raw = array_of(data, _dtype(dtype) if dtype is not None else None)
    if isinstance(raw, np.ndarray) and (raw is data or isinstance(data, Tensor | np.ndarray)):
        raw = raw.copy()
    return made(raw, "tensor", requires_grad, data if isinstance(data, Tensor) else None)


@function("torch")
def as_tensor(data, dtype=None, device=None):
    _device.check(device)
    if isinstance(data, Tensor):
        return data if dtype is None or data.dtype is dtype else data.to(dtype)
    if isinstance(data, np.ndarray) and dtype is None:
        return from_numpy(data)
    return made(array_of(data, _dtype(dtype) if dtype is not None else None), "as_tensor")


def refuse_backwards(array):
    if array.size and min(array.strides, default=0) < 0:
        raise ValueError(
            "At least one stride in the given numpy array is negative, and tensors with negative strides are not currently supported. (You "
            "can probably work around this by making a copy of your array  with array.copy().) "
        )
    if array.size and any(s % array.itemsize for s in array.strides):
        raise ValueError(
            "given numpy array strides not a multiple of the element byte size. Copy the numpy array to reallocate the memory."
        )


@function("torch")
def from_numpy(ndarray):
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(ndarray).__name__})")
    refuse_backwards(ndarray)
    t = new(Tensor)
    t._data = array_of(ndarray)
    t._alias = t._exported = True
    if S.rec is not None:
        S.rec.tensor(t, "from_numpy")
    return t


def _without_places(size, dtype, requires_grad):
    from .sparse import sparse_coo_tensor

    return sparse_coo_tensor(tuple(size), dtype=dtype).requires_grad_(requires_grad)


def _filled(how, value):
    def make(*size, out=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, memory_format=None,
             **kw):  # fmt: skip
        if device is not None:
            _device.check(device)
        if not size and "size" not in kw:
            raise TypeError(f'{how}() missing 1 required positional arguments: "size"')
        size = size_of(size or (kw.pop("size"),), how)
        if kw:
            raise TypeError(f"{how}() got an unexpected keyword argument '{next(iter(kw))}'")
        dt = _dtype(dtype, None if out is None else out.dtype)
        if layout is M.sparse_coo and not value:
            return _without_places(size, dt, requires_grad)
        try:
            raw = np.empty(size, dt.np) if memory_format is None else M.empty(size, dt.np, memory_format)
        except ValueError:
            raise RuntimeError(f"Storage size calculation overflowed with sizes={list(size)}") from None
        except MemoryError:
            raise no_memory(math.prod(size) * dt.itemsize) from None
        raw.fill(value)
        if dt is dtypes.bfloat16:
            raw = raw.view(dtypes.BFloat16Array)
        if out is not None:
            return into(how, out, None, lambda _: wrap(raw))
        return made(raw, how, requires_grad)

    make.__name__ = make.__qualname__ = how
    return function("torch")(make)


ones = _filled("ones", 1)
zeros = _filled("zeros", 0)
empty = _filled("empty", 0)


@function("torch")
def full(size, fill_value, *, out=None, dtype=None, layout=None, device=None, requires_grad=False):
    _device.check(device)
    if not isinstance(size, tuple | list):
        raise TypeError(f"full(): argument 'size' (position 1) must be tuple of ints, not {type(size).__name__}")
    fill_value = fill_value.item() if isinstance(fill_value, Tensor) else fill_value
    if out is not None:
        return into("full", out, dtype, lambda kind: full(size, fill_value, dtype=kind))
    dt = _dtype(dtype, dtypes.of_number(fill_value))
    raw = np.full(size_of((size,)), scalar(fill_value, dt), dt.np)
    return made(dtypes.to_bfloat16(raw) if dt is dtypes.bfloat16 else raw, "full", requires_grad)


def _filled_like(input, value, dt, format):
    """An array of input's shape and of its order in memory, or in the order that is asked for, full of the value."""
    data = input._data
    if format is not None and format is not M.preserve_format:
        raw = M.empty(data.shape, dt.np, format)
    elif is_mapped(input):
        raw = np.empty(data.shape, dt.np)
    elif isinstance(data, np.ndarray):
        raw = M.dense(data, dt.np)
    else:
        raw = np.empty((), dt.np)
    raw.fill(value if dt is not dtypes.bfloat16 else dtypes.to_bfloat16(value))
    return raw.view(dtypes.BFloat16Array) if dt is dtypes.bfloat16 else raw


def _like(how, value):
    def make(input, *, dtype=None, layout=None, device=None, requires_grad=False, memory_format=None):
        if is_mapped(input) and input._data.mapped:
            return entries(make(input._data.whole, dtype=dtype, requires_grad=requires_grad), input)
        if not value and (layout or input.layout) is M.sparse_coo:
            return _without_places(input._data.shape, _dtype(dtype, input.dtype), requires_grad)
        return made(_filled_like(input, value, _dtype(dtype, input.dtype), memory_format), how, requires_grad)

    make.__name__ = make.__qualname__ = how
    return function("torch")(make)


ones_like = _like("ones_like", 1)
zeros_like = _like("zeros_like", 0)
empty_like = _like("empty_like", 0)


@function("torch")
def full_like(input, fill_value, *, dtype=None, layout=None, device=None, requires_grad=False, memory_format=None):
    fill_value = fill_value.item() if isinstance(fill_value, Tensor) else fill_value
    dt = _dtype(dtype, input.dtype)
    return made(_filled_like(input, scalar(fill_value, dt), dt, memory_format), "full_like", requires_grad)


@function("torch")
def eye(n, m=None, *, out=None, dtype=None, layout=None, device=None, requires_grad=False):
    for name, k in (("n", n), ("m", m)):
        if k is not None and k < 0:
            raise RuntimeError(f"{name} must be greater or equal to 0, got {k}")
    if out is not None:
        return into("eye", out, dtype, lambda kind: eye(n, m, dtype=kind))
    dt = _dtype(dtype)
    return made(dtypes.cast(np.eye(n, m, dtype=dt.np), dt), "eye", requires_grad)
