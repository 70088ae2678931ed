"""torch.functional: the functions of torch that live in that module."""

from .. import api as _api
from .. import functions as _functions
from ..tensor import Tensor  # noqa: F401

_functions.load_all()
for _name in ("atleast_1d", "atleast_2d", "atleast_3d", "block_diag", "broadcast_shapes", "broadcast_tensors", "cartesian_prod", "cdist",
              "chain_matmul", "einsum", "istft", "lu", "meshgrid", "norm", "pca_lowrank", "split", "stft", "svd_lowrank", "tensordot",
              "unique", "unique_consecutive", "unravel_index"):  # fmt: skip
    if _name in _api.TABLES["torch"]:
        globals()[_name] = _api.TABLES["torch"][_name]


def __getattr__(name):
    """PyTorch's module has imported `torch.nn.functional as F`, and programs take it from here."""
    if name == "F":
        from .nn import functional

        return functional
    raise AttributeError(f"module 'torch.functional' has no attribute '{name}'")
