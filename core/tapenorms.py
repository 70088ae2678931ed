"""Norms of many values of a tape at once, and of what lies between two of them: an array operation for all of a shape.

To read a value by itself takes some 10 µs, and a training of 500 iterations writes hundreds of thousands of them.
"""

from bisect import bisect_right
from typing import NamedTuple

import numpy as np

from .tapelinks import ints_of
from .wire import DERIVED, HERE, INLINE, KIND, STORAGE, VALUE

TOGETHER = 16_384  # pairs that are compared at once
STRETCH = 50_000  # events whose ints are read together
DENSE = 16  # bytes read for one that is wanted, at most, when a few arrays of a chunk are read together;
MANY, WINDOW = 12, 1 << 23  # of so many arrays, as many bytes as a chunk has


def norms(tape, numbers):
    """float64[n]: the 2-norm of each value (numbers: int64[n], 0 for none, which gives NaN), computed in float64."""
    out = np.full(len(numbers), np.nan)
    for places, arrays in _gather(tape, np.asarray(numbers, np.int64)):
        out[places] = _norm(arrays)
    return out


class Measures(NamedTuple):
    """Of n values, float64[n]: norm, largest and smallest element, largest absolute one (NaN where there is none); int64[n]:
    how many elements, −1 for no value; bool[n]: `wide`, whether its squares may leave the range of float64."""

    norm: np.ndarray
    max: np.ndarray
    min: np.ndarray
    absmax: np.ndarray
    size: np.ndarray
    wide: np.ndarray


def measures(tape, numbers, all_of_them=False):
    """Measures of the values with these numbers (0 for none); of `all_of_them`, or only norm, size and wide."""
    n = len(numbers)
    norm, top, low, most = (np.full(n, np.nan) for _ in range(4))
    size, wide = np.full(n, -1), np.zeros(n, bool)
    for places, (arrays, kept) in _gather(tape, np.asarray(numbers, np.int64), tell=True):
        flat = arrays.reshape(len(arrays), -1)
        size[places], norm[places], wide[places] = flat.shape[1], _norm(flat), kept in "dc"
        if all_of_them and flat.shape[1] and flat.dtype.kind != "c":
            top[places], low[places] = flat.max(1), flat.min(1)
            most[places] = np.maximum(np.abs(top[places]), np.abs(low[places]))
    return Measures(norm, top, low, most, size, wide)


def alike(tape, numbers):
    """(places among `numbers`, array (k, *shape)) for all values of one shape, dtype and part of the tape in turn, as they
    were stored; 0 stands for no value."""
    for places, arrays in _gather(tape, np.asarray(numbers, np.int64), widens=False):
        shape = tape.value(int(numbers[places[0]])).shape
        yield places, arrays.reshape(len(places), *shape)


def distances(tape, before, after):
    """float64[n]: the 2-norm of the difference of two values each; NaN where one is missing or their sizes differ."""
    return pairs(tape, before, tape, after).apart


class Pairs(NamedTuple):
    """Of n pairs of values, float64[n]: the norm of each (NaN for none), and of their difference (NaN where one is
    missing or their sizes differ); int64[n]: how many elements each has, −1 for none."""

    norm_a: np.ndarray
    norm_b: np.ndarray
    apart: np.ndarray
    size_a: np.ndarray
    size_b: np.ndarray


def pairs(tape_a, a, tape_b, b):
    """Compares values of one tape with values of another (or the same), in pairs: Pairs."""
    a, b = np.asarray(a, np.int64), np.asarray(b, np.int64)
    parts = [_pairs(tape_a, a[at : at + TOGETHER], tape_b, b[at : at + TOGETHER])
             for at in range(0, max(len(a), 1), TOGETHER)]  # fmt: skip
    return Pairs(*(np.concatenate(column) for column in zip(*parts)))


def _pairs(tape_a, a, tape_b, b):
    (norm_a, size_a, group_a, row_a, held_a), (norm_b, size_b, group_b, row_b, held_b) = (
        _held(tape_a, a), _held(tape_b, b))  # fmt: skip
    apart = np.full(len(a), np.nan)
    both = np.flatnonzero((size_a >= 0) & (size_a == size_b))
    code = group_a[both] * (len(held_b) + 1) + group_b[both]
    order = np.argsort(code, kind="stable")
    for same in np.split(both[order], np.flatnonzero(np.diff(code[order])) + 1) if len(both) else ():
        one, other = held_a[group_a[same[0]]][row_a[same]], held_b[group_b[same[0]]][row_b[same]]
        apart[same] = _norm(one - other)
    return norm_a, norm_b, apart, size_a, size_b


def _held(tape, numbers):
    """Of each value: norm, size, in which array and row of it its elements are; and these arrays."""
    n = len(numbers)
    norm, size, group, row = np.full(n, np.nan), np.full(n, -1), np.zeros(n, np.int64), np.zeros(n, np.int64)
    held = []
    for places, arrays in _gather(tape, numbers):
        flat = arrays.reshape(len(arrays), -1)
        norm[places], size[places] = _norm(flat), flat.shape[1]
        group[places], row[places] = len(held), np.arange(len(places))
        held.append(flat)
    return norm, size, group, row, held


