"""torch.nn against real PyTorch: every module's values, gradients, text and state; programs as teaching scripts have them."""

import re
import sys

import numpy as np
import pytest

import core.facade as torch
from tests.core import programs

NAMES = {
    "torch": torch,
    "nn": torch.nn,
    "F": torch.nn.functional,
    "init": torch.nn.init,
    "optim": torch.optim,
    "lr_scheduler": torch.optim.lr_scheduler,
    "data": torch.utils.data,
}
FILES = {name: (programs.programs(name), programs.golden(name)) for name in ("nn_modules", "nn_module", "nn_training")}
NUMBER = re.compile(r"-?\d+\.\d*(?:e[+-]\d+)?")


pytestmark = pytest.mark.usefixtures("served")


def same(mine, real):
    """Equal but for the last digits of numbers, which hang on the order in which a library adds."""
    if NUMBER.sub("#", mine).split() != NUMBER.sub("#", real).split():
        return False
    return np.allclose([float(x) for x in NUMBER.findall(mine)], [float(x) for x in NUMBER.findall(real)], 2e-4, 2e-4)


@pytest.mark.parametrize("title", FILES["nn_modules"][0])
def test_module(title):
    code, real = FILES["nn_modules"][0][title], FILES["nn_modules"][1][title]
    mine = programs.run(code, NAMES)
    assert (mine["warnings"], mine["error"]) == (real["warnings"], real["error"])
    assert same(mine["out"], real["out"])


def as_python_3_11(text):
    """OrderedDict({'a': 1}), as Python prints it from 3.12 on, without what differs from 3.11's OrderedDict([('a', 1)])."""
    return re.sub(r"OrderedDict\(.*", lambda m: re.sub(r"[(){}\[\],:']", "", m[0]), text)


@pytest.mark.parametrize("file, title", [(f, t) for f in ("nn_module", "nn_training") for t in FILES[f][0]])
def test_program(file, title):
    mine, real = programs.run(FILES[file][0][title], NAMES), FILES[file][1][title]
    if sys.version_info >= (3, 12):  # the goldens were made on 3.11
        mine, real = ({**r, "out": as_python_3_11(r["out"])} for r in (mine, real))
    assert mine == real


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
@pytest.mark.parametrize("options", [{}, {"bidirectional": True}, {"num_layers": 2, "batch_first": True}])
def test_both_backwards_of_recurrent_layers_agree(kind, options):
    """First order runs on arrays, create_graph on tensors: the numbers are the same."""
    torch.manual_seed(0)
    layer, x = getattr(torch.nn, kind)(3, 4, **options), torch.randn(5, 2, 3, requires_grad=True)
    found = []
    for create_graph in (False, True):
        out = layer(x)[0].sin().sum()
        found.append(torch.autograd.grad(out, [x, *layer.parameters()], create_graph=create_graph))
    for a, b in zip(*found):
        np.testing.assert_allclose(a._data, b._data, rtol=1e-4, atol=1e-6)


def test_second_order_of_an_lstm_is_that_of_its_composition():
    """The one op of float32 against the composed float64 layer."""
    torch.manual_seed(0)
    layer, x = torch.nn.LSTM(3, 4), torch.randn(4, 2, 3)
    seconds = []
    for dtype in (torch.float32, torch.float64):
        mine, inner = layer.to(dtype), x.to(dtype).requires_grad_()
        (g,) = torch.autograd.grad(mine(inner)[0].sin().sum(), inner, create_graph=True)
        (second,) = torch.autograd.grad((g * g).sum(), inner)
        seconds.append(second._data)
    np.testing.assert_allclose(*seconds, rtol=1e-4, atol=1e-5)


def test_attention_as_one_op_is_its_composition():
    torch.manual_seed(0)
    F = torch.nn.functional
    q, k, v = (torch.randn(2, 2, 3, 4, requires_grad=True) for _ in range(3))
    for options in (
        {},
        {"is_causal": True},
        {"attn_mask": torch.randn(3, 3)},
        {"attn_mask": torch.ones(3, 3).tril().bool()},
    ):
        results = []
        for one in (True, False):
            args = (q, k, v) if one else tuple(t.reshape(4, 3, 4) for t in (q, k, v))
            out = F.scaled_dot_product_attention(*args, **options)
            loss = (out.reshape(-1) * torch.arange(out.numel())).sum()
            firsts = torch.autograd.grad(loss, (q, k, v), create_graph=True)
            results.append([out.reshape(-1)._data, *(g._data for g in firsts)])
            if one:  # PyTorch has no derivative of second order here
                with pytest.raises(RuntimeError, match="_flash_attention_for_cpu_backward is not implemented"):
                    torch.autograd.grad(sum((g * g).sum() for g in firsts), (q, k, v))
        for a, b in zip(*results):
            np.testing.assert_allclose(a, b, rtol=2e-3, atol=2e-2)


def test_a_convolution_lies_in_order():
    """`view` after a convolution, as scripts write it."""
    out = torch.nn.Conv2d(2, 3, 3)(torch.randn(4, 2, 5, 5))
    assert out.view(4, -1).shape == (4, 27)
    assert out.is_contiguous()


def test_max_pool_of_nan_and_of_overlapping_windows():
    x = torch.tensor([[[[1.0, float("nan"), 3.0], [2.0, 5.0, 4.0], [0.0, 1.0, 2.0]]]], requires_grad=True)
    out, at = torch.nn.functional.max_pool2d(x, 2, 1, return_indices=True)
    assert at.tolist() == [[[[1, 1], [4, 4]]]]
    out[0, 0, 1].sum().backward()
    assert x.grad.tolist() == [[[[0, 0, 0], [0, 2, 0], [0, 0, 0]]]]


def test_a_transposed_convolution_of_one_place_with_output_padding():
    x = torch.arange(4.0).view(1, 1, 2, 2).requires_grad_()
    w = torch.full((1, 1, 1, 1), 2.0, requires_grad=True)
    out = torch.nn.functional.conv_transpose2d(x, w, dilation=2, output_padding=1)
    assert out.tolist() == [[[[0, 2, 0], [4, 6, 0], [0, 0, 0]]]]
    out.sum().backward()
    assert x.grad.tolist() == [[[[2, 2], [2, 2]]]] and w.grad.tolist() == [[[[6]]]]


def test_an_infinite_weight_reaches_no_further_than_the_kernel():
    x = torch.ones(1, 1, 3, 4, requires_grad=True)
    w = torch.tensor([[[[1.0, float("inf")], [1.0, 1.0]]]])
    torch.nn.functional.conv2d(x, w).sum().backward()
    inf = float("inf")
    assert x.grad.tolist() == [[[[1, inf, inf, inf], [2, inf, inf, inf], [1, 2, 2, 1]]]]
