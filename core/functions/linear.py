"""Products of matrices and vectors as functions, methods and `@`; einsum and its kin."""

import math

import numpy as np

from .. import dtypes
from ..api import expose, function, inplace_form
from ..errors import _c_name, broadcast_error, check_dim, check_same_dtype, takes_part, warn_once
from ..ops import linear as L
from ..ops import shape as P
from ..ops.elementwise import mul_number
from ..tensor import Tensor
from .create import written
from .shape import reshape, view

OLD_CHAIN = (
    "torch.chain_matmul is deprecated and will be removed in a future PyTorch release. Use torch.linalg.multi_dot instead, which accepts a "
    "list of two or more tensors rather than multiple parameters. (Triggered internally at "
    "/__w/pytorch/pytorch/aten/src/ATen/native/LinearAlgebra.cpp:1102.)"
)


@function("torch", "Tensor", out=True)
def mm(input, mat2):
    a, b = input._data, mat2._data
    if a.ndim != 2:
        raise RuntimeError("self must be a matrix")
    if b.ndim != 2:
        raise RuntimeError("mat2 must be a matrix")
    if a.shape[1] != b.shape[0]:
        _no_product(a, b)
    if a.dtype is not b.dtype or a.__class__ is not b.__class__:
        check_same_dtype(a, b)
    return L.mm(input, mat2)


def _no_product(a, b):
    raise RuntimeError(
        f"mat1 and mat2 shapes cannot be multiplied ({a.shape[0]}x{a.shape[1]} and {b.shape[0]}x{b.shape[1]})"
    )


@function("torch", "Tensor", out=True)
def mv(input, vec):
    a, b = input._data, vec._data
    if not a.ndim:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    if a.ndim != 2 or b.ndim != 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got 1, {a.ndim}, {b.ndim}")
    if a.shape[1] != b.shape[0]:
        raise RuntimeError(
            f"size mismatch, got input ({a.shape[0]}), mat ({a.shape[0]}x{a.shape[1]}), vec ({b.shape[0]})"
        )
    if a.dtype is not b.dtype or a.__class__ is not b.__class__:
        of, to = (dtypes.of(x).legacy for x in (a, b))
        if of != to:
            raise RuntimeError(f"addmv input tensors must have the same dtype, but got {to}, {of}, and {to}")
    return L.mv(input, vec)


@function("torch", "Tensor", out=True)
def dot(input, tensor):
    _check_vectors(input._data, tensor._data)
    return L.dot(input, tensor)


def _check_vectors(a, b):
    if a.ndim != 1 or b.ndim != 1:
        raise RuntimeError(f"1D tensors expected, but got {a.ndim}D and {b.ndim}D tensors")
    check_same_dtype(a, b, "dot : expected both vectors to have same dtype, but found {} and {}", legacy=True)
    if a.size != b.size:
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor [{a.size}] and src [{b.size}] to have the same number of elements, but got "
            f"{a.size} and {b.size} elements respectively"
        )


@function("torch", "Tensor", out=True)
def vdot(input, other):
    _check_vectors(input._data, other._data)
    return L.vdot(input, other)


@function("torch", "Tensor", out=True)
def inner(input, other):
    if input._data.ndim == 0 or other._data.ndim == 0:
        return input * other
    if input._data.ndim == other._data.ndim == 1:
        return dot(input, other)
    if input._data.shape[-1] != other._data.shape[-1]:
        raise RuntimeError(
            f"inner() the last dimension must match on both input tensors but got shapes {list(input._data.shape)} and "
            f"{list(other._data.shape)}"
        )
    return tensordot(input, other, ([-1], [-1]))


@function("torch", "Tensor", names="ger", out=True)
def outer(input, vec2):
    for name, t in (("self", input), ("vec2", vec2)):
        if t._data.ndim != 1:
            raise RuntimeError(f"outer: Expected 1-D argument {name}, but got {t._data.ndim}-D")
    return view(input, -1, 1) * vec2


@function("torch", "Tensor", out=True)
def bmm(input, mat2):
    a, b = input._data, mat2._data
    if a.ndim != 3 or b.ndim != 3:
        raise RuntimeError("batch1 must be a 3D tensor" if a.ndim != 3 else "batch2 must be a 3D tensor")
    if a.shape[0] != b.shape[0] or a.shape[2] != b.shape[1]:
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{a.shape[0]}, {a.shape[2]}] but got: [{b.shape[0]}, "
            f"{b.shape[1]}]."
        )
    if a.dtype is not b.dtype or a.__class__ is not b.__class__:
        check_same_dtype(a, b, "expected scalar type {} but found {}", legacy=True)
    return L.bmm(input, mat2)


