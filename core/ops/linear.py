"""Ops of linear algebra: products of matrices and vectors."""

import numpy as np

from .. import dtypes
from ..dtypes import in_float32, is_half
from ..errors import _c_name
from ..op import op
from ..worlds import RAW, TENSOR, both
from .batched_products import products, products_onto
from .products import product, product_onto, times


@op(tex=r"{self}\,{mat2}", prec=2, also=("self_sym_sizes", "self_sym_strides", "mat2_sym_sizes", "mat2_sym_strides"))
def mm(self, mat2):
    return product(self, mat2)


@both
def left_grad(W, grad, right, strides):
    """The gradient of the left matrix of a product, given the right one; as PyTorch has it, in the order of its elements."""
    if W is TENSOR and _by_columns(strides, grad.shape[0], grad._data.itemsize):
        return W.t(W.mm(W.conj(right), W.t(grad)))
    return W.mm(grad, W.conj(W.t(right)))


@both
def right_grad(W, grad, left, strides):
    """That of the right one, given the left one."""
    if W is TENSOR and _by_columns(strides, left.shape[1], grad._data.itemsize):
        return W.t(W.mm(W.t(grad), W.conj(left)))
    return W.mm(W.conj(W.t(left)), grad)


def _by_columns(strides, rows, itemsize):
    """Do the elements of a matrix lie column by column?"""
    return strides[0] == itemsize and strides[1] == rows * itemsize


def _left_raw(grad, right, strides):
    if right.dtype.kind == "c":
        right = right.conj()
    item = grad.itemsize
    if strides[0] == item and strides[1] == len(grad) * item:
        return product(right, grad.T).T
    return product(grad, right.T)


def _right_raw(grad, left, strides):
    if left.dtype.kind == "c":
        left = left.conj()
    item = grad.itemsize
    if strides[0] == item and strides[1] == left.shape[1] * item:
        return product(grad.T, left).T
    return product(left.T, grad)


RAW.left_grad, RAW.right_grad = _left_raw, _right_raw
mm.vjp(
    self=lambda W, grad, mat2, self_sym_strides: W.left_grad(grad, mat2, self_sym_strides),
    mat2=lambda W, grad, self, mat2_sym_strides: W.right_grad(grad, self, mat2_sym_strides),
)


@op(tex=r"{self}\,{vec}", prec=2)
def mv(self, vec):
    return times(self, vec)


@both
def outer_product(W, a, b):
    return W.ger(a, b)


TENSOR.outer_product = lambda a, b: TENSOR.mul(TENSOR.reshape_like(a, (a._data.size, 1)), b)
mv.vjp(
    self=lambda W, grad, vec: W.outer_product(grad, W.conj(vec)),
    vec=lambda W, grad, self: W.mv(W.conj(W.t(self)), grad),
)


@op(tex=r"{self} \cdot {tensor}", prec=2)
def dot(self, tensor):
    return times(self, tensor)


dot.vjp(self=lambda W, grad, tensor: grad * W.conj(tensor), tensor=lambda W, grad, self: grad * W.conj(self))


@op(tex=r"\overline{{{self}}} \cdot {other}", prec=2)
def vdot(self, other):
    return times(self.conj(), other)


vdot.vjp(self=lambda W, grad, other: W.conj(grad) * other, other=lambda W, grad, self: grad * self)


@op(tex=r"{self} \otimes {vec2}", prec=2)
def ger(self, vec2):
    """The outer product as one op, for rules; torch.outer is a product of a column and a row."""
    return np.multiply.outer(self, vec2)


ger.vjp(
    self=lambda W, grad, vec2: W.mv(grad, W.conj(vec2)),
    vec2=lambda W, grad, self: W.mv(W.t(grad), W.conj(self)),
)


@op(tex=r"{self}\,{mat2}", prec=2)
def bmm(self, mat2):
    return products(self, mat2)


bmm.vjp(
    self=lambda W, grad, mat2: W.bmm(grad, W.conj(W.transpose(mat2, dim0=1, dim1=2))),
    mat2=lambda W, grad, self: W.bmm(W.conj(W.transpose(self, dim0=1, dim1=2)), grad),
)


@op(tex=r"\beta\,{self} + \alpha\,{mat1}\,{mat2}", prec=1,
    saved=("alpha", "beta", "mat1", "mat1_sym_sizes", "mat1_sym_strides", "mat2", "mat2_sym_sizes", "mat2_sym_strides"))  # fmt: skip
def addmm(self, mat1, mat2, *, beta=1, alpha=1):
    if alpha == 1 and beta == 1 and self.dtype is mat1.dtype:
        return product_onto(self, mat1, mat2)
    if is_half(mat1):
        return in_float32(RAW.addmm, self, mat1, mat2, beta=beta, alpha=alpha)
    if beta and mat1.dtype.kind == "f" and self.dtype is mat1.dtype:
        return product_onto(_times(beta, self), mat1, mat2, None if alpha == 1 else alpha)
    return _with(self, beta, product(mat1, mat2), alpha)


addmm.vjp(
    self=lambda W, grad, self_sym_sizes, beta: W.sum_to(_scaled(grad, beta), self_sym_sizes),
    mat1=lambda W, grad, mat2, mat1_sym_strides, alpha: _scaled(W.left_grad(grad, mat2, mat1_sym_strides), alpha),
    mat2=lambda W, grad, mat1, mat2_sym_strides, alpha: _scaled(W.right_grad(grad, mat1, mat2_sym_strides), alpha),
)


