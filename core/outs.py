"""torch's `out=`: what an op computes goes into a tensor of the caller's.

What a wrong dtype is told, and whether another dtype may take the result at all, differs from function to function.
"""


import numpy as np

from . import dtypes
from . import state as S
from .errors import _c_name, warn
from .inplace import _castable, check_inference, check_overlap, check_repeats, write
from .tensor import Tensor

# What is said of a dtype that does not fit ({have}: the result's, {want}: the tensor's), and of which functions. Those in EXACT take no
# other dtype than the result's own; the others any that the result can be cast to.
SAID = {
    "Expected out tensor to have dtype {c_have}, but got {c_want} instead": """
        addmm addmv baddbmm bmm cross expand_copy diagonal_copy alias_copy isin lu_unpack lu_solve max_dim min_dim softmax aminmax
        avg_pool2d avg_pool3d linear topk mm permute_copy qr slice_scatter triangular_solve gather index_copy index_add index_reduce sort
        scatter scatter_add msort renorm squeeze_copy take_along_dim unsqueeze_copy transpose_copy tril triu log_softmax t_copy argmax
        argmin scatter_reduce linalg_cross linalg_det linalg_cholesky linalg_cholesky_ex linalg_eigh linalg_eigvalsh linalg_ldl_factor
        linalg_ldl_factor_ex linalg_ldl_solve linalg_qr linalg_slogdet linalg_vector_norm linalg_lu_factor linalg_lu_factor_ex linalg_lu
        linalg_lu_solve linalg_inv linalg_inv_ex linalg_solve linalg_solve_ex linalg_svd linalg_svdvals svd""",
    "Found dtype {want} but expected {have}": """
        abs ceil conj_physical frac floor softshrink hardshrink gelu neg round sign sgn trunc softplus""",
    "dtype {have} does not match dtype of out parameter ({want})": "arange linspace logspace ones zeros full",
    "torch.cat(): input types can't be cast to the desired output type {want}": "column_stack stack hstack cat vstack dstack",
    "expected scalar_type {have} but found {want}": "cummax cummin diff logcumsumexp",
    "result dtype {want} does not match input dtype {have}": "dot vdot matmul",
    "expected scalar type {have} but found {want}": "logsigmoid linalg_solve_triangular",
    "Expected object of scalar type {have} but got scalar type {want} for argument 'out'": "complex polar",
    "quantile() out tensor must be same dtype as the input tensor": "quantile nanquantile",
    "tensordot: Expected the output tensor to have dtype {have}, but got an output tensor with dtype {want}": "inner tensordot",
    "Expected the dtype for input and out to match, but got {have} for input's dtype and {want} for out's dtype.": "amax amin",
    "{name}(): self and result must have the same scalar type": "masked_select index_select",
    "take(): self and out expected to have the same dtype, but got self.dtype = {have} and out.dtype = {want}": "take",
    "output values must be of same type as input": "kthvalue",
    "nonzero: Expected out tensor to have scalar type {have} but got scalar type{want}": "nonzero",
    "torch.searchsorted(): output tensor's dtype is wrong, it can only be Int(int32) or Long(int64) depending on whether out_int32 flag is "
    "True, but we got output tensor's dtype {want} and out_int32 flag is False": "searchsorted bucketize",
    "{name} only supports bool tensor for result, got: {want}": "all any",
    "nan_to_num: dtype of out: {want} should be same as input: {have}": "nan_to_num",
    "logsumexp(): Expected floating point type for result tensor, but got: {want}": "logsumexp",
    "mean.dtype_out(): input types can't be cast to the desired output type {want}": "mean",
    "linalg.matrix_norm expected out tensor dtype {have} but got: {want}": "linalg_matrix_norm",
    "linalg.norm expected out tensor dtype {have} but got: {want}": "linalg_norm",
    "{word}: Expected result to be safely castable from {have} dtype, but got result with dtype {want}": """
        cholesky linalg_cond linalg_householder_product linalg_matrix_power linalg_pinv linalg_tensorinv linalg_tensorsolve""",
    "torch.linalg.{short}: Expected result to be safely castable from {have} dtype, but got result with dtype {want}": "linalg_matrix_rank",
    "torch.linalg.{short}: Expected eigenvalues to be safely castable from {have} dtype, but got eigenvalues with dtype {want}": """
        linalg_eigvals linalg_eig_0""",
    "torch.linalg.{short}: Expected eigenvectors to be safely castable from {have} dtype, but got eigenvectors with dtype {want}": """
        linalg_eig_1""",
    "{fft} expects a complex output tensor, but got {want}": "fft_fft fft_ifft fft_rfft fft_ihfft fft_fft2 fft_ifft2 fft_rfft2 fft_fftn fft_ifftn",
    "{fft} expects a floating point output tensor, but got {want}": "fft_hfft fft_irfft fft_irfft2 fft_irfftn",
}  # fmt: skip
WORDS = {name: said for said, names in SAID.items() for name in names.split()}
LOOSE = {"mean", "logsumexp", "linalg_matrix_rank", "linalg_eigvals", "linalg_eig_0", "linalg_eig_1",
         *SAID["torch.cat(): input types can't be cast to the desired output type {want}"].split()}
