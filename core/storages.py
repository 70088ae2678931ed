"""Storages: the memory under tensors, as bytes (`torch.UntypedStorage`) and as elements (`torch.TypedStorage`)."""

import os

import numpy as np

from . import dtypes, sixteen_bits
from .device import cpu
from .mirrors import owner_in_torch
from .tensor import Tensor, new, share


class UntypedStorage:
    """Memory as bytes: `size` of them, those of a sequence of numbers, or those under a tensor."""

    is_cuda = is_sparse = is_hpu = False
    filename = None
    device = cpu

    def __init__(self, source=0, *, device=None):
        if isinstance(source, Tensor):
            data = share(owner_in_torch(source))
            if data.__class__ is dtypes.BFloat16Array:
                self._bytes = sixteen_bits.readable(data)
                return
            flat = data.flags.c_contiguous
            self._bytes = data.reshape(-1).view(np.uint8) if flat else np.frombuffer(data.tobytes(), np.uint8)
        elif isinstance(source, np.ndarray):
            self._bytes = source
        else:
            self._bytes = np.zeros(source, np.uint8) if isinstance(source, int) else np.array(source, np.uint8)

    @classmethod
    def from_file(cls, filename, shared=False, nbytes=0):
        """The first `nbytes` bytes of a file; with `shared`, what is written here goes to the file, too."""
        if shared:
            made = cls(np.memmap(os.fspath(filename), np.uint8, "r+" if os.path.exists(filename) else "w+", shape=(nbytes,)))
        else:
            made = cls(np.fromfile(os.fspath(filename), np.uint8, nbytes))
        made.filename = os.fspath(filename)
        return made

    def data_ptr(self):
        return self._bytes.__array_interface__["data"][0]

    _cdata = property(data_ptr)

    def nbytes(self):
        return self._bytes.size

    def __sizeof__(self):
        return 32 + self._bytes.size  # PyTorch's object has as many bytes of its own

    size = __len__ = nbytes

    def element_size(self):
        return 1

    def resizable(self):
        return True

    def untyped(self):
        return self

    def cpu(self):
        return self

    def tolist(self):
        return self._bytes.tolist()

    def __iter__(self):
        return iter(self.tolist())

    def __getitem__(self, i):
        return UntypedStorage(self._bytes[i]) if isinstance(i, slice) else int(self._bytes[i])

    def __setitem__(self, i, value):
        self._writable()[i] = value

    def fill_(self, value):
        self._writable().fill(value)
        return self

    def copy_(self, source, non_blocking=None):
        self._writable()[:] = source._bytes
        return self

    def _writable(self):
        if not self._bytes.flags.writeable:
            raise RuntimeError("the bytes of a bfloat16 tensor can only be read in Retrograd, which keeps its elements in float32")
        return self._bytes

    def clone(self):
        return UntypedStorage(self._bytes.copy())

    def resize_(self, size):
        """Has it hold `size` bytes: of its own where it has to grow."""
        grown = np.zeros(max(size - self._bytes.size, 0), np.uint8)
        self._bytes = np.concatenate([self._bytes, grown]) if grown.size else self._bytes[:size]
        return self

    def elements_as(self, dtype):
        """The bytes as a raw array of the elements of a dtype."""
        if dtype is dtypes.bfloat16:
            return (self._bytes.view(np.uint16).astype(np.uint32) << 16).view(np.float32).view(dtypes.BFloat16Array)
        return self._bytes.view(dtype.np)

    def __eq__(self, other):
        return isinstance(other, UntypedStorage) and (self.data_ptr(), self.nbytes()) == (other.data_ptr(), other.nbytes())

    __hash__ = object.__hash__

    def __repr__(self):
        rows = "\n".join(f" {b}" for b in self._bytes.tolist())
        return f"{rows}\n[torch.storage.UntypedStorage(device=cpu) of size {self._bytes.size}]"


class TypedStorage:
    """The memory under a tensor, as its elements."""

    is_cuda = is_sparse = False
    device = cpu

    def __init__(self, t):
        self._tensor, self._data = t, share(owner_in_torch(t)).reshape(-1)
        self.dtype = t.dtype

    def _flat(self):
        """A tensor of one axis over this memory."""
        t = new(Tensor)
        t._data, t._alias = self._data, True
        return t

    def __len__(self):
        return self._data.size

    size = __len__

    def untyped(self):
        return UntypedStorage(self._tensor)

    _untyped_storage = property(untyped)

    def data_ptr(self):
        return sixteen_bits.address(self._data) if self._data.__class__ is dtypes.BFloat16Array else self._data.__array_interface__["data"][0]

    _cdata = property(data_ptr)

    def element_size(self):
        return self.dtype.itemsize

    def nbytes(self):
        return self._data.size * self.dtype.itemsize

    def __sizeof__(self):
        return object.__sizeof__(self) + self.nbytes()

    def type(self, dtype=None):
        """The name of its old class, or its numbers in a storage of another dtype."""
        return f"torch.{self.dtype.legacy}Storage" if dtype is None else self._as(dtype)

    def _as(self, dtype):
        return TypedStorage(self._flat().to(dtype))

    def elements_as(self, dtype):
        """The elements as a raw array, of their own dtype only."""
        if dtype is not self.dtype:
            raise RuntimeError(f"Expected a Storage of type {dtype.legacy} or an UntypedStorage, but got {self.dtype.legacy}")
        return self._data

    def clone(self):
        return TypedStorage(self._flat().clone())

    def cpu(self):
        return self

    def copy_(self, source, non_blocking=None):
        self._flat().copy_(source._flat())
        return self

    def fill_(self, value):
        self._flat().fill_(value)
        return self

    def tolist(self):
        return self._data.tolist()

    def __iter__(self):
        return iter(self._data.tolist())

    def __getitem__(self, i):
        if isinstance(i, slice):
            raise RuntimeError("slices are only supported in UntypedStorage.__getitem__")
        if not isinstance(i, int):
            raise RuntimeError(f"can't index a {type(self)} with {type(i)}")
        if not -self._data.size <= i < self._data.size:
            raise IndexError(f"index {i} out of range for storage of size {self._data.size}")
        return self._data[i].item()

    def __setitem__(self, i, value):
        self._data[i] = value

    def is_shared(self):
        return self._tensor.is_shared()

    def is_pinned(self):
        return False

    def __repr__(self):
        rows = "\n".join(f" {v}" for v in self._data.tolist())
        return f"{rows}\n[torch.storage.TypedStorage(dtype={self._tensor.dtype}, device=cpu) of size {self._data.size}]"


def _conversion(dtype):
    def convert(self):
        return self._as(dtype)

    convert.__name__ = convert.__qualname__ = dtype.legacy.lower()
    return convert


def _legacy(dtype):
    """torch.FloatStorage and its like: makes typed storages, and knows one when it sees it."""

    class Meta(type):
        def __instancecheck__(cls, x):
            return isinstance(x, TypedStorage) and x.dtype is dtype

        def __call__(cls, source=0):
            t = new(Tensor)
            t._data = dtypes.cast(np.zeros(source) if isinstance(source, int) else np.array(source), dtype)
            return TypedStorage(t)

    return Meta(f"{dtype.legacy}Storage", (), {"__module__": "torch", "dtype": dtype})


for _d in dtypes.ALL:
    setattr(TypedStorage, _d.legacy.lower(), _conversion(_d))
LEGACY_STORAGES = {f"{d.legacy}Storage": _legacy(d) for d in dtypes.ALL if not d.name.startswith("uint") or d.itemsize == 1}

UntypedStorage.__module__ = TypedStorage.__module__ = "torch.storage"
