"""Comparing whole tensors, changing type, making tensors like another, and storages."""

import builtins

import numpy as np

from .. import dtypes
from ..api import function
from ..device import check as check_device
from ..entrywise import NO_RULE, each_entry, refuse_mapped, within_vmap
from ..errors import _c_name, broadcast_error, check_countable, warn
from ..inplace import bump, check_inference
from ..memory_format import contiguous_format, laid, preserve_format, strided, suggested
from ..samples import entries, is_mapped
from ..scalars import scalar
from ..size import Size
from ..storages import LEGACY_STORAGES, TypedStorage, UntypedStorage
from ..tensor import Tensor, root, share
from .create import _dtype, array_of, empty, made, size_of
from .tensor_methods import to


@function("torch", "Tensor")
def equal(input, other):
    refuse_mapped(input, NO_RULE, "equal")
    return input._data.shape == other._data.shape and bool(np.all(input._data == other._data))


def _close(a, b, rtol, atol, equal_nan):
    for name, bound in (("rtol", rtol), ("atol", atol)):
        if bound < 0:
            raise RuntimeError(f"{name} must be greater than or equal to zero, but got {bound:g}")
    if dtypes.of(a) is not dtypes.of(b):
        raise RuntimeError(f"{dtypes.of(a).legacy} did not match {dtypes.of(b).legacy}")
    try:
        return np.isclose(a, b, rtol, atol, equal_nan)
    except ValueError:
        broadcast_error(a, b)


NO_ALLCLOSE = (
    "vmap over torch.allclose isn't supported yet. Please file an issue at https://github.com/pytorch/pytorch/issues if you need this feature."
)


@function("torch", "Tensor")
def allclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    refuse_mapped(input, NO_ALLCLOSE)
    return bool(np.all(_close(input._data, other._data, rtol, atol, equal_nan)))


@function("torch", "Tensor")
def isclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    if within_vmap(input, other):
        return each_entry(isclose, input, other, rtol, atol, equal_nan)
    close = made(np.asarray(_close(input._data, other._data, rtol, atol, equal_nan)), "isclose")
    for _ in range((equal_nan and input._data.dtype.kind in "fc") + bool(rtol or atol)):
        bump(close)  # torch joins what is equal, what are NaNs, and what is near in place
    return close


@function("torch", "Tensor")
def is_nonzero(input):
    return bool(input)


@function("Tensor")
def is_floating_point(self):
    return self._data.dtype.kind == "f"


@function("Tensor")
def is_complex(self):
    return self._data.dtype.kind == "c"


@function("torch", "Tensor")
def is_inference(self):
    return self._inference


@function("Tensor")
def type(self, dtype=None, non_blocking=False):
    """Without an argument the old name of this tensor's type; with one, the tensor as that type."""
    if dtype is None:
        return f"torch.{'sparse.' if self.is_sparse else ''}{self.dtype.legacy}Tensor"
    if isinstance(dtype, str):
        named = [d for d in dtypes.ALL if dtype in (f"torch.{d.legacy}Tensor", f"torch.{d.name}")]
        if not named:
            raise ValueError(f"invalid type: '{dtype}'")
        dtype = named[0]
    if dtype is Tensor:
        dtype = dtypes.default
    return to(self, dtype if isinstance(dtype, dtypes.dtype) else dtype.dtype)


@function("Tensor")
def type_as(self, tensor):
    return to(self, tensor.dtype)


@function("Tensor")
def cpu(self, memory_format=None):
    return self


@function("Tensor")
def cuda(self, device=None, non_blocking=False, memory_format=None):
    if isinstance(device, int):
        raise RuntimeError("Cannot access accelerator device when none is available.")
    if device is not None and str(device).partition(":")[0] != "cuda":
        raise RuntimeError("Invalid device, must be cuda device")
    check_device("cuda")


@function("Tensor")
def pin_memory(self):
    raise RuntimeError("Cannot access accelerator device when none is available.")