ANY = set("cumsum cumprod eq ge gt le logical_not lt logical_and logical_or logical_xor ne".split())  # take every dtype
NOT_LINALG = {"linalg_matrix_power", "linalg_tensorinv", "linalg_tensorsolve"}  # whose message has no "linalg."
RENAMED = {"true_divide": "div", "multiply": "mul", "subtract": "sub"}
# The functions that do the work of others, by whose names those are called when an argument requires grad.
WORKERS = {
    "cat": "column_stack hstack vstack dstack", "mul": "kron outer", "gather": "take_along_dim", "sort": "msort", "linalg_qr": "qr",
    "linalg_cross": "cross", "linalg_lu_solve": "lu_solve", "pow": "square", "linalg_cholesky_ex": "linalg_cholesky",
    "linalg_inv_ex": "linalg_inv", "linalg_lu_factor_ex": "linalg_lu_factor", "_linalg_solve_ex": "linalg_solve linalg_solve_ex",
    "_linalg_det": "linalg_det", "_linalg_slogdet": "linalg_slogdet", "_linalg_eigh": "linalg_eigh linalg_eigvalsh",
    "_linalg_svd": "linalg_svd linalg_svdvals", "linalg_vector_norm": "norm",
    **{f"aten::{n}": n for n in "softmax log_softmax scatter slice_scatter conj_physical floor_divide unsqueeze_copy diagonal_copy".split()},
}  # fmt: skip
# Which may write to one place more than once; which may write where they read; which may not even write to the very tensor they read.
REPEATABLE = set("triu tril sum mean amax amin var std norm linalg_vector_norm any all ones zeros full empty nansum".split())
OVERLAPPING = REPEATABLE | set("""
    softmax log_softmax diff mm bmm matmul addmm addmv addbmm baddbmm mv dot inner tensordot sort topk median nanmedian mode masked_select
    std_mean var_mean logsumexp prod argmax argmin nonzero flip roll linalg_norm linalg_matrix_norm""".split())
APART = set("cross linalg_cross cat stack hstack vstack dstack column_stack gather index_select take max_dim min_dim kthvalue".split())
SAYS = {name: worker for worker, names in WORKERS.items() for name in names.split()}
UNTRACKED = {*ANY} - {"cumsum", "cumprod"} | {"special_bessel_j0", "special_bessel_j1", "isin", "argmax", "argmin", "bucketize"}

MAKERS = frozenset("zeros ones empty full eye linspace logspace rand randn randint randperm normal bernoulli multinomial".split())


