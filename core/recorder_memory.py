"""What arrays look like on the tape: each memory's bytes once, everything else views of it.

Note [Recording by reference]
    Events are noted with the arrays themselves, not with copies, and encoded later, some thousand at a time. Whoever
    is about to write into an array says so first (`before_write`): then what waits is either encoded at once (large
    memory) or the waiting events get a copy (`freeze`). NumPy scalars cannot change. Memory that the user's NumPy
    code can write to without a word (`Tensor.numpy()`, `from_numpy`) is copied at once and never shared.
"""

import weakref

import numpy as np

from . import dtypes
from .wire import BFLOAT16, DTYPE_CODES, HERE, INLINE, VALUE

SMALL = 1024  # bytes up to which an array is simply written again
ndarray = np.ndarray
CODES = {np.dtype(name): code for name, code in DTYPE_CODES.items() if name != "bfloat16"}


def root_of(array):
    """The array that owns the memory."""
    while isinstance(array.base, ndarray):
        array = array.base
    return array


def address(array):
    return array.__array_interface__["data"][0]


class Stored:
    """Where a memory lies on the tape: whole, or some parts of it."""

    __slots__ = ("parts", "ref", "whole")

    def __init__(self, root):
        self.ref, self.whole, self.parts = weakref.ref(root), None, None


class Memory:
    """Turns arrays into fields of value rows (code, flags, ndim, layout, data), sharing what is on the tape already."""

    def __init__(self, chunks):
        self._chunks = chunks
        self._stored = {}
        self._exported = {}
        self._shapes = {}
        self._sweep_at = 1024

    # --- writes by others -----------------------------------------------------------------------------------------

    def forget(self, root):
        """The memory is about to change; returns what was known of it."""
        stored = self._stored.pop(id(root), None)
        return stored if stored is not None and stored.ref() is root else None

    def export(self, array):
        """From now on this memory may change at any time."""
        root = root_of(array)
        self.forget(root)
        self._exported[id(root)] = weakref.ref(root)

    @property
    def exports(self):
        return self._exported

    def is_exported(self, array):
        root = root_of(array)
        ref = self._exported.get(id(root))
        return ref is not None and ref() is root

    def settled(self, array):
        """A copy, if the user's NumPy code may write into this memory unseen."""
        return array.copy() if self._exported and isinstance(array, ndarray) and self.is_exported(array) else array

    # --- values ---------------------------------------------------------------------------------------------------

    def rows(self, arrays):
        """Value rows (of wire.VALUE) for some ndarrays; the same array twice is two equal rows."""
        numbers, once, code_of = {}, [], CODES.get
        for a in arrays:
            if numbers.setdefault(id(a), len(once)) == len(once):
                once.append(a)
        shapes, small, at, flat = self._shapes, [], self._chunks.memory_at, []
        for array in once:
            shape, code = array.shape, code_of(array.dtype)
            if array.nbytes > SMALL or code is None or not shape or array.__class__ is not ndarray:
                flat += (0, 0, 0, 0, 0)
                continue
            layout = shapes.get(shape)
            if layout is None:
                layout = shapes[shape] = self._chunks.layout(shape)
            flat += (code, HERE, len(shape), layout, at)
            data = array.tobytes()
            small.append(data)
            at += len(data)
        if small:
            self._chunks.add_memory(b"".join(small))
        columns = np.fromiter(flat, np.uint64, len(flat)).reshape(-1, 5)
        for k in np.flatnonzero(columns[:, 1] == 0):
            columns[k] = self.fields(once[k])
        out = np.empty(len(once), VALUE)
        for k, field in enumerate(VALUE.names):
            out[field] = columns[:, k]
        return out if len(once) == len(arrays) else out.take([numbers[id(a)] for a in arrays])

    def fields(self, array):
        """(dtype code, flags, ndim, layout, data) of an ndarray, whose bytes are added to the chunk if they are new."""
        code = BFLOAT16 if array.__class__ is dtypes.BFloat16Array else CODES.get(array.dtype)
        if self._exported and self.is_exported(array):
            array = array.copy()
        if code is None:
            array = array.astype(array.dtype.newbyteorder("="))
            code = CODES[array.dtype]
        shape = array.shape
        if array.nbytes <= SMALL:
            data = array.tobytes()
            if not shape and len(data) <= 8:
                return code, INLINE, 0, 0, int.from_bytes(data, "little")
            return code, HERE, len(shape), self._chunks.layout(shape), self._chunks.add_memory(data)
        root = array if array.base is None else root_of(array)
        stored = self._stored.get(id(root))
        if stored is None or stored.ref() is not root:
            stored = self._new(root)
        contiguous = array.flags.c_contiguous
        if array is root and contiguous:
            layout, offset = self._shapes.get(shape), 0
            if layout is None:
                layout = self._shapes[shape] = self._chunks.layout(shape)
        else:
            layout = self._chunks.layout(shape, None if contiguous else array.strides)
            offset = 0 if array is root else address(array) - address(root)
        if stored.whole is None:
            if array is not root and array.nbytes * 2 < root.nbytes:
                return self._part(array, stored, code, offset)
            if not (root.flags.c_contiguous or root.flags.f_contiguous) or not 0 <= offset <= root.nbytes:
                return self._part(array, stored, code, offset)
            stored.whole = self._put(root)
        place, flags = self._place(stored.whole)
        return code, flags, len(shape), layout, place + offset

    def _part(self, array, stored, code, offset):
        """A small part of a large memory is written by itself."""
        key = offset, array.shape, array.strides
        if stored.parts is None:
            stored.parts = {}
        where = stored.parts.get(key)
        if where is None:
            where = stored.parts[key] = self._put(np.ascontiguousarray(array))
        place, flags = self._place(where)
        return code, flags, array.ndim, self._chunks.layout(array.shape), place

    def _put(self, array):
        if array.flags.c_contiguous and array.dtype.kind != "c":
            data = array.data  # a memoryview; it knows no complex numbers
        else:
            data = flatten(array).view(np.uint8)
        return self._chunks.number, self._chunks.add_memory(data)

    def _place(self, where):
        chunk, start = where
        base = self._chunks.bases.get(chunk)
        return (start, HERE) if base is None else (base + start, 0)

    def _new(self, root):
        stored = self._stored[id(root)] = Stored(root)
        if len(self._stored) > self._sweep_at:
            self._sweep()
        return stored

    def stand_in(self, array):
        """An array that stands for this one as it is now, where its memory is on the tape already; else None."""
        root = root_of(array)
        stored = self._stored.get(id(root))
        if array.nbytes <= SMALL or stored is None or stored.ref() is not root or stored.whole is None:
            return None
        flat = np.empty(root.size, root.dtype)  # never read
        self.adopt(flat, stored)
        return like(array, root, flat)

    def adopt(self, flat, stored):
        """`flat` stands for memory of which this is stored."""
        self._new(flat).whole = stored.whole

    def _sweep(self):
        """Forgets memory that is gone."""
        self._stored = {k: s for k, s in self._stored.items() if s.ref() is not None}
        for key in [k for k, r in self._exported.items() if r() is None]:
            del self._exported[key]
        self._sweep_at = max(1024, 2 * len(self._stored))