@addmm.first_order
def _addmm_raw(grad, need, self_sym_sizes, mat1, mat2, mat1_sym_strides, mat2_sym_strides, alpha, beta):
    bias, left, right = need
    bias = None if bias is None else RAW.sum_to(grad if beta == 1 else _scaled(grad, beta), self_sym_sizes)
    left = None if left is None else _left_raw(grad, mat2, mat1_sym_strides)
    right = None if right is None else _right_raw(grad, mat1, mat2_sym_strides)
    if alpha == 1:
        return bias, left, right
    return bias, None if left is None else _scaled(left, alpha), None if right is None else _scaled(right, alpha)


def _scaled(x, alpha):
    """x times what a forward op multiplied by, of which the gradient has the conjugate."""
    return x if alpha == 1 else x * (alpha.conjugate() if isinstance(alpha, complex) else alpha)


def _with(self, beta, product, alpha=1):
    """beta self + alpha product, the numbers cast to the dtype first; with a beta of 0, NaN in self does not count."""
    if alpha != 1:
        product = product * product.dtype.type(alpha)
    return product if beta == 0 else product + _times(beta, self)


def _times(beta, x):
    return x if beta == 1 else x * x.dtype.type(beta)


@op(tex=r"\beta\,{self} + \alpha\,{mat}\,{vec}", prec=1, saved=("alpha", "beta", "mat", "vec"))
def addmv(self, mat, vec, *, beta=1, alpha=1):
    return _with(self, beta, times(mat, vec), alpha)


addmv.vjp(
    self=lambda W, grad, self_sym_sizes, beta: W.sum_to(_scaled(grad, beta), self_sym_sizes),
    mat=lambda W, grad, vec, alpha: _scaled(W.outer_product(grad, W.conj(vec)), alpha),
    vec=lambda W, grad, mat, alpha: _scaled(W.mv(W.conj(W.t(mat)), grad), alpha),
)


def _other_dtypes(self, batch1, batch2):
    if self.dtype == batch1.dtype:
        raise RuntimeError(f"expected scalar type {dtypes.of(batch1).legacy} but found {dtypes.of(batch2).legacy}")
    names = [_c_name(dtypes.of(a)) for a in (self, batch1, batch2)]
    raise RuntimeError("Input dtypes must be the same, got: input {}, batch1: {}, batch2: {}".format(*names))


@op(tex=r"\beta\,{self} + \alpha\,{batch1}\,{batch2}", prec=1, saved=("alpha", "batch1", "batch2", "beta"))
def baddbmm(self, batch1, batch2, *, beta=1, alpha=1):
    if not self.dtype == batch1.dtype == batch2.dtype:
        _other_dtypes(self, batch1, batch2)
    return products_onto(_times(beta, self) if beta else batch1.dtype.type(0), batch1, batch2, alpha)


baddbmm.vjp(
    self=lambda W, grad, self_sym_sizes, beta: W.sum_to(_scaled(grad, beta), self_sym_sizes),
    batch1=lambda W, grad, batch2, alpha: _scaled(W.bmm(grad, W.conj(W.transpose(batch2, dim0=1, dim1=2))), alpha),
    batch2=lambda W, grad, batch1, alpha: _scaled(W.bmm(W.conj(W.transpose(batch1, dim0=1, dim1=2)), grad), alpha),
)


@op(tex=r"\beta\,{self} + \alpha\sum {batch1}\,{batch2}", prec=1, saved=("alpha", "batch1", "batch2", "beta"))
def addbmm(self, batch1, batch2, *, beta=1, alpha=1):
    return _with(self, beta, np.matmul(batch1, batch2).sum(0), alpha)


addbmm.vjp(
    self=lambda W, grad, self_sym_sizes, beta: W.sum_to(_scaled(grad, beta), self_sym_sizes),
    batch1=lambda W, grad, batch1_sym_sizes, batch2, alpha: _scaled(
        W.bmm(W.expand(grad, size=(batch1_sym_sizes[0], *grad.shape)), W.conj(W.transpose(batch2, dim0=1, dim1=2))),
        alpha,
    ),
    batch2=lambda W, grad, batch1, alpha: _scaled(
        W.bmm(W.conj(W.transpose(batch1, dim0=1, dim1=2)), W.expand(grad, size=(batch1.shape[0], *grad.shape))), alpha
    ),
)


@op("addr", tex=r"\beta\,{self} + \alpha\,{vec1} \otimes {vec2}", prec=1, saved=("alpha", "beta", "vec1", "vec2"))
def addr(self, vec1, vec2, *, beta=1, alpha=1):
    return _with(self, beta, np.multiply.outer(vec1, vec2), alpha)


addr.vjp(
    self=lambda W, grad, self_sym_sizes, beta: W.sum_to(_scaled(grad, beta), self_sym_sizes),
    vec1=lambda W, grad, vec2, alpha: _scaled(W.mv(grad, W.conj(vec2)), alpha),
    vec2=lambda W, grad, vec1, alpha: _scaled(W.mv(W.t(grad), W.conj(vec1)), alpha),
)


@op("linalg_cross", node="LinalgCrossBackward0", tex=r"{self} \times {other}", prec=2, saved=("dim", "other", "self"))
def cross_product(self, other, *, dim=-1):
    a, b = np.moveaxis(self, dim, 0), np.moveaxis(other, dim, 0)
    out = np.stack([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])
    return np.moveaxis(out, 0, dim).copy()


cross_product.vjp(
    self=lambda W, grad, other, self_sym_sizes, dim: W.sum_to(W.cross_product(W.conj(other), grad, dim=dim), self_sym_sizes),
    other=lambda W, grad, self, other_sym_sizes, dim: W.sum_to(W.cross_product(grad, W.conj(self), dim=dim), other_sym_sizes),
)
