"""Numbers as people read them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model import numbers
from core.tapevalue import TensorValue


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0.25, "0.25"), (27.0, "27"), (64.5, "64.5"), (-1.68749, "−1.687"), (0.0, "0"), (-0.0, "0"), (1234.56, "1235"),
        (12345.678, "12346"), (999999.0, "999999"), (1e6, "1e6"), (1.2345e7, "1.234e7"), (0.00012345, "0.0001234"),
        (1.5e-7, "1.5e−7"), (-2e-10, "−2e−10"), (9999.9, "10000"), (math.nan, "NaN"), (math.inf, "Infinity"),
        (-math.inf, "−Infinity"), (-3, "−3"), (123456789, "123456789"), (True, "True"), (1 - 2j, "1−2j"),
        (np.float32(0.1), "0.1"), (np.int64(-7), "−7"), (np.bool_(False), "False"),
    ],
)  # fmt: skip
def test_a_number(x, text):
    assert numbers.number(x) == text


@given(st.floats(-1e308, 1e308))
def test_four_digits_are_right(x):
    text = numbers.number(x).replace(numbers.MINUS, "-")
    assert "-" not in numbers.number(x)
    assert math.isclose(float(text), x, rel_tol=5.1e-4) or (x == 0 and text == "0")


@given(st.floats(width=32))
def test_the_exact_value_reads_back(x):
    text = numbers.exact(np.float32(x))
    again = np.float32(text)
    assert again == np.float32(x) or (math.isnan(x) and text == "NaN")


def test_exact_values():
    assert numbers.exact(np.float32(0.1)) == "0.1"
    assert numbers.exact(np.float64(-0.1)) == "-0.1"
    assert numbers.exact(np.float32(-math.inf)) == "-Infinity"
    assert numbers.exact(7) == "7"
    assert numbers.exact(np.complex64(1 + 2j)) == "1+2j"


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (4.5, "9/2"),
        (-0.75, "−3/4"),
        (1 / 3, "1/3"),
        (np.float32(2 / 7), "2/7"),
        (2.0, None),
        (math.pi, None),
        (math.nan, None),
        (1e-9, None),
    ],
)
def test_fractions(x, text):
    assert numbers.fraction(x) == text


def value(data, dtype=None):
    return TensorValue.of(np.asarray(data, dtype or np.float32))


def test_texts_of_values():
    assert numbers.nested(np.array([[1, 2], [3, 4.5]])) == "[[1, 2], [3, 4.5]]"
    assert numbers.nested(np.array([4.5, 2.0]), fractions=True) == "[9/2, 2]"
    assert numbers.brief(value([[0.75, 0.75], [0.75, 0.75]])) == "0.75"
    assert numbers.plain(value([[0.75, 0.75], [0.75, 0.75]])) == "[[0.75, 0.75], [0.75, 0.75]]"
    assert numbers.plain(value(np.ones((10, 10)))) == "(10, 10), all 1"
    assert numbers.brief(value([1, 2])) == "[1, 2]"
    assert numbers.brief(value([])) == "an empty tensor (0,)"
    assert numbers.brief(value(np.arange(10))) == "(10,) from 0 to 9"
    assert numbers.brief(value([*range(9), math.nan])) == "(10,) from 0 to 8, with 1 NaN"
    assert numbers.brief(value([math.nan] * 3)) == "NaN" and numbers.brief(value([-math.inf] * 3)) == "−Infinity"
    assert numbers.uniform(value([math.nan, 1])) is None and numbers.uniform(value([1, math.nan])) is None
    assert numbers.brief(None) == "None"
    assert numbers.brief(value([[True, False]], bool)) == "[[True, False]]"
    assert numbers.full(value(np.arange(100))) == "(100,), min 0  mean 49.5  max 99"
    assert numbers.full(value(-2.5)) == "−2.5"
    assert numbers.shape_text(()) == "scalar" and numbers.shape_text((3,)) == "(3,)"
    assert numbers.stats(value([1, math.inf, math.nan, 3])).text() == "min 1  mean 2  max 3  1 NaN  1 Inf"
    assert numbers.stats(value([math.inf, math.nan, math.inf])).text() == "1 NaN  2 Inf"  # no least, no mean of none


def test_heat_is_scaled_to_the_greatest_and_marks_what_is_not_finite():
    heat = numbers.heat(np.array([[0, 2, -4], [math.nan, math.inf, 4]], np.float32))
    assert heat[0, 0] == 0 and heat[0, 2] == -1 and heat[1, 2] == 1
    assert heat[0, 1] == pytest.approx(0.5**0.8)
    assert np.isnan(heat[1, :2]).all()
    assert numbers.heat(np.zeros(3)).tolist() == [0, 0, 0]
    assert numbers.heat(np.array([1.0]), limit=2).tolist() == [pytest.approx(0.5**0.8)]
    assert numbers.heat_limit(np.array([math.nan])) == 0
    assert numbers.heat(np.array([True, False])).tolist() == [1, 0]
    assert numbers.heat(np.array([-128, 0], np.int8)).tolist() == [-1, 0]


@given(st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=20))
def test_heat_keeps_sign_and_order(xs):
    xs = np.array(sorted(xs))
    heat = numbers.heat(xs)
    assert (np.abs(heat) <= 1).all() and (np.diff(heat) >= 0).all()
