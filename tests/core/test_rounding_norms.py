"""Batch norm, layer norm, and sums of many numbers, in the order in which PyTorch adds them with one thread: checksums of real PyTorch's numbers."""

import zlib

import pytest

import core.facade as torch

BATCH_NORM = {  # output, gradients of input, weight and bias, running mean and variance
    (16, 1): [4049979257, 1248625350, 488196260, 541231787, 3729960829, 3241200929],
    (150, 11): [3115955784, 2997194800, 1462414274, 3758634706, 1600209694, 2519971670],
    (3, 4, 7): [594375519, 2288204407, 2072389516, 1131540799, 3471026205, 2385713007],
    (4, 3, 5, 5): [3294757199, 2672549342, 507046890, 3726269686, 3918034739, 3128059917],
    (8, 6, 16, 16): [515878841, 3831741232, 4127294728, 3037455617, 58316296, 3204879798],
}
SUMS = {(1, 2): 2039380349, 0: 4242465849, (0, 1): 2314094553, 2: 1524643200, None: 4249024164}


def checksum(x):
    return zlib.crc32(x.detach().numpy().tobytes())


@pytest.mark.parametrize("shape", BATCH_NORM)
def test_batch_norm_is_its_kernels_in_every_number(shape):
    torch.manual_seed(4)
    layer = (torch.nn.BatchNorm1d if len(shape) < 4 else torch.nn.BatchNorm2d)(shape[1])
    torch.nn.init.normal_(layer.weight)
    torch.nn.init.normal_(layer.running_var)
    x = (torch.randn(shape) * 3 + 1).requires_grad_()
    y = layer(x)
    y.backward(torch.randn(shape))
    got = y, x.grad, layer.weight.grad, layer.bias.grad, layer.running_mean, layer.running_var
    assert [checksum(t) for t in got] == BATCH_NORM[shape]


LAYER_NORM = {  # (rows, width, bias?): output, gradients of input, weight and bias
    (3, 1, True): [921634681, 2077607535, 2000137056, 3907207851],
    (4, 5, True): [189778832, 3656674061, 3300578025, 3092491831],
    (7, 9, True): [896126257, 3204661431, 540462899, 4094241009],
    (20, 32, False): [1282144090, 638076351, 959052299],
    (5, 300, True): [3179998434, 3642581720, 2479629014, 570767214],
}


@pytest.mark.parametrize("rows, width, bias", LAYER_NORM)
def test_layer_norm_is_its_kernels_in_every_number(rows, width, bias):
    torch.manual_seed(4)
    layer = torch.nn.LayerNorm(width, bias=bias)
    for p in layer.parameters():
        torch.nn.init.normal_(p)
    x = (torch.randn(rows, width) * 3 + 1).requires_grad_()
    y = layer(x)
    y.backward(torch.randn(rows, width))
    assert [checksum(t) for t in (y, x.grad, *(p.grad for p in layer.parameters()))] == LAYER_NORM[rows, width, bias]


def test_sums_of_many_numbers_are_added_in_torchs_order():
    torch.manual_seed(6)
    x = torch.randn(60, 31, 40)
    assert {axes: checksum(x.sum() if axes is None else x.sum(axes)) for axes in SUMS} == SUMS


EXPONENTIALS = [3685550522, 2871711979, 2364033112, 3093803651, 2127622154]  # sigmoid, SiLU, sigmoid of columns, softmax, tanh


def test_exponentials_of_thousands_of_numbers_take_the_kernels_steps():
    torch.manual_seed(5)
    x = torch.randn(9001) * 3
    rows = x[:9000].view(900, 10)
    got = x.sigmoid(), torch.nn.functional.silu(x), x[:9000].view(10, 900).t().sigmoid(), rows.softmax(1), x.tanh().mul(1e4).round()
    assert [checksum(t.contiguous()) for t in got] == EXPONENTIALS