@function("torch", "Tensor", out=True)
def addmm(input, mat1, mat2, *, beta=1, alpha=1):
    if mat1._data.ndim != 2 or mat2._data.ndim != 2:
        raise RuntimeError(
            f"mat{1 if mat1._data.ndim != 2 else 2} must be a matrix, got {(mat1 if mat1._data.ndim != 2 else mat2)._data.ndim}-D tensor"
        )
    if mat1._data.shape[1] != mat2._data.shape[0]:
        _no_product(mat1._data, mat2._data)
    check_same_dtype(mat1._data, mat2._data, "mat1 and mat2 must have the same dtype, but got {} and {}", legacy=True)
    return L.addmm(input, mat1, mat2, beta=beta, alpha=alpha)


for _op in (L.baddbmm, L.addbmm):
    expose(_op, "torch Tensor")


@function("torch", "Tensor", out=True)
def addmv(input, mat, vec, *, beta=1, alpha=1):
    if mat._data.ndim != 2 or vec._data.ndim != 1 or input._data.ndim > 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got {input._data.ndim}, {mat._data.ndim}, {vec._data.ndim}")
    return L.addmv(input, mat, vec, beta=beta, alpha=alpha)


@function("torch", "Tensor", out=True)
def addr(input, vec1, vec2, *, beta=1, alpha=1):
    for name, t in (("vec1", vec1), ("vec2", vec2)):
        if t._data.ndim != 1:
            raise RuntimeError(f"addr: Expected 1-D argument {name}, but got {t._data.ndim}-D")
    kind = dtypes.promote_types(input.dtype, dtypes.promote_types(vec1.dtype, vec2.dtype))
    for name, number in (("beta", beta), ("alpha", alpha)):
        if number.__class__ is bool and kind.category:
            raise RuntimeError(f"Boolean {name} only supported for Boolean results.")
        if number.__class__ is float and kind.category < 2:
            raise RuntimeError(f"For integral input tensors, argument {name} must not be a floating point number.")
        if number.__class__ is complex and kind.category < 3:
            raise RuntimeError(f"value cannot be converted to type {_c_name(kind)} without overflow")
    size = vec1._data.shape[0], vec2._data.shape[0]
    if any(have not in (1, want) for have, want in zip(input._data.shape[::-1], size[::-1])):
        input.detach().expand(size)  # which says so
    return L.addr(input, vec1, vec2, beta=beta, alpha=alpha)


@function("Tensor", name="__matmul__")
def matmul_operator(self, other):
    return matmul(self, other) if isinstance(other, Tensor) or takes_part(other) else NotImplemented


def _owned(t):
    """A view of a tensor that nobody has as a tensor of its own: PyTorch gives that one another shape in place."""
    t._base_ = None
    return t


@function("torch", "Tensor", "linalg", out=True)
def matmul(input, other):
    if not isinstance(other, Tensor):
        from ..errors import not_a_tensor

        not_a_tensor("matmul", "other", 1, other)
    a, b = input._data.ndim, other._data.ndim
    if a == 2 and b == 2:
        return mm(input, other)
    if a == 1 and b == 1:
        return dot(input, other)
    if a == 2 and b == 1:
        return mv(input, other)
    if a == 1 and b == 2:
        return written(_owned(P.squeeze_again(mm(P.unsqueeze(input, dim=0), other), dim=0)), 1)
    if a == 0 or b == 0:
        raise RuntimeError(f"both arguments to matmul need to be at least 1D, but they are {a}D and {b}D")
    if _folds(input, other):
        return _fold_right(input, other) if b > a else _fold(input, other)
    return _batched(input, other)


def _folds(input, other):
    """Is the batch of the larger tensor folded into the rows of one product? Where that copies nothing, or saves a large gradient.

    Source: should_fold in ATen/native/LinearAlgebra.cpp.
    """
    large, small = (input, other) if input._data.ndim >= other._data.ndim else (other, input)
    data = large._data if large is input else large._data.swapaxes(-1, -2)
    if small._data.ndim > 2:
        return False
    if small.requires_grad:
        return True
    if input._data.ndim == 2:
        return False
    if not data.size:
        return True
    return all(data.strides[i] == data.strides[i + 1] * data.shape[i + 1] for i in range(data.ndim - 2))


