"""Shorter ways that large or small arrays take give, to the bit, what the plain way gives."""

import numpy as np
import pytest

import core.facade as torch
from core.ops import chains, exponential, onednn_conv, onednn_vectors, sines
from core.ops.adding import add_at, picked_along_last
from core.ops.choosing import choose
from core.ops.fused import sum_of_products

SPECIAL = np.array([0, -0.0, np.inf, -np.inf, np.nan, 1e-45, -1e-38, 3.4e38, 88, -87, -104, 86, np.pi, 2 * np.pi, 1e4, 1e5, 20], np.float32)


def numbers(*shape, seed=0, scale=1.0):
    return (np.random.default_rng(seed).standard_normal(shape) * scale).astype(np.float32)


def bits(x):
    return np.where(np.isnan(x), np.float32(np.nan), x).view(np.int32)


@pytest.mark.parametrize("function", [exponential.exp, sines.sin, sines.cos])
@pytest.mark.parametrize("size", [2, 7, 100, 300, 20_000])
def test_functions_of_arrays_have_the_digits_that_single_numbers_have(function, size):
    x = numbers(size, scale=4)
    some = slice(0, 400)
    with np.errstate(all="ignore"):
        one_by_one = np.array([function(number) for number in x[some]], np.float32)
        assert (bits(function(x))[some] == bits(one_by_one)).all()
        x[: len(SPECIAL)] = SPECIAL[:size]
        one_by_one = np.array([function(number) for number in x[some]], np.float32)
        assert (bits(function(x))[some] == bits(one_by_one)).all()


@pytest.mark.parametrize("other", [numbers(70, 50, seed=1), np.float32(0), np.float32(-0.0), np.float32(2.5)])
def test_large_choices_are_those_of_where(other):
    a = numbers(70, 50)
    a[0, : len(SPECIAL)] = SPECIAL
    mask = numbers(70, 50, seed=2) > 0
    assert choose(mask, a, other).tobytes() == np.where(mask, a, other).tobytes()
    if other.ndim:
        assert (bits(choose(mask.T, a.T, other.T)) == bits(np.where(mask.T, a.T, other.T))).all()


def test_large_additions_at_repeated_places_are_those_of_add_at():
    rng, values = np.random.default_rng(3), numbers(60, 50)
    for where in ((rng.integers(0, 9, 60),), (rng.integers(0, 9, (60, 1)), rng.integers(0, 50, (60, 50))), (slice(0, 60), rng.integers(0, 9, 50))):
        one, other = np.ones((60, 50), np.float32), np.ones((60, 50), np.float32)
        add_at(one, where, values)
        np.add.at(other, where, values)
        assert one.tobytes() == other.tobytes()


def test_elements_picked_from_rows_are_those_along_the_axis():
    x, index = numbers(30, 7), np.random.default_rng(4).integers(0, 7, (30, 90))
    assert (picked_along_last(x, index) == np.take_along_axis(x, index, 1)).all()


@pytest.mark.parametrize("shape", [(1, 5), (9, 1), (64, 30), (200, 129), (400, 3)])
def test_sums_of_products_are_a_multiply_add_for_each_row(shape):
    a, b = numbers(*shape), numbers(*shape, seed=1)
    out = np.zeros(shape[1], np.float32)
    for x, y in zip(a.astype(np.float64), b.astype(np.float64)):
        out = (out + x * y).astype(np.float32)
    assert (sum_of_products(a, b) == out).all()


@pytest.mark.parametrize("shape, kernel, padding, dilation", [
    ((2, 18, 24, 30), (3, 2), (1, 0), (1, 2)),
    ((40, 3, 5, 4), (2, 3), (2, 1), (1, 1)),
    ((16, 16, 900), (5,), (3,), (2,)),
    ((2, 2, 9, 12, 10), (2, 1, 3), (0, 1, 1), (1, 1, 1)),
])  # fmt: skip
@pytest.mark.skipif(not chains.longest(), reason="NumPy's BLAS adds in another order here")
def test_convolutions_of_images_as_vectors_have_the_digits_of_those_place_by_place(shape, kernel, padding, dilation, monkeypatch):
    x, w, bias = numbers(*shape), numbers(10, shape[1], *kernel, seed=1), numbers(10, seed=2)
    one = (1,) * len(kernel)
    out = tuple(n + 2 * p - d * (k - 1) for n, p, d, k in zip(shape[2:], padding, dilation, kernel))
    g = numbers(len(x), 10, *out, seed=3)

    def results():
        return [
            onednn_conv.forward(x, w, bias, one, padding, dilation, 1, out),
            onednn_conv.input_grad(g, w, None, shape[2:], one, padding, dilation, 1),
            *onednn_conv.weight_and_bias_grad(g, x, w.shape, one, padding, dilation, 1),
        ]

    short = results()
    monkeypatch.setattr(onednn_vectors, "sums", lambda *args: None)
    monkeypatch.setattr(onednn_vectors, "weight_grad", lambda *args: None)
    plain = results()
    plain[3] = onednn_conv.bias_grad(g, shape, w.shape, one)
    for one, other in zip(short, plain):
        assert one is None or (one.shape == other.shape and one.tobytes() == other.tobytes())


@pytest.mark.parametrize("change", [lambda x: x, np.round, lambda x: np.where(x > 2, np.nan, x)])
def test_the_first_and_middle_of_many_are_those_of_all_in_order(change):
    numbers_ = change(numbers(3, 90))
    x = torch.from_numpy(numbers_.copy())
    for largest in (True, False):
        values, places = torch.sort(x, 1, descending=largest, stable=True)
        found, where = x.topk(7, 1, largest)
        assert (bits(found.numpy()) == bits(values.numpy()[:, :7])).all()
        apart = np.diff(np.sort(numbers_, axis=1)).min(1) > 0  # of equal numbers topk takes others than sort
        assert (where.numpy()[apart] == places.numpy()[apart, :7]).all()
    middle = np.where(np.isnan(numbers_).any(1), np.nan, np.sort(numbers_, axis=1)[:, 44])
    value, place = x.median(1)
    assert (bits(value.numpy()) == bits(middle.astype(np.float32))).all()
    assert (bits(numbers_[np.arange(3), place.numpy()]) == bits(value.numpy())).all()
