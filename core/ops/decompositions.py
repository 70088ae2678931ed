"""Ops of linear algebra beyond products: inverse, determinant, solve, and the factorisations.

The gradient rules are those of M. Giles, "An extended collection of matrix derivative results" (2008), and of torch's FunctionsManual.cpp.
"""

import math

import numpy as np

from ..op import op
from ..worlds import RAW, both


@both
def mT(W, x):
    return W.transpose(x, dim0=-2, dim1=-1)


@both
def mH(W, x):
    return W.conj(W.transpose(x, dim0=-2, dim1=-1))


@both
def mul_mat(W, a, b):
    """Matrix product of two matrices or two equal batches of them."""
    if a.ndim == 2 and b.ndim == 2:
        return W.mm(a, b)
    return W.batch_mm(a, b)


@op("matmul", node="MatmulBackward0", tex=r"{self}\,{other}", prec=2)
def batch_mm(self, other):
    return np.matmul(self, other)


batch_mm.vjp(
    self=lambda W, grad, other, self_sym_sizes: W.sum_to(W.batch_mm(grad, W.mH(other)), self_sym_sizes),
    other=lambda W, grad, self, other_sym_sizes: W.sum_to(W.batch_mm(W.mH(self), grad), other_sym_sizes),
)


def _finite(A, name, why):
    """Raises as a factorisation does that gets no further for numbers that are not finite; the first such matrix of a batch is named."""
    if np.isfinite(A).all():
        return
    flat = A.reshape(-1, *A.shape[-2:])
    bad = next(i for i, a in enumerate(flat) if not np.isfinite(a).all())
    where = f"(Batch element {bad}): " if A.ndim > 2 else ""
    _failed(name, f"{where}The algorithm failed to converge because the {why.format(n=A.shape[-1] - 1)}.")


def _failed(name, what):
    from ..facade.linalg import LinAlgError

    raise LinAlgError(f"{name}: {what}") from None


def info(A):
    """How it went with each matrix: well, for what went wrong has raised."""
    return np.zeros(A.shape[:-2], np.int32)[()]


@op("linalg_inv_ex", node="LinalgInvExBackward0", outputs=("inverse", "info"), tex=r"{{{self}}}^{{-1}}", prec=8)
def inv_ex(self):
    try:
        return np.linalg.inv(self), info(self)
    except np.linalg.LinAlgError:
        return _inverse_of_some(self)


NO_INVERSE = "The diagonal element {} is zero, the inversion could not be completed because the input matrix is singular."


def _inverse_of_some(A):
    """(inverses, codes) of matrices of which some are singular: the place of the first pivot that is zero, and what comes of dividing by it."""
    n = A.shape[-1]
    out, codes = np.empty_like(A, order="C"), np.zeros(A.shape[:-2], np.int32)
    for at in np.ndindex(A.shape[:-2]):
        lu, pivots = _lu(A[at])
        zero = np.flatnonzero(np.diagonal(lu) == 0)
        if not len(zero):
            out[at] = np.linalg.inv(A[at])
            continue
        codes[at] = zero[0] + 1
        x = np.eye(n, dtype=A.dtype)
        for k, p in enumerate(pivots):
            x[[k, p - 1]] = x[[p - 1, k]]
        for k in range(n):
            x[k + 1 :] -= np.multiply.outer(lu[k + 1 :, k], x[k])
        for k in range(n - 1, -1, -1):
            x[k] /= lu[k, k]
            x[:k] -= np.multiply.outer(lu[:k, k], x[k])
        out[at] = x
    return out, codes[()]


inv_ex.vjp(self=lambda W, grad, inverse: -W.mul_mat(W.mH(inverse), W.mul_mat(grad, W.mH(inverse))))


def _lu(a):
    """LU and pivots as torch shows them; computed by elimination with partial pivoting."""
    lu = np.array(a)
    n = min(lu.shape[-2:])
    pivots = np.zeros((*lu.shape[:-2], n), np.int32)
    batch = math.prod(lu.shape[:-2])
    for m, p in zip(lu.reshape(batch, *lu.shape[-2:]), pivots.reshape(batch, n)):
        for k in range(n):
            i = k + int(np.abs(m[k:, k]).argmax())
            p[k] = i + 1
            if i != k:
                m[[k, i]] = m[[i, k]]
            if m[k, k] != 0:
                m[k + 1 :, k] /= m[k, k]
                m[k + 1 :, k + 1 :] -= np.multiply.outer(m[k + 1 :, k], m[k, k + 1 :])
    return lu, pivots


