"""What arrays look like on the tape: each memory's bytes once, everything else views of it.

Note [Recording by reference]
    Events are noted with the arrays themselves, not with copies, and encoded later, some thousand at a time. Whoever
    is about to write into an array says so first (`before_write`): then what waits is either encoded at once (large
    memory) or the waiting events get a copy (`freeze`). NumPy scalars cannot change. Memory that the user's NumPy
    code can write to without a word (`Tensor.numpy()`, `from_numpy`) is copied at once and never shared.
"""

import struct
import weakref
from itertools import repeat
from operator import attrgetter, is_

import numpy as np

from . import dtypes
from .recorder_frozen import SMALL, address, flatten, like, root_of
from .wire import BFLOAT16, DERIVED, DTYPE_CODES, HERE, INLINE, NO_VALUE

COPY_UP_TO = 1 << 16  # bytes of memory about to change that are copied; for larger ones what waits is written at once
FEW = 32  # values of a batch that are made into records one by one
_TWO = struct.Struct("<QQ")  # the halves of a record
ndarray = np.ndarray
float32 = np.float32
_shape, _dtype = attrgetter("shape"), attrgetter("dtype")
SCALARS = {np.dtype(n).type: code for n, code in DTYPE_CODES.items() if n not in ("bfloat16", "complex128")}
_FLOAT, _NONE = DTYPE_CODES["float32"] | INLINE << 8, NO_VALUE | INLINE << 8
CODES = {np.dtype(name): code for name, code in DTYPE_CODES.items() if name != "bfloat16"}


class Stored:
    """Where a memory lies on the tape: whole, or some parts of it. A place is (chunk, start within its arrays, depth); with a depth
    it is not the bytes that lie there but what they follow from: Note [Derived values] in tapederived.py."""

    __slots__ = ("parts", "ref", "uniform", "whole")

    def __init__(self, root):
        self.ref, self.whole, self.parts = weakref.ref(root), None, None
        self.uniform = False  # is one element all there is of it on the tape, since all are the same?

    @property
    def depth(self):
        return self.whole[2] if self.whole is not None else 0


class Placed:
    """Stands among the values that wait for an array that is derived: the first half of its record, and its place."""

    __slots__ = ("head", "place")
    nbytes = 16

    def __init__(self, head, place):
        self.head, self.place = head, place


