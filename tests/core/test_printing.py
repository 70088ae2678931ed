"""Tensors print as in PyTorch: data written by real torch (tests/data/printing.json), and the rules one by one."""
import base64
import importlib
import json
import math
from pathlib import Path

import numpy as np
import pytest

dtypes, printing = importlib.import_module("core.dtypes"), importlib.import_module("core.printing")

GOLDEN = json.loads((Path(__file__).parent.parent / "data" / "printing.json").read_text(encoding="utf-8"))["cases"]


@pytest.fixture(autouse=True)
def default_options():
    before, dtype = printing.get_printoptions(), dtypes.default
    yield
    printing.set_printoptions(**before)
    dtypes.default = dtype


def array_of(case):
    dtype, shape = np.dtype(case["storage"]), tuple(case["shape"])
    if isinstance(case["data"], str):
        return np.frombuffer(base64.b64decode(case["data"]), dtype).reshape(shape)
    array = np.ones(shape, dtype)
    keep = np.ones(shape, bool)
    for axis, size in enumerate(shape):
        index = np.arange(size).reshape([-1 if k == axis else 1 for k in range(len(shape))])
        keep &= (index < 6) | (index >= size - 6)
    array[keep] = np.frombuffer(base64.b64decode(case["data"]["ends"]), dtype)
    return array


@pytest.mark.parametrize("case", GOLDEN, ids=lambda c: f"{c['dtype'][6:]}{c['shape']}{c['options'] or ''}")
def test_golden(case):
    printing.set_printoptions(profile="default")
    printing.set_printoptions(**case["options"])
    assert printing.tensor_str(array_of(case), case["dtype"], suffixes=case["suffixes"]) == case["repr"]


class Tensor:
    def __init__(self, data, dtype="torch.float32", requires_grad=False, grad_fn=None):
        self._data, self.dtype, self.requires_grad, self.grad_fn = np.asarray(data, "f4"), dtype, requires_grad, grad_fn


class Parameter(Tensor):
    pass


class Scale(Parameter):
    pass


class MulBackward0:
    pass


def test_repr_of_a_tensor():
    assert printing.tensor_repr(Tensor([[1, 2], [3, 4.5]])) == "tensor([[1.0000, 2.0000],\n        [3.0000, 4.5000]])"
    assert printing.tensor_repr(Tensor(3.0, requires_grad=True)) == "tensor(3., requires_grad=True)"
    product = Tensor(3.0, requires_grad=True, grad_fn=MulBackward0())
    assert printing.tensor_repr(product) == "tensor(3., grad_fn=<MulBackward0>)"
    assert printing.tensor_repr(Tensor([1], "torch.bfloat16")) == "tensor([1.], dtype=torch.bfloat16)"


def test_repr_of_parameters_and_subclasses():
    assert printing.tensor_repr(Parameter([1], requires_grad=True)) == "tensor([1.], requires_grad=True)"
    assert printing.tensor_repr(Scale([1])) == "Parameter(Scale([1.]))"


def test_default_dtype_is_not_written():
    array = np.ones(1)
    assert printing.tensor_str(array, "torch.float64") == "tensor([1.], dtype=torch.float64)"
    dtypes.default = dtypes.float64
    assert printing.tensor_str(array, "torch.float64") == "tensor([1.])"
    assert printing.tensor_str(array, "torch.complex64") == "tensor([1.], dtype=torch.complex64)"
    assert printing.tensor_str(np.ones(0), "torch.float64") == "tensor([])"


def test_format_of_a_scalar():
    assert printing.format_scalar(Tensor(2.5), ".2f") == "2.50"
    assert printing.format_scalar(Tensor(2.5, requires_grad=True), "") == "2.5"
    with pytest.raises(TypeError, match=r"unsupported format string passed to Tensor.__format__"):
        printing.format_scalar(Tensor([1, 2]), ".2f")
    with pytest.raises(TypeError, match=r"Parameter.__format__"):
        printing.format_scalar(Parameter(1), ".2f")


def test_options_are_restored_by_the_context_manager():
    before = printing.get_printoptions()
    with printing.printoptions(precision=1, sci_mode=True):
        assert printing.tensor_str(np.float32(2.5), "float32") == "tensor(2.5e+00)"
    assert printing.get_printoptions() == before


def test_sci_mode_goes_back_when_not_given():
    printing.set_printoptions(sci_mode=True)
    printing.set_printoptions(precision=3)
    default = {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80, "sci_mode": None}
    assert printing.get_printoptions() == {**default, "precision": 3}
    printing.set_printoptions(profile="full")
    assert printing.get_printoptions()["threshold"] == math.inf


def test_every_dtype_is_in_the_golden_data():
    assert len({case["dtype"] for case in GOLDEN}) == 12
    assert len(GOLDEN) >= 400
