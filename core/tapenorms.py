"""Norms of many values of a tape at once, and of what lies between two of them: an array operation for all of a shape.

To read a value by itself takes some 10 µs, and a training of 500 iterations writes hundreds of thousands of them.
"""

from bisect import bisect_right

import numpy as np

from .tapelinks import ints_of
from .wire import HERE, INLINE, KIND, STORAGE, VALUE

DENSE = 16  # bytes read for one that is wanted, at most, when the arrays of a chunk are read together


def norms(tape, numbers):
    """float64[n]: the 2-norm of each value (numbers: int64[n], 0 for none, which gives NaN), computed in float64."""
    out = np.full(len(numbers), np.nan)
    for places, arrays in _gather(tape, np.asarray(numbers, np.int64)):
        out[places] = _norm(arrays)
    return out


def distances(tape, before, after):
    """float64[n]: the 2-norm of the difference of two values each; NaN where one is missing or their sizes differ."""
    n = len(before)
    out = np.full(n, np.nan)
    held = [None] * (2 * n)
    for places, arrays in _gather(tape, np.concatenate((before, after)).astype(np.int64)):
        for place, array in zip(places.tolist(), arrays):
            held[place] = array
    alike = {}
    for k, (old, new) in enumerate(zip(held[:n], held[n:])):
        if old is not None and new is not None and old.shape == new.shape:
            alike.setdefault((old.shape, old.dtype, new.dtype), []).append(k)
    for places in alike.values():
        out[places] = _norm(np.array([held[n + k] for k in places]) - np.array([held[k] for k in places]))
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


def _gather(tape, numbers):
    """(places among `numbers`, float64 or complex (k, n) array) for all of one shape, dtype and chunk in turn."""
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
            yield from _of_kind(tape, chunk, numbers, here[same], found[same])


def _of_kind(tape, chunk, numbers, places, found):
    code, flags, layout = int(found["dtype"][0]), int(found["flags"][0]), int(found["layout"][0])
    if code not in STORAGE:  # no value, or a Python number
        return
    store = STORAGE[code]
    if flags & INLINE:
        raw = np.ascontiguousarray(found["data"]).view("u1").reshape(-1, 8)[:, : store.itemsize]
        yield places, _wide(np.ascontiguousarray(raw).view(store))
        return
    shape, strides = tape._layout(layout)
    size = int(np.prod(shape, dtype=np.int64)) * store.itemsize
    at = found["data"].astype(np.int64) + (tape._chunks[chunk][3] if flags & HERE else 0)
    low, high = int(at.min()), int(at.max()) + size
    if strides is None and size and high - low <= DENSE * size * len(at):
        data = np.frombuffer(tape._bytes(low, high - low), "u1")
        windows = np.lib.stride_tricks.sliding_window_view(data, size)[at - low]
        yield places, _wide(windows.view(store))
        return
    for place in places.tolist():
        array = tape.value(int(numbers[place])).array
        yield np.array([place]), _wide(array.reshape(1, -1))


def _wide(array):
    return array if array.dtype.kind == "c" else array.astype(np.float64)