def _fold(input, other):
    """(…, n, k) @ (k, m) or (k,): the batch folded into the rows of one product."""
    shape = input._data.shape
    flat = reshape(input, math.prod(shape[:-1]), shape[-1])
    if other._data.ndim == 1:
        return P.unsafe_view(mv(flat, other), size=shape[:-1])
    return P.unsafe_view(mm(flat, other), size=(*shape[:-1], other._data.shape[1]))


def _fold_right(input, other):
    """(n, k) or (k,) @ (…, k, m): through the transposes."""
    swapped = P.transpose(other, dim0=-2, dim1=-1)
    if input._data.ndim == 1:
        return _fold(swapped, input)
    out = P.transpose(_fold(swapped, P.t(input)), dim0=-2, dim1=-1)
    return out if out._data.flags.c_contiguous else P.clone_in_order(out)


def _batched(input, other):
    """The product of batches that are expanded to the same shape."""
    a, b = input._data.shape, other._data.shape
    if len(a) == len(b) == 3 and a[0] != b[0]:  # one matrix for the whole batch: folded, for the sake of its gradient
        if a[0] == 1 and input.requires_grad:
            return matmul(P.squeeze_dim(input, dim=0), other)
        if b[0] == 1 and other.requires_grad:
            return matmul(input, P.squeeze_dim(other, dim=0))
    n, m1 = a[-2] if len(a) > 1 else 1, a[-1]
    vector, m2, p = len(b) == 1, b[-2] if len(b) > 1 else b[0], b[-1]
    try:
        batch = np.broadcast_shapes(a[:-2], b[:-2])
    except ValueError:
        broadcast_error(np.empty(a[:-2]), np.empty(b[:-2]))
    count = math.prod(batch)
    left = reshape(P.expand(input, size=(*batch, n, m1)), count, n, m1)
    if vector:
        right = P.unsqueeze(reshape(P.expand(other, size=(*batch, m2)), count, m2), dim=2)
        return P.unsafe_view(P.squeeze_dim(bmm(left, right), dim=-1), size=(*batch, n))
    right = reshape(P.expand(other, size=(*batch, m2, p)), count, m2, p)
    return P.unsafe_view(bmm(left, right), size=(*batch, n, p) if len(a) > 1 else (*batch, p))


@function("Tensor", name="__rmatmul__")
def rmatmul(self, other):
    if isinstance(other, np.ndarray):
        return NotImplemented
    return matmul(other, self)


@function("torch", out=True)
def chain_matmul(*matrices):
    if not matrices:
        raise RuntimeError("chain_matmul(): Expected one or more matrices")
    warn_once(OLD_CHAIN)
    warn_once(OLD_CHAIN)
    out = matrices[0]
    for m in matrices[1:]:
        out = matmul(out, m)
    return out