Tensor.is_cuda = Tensor.is_mps = Tensor.is_sparse = Tensor.is_quantized = Tensor.is_meta = property(lambda self: False)
Tensor.layout = property(lambda self: strided)
Tensor.itemsize = property(lambda self: self.dtype.itemsize)
Tensor.nbytes = property(lambda self: self._data.size * self.dtype.itemsize)


@function("Tensor")
def element_size(self):
    return self.dtype.itemsize


@function("Tensor")
def get_device(self):
    return -1


def _new(name, value):
    def make(self, *size, dtype=None, device=None, requires_grad=False, layout=None, pin_memory=False, **kw):
        dt, size = _dtype(dtype, self.dtype), size_of(size or (kw["size"],))
        if is_mapped(self) and self._data.mapped:
            whole = self._data.whole
            return entries(make(whole, whole.shape[0], *size, dtype=dt, requires_grad=requires_grad), self)
        raw = np.full(size, value, dt.np)
        return made(raw.view(dtypes.BFloat16Array) if dt is dtypes.bfloat16 else raw, name, requires_grad)

    function("Tensor", name=name)(make)


_new("new_zeros", 0), _new("new_ones", 1), _new("new_empty", 0)


@function("Tensor")
def new_full(self, size, fill_value, *, dtype=None, device=None, requires_grad=False):
    want = _dtype(dtype, self.dtype)
    if is_mapped(self) and self._data.mapped:
        size = self._data.whole.shape[0], *size_of((size,))
        return entries(new_full(self._data.whole, size, fill_value, dtype=want, requires_grad=requires_grad), self)
    raw = np.full(size_of((size,)), scalar(fill_value.item() if isinstance(fill_value, Tensor) else fill_value, want), want.np)
    return made(dtypes.to_bfloat16(raw) if want is dtypes.bfloat16 else raw, "new_full", requires_grad)


@function("Tensor")
def new_tensor(self, data, *, dtype=None, device=None, requires_grad=False):
    return made(np.array(array_of(data, _dtype(dtype, self.dtype)), subok=True), "new_tensor", requires_grad)


def _options(t):
    """A tensor's kind as C++ writes it."""
    word = {"float32": "float", "float64": "double", "int32": "int", "int64": "long int"}.get(t.dtype.name, t.dtype.name)
    return (
        f"TensorOptions(dtype={word}, device=cpu, layout=Strided, requires_grad=false (default), pinned_memory=false (default), "
        "memory_format=(nullopt))"
    )


@function("Tensor")
def new(self, *args, device=None):
    """The old constructor: a tensor of this one's type."""
    if len(args) == 1 and isinstance(args[0], Tensor):
        if args[0].dtype is not self.dtype:
            raise TypeError(f"expected {_options(self)} (got {_options(args[0])})")
        return args[0].detach()
    if len(args) == 1 and not isinstance(args[0], int | Size):
        return made(np.array(array_of(args[0], self.dtype)), "new")
    return made(np.zeros(size_of(args) if args else (0,), self._data.dtype), "new")


@function("Tensor")
def resize_(self, *sizes, memory_format=None):
    if self.requires_grad:
        raise RuntimeError("cannot resize variables that require grad")
    check_inference(self)
    shape = size_of(sizes)
    check_countable(shape, self._data.itemsize)
    if shape == self._data.shape:
        return self
    whole = share(self)
    if self._root is not None:
        whole = share(self._root)
    while isinstance(whole.base, np.ndarray):
        whole = whole.base
    flat = (whole if whole.flags.c_contiguous else self._data).reshape(-1)
    n = int(np.prod(shape))
    self._data = (
        flat[:n].reshape(shape)
        if n <= flat.size
        else np.concatenate([flat, np.zeros(n - flat.size, flat.dtype)]).reshape(shape)
    )
    if memory_format not in (None, contiguous_format, preserve_format):
        self._data = laid(self._data, memory_format)
    bump(self)
    return self


