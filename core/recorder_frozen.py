"""What waiting values were like before the memory they refer to changed: Note [Recording by reference] in recorder_memory.py."""

import numpy as np

SMALL = 1 << 14  # bytes up to which an array is simply written again
ndarray = np.ndarray


def root_of(array):
    """The array that owns the memory."""
    while isinstance(array.base, ndarray):
        array = array.base
    return array


def address(array):
    return array.__array_interface__["data"][0]


def flatten(array):
    """The memory of an array in one piece as a 1-d view."""
    return array.reshape(-1, order="C" if array.flags.c_contiguous else "F").view(ndarray)


class Frozen:
    """What arrays were like before writes that happened while events were waiting: Note [Recording by reference]."""

    def __init__(self):
        self._kept = {}  # id(root) → [(values waiting then, root, what is stored, flat copy)], oldest first
        self._made = []  # alive as long as others may be told apart by their ids

    def __bool__(self):
        return bool(self._kept)

    def add(self, count, kept):
        self._kept.setdefault(id(kept[0]), []).append((count, *kept))

    def as_they_were(self, vals, memory):
        """Waiting values, those that are arrays as they were when they came."""
        kept = self._kept
        return [
            x if x.__class__ is not ndarray or (x.base is None and id(x) not in kept) else self.as_it_was(i, x, memory)
            for i, x in enumerate(vals)
        ]

    def as_it_was(self, index, array, memory):
        """The array as of waiting value number `index`: itself, or the like view of a copy."""
        root = array if array.base is None else root_of(array)
        kept = self._kept.get(id(root))
        if kept is None:
            return array
        for count, owner, stored, flat in kept:
            if index < count and owner is root:
                if stored is not None:
                    memory.adopt(flat, stored)
                self._made.append(like(array, root, flat))
                return self._made[-1]
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
    if array is root and array.flags.c_contiguous and array.__class__ is ndarray:
        return flat.reshape(array.shape)
    return np.ndarray(array.shape, array.dtype, flat, address(array) - address(root), array.strides).view(type(array))
