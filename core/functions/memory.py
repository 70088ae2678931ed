"""Tensors over memory that is there already, or laid out in memory as asked."""

import numpy as np

from .. import dtypes
from ..api import function
from ..errors import warn_once
from ..storages import UntypedStorage
from ..tensor import Tensor
from .create import _dtype, as_tensor, empty, from_numpy, made, size_of

READ_ONLY = (
    "The given buffer is not writable, and PyTorch does not support non-writable tensors. This means you can write to the underlying "
    "(supposedly non-writable) buffer using the tensor. You may want to copy the buffer to protect its data or make it writable before "
    "converting it to a tensor. This type of warning will be suppressed for the rest of this program. (Triggered internally at "
    "/__w/pytorch/pytorch/torch/csrc/utils/tensor_new.cpp:1556.)"
)

KEPT = (
    "torch.asarray: unspecified requires_grad now defaults to obj.requires_grad instead of False. Pass requires_grad=False explicitly to "
    "get the old behavior and silence this warning. (Triggered internally at /__w/pytorch/pytorch/torch/csrc/utils/tensor_new.cpp:1737.)"
)


@function("torch")
def asarray(obj, *, dtype=None, device=None, copy=None, requires_grad=None):
    """`obj` as a tensor, over the same memory where that can be and `copy` does not forbid it."""
    if isinstance(obj, UntypedStorage):
        obj = obj._bytes.view((dtype or dtypes.default).np)
    elif isinstance(obj, np.generic) and copy is False:
        raise RuntimeError("can't alias NumPy scalars. Either remove copy=False or transform it in a ndarray. ")
    elif isinstance(obj, bytes | bytearray | memoryview):
        obj = frombuffer(obj, dtype=dtype or dtypes.default)
    elif type(obj).__name__ == "PyCapsule":
        obj = from_dlpack(obj)
    out = as_tensor(obj, dtype, device)
    shared = out is obj if isinstance(obj, Tensor) else isinstance(obj, np.ndarray) and np.shares_memory(out._data, obj)
    if copy is False and not shared:
        if isinstance(obj, Tensor):
            raise ValueError(f"can't alias tensor with dtype '{obj.dtype.legacy}' into dtype '{out.dtype.legacy}'.")
        raise ValueError("can't alias arbitrary sequence into a tensor.")
    if copy and shared:
        out = out.clone()
    if isinstance(obj, Tensor) and obj.requires_grad:
        if requires_grad is None:
            warn_once(KEPT)
        elif not requires_grad:
            return out.detach()
    return out.requires_grad_() if requires_grad and not out.requires_grad else out


@function("torch")
def frombuffer(buffer, *, dtype, count=-1, offset=0, requires_grad=False):
    """A one-dimensional tensor over the memory of an object with Python's buffer protocol."""
    try:
        view = memoryview(buffer).cast("B")
    except TypeError:
        raise ValueError("object does not implement Python buffer protocol.") from None
    size, each = len(view), dtype.itemsize
    if size == 0 or count == 0:
        raise ValueError(f"both buffer length ({size}) and count ({count}) must not be 0")
    if not 0 <= offset < size:
        raise ValueError(f"offset ({offset} bytes) must be non-negative and no greater than buffer length ({size} bytes) minus 1")
    if count < 0 and (size - offset) % each:
        raise ValueError(
            f"buffer length ({size - offset} bytes) after offset ({offset} bytes) must be a multiple of element size ({each})"
        )
    if count > 0 and offset + count * each > size:
        raise ValueError(
            f"requested buffer length ({count} * {each} bytes) after offset ({offset} bytes) must not be greater than actual buffer "
            f"length ({size} bytes)"
        )
    if view.readonly:
        warn_once(READ_ONLY)
    if dtype is dtypes.bfloat16:  # the upper halves of float32: widened, and so memory of its own
        halves = np.frombuffer(view, np.uint16, count, offset)
        out = from_numpy((halves.astype(np.uint32) << 16).view(np.float32)).to(dtypes.bfloat16)
    else:
        array = np.frombuffer(view, dtype.np, count, offset)
        out = from_numpy(array if not view.readonly else array.copy())
    return out.requires_grad_() if requires_grad else out


class Capsule:
    """A capsule of DLPack as the object that gives it."""

    def __init__(self, capsule):
        self._capsule = capsule

    def __dlpack__(self, **_):
        return self._capsule

    def __dlpack_device__(self):
        return (1, 0)  # the processor's memory


