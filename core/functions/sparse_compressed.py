"""Making tensors in the compressed layouts: torch.sparse_csr_tensor and its like."""

from itertools import pairwise

import numpy as np

from .. import state as S
from ..api import function
from ..sparse import dressed
from ..sparse_patterns import COMPRESSED, Compressed
from ..tensor import Tensor
from .create import tensor
from .sparse import Z, _tell_of_checks, _tell_of_state

ROWS, COLUMNS = ("crow_indices", "col_indices", "row", "ncols", "nrows"), ("ccol_indices", "row_indices", "column", "nrows", "ncols")


def _array(x, dtype=None):
    return (x if isinstance(x, Tensor) else tensor(x, dtype=dtype))._data


def _indices(x):
    a = np.asarray(_array(x))
    return a if a.dtype == np.int32 else a.astype(np.int64)


def _named(size):
    return tuple(int(n) for n in size)


def _guessed(layout, starts, others, parts):
    """The size that the indices show, as PyTorch takes it: as many columns as the largest index needs."""
    _, rows, blocks = COMPRESSED[layout]
    a, b = parts.shape[-2:] if blocks else (1, 1)
    along, across = starts.shape[-1] - 1, int(others.max()) + 1 if others.size else 0
    return (*starts.shape[:-1], *((along * a, across * b) if rows else (across * a, along * b)))


def _check(layout, starts, others, parts, size, order):
    """What check_invariants asks of indices and values, without which no dense array can be made of them; RuntimeError in PyTorch's words.
    `order`: must the indices of a row be in order, too?"""
    _, rows, blocks = COMPRESSED[layout]
    name, other, kind, width, height = ROWS if rows else COLUMNS
    batch = starts.ndim - 1
    n = parts.shape[batch]
    block = parts.shape[-2:] if blocks else (1, 1)
    along, across = (size[batch + i] // block[i] for i in ((0, 1) if rows else (1, 0)))
    if starts.shape[-1] != along + 1:
        raise RuntimeError(f"{name}.shape[-1] must be equal to the number of {kind}s + 1 (={along + 1}), but got {starts.shape[-1]}")
    if others.shape[-1] != n:
        raise RuntimeError(f"{other}.shape[-1] must be equal to nnz (={n}) as defined by values.shape[{batch}], but got {others.shape[-1]}")
    steps = np.diff(starts)
    in_order = (
        f"`{other}[..., {name}[..., i - 1]:{name}[..., i]] for all i = 1, ..., {height} are sorted and distinct along the last dimension values`"
    )
    failed = [
        said
        for said, wrong in (
            (f"`{name}[..., 0] == 0`", (starts[..., 0] != 0).any()),
            (f"`{name}[..., -1] == nnz`", (starts[..., -1] != n).any()),
            (f"`0 <= {name}[..., 1:] - {name}[..., :-1] <= {width}`", (steps < 0).any() or (steps > across).any()),
            (f"`0 <= {other} < {width}`", (others < 0).any() or (others >= across).any()),
        )
        if wrong
    ]
    if order and not failed and any(
        (np.diff(one[i:j]) <= 0).any()
        for first, one in zip(starts.reshape(-1, starts.shape[-1]), others.reshape(-1, n))
        for i, j in pairwise(first)
    ):
        failed = [in_order]
    if failed:
        raise RuntimeError(f"{failed[0]} is not satisfied.")


def compressed(layout, starts, others, values, size, dtype, requires_grad, check_invariants):
    """A tensor in a compressed layout of indices and values, tensors or lists."""
    if check_invariants is None:
        _tell_of_checks(5)
    parts = values if isinstance(values, Tensor) else tensor(values, dtype=dtype)
    parts = parts.to(dtype) if dtype is not None else parts
    starts, others = _indices(starts), _indices(others)
    size = _guessed(layout, starts, others, parts._data) if size is None else _named(size)
    _tell_of_state(layout)
    _check(layout, starts, others, parts._data, size, check_invariants or S.sparse_checks)
    pattern = Compressed(layout, starts, others, size, parts._data.shape[-2:] if COMPRESSED[layout][2] else (1, 1))
    made = Z().sparse_of_compressed(parts, pattern=pattern)
    return dressed(made, pattern).requires_grad_(requires_grad) if not parts._rg else dressed(made, pattern)


def _of_rows(layout):
    def make(crow_indices, col_indices, values, size=None, *, dtype=None, layout=layout, device=None, pin_memory=False, requires_grad=False,
             check_invariants=None):  # fmt: skip
        return compressed(layout, crow_indices, col_indices, values, size, dtype, requires_grad, check_invariants)

    return make


def _of_columns(layout):
    def make(ccol_indices, row_indices, values, size=None, *, dtype=None, layout=layout, device=None, pin_memory=False, requires_grad=False,
             check_invariants=None):  # fmt: skip
        return compressed(layout, ccol_indices, row_indices, values, size, dtype, requires_grad, check_invariants)

    return make


for _layout, (_, _rows, _) in COMPRESSED.items():
    function("torch", name=f"{str(_layout).removeprefix('torch.')}_tensor")((_of_rows if _rows else _of_columns)(_layout))


@function("torch")
def sparse_compressed_tensor(compressed_indices, plain_indices, values, size=None, *, dtype=None, layout=None, device=None, pin_memory=False,
                             requires_grad=False, check_invariants=None):  # fmt: skip
    if layout not in COMPRESSED:
        raise RuntimeError("sparse_compressed_tensor expected sparse compressed tensor layout but got none")
    return compressed(layout, compressed_indices, plain_indices, values, size, dtype, requires_grad, check_invariants)
