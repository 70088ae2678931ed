"""torch.sparse: Retrograd's tensors are all dense; products that take a dense matrix, too, are there."""

from ..functions.linear import addmm, mm
from .parts import missing

spmm = mm
__getattr__ = missing("torch.sparse", "Retrograd has dense tensors only.")
__all__ = ["addmm", "mm", "spmm"]
