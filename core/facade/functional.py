"""torch.functional: the functions of torch that live in that module."""

from .. import api as _api

for _name in ("atleast_1d", "atleast_2d", "atleast_3d", "block_diag", "broadcast_shapes", "broadcast_tensors", "cartesian_prod", "cdist",
              "chain_matmul", "einsum", "meshgrid", "norm", "split", "tensordot", "unique"):  # fmt: skip
    if _name in _api.TABLES["torch"]:
        globals()[_name] = _api.TABLES["torch"][_name]
