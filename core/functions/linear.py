"""Products of matrices and vectors as functions, methods and `@`."""

from ..api import expose, function
from ..errors import check_same_dtype
from ..ops import linear as L
from ..ops import shape as P


@function("torch", "Tensor", out=True)
def mm(input, mat2):
    a, b = input._data, mat2._data
    if a.ndim != 2:
        raise RuntimeError("self must be a matrix")
    if b.ndim != 2:
        raise RuntimeError("mat2 must be a matrix")
    if a.shape[1] != b.shape[0]:
        _no_product(a, b)
    if a.dtype is not b.dtype:
        check_same_dtype(a, b)
    return L.mm(input, mat2)


def _no_product(a, b):
    raise RuntimeError(
        f"mat1 and mat2 shapes cannot be multiplied ({a.shape[0]}x{a.shape[1]} and {b.shape[0]}x{b.shape[1]})"
    )


@function("torch", "Tensor", out=True)
def mv(input, vec):
    a, b = input._data, vec._data
    if a.ndim != 2 or b.ndim != 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got {b.ndim}, {a.ndim}, {b.ndim}")
    if a.shape[1] != b.shape[0]:
        raise RuntimeError(f"size mismatch, got input ({a.shape[0]}), mat ({a.shape[0]}x{a.shape[1]}), vec ({b.shape[0]})")
    return L.mv(input, vec)


@function("torch", "Tensor", out=True)
def dot(input, tensor):
    a, b = input._data, tensor._data
    if a.ndim != 1 or b.ndim != 1:
        raise RuntimeError(f"1D tensors expected, but got {a.ndim}D and {b.ndim}D tensors")
    if a.size != b.size:
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor [{a.size}] and src [{b.size}] to have the same number of elements, but got "
            f"{a.size} and {b.size} elements respectively"
        )
    check_same_dtype(a, b, "dot : expected both vectors to have same dtype, but found {} and {}")
    return L.dot(input, tensor)


expose(L.bmm, "torch Tensor")
expose(L.addmm, "torch Tensor")


@function("torch", "Tensor", names="__matmul__", out=True)
def matmul(input, other):
    a, b = input._data.ndim, other._data.ndim
    if a == 2 and b == 2:
        return mm(input, other)
    if a == 1 and b == 1:
        return dot(input, other)
    if a == 2 and b == 1:
        return mv(input, other)
    if a == 1 and b == 2:
        return P.squeeze_dim(mm(P.unsqueeze(input, dim=0), other), dim=0)
    raise RuntimeError(f"both arguments to matmul need to be at least 1D, but they are {a}D and {b}D")