def _singular(A):
    """Which of a batch of matrices is the first that has no inverse, in PyTorch's words; nothing for a single matrix."""
    zero = np.diagonal(_lu(A)[0], axis1=-2, axis2=-1).reshape(-1, A.shape[-1]) == 0
    return f"(Batch element {int(zero.any(-1).argmax())}): " if A.ndim > 2 else ""


@op("linalg_det", node="LinalgDetBackward0", outputs=("result", "LU", "pivots"), tex=r"\det {A}", prec=3)
def det_lu(A):
    lu, pivots = _lu(A)
    swaps = (pivots != np.arange(1, A.shape[-1] + 1)).sum(-1)
    diag = np.diagonal(lu, axis1=-2, axis2=-1)
    return np.asarray(np.multiply.reduce(diag, axis=-1) * (1 - 2 * (swaps % 2)).astype(A.dtype))[()], lu, pivots


def _det_rule(W, grad, A, result):
    grad, result = (
        W.unsqueeze(W.unsqueeze(grad, dim=grad.ndim), dim=grad.ndim + 1),
        W.unsqueeze(W.unsqueeze(result, dim=result.ndim), dim=result.ndim + 1),
    )
    data = result._data if hasattr(result, "_data") else result
    if (data == 0).any():
        return grad * W.mH(W.adjugate(A))
    return grad * W.conj(result) * W.mH(W.inv_ex(A)[0])


@op("adjugate", node="LinalgDetBackward0")
def adjugate(self):
    n = self.shape[-1]
    out = np.empty_like(self)
    for i in range(n):
        for j in range(n):
            minor = np.delete(np.delete(self, i, -2), j, -1)
            out[..., j, i] = (-1) ** (i + j) * np.linalg.det(minor)
    return out


det_lu.vjp(A=_det_rule).keep("LU", "pivots")
det_lu._saved_given = ("A", "LU", "pivots", "result")


@op(
    "linalg_slogdet",
    node="LinalgSlogdetBackward0",
    outputs=("sign", "logabsdet", "LU", "pivots"),
    differentiable=(0, 1),
    tex=r"\ln|\det {A}|",
)
def slogdet_lu(A):
    sign, logabs = np.linalg.slogdet(A)
    lu, pivots = _lu(A)
    return np.asarray(sign, A.dtype)[()], np.asarray(logabs, A.real.dtype)[()], lu, pivots


def _slogdet_rule(W, grads, A):
    g = grads[1]
    g = W.unsqueeze(W.unsqueeze(g, dim=g.ndim), dim=g.ndim + 1)
    return g * W.mH(W.inv_ex(A)[0])


slogdet_lu.vjp(A=_slogdet_rule).keep("LU", "pivots", "sign")
slogdet_lu._saved_given = ("A", "LU", "pivots", "sign")


@op(
    "linalg_solve_ex",
    node="LinalgSolveExBackward0",
    outputs=("result", "LU", "pivots", "info"),
    tex=r"{{{A}}}^{{-1}}{B}",
    prec=8,
)
def solve_ex(A, B, *, left=True):
    try:
        if left:
            vector = right_is_vectors(A, B)
            x = np.linalg.solve(A, B[..., None] if vector else B)
            x = x[..., 0] if vector else x
        else:
            x = np.linalg.solve(A.swapaxes(-1, -2), B.swapaxes(-1, -2)).swapaxes(-1, -2)
    except np.linalg.LinAlgError:
        _failed("torch.linalg.solve", f"{_singular(A)}The solver failed because the input matrix is singular.")
    return (x, *_lu(A), info(A))


def right_is_vectors(A, B):
    """Is B, the right side of A x = B, a vector or a batch of them (like A's), and not matrices?"""
    return B.ndim == 1 or (B.ndim == A.ndim - 1 and B.shape == A.shape[:-1])


def _solve_B(W, grad, A, left, B_sym_sizes):
    return W.sum_to(W.solve_ex(W.mH(A), grad, left=left)[0], B_sym_sizes)