@function("Tensor")
def resize(self, *sizes):
    import warnings

    warnings.warn("non-inplace resize is deprecated", UserWarning, stacklevel=3)
    return self.view(*sizes)


@function("Tensor")
def resize_as_(self, other, *, memory_format=None):
    if memory_format is preserve_format:
        memory_format = suggested(other._data)
    return resize_(self, *other._data.shape, memory_format=memory_format)


@function("Tensor")
def set_(self, source=None, storage_offset=0, size=None, stride=None):
    """Has this tensor show another's memory, or a storage's; without one, none."""
    writes = list(root(self)._muts or ())
    if source is None:
        source = empty(0, dtype=self.dtype)
    if isinstance(source, TypedStorage):
        if source.dtype is not self.dtype:
            raise RuntimeError(
                f"Expected a Storage of type {_c_name(self.dtype)} or an UntypedStorage, but got type {source.dtype.legacy} for argument 1 "
                "'storage'"
            )
        size = source._data.shape if size is None else size
        source = source._flat()
    elif isinstance(source, Tensor) and source.dtype is not self.dtype:
        raise RuntimeError(f"Could not set tensor of type {_c_name(source.dtype)} to a tensor of type {_c_name(self.dtype)}")
    if isinstance(source, UntypedStorage):
        source = made(source.elements_as(self.dtype), "set_")
        size = source._data.shape if size is None else size
    if size is not None:
        source = source.as_strided(size, empty(size).stride() if stride is None else stride, storage_offset)
    self._data, self._root, self._muts = share(source), None, writes
    self._alias, self._acc = True, None  # what was made of the old data is of another leaf now
    bump(self)
    return self


@function("Tensor")
def apply_(self, f):
    data = np.array(self._data)
    flat = data.reshape(-1)
    for i, v in enumerate(flat.tolist()):
        flat[i] = _number(f(v), data.dtype.kind)
    return _uncounted(self, data)


def _number(value, kind):
    """What a user's function gave for an element; TypeError for what is none."""
    if not isinstance(value, int | float | complex | np.generic | Tensor):
        name = builtins.type(value).__name__
        raise TypeError(f"must be real number, not {name}" if kind in "fc" else f"'{name}' object cannot be interpreted as an integer")
    return value.item() if isinstance(value, Tensor) else value


@function("Tensor")
def map_(self, tensor, f):
    return _mapped(self, f, tensor)


@function("Tensor")
def map2_(self, x, y, f):
    return _mapped(self, f, x, y)


def _mapped(t, f, *others):
    """t with f's answer in the place of each element, asked with those of the others, which are expanded to t."""
    shape = t._data.shape
    rows = zip(*(np.broadcast_to(each._data, shape).reshape(-1).tolist() for each in (t, *others)))
    return _uncounted(t, np.array([f(*row) for row in rows], t._data.dtype).reshape(shape))


def _uncounted(t, data):
    """Changes t in place behind the version counter's back, as these old methods do."""
    writes = list(root(t)._muts or ())
    t.copy_(made(data, "apply_"))
    root(t)._muts = writes
    return t


@function("Tensor")
def untyped_storage(self):
    return UntypedStorage(self)


@function("Tensor")
def storage_type(self):
    """The old class of this tensor's storage, such as torch.FloatStorage."""
    return LEGACY_STORAGES[self.dtype.legacy + "Storage"]


@function("Tensor")
def is_set_to(self, tensor):
    """Does it show the same memory as `tensor`, from the same place and in the same way?"""
    mine, other = share(self), share(tensor)
    return (mine.__array_interface__["data"][0], self.shape, self.stride()) == (other.__array_interface__["data"][0], tensor.shape, tensor.stride())


@function("Tensor")
def storage(self):
    warn(
        "TypedStorage is deprecated. It will be removed in the future and UntypedStorage will be the only storage class. This should "
        "only matter to you if you are using storages directly.  To access UntypedStorage directly, use tensor.untyped_storage() "
        "instead of tensor.storage()"
    )
    return TypedStorage(self)
