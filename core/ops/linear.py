"""Ops of linear algebra: products of matrices and vectors."""

import numpy as np

from ..op import op


@op(tex=r"{self}\,{mat2}", prec=2, also=("self_sym_sizes", "self_sym_strides", "mat2_sym_sizes", "mat2_sym_strides"))
def mm(self, mat2):
    return self @ mat2


mm.vjp(
    self=lambda W, grad, mat2: W.mm(grad, W.conj(W.t(mat2))),
    mat2=lambda W, grad, self: W.mm(W.conj(W.t(self)), grad),
)


@op(tex=r"{self}\,{vec}", prec=2)
def mv(self, vec):
    return self @ vec


mv.vjp(
    self=lambda W, grad, vec: W.outer(grad, W.conj(vec)),
    vec=lambda W, grad, self: W.mv(W.conj(W.t(self)), grad),
)


@op(tex=r"{self} \cdot {tensor}", prec=2)
def dot(self, tensor):
    return self @ tensor


dot.vjp(self=lambda W, grad, tensor: grad * W.conj(tensor), tensor=lambda W, grad, self: grad * W.conj(self))


@op("outer", node="MulBackward0", tex=r"{self} \otimes {vec2}", prec=2)
def outer(self, vec2):
    return np.multiply.outer(self, vec2)


outer.vjp(
    self=lambda W, grad, vec2: W.mv(grad, W.conj(vec2)),
    vec2=lambda W, grad, self: W.mv(W.t(grad), W.conj(self)),
)


@op(tex=r"{self}\,{mat2}", prec=2)
def bmm(self, mat2):
    return np.matmul(self, mat2)


bmm.vjp(
    self=lambda W, grad, mat2: W.bmm(grad, W.conj(W.transpose(mat2, dim0=1, dim1=2))),
    mat2=lambda W, grad, self: W.bmm(W.conj(W.transpose(self, dim0=1, dim1=2)), grad),
)


@op(tex=r"\beta\,{self} + \alpha\,{mat1}\,{mat2}", prec=1,
    saved=("alpha", "beta", "mat1", "mat1_sym_sizes", "mat1_sym_strides", "mat2", "mat2_sym_sizes", "mat2_sym_strides"))  # fmt: skip
def addmm(self, mat1, mat2, *, beta=1, alpha=1):
    out = mat1 @ mat2
    if alpha != 1:
        out *= out.dtype.type(alpha)
    if out.dtype == self.dtype and beta == 1:
        out += self
        return out
    return out + beta * self


addmm.vjp(
    self=lambda W, grad, self_sym_sizes, beta: W.sum_to(grad if beta == 1 else grad * beta, self_sym_sizes),
    mat1=lambda W, grad, mat2, alpha: _scaled(W.mm(grad, W.conj(W.t(mat2))), alpha),
    mat2=lambda W, grad, mat1, alpha: _scaled(W.mm(W.conj(W.t(mat1)), grad), alpha),
)


def _scaled(x, alpha):
    return x if alpha == 1 else x * alpha
