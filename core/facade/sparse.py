"""torch.sparse: products and sums of tensors in coordinate form, and the old classes that make them; see ../sparse.py."""

import warnings as _warnings

from .. import dtypes as _dtypes
from .. import memory_format as _memory_format
from .. import state as _state
from ..functions.create import zeros as _zeros
from ..functions.linear import addmm, mm
from ..functions.sparse import sparse_coo_tensor as _coo
from ..size import Size as _Size
from ..tensor import Tensor as _Tensor
from .parts import missing

spmm = dsmm = mm


def sum(input, dim=None, dtype=None):
    """The sum of a sparse tensor: a number, or a dense tensor."""
    return input.to_dense().sum() if dim is None else input.to_dense().sum(dim)


class _Class(type):
    """The type of torch.sparse.FloatTensor and its like, which make sparse tensors and know them."""

    def __instancecheck__(cls, t):
        return isinstance(t, _Tensor) and t.is_sparse and t.dtype is cls.dtype

    def __call__(cls, *args, device=None):
        if len(args) in (2, 3) and isinstance(args[0], _Tensor):
            indices, values, *shape = args
            if indices.dtype is not _dtypes.int64:
                raise RuntimeError(f"expected scalar type Long but found {indices.dtype.legacy}")
            given = "indices, values, shape" if shape else "indices, values"
            _warn(f"{given}, *, device=", f"{given}, dtype=, device=", 653 if shape else 641)
        else:
            shape = [args[0] if len(args) == 1 and isinstance(args[0], tuple | list) else args]
            _warn("shape, *, device=", "shape, dtype=, device=", 684) if args else _warn("", "(0,), dtype=", 623)
            shape = [_Size(shape[0] or (0,))]
            indices, values = _zeros(len(shape[0]), 0, dtype=_dtypes.int64), _zeros(0, dtype=cls.dtype)
        return _coo(indices, values, *shape, check_invariants=False)


def _warn(form, instead, line):
    if ("sparse class", form) not in _state.told:
        _state.told.add(("sparse class", form))
        _warnings.warn(
            f"torch.sparse.SparseTensor({form}) is deprecated.  Please use torch.sparse_coo_tensor({instead}). (Triggered internally at "
            f"/__w/pytorch/pytorch/torch/csrc/utils/tensor_new.cpp:{line}.)",
            UserWarning,
            stacklevel=3,
        )


for _d in (_dtypes.float32, _dtypes.float64, _dtypes.float16, _dtypes.bfloat16, _dtypes.uint8, _dtypes.int8, _dtypes.int16, _dtypes.int32,
           _dtypes.int64):  # fmt: skip
    globals()[f"{_d.legacy}Tensor"] = _Class(f"{_d.legacy}Tensor", (), {
        "__module__": "torch.sparse", "dtype": _d, "layout": _memory_format.sparse_coo, "is_cuda": False, "is_sparse": True})  # fmt: skip

__getattr__ = missing(
    "torch.sparse", "Retrograd has sparse tensors in coordinate form only, and few functions of them."
)
__all__ = ["addmm", "mm", "spmm", "sum"]