class Memory:
    """Turns arrays into fields of value rows (code, flags, ndim, layout, data), sharing what is on the tape already."""

    def __init__(self, chunks):
        self._chunks = chunks
        self._stored = {}
        self._exported = {}
        self._shapes = {}
        self._views = {}  # (dtype, shape, strides) of a view of all of a memory → first half of its record
        self._small = {}  # dtype → {shape of small arrays: index into the next}
        self._small_records = np.empty((0, 2), np.uint64)  # (first half of their record, bytes)
        self._before = None, None  # (bits, Stored) of the large memory met last in this batch
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

    # --- derived values -------------------------------------------------------------------------------------------

    def known(self, array):
        """The Stored of the memory of an array, where some of it is on the tape; else None."""
        root = array if array.base is None else root_of(array)
        stored = self._stored.get(id(root))
        return stored if stored is not None and stored.ref() is root and (stored.whole or stored.parts) else None

    def operand(self, x):
        """The record of what a derived array follows from, as bytes. What is not on the tape yet will be."""
        record = self.record(x)
        self._before = None, None
        return _TWO.pack(*record)

    def derived(self, array, how, depth):
        """Has all of an array's memory be on the tape as what it follows from (bytes); a Placed that stands for it."""
        root = root_of(array)
        stored = self._stored.get(id(root))
        if stored is None or stored.ref() is not root:
            stored = self._new(root)
        stored.whole = self._chunks.number, self._chunks.add_memory(how), depth
        return self.as_placed(array)

    def as_placed(self, array):
        """A Placed for an array that has all of its memory, which is on the tape."""
        layout = self._chunks.layout(array.shape, None if array.flags.c_contiguous else array.strides)
        return Placed(CODES[array.dtype] | array.ndim << 16 | layout << 32, self.known(array).whole)

    # --- values ---------------------------------------------------------------------------------------------------

    def records(self, vals, frozen):
        """Records (wire.VALUE) of values: arrays, NumPy scalars, None. The same object twice is two equal records.

        They are many and of few kinds, so what is done for each is done by loops in C.
        """
        if frozen is not None:
            vals = frozen.as_they_were(vals, self)
        if len(vals) < FEW:
            known = {key: self.record(x) for key, x in dict(zip(map(id, vals), vals)).items()}
            self._before = None, None
            return b"".join([_TWO.pack(*known[id(x)]) for x in vals])
        _, first, which = np.unique(np.fromiter(map(id, vals), np.int64, len(vals)), return_index=True, return_inverse=True)
        objects = list(map(vals.__getitem__, first.tolist()))
        kinds = list(map(type, objects))
        out = np.empty((len(objects), 2), "<u8")
        met = set(kinds)
        arrays = np.arange(len(kinds) if ndarray in met else 0) if len(met) == 1 else _where(kinds, ndarray)
        others = np.ones(len(objects), bool)
        others[arrays] = False
        floats = others.nonzero()[0] if met <= {ndarray, float32} else _where(kinds, float32)
        if len(floats):
            out[floats, 0] = _FLOAT
            out[floats, 1] = np.fromiter(map(objects.__getitem__, floats.tolist()), float32, len(floats)).view("u4")
            others[floats] = False
        if len(arrays):
            others[arrays] = True
            found = objects if len(arrays) == len(objects) else list(map(objects.__getitem__, arrays.tolist()))
            others[self._small_ones(found, arrays, out)] = False
        rest = others.nonzero()[0]
        for i in rest[first[rest].argsort()].tolist():  # in the order of events: what is alike follows one another
            out[i] = self.record(objects[i])
        self._before = None, None
        return out[which].tobytes()

    def _small_ones(self, arrays, at, out):
        """Makes the records (out[at]) of those arrays that are small and of a shape and dtype met before; the `at` of these."""
        dtypes = list(map(_dtype, arrays))
        known = np.full(len(arrays), -1, np.intp)
        met = set(dtypes)
        for dtype in met & self._small.keys():
            mine = _where(dtypes, dtype) if len(met) > 1 else np.arange(len(dtypes))
            shapes = map(_shape, arrays if len(mine) == len(arrays) else map(arrays.__getitem__, mine.tolist()))
            known[mine] = np.fromiter(map(self._small[dtype].get, shapes, repeat(-1)), np.intp, len(mine))
        mine = (known >= 0).nonzero()[0]
        if len(mine) < len(arrays):
            arrays, at, known = list(map(arrays.__getitem__, mine.tolist())), at[mine], known[mine]
        if len(at):
            records = self._small_records[known]
            lengths = records[:, 1]
            records[:, 1] = self._chunks.add_arrays(arrays, int(lengths.sum())) + lengths.cumsum() - lengths
            out[at] = records
        return at

    def record(self, x):
        """(first, second half of the record) of any one value."""
        if isinstance(x, ndarray):
            known = self._view(x) if x.base is not None and x.nbytes > SMALL else None
            if known is not None:
                return known
            code, flags, ndim, layout, data = self.fields(x)
            head = code | flags << 8 | ndim << 16 | layout << 32
            whole = x.base.__class__ is ndarray and SMALL < x.nbytes == x.base.nbytes and _covers(x, x.base)
            if whole and not self._stored[id(x.base)].uniform:
                self._views[x.__class__, x.dtype, x.shape, x.strides] = head & ~(0xFF << 8)
            small = x.ndim and x.nbytes <= SMALL and x.__class__ is ndarray and x.dtype.isnative
            if small and x.shape not in self._small.setdefault(x.dtype, {}):
                self._small[x.dtype][x.shape] = len(self._small_records)
                self._small_records = np.vstack([self._small_records, np.array([[head, x.nbytes]], np.uint64)])
            return head, data
        if x is None:
            return _NONE, 0
        if x.__class__ is Placed:
            data, flags = self._place(x.place)
            return x.head | flags << 8, data
        if x.__class__ in SCALARS:
            return SCALARS[x.__class__] | INLINE << 8, int.from_bytes(x.tobytes(), "little")
        return self.record(np.asarray(x))

    def _view(self, x):
        """The record of all elements of a memory that is on the tape, in another order (a weight's transpose), where such a
        view was met before; else None."""
        root = x.base
        stored = self._stored.get(id(root))
        if stored is None or stored.whole is None or stored.uniform or stored.ref() is not root or x.nbytes != root.nbytes:
            return None
        head = self._views.get((x.__class__, x.dtype, x.shape, x.strides))
        if head is None or root.base is not None or not root.flags.c_contiguous or self._exported:
            return None
        data, flags = self._place(stored.whole)
        return head | flags << 8, data

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
        if stored.whole is None and root.flags.forc:
            self._recognise(root, stored)
        if stored.uniform:
            if array.itemsize != root.itemsize:
                return self._part(array, stored, code, 0 if array is root else address(array) - address(root))
            place, flags = self._place(stored.whole)
            return code, flags, len(shape), self._chunks.layout(shape, (0,) * len(shape)), place
        if array is root and contiguous:
            layout, offset = self._shapes.get(shape), 0
            if layout is None:
                layout = self._shapes[shape] = self._chunks.layout(shape)
        else:
            layout = self._chunks.layout(shape, None if contiguous else array.strides)
            offset = 0 if array is root or _covers(array, root) else address(array) - address(root)
        if stored.whole is None:
            if array is not root and array.nbytes * 2 < root.nbytes:
                return self._part(array, stored, code, offset)
            if not (root.flags.c_contiguous or root.flags.f_contiguous) or not 0 <= offset <= root.nbytes:
                return self._part(array, stored, code, offset)
            stored.whole = self._put(root)
        if stored.depth and offset:
            return self._part(array, stored, code, offset)
        place, flags = self._place(stored.whole)
        return code, flags, len(shape), layout, place + offset

    def _recognise(self, root, stored):
        """Finds out whether a memory need not be written, as all elements are the same (what a mean sends back), or are
        those of the one before (both gradients of y * y)."""
        bits = _bits(root)
        if bits is None:
            return
        first, middle, last = bits[0], bits[bits.size // 2], bits[-1]
        if first == last == middle and (bits == first).all():
            stored.uniform, stored.whole = True, self._put(flatten(root)[:1])
            return
        (other, known), self._before = self._before, (bits, stored)
        alike = other is not None and other.size == bits.size and other.dtype is bits.dtype and known.whole is not None
        if alike and other[0] == first and other[-1] == last and other[bits.size // 2] == middle and (other == bits).all():
            stored.whole = known.whole

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
        if array.nbytes <= SMALL:
            data = array.tobytes()  # it may change before it is written
        elif array.flags.c_contiguous and array.dtype.kind != "c":
            data = array.data  # a memoryview; it knows no complex numbers
        else:
            data = flatten(array).view(np.uint8)
        return self._chunks.number, self._chunks.add_memory(data), 0

    def _place(self, where):
        chunk, start, depth = where
        base, flags = self._chunks.bases.get(chunk), DERIVED if depth else 0
        return (start, flags | HERE) if base is None else (base + start, flags)

    def is_written(self, stored):
        """Is all of a memory on the tape, in the file?"""
        return stored is not None and stored.whole is not None and (stored.depth > 0 or stored.whole[0] in self._chunks.bases)

    def _new(self, root):
        stored = self._stored[id(root)] = Stored(root)
        if len(self._stored) > self._sweep_at:
            self._sweep()
        return stored

    def stand_in(self, array):
        """An array that stands for this one as it is now, where its memory is on the tape already; else None."""
        root = root_of(array)
        stored = self._stored.get(id(root))
        if array.nbytes <= SMALL or not self.is_written(stored) or stored.ref() is not root:
            return None
        flat = np.empty(root.size, root.dtype)  # never read
        self.adopt(flat, stored)
        return like(array, root, flat)

    def adopt(self, flat, stored):
        """`flat` stands for memory of which this is stored."""
        new = self._new(flat)
        new.whole, new.uniform = stored.whole, stored.uniform

    def _sweep(self):
        """Forgets memory that is gone."""
        self._stored = {k: s for k, s in self._stored.items() if s.ref() is not None}
        for key in [k for k, r in self._exported.items() if r() is None]:
            del self._exported[key]
        self._sweep_at = max(1024, 2 * len(self._stored))


def _bits(array):
    """The elements of a memory as unsigned numbers, so that NaN is NaN and 0.0 is not -0.0; None for complex ones."""
    return None if array.dtype.kind == "c" or not array.size else flatten(array).view(f"u{array.itemsize}")


def _covers(array, root):
    """Is this all of the root's elements in another order, such as a transpose? (`address` takes a microsecond.)"""
    return array.size == root.size and array.base is root and root.flags.c_contiguous and min(array.strides) > 0


def _where(kinds, kind):
    """Where in a list of classes is this one?"""
    return np.fromiter(map(is_, kinds, repeat(kind)), bool, len(kinds)).nonzero()[0]