def write_out(name, out, inputs, compute):
    """Computes, then fills `out` (resized where it has to be); a tuple of tensors for several outputs."""
    name = RENAMED.get(name, name)
    if isinstance(out, tuple | list):
        from .return_types import return_type

        result = compute()
        each = [f"{name}_{i}" if f"{name}_{i}" in WORDS else name for i in range(len(out))]
        parts = [write_out(n, o, inputs, lambda r=r: r) for n, o, r in zip(each, out, result)]
        fields = getattr(result, "_fields", None)
        return tuple(parts) if fields is None else return_type(f"{name}_out", fields)(parts)
    if not isinstance(out, Tensor):
        raise TypeError("out")
    given = [t for x in inputs for t in (x if isinstance(x, tuple | list) else (x,))]
    tracked = any(isinstance(t, Tensor) and t.requires_grad for t in (out, *given))
    if S.grad_enabled and tracked and name not in UNTRACKED:
        raise RuntimeError(
            f"{SAYS.get(name, name)}(): functions with out=... arguments don't support automatic differentiation, but one of the arguments "
            "requires grad."
        )
    try:
        _check_memory(name, out, given)
    except RuntimeError:
        compute()  # what is wrong with the arguments themselves is said first
        raise
    check_inference(out)
    rec, S.rec = S.rec, None
    try:
        result = compute()
    finally:
        S.rec = rec
    _check_dtype(name, result.dtype, out.dtype)
    if result._data.shape != out._data.shape:
        grows = result._data.size > out._data.size
        if grows and any(t is out for t in given) and name not in OVERLAPPING and name not in APART:
            raise RuntimeError(
                f"output with shape {list(out._data.shape)} doesn't match the broadcast shape {list(result._data.shape)}"
            )
        _resize_out(name, out, result._data.shape)
    write(out, dtypes.cast(result._data, out.dtype))
    if S.rec is not None:
        S.rec.mutate(name, out, None)
    return out


def _check_memory(name, out, given):
    """May the result go into memory that the op reads, or whose places are several elements' at once?"""
    data = out._data
    if not isinstance(data, np.ndarray):
        return
    if not data.flags.writeable:
        check_repeats(data, name in REPEATABLE)
    if out._alias and name not in OVERLAPPING:
        for t in given:
            if isinstance(t, Tensor):
                check_overlap(data, t._data, name in APART)


def _check_dtype(name, have, want):
    """May a result of dtype `have` go into a tensor of dtype `want`?"""
    said = WORDS.get(name)
    bools = name in ("all", "any") and want.name == "uint8"
    if have is want or name in ANY or bools or (_castable(have, want) and (said is None or name in LOOSE)):
        return
    said = said or "result type {have} can't be cast to the desired output type {want}"
    short = name.partition("_")[2]
    word = name if name == "cholesky" else short if name in NOT_LINALG else f"linalg.{short}"
    fft = short.replace("2", "n")
    kind = TypeError if "torch.cat()" in said else RuntimeError
    raise kind(said.format(name=name, have=have.legacy, want=want.legacy, c_have=_c_name(have), c_want=_c_name(want), word=word, fft=fft,
                          short=short.removesuffix("_0").removesuffix("_1")))  # fmt: skip


def _resize_out(name, out, shape):
    """Gives `out` the shape; with a warning where it holds something, but for functions that make their numbers themselves."""
    if name in ("arange", "range", "fft_fftfreq", "fft_rfftfreq"):
        if out._data.size and name != "range":
            warn(
                f"The number of elements in the out tensor of shape {list(out._data.shape)} is {out._data.size} which does not match the "
                f"computed number of elements {shape[0]}. Note that this may occur as a result of rounding error. The out tensor will be "
                f"resized to a tensor of shape ({shape[0]},). (Triggered internally at "
                "/__w/pytorch/pytorch/aten/src/ATen/native/RangeFactories.cpp:199.)"
            )
    elif out._data.size and name not in MAKERS:
        warn(
            f"An output with one or more elements was resized since it had shape {list(out._data.shape)}, which does not match the "
            f"required output shape {list(shape)}. This behavior is deprecated, and in a future PyTorch release outputs will not be "
            "resized unless they have zero elements. You can explicitly reuse an out tensor t by resizing it, inplace, to zero "
            "elements with t.resize_(0). (Triggered internally at /__w/pytorch/pytorch/aten/src/ATen/native/Resize.cpp:30.)"
        )
    out._data = dtypes.cast(np.zeros(shape, out._data.dtype), out.dtype)