def arrived(tape, seqs):
    """int64[n]: the number of the (first) gradient that arrived at each of these `node` events, 0 for none."""
    seqs = np.asarray(seqs, np.int64)
    out = np.zeros(len(seqs), np.int64)
    if not len(seqs):
        return out
    low = 0
    order = np.argsort(seqs, kind="stable")
    while low < len(order):  # a stretch of the tape at a time: rows between are read with them
        part = order[low : low + STRETCH]
        first, last = int(seqs[part[0]]), int(seqs[part[-1]]) + 1
        rows = tape.table[first:last]
        ints, starts = ints_of(tape, first, last, rows)
        at = seqs[part] - first
        has = (rows["size"][at] > 0) & (rows["aux"][at] > 0)
        out[part[has]] = ints[starts[at[has]]]
        low += STRETCH
    return out


def written(tape, seqs):
    """(k, one, two, tensor) of `accumulate` and `optimizer_step` events, int64 arrays as long as each other.

    k counts the seqs. An accumulate has one entry: the numbers of the values of the sum and of what was added; a step
    has one for each of its parameters: those of the values before and after.
    """
    seqs = np.asarray(seqs, np.int64)
    if not len(seqs):
        return (np.empty(0, np.int64),) * 4
    first, last = int(seqs[0]), int(seqs[-1]) + 1
    rows = tape.table[first:last]
    ints, starts = ints_of(tape, first, last, rows)
    at = seqs - first
    step = rows["kind"][at] == KIND["optimizer_step"]
    counts = np.where(step, rows["size"][at] // 4, 1).astype(np.int64)
    k = np.repeat(np.arange(len(seqs)), counts)
    slot = np.arange(len(k)) - np.repeat(np.cumsum(counts) - counts, counts)
    base = starts[at][k] + np.where(step[k], 4 * slot, 0)
    stepped = step[k]
    top = max(len(ints) - 1, 0)
    safe = np.append(ints, 0) if not len(ints) else ints

    def pick(offset):
        return safe[np.minimum(base + offset, top)].astype(np.int64)

    of = at[k]
    one = np.where(stepped, pick(2), rows["value"][of].astype(np.int64))
    two = np.where(stepped, pick(3), np.where(rows["size"][of] > 0, pick(0), 0))
    tensor = np.where(stepped, pick(0), rows["tensor"][of])
    return k, one, two, tensor


def _norm(arrays):
    """Norms of the rows of a (k, n) array, without overflow on the way."""
    flat = arrays.reshape(len(arrays), -1)
    if not flat.shape[1]:
        return np.zeros(len(flat))
    with np.errstate(all="ignore"):
        return np.sqrt(np.einsum("ij,ij->i", flat, flat.conj()).real)


def _gather(tape, numbers, tell=False, widens=True):
    """(places among `numbers`, float64 or complex (k, n) array) for all of one shape, dtype and chunk in turn.

    tell: in place of the array (array, the kind of number it was kept as: "d" for float64, "c" for complex, else "f").
    widens: else they have the dtype they were stored in.
    """
    order = np.argsort(numbers, kind="stable")
    order = order[numbers[order] > 0]
    while len(order):
        chunk = bisect_right(tape._first_value, int(numbers[order[0]])) - 1
        first = tape._first_value[chunk]
        values = np.frombuffer(tape._load(chunk)[0], VALUE)
        inside = int((numbers[order] < first + len(values)).sum())
        if not inside:
            tape.value(int(numbers[order[0]]))  # raises the tape's own error
            return
        here, order = order[:inside], order[inside:]
        found = values[numbers[here] - first]
        what = found["dtype"].astype(np.int64) << 34 | found["flags"].astype(np.int64) << 32 | found["layout"]
        for kind in np.unique(what).tolist():
            same = what == kind
            code = int(found["dtype"][same][0])
            store = STORAGE.get(code)
            kept = "" if store is None else "c" if store.kind == "c" else "d" if store.itemsize == 8 else "f"
            for places, arrays in _of_kind(tape, chunk, numbers, here[same], found[same]):
                arrays = _wide(arrays) if widens else arrays
                yield places, (arrays, kept) if tell else arrays


def _of_kind(tape, chunk, numbers, places, found):
    code, flags, layout = int(found["dtype"][0]), int(found["flags"][0]), int(found["layout"][0])
    if code not in STORAGE:  # no value, or a Python number
        return
    store = STORAGE[code]
    if flags & INLINE:
        raw = np.ascontiguousarray(found["data"]).view("u1").reshape(-1, 8)[:, : store.itemsize]
        yield places, np.ascontiguousarray(raw).view(store)
        return
    offsets = _offsets(*tape._layout(layout), store.itemsize)
    at = found["data"].astype(np.int64) + (tape._chunks[chunk][3] if flags & HERE else 0)
    if len(offsets) and not flags & DERIVED:
        low, high = int(at.min() + offsets.min()), int(at.max() + offsets.max()) + store.itemsize
        shifts = at + offsets.min() - low
        room = DENSE * store.itemsize * len(offsets) * len(at) if len(at) < MANY else WINDOW
        if high - low <= room and not (shifts % store.itemsize).any():
            data = np.frombuffer(tape._bytes(low, high - low), store)
            yield places, data[(shifts[:, None] + (offsets - offsets.min())) // store.itemsize]
            return
    for place in places.tolist():
        array = tape.value(int(numbers[place])).array
        yield np.array([place]), array.reshape(1, -1)


def _offsets(shape, strides, itemsize):
    """int64[numel]: where the elements of an array lie, in bytes from its first, in the order of its indices."""
    if strides is None:
        return np.arange(int(np.prod(shape, dtype=np.int64))) * itemsize
    offsets = np.zeros(1, np.int64)
    for count, stride in zip(shape, strides):
        offsets = (offsets[:, None] + np.arange(count) * stride).reshape(-1)
    return offsets


def _wide(array):
    return array if array.dtype.kind == "c" else array.astype(np.float64)
