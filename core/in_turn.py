"""Sums that add one row after the other, from +0 on, in einsum's loops: they take a quarter of the time of add.reduce for each row.

einsum walks along the axis of the least strides last. As long as that is not the axis that is summed, numbers are added from first to
last: so rows must have more than one column, and the arguments here are C-contiguous but where it says otherwise.

NumPy's builds for all processors round a product before they add it. One for processors that are known to have FMA might not, so that is
tried once, at import.
"""

import numpy as np

try:
    from numpy._core.einsumfunc import c_einsum as einsum
except ImportError:  # NumPy keeps it elsewhere now
    einsum = np.einsum

multiply = np.multiply


def rows(x):
    """The sum of the rows of x (k, n), n > 1."""
    return einsum("ki->i", x)


def runs(x):
    """The sum of the rows of each of the matrices x (r, k, n), n > 1."""
    return einsum("rki->ri", x)


def product(a, b):
    """The matrix product of a (m, k), in any layout, and b (k, n), n > 1."""
    return einsum("ik,kj->ij", a, b, order="C")


def vector_product(x, b):
    """The product of a vector x (k,) and b (k, n), n > 1."""
    return einsum("k,kj->j", x, b)


def tall_product(a, b):
    """The same of a in Fortran's order, m > 1, and b in any: faster where m is the larger."""
    return einsum("ik,kj->ij", a, b, order="F").copy()


def products(a, b):
    """The matrix products of a (B, m, k), in any layout, and b (B, k, n), B · m · n > 1."""
    return einsum("bik,bkj->bij", a, b, order="C") if b.shape[2] > 1 else _products_in_steps(a, b)


def lanes(a, b):
    """The sums (lanes, m, n) of each lane of products of a (k, lanes, m) and b (n, k, lanes)."""
    return einsum("klm,nkl->lmn", a, b)


def batched_lanes(a, b):
    """The same of batches, a (B, k, lanes, m) and b (B, n, k, lanes): (lanes, B, m, n)."""
    return einsum("bklm,bnkl->lbmn", a, b)


def middle(x):
    """The sums over the middle axis of x (m, k, lanes), lanes > 1."""
    return einsum("mkl->ml", x)


def middle_of_products(a, b):
    """The same of the products of `a` and `b`."""
    return einsum("mkl,mkl->ml", a, b)


def _added(parts):
    return rows(parts.reshape(len(parts), -1)).reshape(parts.shape[1:])


def _product_in_steps(a, b):
    return _added(multiply(a.T[:, :, None], b[:, None, :], order="C"))


def _vector_product_in_steps(x, b):
    return rows(x[:, None] * b)


def _products_in_steps(a, b):
    return _added(multiply(a.transpose(2, 0, 1)[..., None], b.transpose(1, 0, 2)[:, :, None, :], order="C"))


def _lanes_in_steps(a, b):
    return _added(multiply(a[..., None], b.transpose(1, 2, 0)[:, :, None], order="C"))


def _batched_lanes_in_steps(a, b):
    return np.stack([_lanes_in_steps(*pair) for pair in zip(a, b)], 1)


def _middle_in_steps(a, b):
    return middle(a * b)


def _rounds():
    """Does einsum round products?"""
    a, b = (np.sin(np.arange(i, 19 * 37 + i, dtype=np.float32)) for i in range(2))
    return all((product(x, y) == _product_in_steps(x, y)).all() for x, y in (
        (a.reshape(37, 19), b.reshape(19, 37)), (a[:57].reshape(3, 19), b[:57].reshape(19, 3))))  # fmt: skip


if not _rounds():
    product = tall_product = _product_in_steps
    vector_product, products, lanes = _vector_product_in_steps, _products_in_steps, _lanes_in_steps
    batched_lanes = _batched_lanes_in_steps
    middle_of_products = _middle_in_steps
