"""Where a sparse tensor has values: the places and the order in which each layout keeps them.

A pattern never changes. `pick` takes the values out of a dense array, `spread` puts them back; `where` are the places as (axes, values) rows.
"""

import numpy as np

from . import memory_format as M

COMPRESSED = {
    M.sparse_csr: ("Csr", True, False), M.sparse_csc: ("Csc", False, False), M.sparse_bsr: ("Bsr", True, True), M.sparse_bsc: ("Bsc", False, True),
}  # of a layout: its name, whether it is rows that are compressed, and whether it has blocks  # fmt: skip


class Coo:
    """Coordinates: `where` (axes, n) in the order of the values; values (n, …) with the other axes of `size`."""

    layout, word = M.sparse_coo, "Sparse"

    def __init__(self, where, size, coalesced):
        self.where, self.size, self.coalesced = where, tuple(size), coalesced
        self.axes = len(where)

    def __repr__(self):
        return f"<{self.where.shape[1]} places of {self.size}>"

    def pick(self, dense):
        if not self.axes:  # one place at most (or as often as it was given)
            return np.repeat(np.asarray(dense)[None], self.count(), 0)
        return dense[tuple(self.where)]

    def spread(self, values):
        if not self.axes:
            return values.sum(0, dtype=values.dtype)
        dense = np.zeros(self.size, values.dtype)
        np.add.at(dense, tuple(self.where), values)
        return dense

    def count(self):
        return self.where.shape[1]

    def indices(self):
        return {"indices": self.where}

    def permuted(self, axes):
        return Coo(self.where[list(axes[: self.axes])], [self.size[a] for a in axes], False)

    def flat(self):
        """The places as single numbers."""
        return np.ravel_multi_index(tuple(self.where), self.size[: self.axes]) if self.axes else np.zeros(self.count(), np.int64)

    def in_order(self):
        """The pattern with each place once, in order."""
        size = self.size[: self.axes]
        if not size:
            return Coo(np.zeros((0, min(1, self.count())), np.int64), self.size, True)
        where = np.array(np.unravel_index(np.unique(self.flat()), size))
        return Coo(where.reshape(len(size), -1), self.size, True)


class Compressed:
    """CSR, CSC, BSR and BSC: `starts` (…, rows + 1) and `others` (…, n), for BSR and BSC of blocks; a leading axis for each of the batch's."""

    coalesced = True

    def __init__(self, layout, starts, others, size, block=(1, 1)):
        self.layout, self.starts, self.others, self.size, self.block = layout, starts, others, tuple(size), tuple(block)
        self.word, self.rows, self.blocks = f"Sparse{COMPRESSED[layout][0]}", *COMPRESSED[layout][1:]
        lengths = np.diff(starts.astype(np.int64)).reshape(-1, starts.shape[-1] - 1)
        n = others.shape[-1]
        along = np.zeros((len(lengths), n), np.int64)
        for one, k in zip(along, lengths):
            held = np.repeat(np.arange(len(k)), np.maximum(k, 0))[:n]
            one[: len(held)] = held
        along, others = along.reshape(others.shape), others.astype(np.int64)
        batch = np.indices(others.shape, sparse=True)[:-1]
        self._at = (*batch, along, others) if self.rows else (*batch, others, along)

    def __repr__(self):
        return f"<{self.count()} places of {self.size}>"

    def _blocked(self, dense):
        """A view (batch…, rows, columns, *block) of a dense array."""
        if not self.blocks:
            return dense
        *batch, m, n = dense.shape
        (a, b), k = self.block, len(batch)
        return np.moveaxis(dense.reshape(*batch, m // a, a, n // b, b), k + 1, k + 2)

    def pick(self, dense):
        return self._blocked(np.ascontiguousarray(dense))[self._at]

    def spread(self, values):
        dense = np.zeros(self.size, values.dtype)
        np.add.at(self._blocked(dense), self._at, values)
        return dense

    def count(self):
        return self.others.shape[-1]

    def indices(self):
        return {"crow_indices": self.starts, "col_indices": self.others} if self.rows else {"ccol_indices": self.starts, "row_indices": self.others}

    @property
    def where(self):
        """The places one by one, blocks and all, in the order of the values."""
        numbered = np.arange(int(np.prod(self.size))).reshape(self.size)
        return np.array(np.unravel_index(self.pick(numbered).reshape(-1), self.size)).reshape(len(self.size), -1)

    def permuted(self, axes):
        if tuple(axes) != (*range(len(axes) - 2), len(axes) - 1, len(axes) - 2):
            raise RuntimeError("transpose(): can only transpose the last two axes of a tensor in a compressed layout")
        return Compressed(TURNED[self.layout], self.starts, self.others, [self.size[a] for a in axes], self.block[::-1])


TURNED = {M.sparse_csr: M.sparse_csc, M.sparse_csc: M.sparse_csr, M.sparse_bsr: M.sparse_bsc, M.sparse_bsc: M.sparse_bsr}


def of_mask(mask, layout, axes=None, block=None):
    """The pattern of the places where `mask`, a boolean array, is True. axes: sparse ones, of coordinates; block: of BSR and BSC."""
    if layout is M.sparse_coo:
        axes = mask.ndim if axes is None else axes
        some = np.asarray(mask).reshape(*mask.shape[:axes], -1).any(-1)
        where = np.array(np.nonzero(some)).reshape(axes, -1) if axes else np.zeros((0, int(some)), np.int64)
        return Coo(where, mask.shape, True)
    _, rows, blocks = COMPRESSED[layout]
    size = mask.shape
    if blocks:
        *batch, m, n = size
        if m % block[0] or n % block[1]:
            kind = str(layout).removeprefix("torch.sparse_")
            raise RuntimeError(
                f"dense_to_sparse_{kind}: tensor sparse size ({m},{n}) must be divisible by given blocksize ({block[0]},{block[1]})"
            )
        mask = mask.reshape(*batch, m // block[0], block[0], n // block[1], block[1]).any((-3, -1))
    turned = mask if rows else np.swapaxes(mask, -1, -2)
    counts = turned.sum(-1)
    totals = counts.sum(-1).reshape(-1)
    if len(totals) and (totals != totals[0]).any():
        raise RuntimeError("Expect the same number of specified elements per batch.")
    starts = np.concatenate([np.zeros((*counts.shape[:-1], 1), np.int64), counts.cumsum(-1)], -1)
    others = np.nonzero(turned)[-1].reshape(*mask.shape[:-2], -1)
    return Compressed(layout, starts, others, size, block or (1, 1))


def mask(pattern):
    """The boolean array that is True at the pattern's places."""
    out = np.zeros(pattern.size, bool)
    where = pattern.where
    if len(where) or where.shape[1]:
        out[tuple(where)] = True
    return out
