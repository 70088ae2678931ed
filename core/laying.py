"""In which order the result of an op lies in memory, where NumPy's choice is another than PyTorch's: `stride()` shows it, and `view()`
depends on it.

The generated code of an op has a line for it (compile_forward.py); what NumPy does as PyTorch does is not named here.
"""

import numpy as np

from .memory_format import dense, laid, suggested

# Row after row, whatever the order of the arguments.
ROWS = set("""
cumsum_dim cumprod_dim cummax_dim cummin_dim logcumsumexp_dim softmax_dim log_softmax_dim roll index gather scatter_add scatter_src
scatter_value scatter_reduce index_add index_copy stack masked_fill masked_fill_tensor masked_scatter renorm native_layer_norm linalg_lu
sum_dim mean_dim prod_dim var_dim std_dim var_mean_dim std_mean_dim nansum_dim norm_dim vector_norm amax amin aminmax max_dim min_dim
logsumexp_dim
""".split())
# The same, but with the channels last where they lie so.
ROWS_OR_CHANNELS = set("cat constant_pad_nd native_batch_norm".split())
# In the order in which the first argument lies, without gaps.
AS_FIRST = set("exp sin cos sigmoid silu gelu flip sort_dim sort_stable nan_to_num to_copy to_integers polar complex".split())
# Matrices column by column, as LAPACK writes them: which of the outputs.
COLUMNS = {"inv_ex": (0,), "cholesky_ex": (0,), "old_cholesky": (0,), "solve_ex": (0,), "qr": (0, 1), "svd": (0, 2), "eigh": (1,), "eig": (1,),
           "lu_factor_ex": (0,), "cholesky_inverse": (0,), "cholesky_solve": (0,), "linalg_solve_triangular": (0,)}  # fmt: skip


def in_rows(array):
    return np.ascontiguousarray(array) if array.ndim else array


def in_rows_or_channels(array):
    """Row after row, or with the channels last if that is how they lie."""
    format = suggested(array)
    return in_rows(array) if format is None else laid(array, format)


def as_first(array, first):
    """`array` as `first` lies, without gaps; as it is where the shapes differ."""
    if array.shape != first.shape:
        return array
    out = dense(first, array.dtype)
    if out.strides == array.strides and array.flags.owndata:
        return array
    out[...] = array
    return out.view(type(array))


def in_columns(array):
    return np.ascontiguousarray(array.mT).mT if array.ndim > 1 else array


def lines(op):
    """Lines of generated code that lay `r`, the raw result of the op, as PyTorch would."""
    several = op.outputs is not None
    if op.key in COLUMNS:
        if not several:
            return ["r = in_columns(r)"]
        return [f"r = ({', '.join(f'in_columns(r[{i}])' if i in COLUMNS[op.key] else f'r[{i}]' for i in range(len(op.outputs)))},)"]
    if op.key in AS_FIRST or (op.kind == "float" and len(op.args) == 1):
        laid = "tuple([as_first(o, a0) for o in r])" if several else "as_first(r, a0)"
        return [f"if a0.__class__ is ndarray and not a0.flags.c_contiguous: r = {laid}"]
    how = "in_rows" if op.key in ROWS else "in_rows_or_channels" if op.key in ROWS_OR_CHANNELS else None
    if how is None:
        return []
    test = "{0}.__class__ is ndarray and not {0}.flags.c_contiguous"
    if several:
        return [f"if {test.format('r[0]')}: r = tuple([{how}(o) for o in r])"]
    return [f"if {test.format('r')}: r = {how}(r)"]