class Frozen:
    """What arrays were like before writes that happened while events were waiting: Note [Recording by reference]."""

    def __init__(self):
        self._kept = {}  # id(root) → [(values waiting then, root, what is stored, flat copy)], oldest first

    def __bool__(self):
        return bool(self._kept)

    def add(self, count, kept):
        self._kept.setdefault(id(kept[0]), []).append((count, *kept))

    def as_it_was(self, index, array, memory):
        """The array as of waiting value number `index`: itself, or the like view of a copy."""
        root = array if array.base is None else root_of(array)
        for count, owner, stored, flat in self._kept.get(id(root), ()):
            if index < count and owner is root:
                if stored is not None:
                    memory.adopt(flat, stored)
                return like(array, root, flat)
        return array


def keep(root, stored):
    """(root, what is stored, flat copy) of memory that is about to change; None if it is not in one piece.

    Where the whole memory is on the tape already, nobody will read the copy: it is only room for addresses.
    """
    if not (root.flags.c_contiguous or root.flags.f_contiguous):
        return None
    if root.nbytes > SMALL and stored is not None and stored.whole is not None:
        return root, stored, np.empty(root.size, root.dtype)
    return root, None, flatten(root).copy()


def like(array, root, flat):
    """The view of `flat` that `array` is of `root`'s memory."""
    return np.ndarray(array.shape, array.dtype, flat, address(array) - address(root), array.strides).view(type(array))


def flatten(array):
    """The memory of an array in one piece as a 1-d view."""
    return array.reshape(-1, order="C" if array.flags.c_contiguous else "F").view(ndarray)