def _solve_A(W, grad, A, result, left, A_sym_sizes):
    gb = W.solve_ex(W.mH(A), grad, left=left)[0]
    if result.ndim == A.ndim - 1:
        out = -W.mul_mat(W.unsqueeze(gb, dim=gb.ndim), W.conj(W.unsqueeze(result, dim=result.ndim - 1)))
    else:
        out = -W.mul_mat(gb, W.mH(result)) if left else -W.mul_mat(W.mH(result), gb)
    return W.sum_to(out, A_sym_sizes)


solve_ex.vjp(A=_solve_A, B=_solve_B).keep("LU", "pivots")
solve_ex._saved_given = ("A", "LU", "left", "pivots", "result")


@op(
    "linalg_cholesky_ex",
    node="LinalgCholeskyExBackward0",
    outputs=("L", "info"),
    tex=r"\mathrm{{chol}}({self})",
    prec=8,
)
def cholesky_ex(self, *, upper=False):
    try:
        low = np.linalg.cholesky(self)
        codes = info(low)
        done = np.isfinite(low.diagonal(axis1=-2, axis2=-1)).all()  # of a NaN LAPACK as NumPy has it says nothing
    except np.linalg.LinAlgError:
        done = False
    if not done:
        low, codes = np.tril(self), np.zeros(self.shape[:-2], np.int32)
        for at in np.ndindex(codes.shape):
            codes[at] = _cholesky_in_place(low[at])
        codes = codes[()]
    return (low.swapaxes(-1, -2).conj() if upper else low), codes


NOT_POSITIVE = (
    "The factorization could not be completed because the input is not positive-definite (the leading minor of order {} is not "
    "positive-definite)."
)


def refuse(name, what, codes):
    """Raises for the first of a batch of matrices whose code, which `what` is filled with, says that it could not be worked out."""
    flat = np.ravel(codes)
    if flat.any():
        bad = int(np.flatnonzero(flat)[0])
        where = f"(Batch element {bad}): " if np.ndim(codes) else ""
        _failed(name, where + what.format(flat[bad]))


def _cholesky_in_place(low):
    """Makes of a lower triangle its Cholesky factor, as far as that goes; the order of the first minor that is not positive-definite, or 0."""
    for j in range(len(low)):
        low[j, j] -= np.vdot(low[j, :j], low[j, :j])
        if not low[j, j].real > 0:
            return j + 1
        low[j, j] = np.sqrt(low[j, j])
        low[j + 1 :, j] = (low[j + 1 :, j] - low[j + 1 :, :j] @ low[j, :j].conj()) / low[j, j]
    return 0


def _cholesky_rule(W, grad, L, upper):
    low, g = (W.mH(L), W.mH(grad)) if upper else (L, grad)
    phi = W.tril(W.mul_mat(W.mH(low), g))
    phi = W.tril(phi + W.mH(W.tril(phi, diagonal=-1)))
    phi = (phi + W.mH(W.tril(phi, diagonal=-1))) / 2
    inverse = W.inv_ex(low)[0]
    return W.mul_mat(W.mul_mat(W.mH(inverse), phi), inverse)


cholesky_ex.vjp(self=_cholesky_rule)


@op("cholesky", node="CholeskyBackward0", tex=r"\mathrm{{cholesky}}({self})", prec=8)
def old_cholesky(self, *, upper=False):
    low, codes = RAW.cholesky_ex(self, upper=upper)
    refuse("cholesky", NOT_POSITIVE, codes)
    return low


old_cholesky.vjp(self=lambda W, grad, result, upper: _cholesky_rule(W, grad, result, upper))


@op("linalg_qr", node="LinalgQrBackward0", outputs=("Q", "R"), differentiable=(0, 1), tex=r"\mathrm{{QR}}({A})", prec=8,
    also=("mode",))  # fmt: skip
def qr(A, *, mode="reduced"):
    if mode == "r":
        return np.zeros(0, A.dtype), np.linalg.qr(A, mode="r")
    q, r = np.linalg.qr(A, mode=mode)
    return q, r


def _qr_rule(W, grads, Q, R):
    rows, columns = R.shape[-2:]
    if columns <= rows:
        return _qr_of_tall(W, *grads, Q, R)
    left, right = (
        [W.slice_(x, dim=x.ndim - 1, start=a, end=b) for x in (R, grads[1])] for a, b in ((0, rows), (rows, columns))
    )
    gq = grads[0] + W.mul_mat(W.mul_mat(Q, right[0]), W.mH(right[1]))  # the columns beyond a square are Qᴴ times A's own
    return W.cat([_qr_of_tall(W, gq, left[1], Q, left[0]), W.mul_mat(Q, right[1])], dim=R.ndim - 1)


