"""torch.nn.utils.parametrizations.orthogonal: a weight whose rows or columns are kept at right angles, each of length one."""

from ..functions import create
from ..functions import decompositions as L
from ..functions.linear import matmul
from ..functions.pieces import cat
from ..functions.random import randn
from .module import Module
from .parametrize import register_parametrization
from .reparam import _tensor_of

MAPS = ("matrix_exp", "cayley", "householder")


def _signs(r):
    return r.diagonal(dim1=-2, dim2=-1).sgn().unsqueeze(-2)


def _orthogonal(a):
    """The orthogonal factor of `a`, as its reflections make it."""
    q, r = L.qr(a)
    return q * _signs(r)


def _is_orthogonal(q, eps):
    n, k = q.shape[-2:]
    if n < k:
        q, k = q.mT, n
    eye = create.eye(k, dtype=q.dtype)
    return bool((matmul(q.mT, q) - eye).abs().max() < 10 * n * eps)


def _reflections(x):
    """The product of the Householder reflections whose vectors are the columns of `x` below its diagonal."""
    n, k = x.shape[-2:]
    a = x.tril(-1)
    tau = 2.0 / (1.0 + (a * a).sum(-2))
    eye = create.eye(n, dtype=x.dtype)
    q = eye
    for i in range(k):
        v = (a[..., i] + eye[i]).unsqueeze(-1)
        q = q - tau[..., i, None, None] * matmul(matmul(q, v), v.mT)
    return q[..., :k] * x.diagonal(dim1=-2, dim2=-1).int().unsqueeze(-2)


class _Orthogonal(Module):
    def __init__(self, weight, orthogonal_map, *, use_trivialization=True):
        super().__init__()
        if weight.is_complex() and orthogonal_map == "householder":
            raise ValueError("The householder parametrization does not support complex tensors.")
        self.shape, self.orthogonal_map = weight.shape, orthogonal_map
        self.trivial = use_trivialization
        if use_trivialization:
            self.register_buffer("base", None)

    def forward(self, X):
        n, k = X.size(-2), X.size(-1)
        transposed = n < k
        if transposed:
            X, n, k = X.mT, k, n
        if self.orthogonal_map == "householder":
            Q = _reflections(X)
        else:
            X = X.tril()
            if n != k:
                X = cat([X, X.new_zeros(n, n - k).expand(*X.shape[:-2], -1, -1)], dim=-1)
            A = X - X.mH
            if self.orthogonal_map == "matrix_exp":
                Q = L.linalg_matrix_exp(A)
            else:
                eye = create.eye(n, dtype=A.dtype)
                Q = L.solve(eye.add(A, alpha=-0.5), eye.add(A, alpha=0.5))
            Q = Q[..., :k] if n != k else Q
        if self.trivial:
            Q = matmul(self.base, Q)
        return Q.mT if transposed else Q

    def right_inverse(self, Q):
        if Q.shape != self.shape:
            raise ValueError(f"Expected a matrix or batch of matrices of shape {self.shape}. Got a tensor of shape {Q.shape}.")
        given = Q
        n, k = Q.size(-2), Q.size(-1)
        if not self.trivial:
            raise NotImplementedError(
                "It is not possible to assign to the matrix exponential or the Cayley parametrizations when use_trivialization=False."
            )
        if n < k:
            Q, n, k = Q.mT, k, n
        if n == k:
            Q = Q.clone() if _is_orthogonal(Q, 1e-7 if Q.element_size() == 4 else 1e-15) else _orthogonal(Q)
        else:
            Q = _orthogonal(cat([Q, randn(*Q.shape[:-2], n, n - k, dtype=Q.dtype)], dim=-1))
        self.base = Q
        out = create.zeros_like(given)
        out.diagonal(dim1=-2, dim2=-1).fill_(-1.0)
        return out


def orthogonal(module, name="weight", orthogonal_map=None, *, use_trivialization=True):
    """Has module.NAME be orthogonal (its rows or columns, whichever are fewer), by one of MAPS."""
    weight = _tensor_of(module, name)
    if weight.ndim < 2:
        raise ValueError(f"Expected a matrix or batch of matrices. Got a tensor of {weight.ndim} dimensions.")
    if orthogonal_map is None:
        orthogonal_map = "matrix_exp" if weight.size(-2) == weight.size(-1) or weight.is_complex() else "householder"
    if orthogonal_map not in MAPS:
        raise ValueError(f'orthogonal_map has to be one of "matrix_exp", "cayley", "householder". Got: {orthogonal_map}')
    made = _Orthogonal(weight, orthogonal_map, use_trivialization=use_trivialization)
    return register_parametrization(module, name, made, unsafe=True)


_Orthogonal.__module__ = orthogonal.__module__ = "torch.nn.utils.parametrizations"
