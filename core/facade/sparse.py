"""torch.sparse: products and sums of tensors in coordinate form; see ../sparse.py."""

from ..functions.linear import addmm, mm
from .parts import missing

spmm = mm


def sum(input, dim=None, dtype=None):
    """The sum of a sparse tensor: a number, or a dense tensor."""
    return input.to_dense().sum() if dim is None else input.to_dense().sum(dim)


__getattr__ = missing("torch.sparse", "Retrograd has sparse tensors in coordinate form only, and few functions of them.")
__all__ = ["addmm", "mm", "spmm", "sum"]