def _qr_of_tall(W, gq, gr, Q, R):
    m = W.mul_mat(R, W.mH(gr)) - W.mul_mat(W.mH(gq), Q)
    low = W.tril(m)
    sym = low + W.mH(W.tril(m, diagonal=-1))
    return W.mul_mat(gq + W.mul_mat(Q, sym), W.mH(W.inv_ex(R)[0]))


qr.vjp(A=_qr_rule)


@op(
    "linalg_eigh",
    node="LinalgEighBackward0",
    outputs=("eigenvalues", "eigenvectors"),
    differentiable=(0, 1),
    tex=r"\mathrm{{eigh}}({A})",
    prec=8,
)
def eigh(A, *, UPLO="L"):
    _finite(A, "linalg.eigh", "input matrix is ill-conditioned or has too many repeated eigenvalues (error code: {n})")
    values, vectors = np.linalg.eigh(A, UPLO)
    return values, vectors


def _eigh_rule(W, grads, eigenvalues, eigenvectors):
    gl, gv = grads
    v, vh = eigenvectors, W.mH(eigenvectors)
    n = eigenvalues.shape[-1]
    gap = W.unsqueeze(eigenvalues, dim=eigenvalues.ndim - 1) - W.unsqueeze(eigenvalues, dim=eigenvalues.ndim)
    eye = np.eye(n, dtype=bool)
    inner = W.mul_mat(vh, gv)
    inner = W.where(
        eye if W is RAW else _const(eye),
        W.diag_embed(gl),
        inner / W.where(eye if W is RAW else _const(eye), W.ones_like(gap), gap),
    )
    return W.mul_mat(W.mul_mat(v, inner), vh)


def _const(array):
    from ..tensor import wrap

    return wrap(array)


eigh.vjp(A=_eigh_rule)
eigh._saved_given = ("eigenvalues", "eigenvectors")


@op(
    "linalg_svd",
    node="LinalgSvdBackward0",
    outputs=("U", "S", "Vh"),
    differentiable=(0, 1, 2),
    tex=r"\mathrm{{SVD}}({A})",
    prec=8,
)
def svd(A, *, full_matrices=False):
    _finite(A, "linalg.svd", "input matrix contained non-finite values")
    u, s, vh = np.linalg.svd(A, full_matrices=full_matrices)
    return u, s, vh


def _svd_rule(W, grads, U, S, Vh):
    gu, gs, gv = grads
    k = S.shape[-1]
    U, Vh = W.slice_(U, dim=-1, start=0, end=k), W.slice_(Vh, dim=-2, start=0, end=k)
    gu, gv = W.slice_(gu, dim=-1, start=0, end=k), W.slice_(gv, dim=-2, start=0, end=k)
    eye = np.eye(k, dtype=bool)
    eye = eye if W is RAW else _const(eye)
    s2 = S * S
    gap = W.unsqueeze(s2, dim=s2.ndim - 1) - W.unsqueeze(s2, dim=s2.ndim)
    f = W.where(eye, W.zeros_like(gap), 1 / W.where(eye, W.ones_like(gap), gap))
    row, col = W.unsqueeze(S, dim=S.ndim - 1), W.unsqueeze(S, dim=S.ndim)
    ug, vg = W.mul_mat(W.mH(U), gu), W.mul_mat(Vh, W.mH(gv))
    middle = W.diag_embed(gs) + f * (ug - W.mH(ug)) * row + col * (f * (vg - W.mH(vg)))
    out = W.mul_mat(W.mul_mat(U, middle), Vh)
    data = gu._data if hasattr(gu, "_data") else gu
    if data.any() and U.shape[-2] > k:
        scaled = gu / row
        out = out + W.mul_mat(scaled - W.mul_mat(U, W.mul_mat(W.mH(U), scaled)), Vh)
    data = gv._data if hasattr(gv, "_data") else gv
    if data.any() and Vh.shape[-1] > k:
        scaled = gv / col
        out = out + W.mul_mat(U, scaled - W.mul_mat(W.mul_mat(scaled, W.mH(Vh)), Vh))
    return out


svd.vjp(A=_svd_rule).keep("full_matrices")
svd._saved_given = ("S", "S_sym_argsize_minus_1", "U", "Vh", "full_matrices")
