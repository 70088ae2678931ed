"""Sums from first to last: einsum's loops and products by BLAS against one addition after the other, in every layout; gates in blocks."""

import numpy as np
import pytest

from core import in_turn
from core.ops import onednn, wide

SIZES = [(1, 2, 2), (2, 1, 5), (5, 3, 2), (16, 7, 16), (19, 2, 37), (33, 12, 3), (100, 16, 2), (130, 1, 40)]


def numbers(*shape):
    return np.sin(np.arange(1, np.prod(shape) + 1, dtype=np.float32)).reshape(shape) * np.float32(3)


def one_by_one(parts):
    """The sum over the first axis of an array of float32 products."""
    total = np.zeros(parts.shape[1:], np.float32)
    for part in parts:
        total = total + part
    return total


def layouts(x):
    return x, np.ascontiguousarray(x.T).T, np.repeat(x, 2, axis=1)[:, ::2]


@pytest.mark.parametrize("k, m, n", SIZES)
def test_rows_and_runs_of_rows_are_added_one_after_the_other(k, m, n):
    x = numbers(m, k, n)
    assert in_turn.rows(x[0]).tobytes() == one_by_one(x[0]).tobytes()
    assert in_turn.runs(x).tobytes() == one_by_one(x.transpose(1, 0, 2)).tobytes()


@pytest.mark.parametrize("k, m, n", SIZES)
@pytest.mark.parametrize("product", [in_turn.product, in_turn._product_in_steps])
def test_a_product_adds_its_products_one_after_the_other(product, k, m, n):
    a, b = numbers(m, k), numbers(k, n)
    want = one_by_one(a.T[:, :, None] * b[:, None, :])
    for left in layouts(a):
        assert product(left, b).tobytes() == want.tobytes()
    for vector_product in (in_turn.vector_product, in_turn._vector_product_in_steps):
        assert vector_product(a[0], b).tobytes() == want[0].tobytes()
    if m > 1:
        tall = in_turn.tall_product(layouts(a)[1], b)
        assert tall.flags.c_contiguous and tall.tobytes() == want.tobytes()


@pytest.mark.parametrize("k, m, n", SIZES)
@pytest.mark.parametrize("products", [in_turn.products, in_turn._products_in_steps])
def test_so_do_those_of_a_batch(products, k, m, n):
    a, b = numbers(3, m, k), numbers(3, k, n)
    want = one_by_one(a.transpose(2, 0, 1)[..., None] * b.transpose(1, 0, 2)[:, :, None, :])
    assert products(a, b).tobytes() == want.tobytes()
    assert products(a[..., :1], b[:, :1, :1]).tobytes() == (a[..., :1] * b[:, :1, :1]).tobytes()


@pytest.mark.parametrize("k, m, n", SIZES)
@pytest.mark.parametrize("lanes", [in_turn.lanes, in_turn._lanes_in_steps])
@pytest.mark.parametrize("width", [4, 8])
def test_lanes_are_added_each_on_its_own(lanes, width, k, m, n):
    a, b = numbers(m, k * width), numbers(n, k * width).reshape(n, k, width)
    want = one_by_one(np.einsum("mkl,nkl->klmn", a.reshape(m, k, width), b))
    for left in layouts(a):
        assert lanes(left.T.reshape(k, width, m), b).tobytes() == want.tobytes()


@pytest.mark.parametrize("m, k, n", [(16, 96, 64), (16, 64, 65), (13, 20, 17), (40, 200, 30), (5, 500, 12)])
@pytest.mark.parametrize("left", ["C", "F"])
@pytest.mark.parametrize("right", ["C", "F"])
def test_wide_products_add_in_one_order_however_the_matrices_lie(m, k, n, left, right):
    a, b = numbers(m, k), numbers(k, n)
    want, got = wide.wide_product(m, k, n, True, True), wide.wide_product(m, k, n, left == "C", right == "C")
    if want is None:
        assert got is None and not wide.adds_in_turn(192)
    else:
        want, got = want(a, b, b[0]), got(np.array(a, order=left), np.array(b, order=right), b[0])
        assert got.tobytes() == want.tobytes() and got.flags.c_contiguous
        assert np.allclose(got, a.astype(float) @ b + b[0], rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
@pytest.mark.parametrize("shape", [(1, 7), (90, 500), (3, 1)])
def test_gates_are_the_same_in_blocks_and_where_numpy_rounds_products_of_complex_numbers_twice(name, shape, monkeypatch):
    x = numbers(*shape) * 9
    x.flat[:2] = -100, 0
    got = getattr(onednn, name)(x, np.empty_like(x))
    monkeypatch.setattr(onednn, "_rounds_once", lambda: False)
    twice = getattr(onednn, "_" + name)(shape)
    want = np.empty_like(x)
    twice(x, want)
    assert got.tobytes() == want.tobytes()
    assert np.allclose(got, np.tanh(x) if name == "tanh" else 1 / (1 + np.exp(-x.astype(float))), rtol=3e-7, atol=1e-38)


@pytest.mark.parametrize("k", [30, 400])
@pytest.mark.parametrize("rows, n", [(5, 700), (24, 9), (1, 8), (6, 1)])
def test_a_factor_that_is_laid_out_once_has_the_digits_of_one_product(rows, k, n):
    a, b, begin = numbers(rows, k), numbers(k, n), numbers(rows, n)
    by = onednn.products_by(b, rows)
    for start in (begin, None, begin):
        assert by(a, start).tobytes() == onednn.product(a, b, start).tobytes()


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (1, 37), (5, 3), (2, 64)])
def test_a_multiply_add_is_rounded_once(shape):
    x, factor, y, advance = onednn.multiply_add(shape)
    for k in range(20):
        x[...], factor[...], y[...] = numbers(3, *shape) * np.float32(k + 0.7)
        want = (x.astype(float) * y + factor).astype(np.float32)
        advance()
        assert (y == want).all()
