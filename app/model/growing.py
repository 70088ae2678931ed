"""Arrays and sorted indexes that grow at their end, as a tape does.

Note [Sorted runs]
An index answers "the events of key k, in order" and "the last event of k up to seq". Python lists per key would cost
an object per event; instead each entry is one int64, key in the high half and seq in the low half, kept in a few
sorted arrays ("runs"). A new batch is sorted by itself and becomes a run; a run is merged with the one before it once
it has grown to half its size, so there are never more than about log2(n) of them. Seqs only grow, hence every seq of
a later run lies after every seq of an earlier one, and a lookup may go through the runs newest first and stop.
"""

from __future__ import annotations

import numpy as np

_SEQ_BITS = 32
_SEQ_MASK = (1 << _SEQ_BITS) - 1


class GrowArray:
    """A one-dimensional array with amortised append; `view` is the filled part (do not keep it across appends)."""

    def __init__(self, dtype: str, capacity: int = 1024):
        self._data = np.empty(capacity, dtype)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def view(self) -> np.ndarray:
        return self._data[: self._size]

    def _reserve(self, size: int) -> None:
        if size > len(self._data):
            grown = np.empty(max(size, len(self._data) * 5 // 4), self._data.dtype)
            grown[: self._size] = self._data[: self._size]
            self._data = grown

    def append(self, values: np.ndarray) -> None:
        """Append all of `values`."""
        size = self._size + len(values)
        self._reserve(size)
        self._data[self._size : size] = values
        self._size = size

    def grow_to(self, size: int, fill: int) -> None:
        """Make it at least `size` long; new places hold `fill`."""
        if size > self._size:
            self._reserve(size)
            self._data[self._size : size] = fill
            self._size = size


class KeyIndex:
    """For each key (an int ≥ 0) the seqs of its events, ascending; see Note [Sorted runs]."""

    def __init__(self) -> None:
        self._runs: list[np.ndarray] = []

    def extend(self, keys: np.ndarray, seqs: np.ndarray) -> None:
        """Add events; `seqs` ascend and lie after all that were added before. Negative keys are left out."""
        keep = keys >= 0
        if not keep.all():
            keys, seqs = keys[keep], seqs[keep]
        if not len(keys):
            return
        run = (keys.astype(np.int64) << _SEQ_BITS) | seqs.astype(np.int64)
        run.sort()
        runs = self._runs
        while runs and len(run) * 2 > len(runs[-1]):
            run = np.concatenate((runs.pop(), run))
            run.sort(kind="stable")  # two sorted halves: one merge
        runs.append(run)

    def all(self, key: int) -> np.ndarray:
        """Every seq of `key`, ascending, as an int64 array."""
        low, high = key << _SEQ_BITS, (key + 1) << _SEQ_BITS
        parts = []
        for run in self._runs:
            first, last = run.searchsorted(low), run.searchsorted(high)
            if last > first:
                parts.append(run[first:last])
        if not parts:
            return np.empty(0, np.int64)
        return (parts[0] if len(parts) == 1 else np.concatenate(parts)) & _SEQ_MASK

    def last(self, key: int, seq: int) -> int:
        """The last seq of `key` that is ≤ `seq`, or −1."""
        if seq < 0:
            return -1
        low, wanted = key << _SEQ_BITS, (key << _SEQ_BITS) | seq
        for run in reversed(self._runs):
            at = int(run.searchsorted(wanted, side="right")) - 1
            if at >= 0:
                entry = int(run[at])
                if entry >= low:
                    return entry & _SEQ_MASK
        return -1

    def next(self, key: int, seq: int) -> int:
        """The first seq of `key` that is > `seq`, or −1."""
        wanted, high = (key << _SEQ_BITS) | (seq + 1), (key + 1) << _SEQ_BITS
        for run in self._runs:
            at = int(run.searchsorted(wanted))
            if at < len(run):
                entry = int(run[at])
                if entry < high:
                    return entry & _SEQ_MASK
        return -1

    def count(self, key: int) -> int:
        """How many events `key` has."""
        low, high = key << _SEQ_BITS, (key + 1) << _SEQ_BITS
        return sum(int(run.searchsorted(high) - run.searchsorted(low)) for run in self._runs)