@function("Tensor", name="__dlpack__")
def dlpack(self, *, stream=None, max_version=None, dl_device=None, copy=None):
    """A capsule of DLPack, by which other libraries read this tensor's memory."""
    if self.requires_grad:
        raise BufferError("Can't export tensors that require gradient, use tensor.detach()")
    if self.is_conj():
        raise BufferError("Can't export tensors with the conjugate bit set")
    return self.numpy().__dlpack__()


@function("Tensor", name="__dlpack_device__")
def dlpack_device(self):
    return (1, 0)


@function("torch")
def from_dlpack(ext_tensor, *, device=None, copy=None):
    if isinstance(ext_tensor, Tensor):
        out = ext_tensor.detach()
    else:
        out = from_numpy(np.from_dlpack(Capsule(ext_tensor) if type(ext_tensor).__name__ == "PyCapsule" else ext_tensor))
    return out.clone() if copy else out


@function("torch")
def from_file(filename, shared=None, size=0, *, dtype=None, layout=None, device=None, pin_memory=None, requires_grad=False):
    """`size` numbers of a file; where `shared`, what is written to the tensor is written to the file."""
    array = np.memmap(filename, _dtype(dtype).np, "r+" if shared else "c", shape=(size,))
    out = from_numpy(array.view(np.ndarray))
    return out.requires_grad_() if requires_grad else out


@function("torch")
def empty_strided(size, stride, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False):
    """Zeros of a size and with strides (in elements): memory that nobody has written to holds zeros here."""
    size, stride = size_of((size,)), size_of((stride,))
    if len(size) != len(stride):
        raise RuntimeError(f"mismatch in length of strides and shape. Got {len(stride)} strides and {len(size)} sizes")
    last = sum((n - 1) * s for n, s in zip(size, stride)) if all(size) else -1
    kind = np.dtype(_dtype(dtype).np)
    array = np.lib.stride_tricks.as_strided(np.zeros(max(last + 1, 1), kind), size, [s * kind.itemsize for s in stride])
    return made(array, "empty_strided", requires_grad)


@function("torch")
def empty_permuted(size, physical_layout, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False):
    """Zeros whose axes lie in memory in the order `physical_layout`."""
    if len(size) != len(physical_layout):
        raise RuntimeError(
            f"Number of dimensions in size does not match the length of the physical_layout; i.e. len(size) = {len(size)} is not equal "
            f"to len(physical_layout) = {len(physical_layout)}"
        )
    seen = set()
    for d in physical_layout:
        if not 0 <= d < len(size):
            raise RuntimeError(
                f"Dimension out of range (expected to be between 0 and {len(size) - 1}, but got {d} at index "
                f"{list(physical_layout).index(d)}).  NB: negative dims not currently supported; file an issue if you want it."
            )
        if d in seen:
            raise RuntimeError("Duplicate dim not allowed")
        seen.add(d)
    out = empty([size[d] for d in physical_layout], dtype=dtype, requires_grad=requires_grad)
    return out.permute(*[list(physical_layout).index(d) for d in range(len(size))])


@function("torch", "Tensor")
def narrow_copy(input, dim, start, length):
    shape = input._data.shape
    if not shape:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    if dim >= len(shape):
        raise RuntimeError(
            "Expected dim < static_cast<int64_t>(self_sizes.size()) to be true, but got false.  (Could this error message be improved?  If "
            "so, please report an enhancement request to PyTorch.)"
        )
    if length < 0 and 0 <= start <= shape[dim]:
        raise RuntimeError(f"start ({start}) + length ({length}) exceeds dimension size ({shape[dim]}).")
    return input.narrow(dim, start, length).clone()


@function("torch", "Tensor")
def nonzero_static(input, *, size, fill_value=-1):
    """The first `size` places of what is not zero, filled up with `fill_value`."""
    found = np.argwhere(input._data)[:size]
    out = np.full((size, input._data.ndim), fill_value, np.int64)
    out[: len(found)] = found
    return made(out, "nonzero_static")


@function("torch", "Tensor")
def as_strided_scatter(input, src, size, stride, storage_offset=None):
    """A copy of `input` with `src` in place of a strided part of it."""
    out = input.clone()
    out.as_strided(size, stride, storage_offset).copy_(src)
    return out


@function("Tensor")
def dim_order(self, *, ambiguity_check=False):
    """The axes in the order in which they lie in memory, the outermost first."""
    steps = self.stride()
    return tuple(sorted(range(len(steps)), key=lambda d: -steps[d]))


Tensor.grad_dtype = property(lambda self: self.dtype)