@function("torch", out=True)
def tensordot(a, b, dims=2):
    if isinstance(dims, int):
        if dims > min(a._data.ndim, b._data.ndim):
            raise RuntimeError(f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
        left, right = list(range(-dims, 0)), list(range(dims))
    else:
        left, right = ([d] if isinstance(d, int) else list(d) for d in dims)
    for d, t in [(d, a) for d in left] + [(d, b) for d in right]:
        check_dim(d, t._data.ndim)
    if a.dtype is not b.dtype:
        raise RuntimeError("both inputs should have same dtype")
    for i, j in zip(left, right):
        m, n = a._data.shape[i], b._data.shape[j]
        if n == 1:
            a = a.sum(i, keepdim=True)
        elif m == 1:
            b = b.sum(j, keepdim=True)
        elif m != n:
            raise RuntimeError(
                f"contracted dimensions need to match, but first has size {a._data.shape[i]} in dim {i} and second has size "
                f"{b._data.shape[j]} in dim {j}"
            )
    left, right = [check_dim(d, a._data.ndim) for d in left], [check_dim(d, b._data.ndim) for d in right]
    keep_a = [d for d in range(a._data.ndim) if d not in left]
    keep_b = [d for d in range(b._data.ndim) if d not in right]
    n = 1
    for d in left:
        n *= a._data.shape[d]
    rows, columns = ([t._data.shape[d] for d in keep] for t, keep in ((a, keep_a), (b, keep_b)))
    high, wide = int(np.prod(rows)), int(np.prod(columns))
    if high == wide == 1:
        a, b = P.permute(a, dims=(*keep_a, *left)), P.permute(b, dims=(*right, *keep_b))
        return view(dot(*(t if t._data.ndim == 1 else reshape(t, -1) for t in (a, b))), (*rows, *columns))
    out = mm(reshape(P.permute(a, dims=(*keep_a, *left)), high, n), reshape(P.permute(b, dims=(*right, *keep_b)), n, wide))
    return reshape(out, *rows, *columns)


@function("torch")
def einsum(equation, *operands):
    """Pairs of operands contracted from left to right through permute, reshape and bmm, as torch does without opt_einsum."""
    from .einsum import contract, from_lists

    if isinstance(equation, Tensor):
        equation, operands = from_lists((equation, *operands))
    elif not operands or not isinstance(equation, str):
        raise ValueError(
            "einsum(): must specify the equation string and at least one operand, or at least one operand and its subscripts list"
        )
    if len(operands) == 1 and not isinstance(operands[0], Tensor):
        operands = tuple(operands[0])
    return contract(equation, operands)


@function("torch", "Tensor")
def kron(input, other):
    n = max(input._data.ndim, other._data.ndim)
    sa = (1,) * (n - input._data.ndim) + input._data.shape
    sb = (1,) * (n - other._data.ndim) + other._data.shape
    wide_a = [s for pair in zip(sa, (1,) * n) for s in pair]
    wide_b = [s for pair in zip((1,) * n, sb) for s in pair]
    product = P.unsafe_view(input, size=tuple(wide_a)) * P.unsafe_view(other, size=tuple(wide_b))
    return P.unsafe_view(product, size=tuple(x * y for x, y in zip(sa, sb)))


@function("torch", "Tensor")
def cross(input, other, dim=None):
    if dim is None:
        import warnings

        warnings.warn(
            "Using torch.cross without specifying the dim arg is deprecated.\nPlease either pass the dim explicitly or simply use "
            "torch.linalg.cross.\nThe default value of dim will change to agree with that of linalg.cross in a future release. (Triggered "
            "internally at /__w/pytorch/pytorch/aten/src/ATen/native/Cross.cpp:62.)",
            UserWarning,
            stacklevel=4,
        )
        dim = next((i for i, s in enumerate(input._data.shape) if s == 3), None)
        if dim is None:
            raise RuntimeError("no dimension of size 3 in input")
    if input._data.ndim != other._data.ndim:
        raise RuntimeError("linalg.cross: inputs must have the same number of dimensions.")
    check_dim(dim, input._data.ndim)
    if input._data.shape[dim] != 3 or other._data.shape[dim] != 3:
        raise RuntimeError(
            f"linalg.cross: inputs dimension {dim} must have length 3. Got {input._data.shape[dim]} and {other._data.shape[dim]}"
        )
    return L.cross_product(input, other, dim=dim)


def _no_area(y, dim):
    from .create import zeros

    return zeros([s for i, s in enumerate(y._data.shape) if i != dim % y._data.ndim], dtype=y.dtype).zero_()


@function("torch", names="trapz")
def trapezoid(y, x=None, *, dx=1, dim=-1):
    from .cuts import narrow

    if y._data.dtype.kind == "b":
        raise RuntimeError("trapezoid: received a bool input for `y`, but bool is not supported")
    check_dim(dim, y._data.ndim)
    n = y._data.shape[dim] if y._data.ndim else 1
    if n == 0:
        return _no_area(y, dim)
    if x is None and y.dtype.category < 2:
        y = y.to(dtypes.default)
    if x is not None:
        along = -1 if x._data.ndim == 1 else dim
        widths = narrow(x, along, 1, x._data.shape[along] - 1) - narrow(x, along, 0, x._data.shape[along] - 1)
        if x._data.ndim == 1:
            widths = widths.view(*(-1 if i == dim % y._data.ndim else 1 for i in range(y._data.ndim)))
        return ((narrow(y, dim, 0, n - 1) + narrow(y, dim, 1, n - 1)) * widths).sum(dim) / 2
    total = y.sum(dim) - mul_number(y.select(dim, 0) + y.select(dim, n - 1), other=0.5)
    return mul_number(total, other=dx)


inplace_form("addmm addmv baddbmm addbmm addr")
