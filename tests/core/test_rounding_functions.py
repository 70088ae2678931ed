"""Sines and exponentials of float32 to the last bit; the data come from real PyTorch."""

import math
import zlib

import pytest

import core.facade as torch


@pytest.mark.parametrize(("numbers", "bits"), [
    (lambda x, y: x.sin(), 0xAC6149A3),
    (lambda x, y: x.cos(), 0xABFE534F),
    (lambda x, y: y.sin(), 0x7E670303),
    (lambda x, y: y.cos(), 0x7E1EE3FB),
    (lambda x, y: (x / 9).sin(), 0x12FEF73F),
    (lambda x, y: x.reshape(70, 10).t().cos(), 0x4A2C5A75),
])  # fmt: skip
def test_sines_are_mkls_in_every_number(numbers, bits):
    torch.manual_seed(4)
    x, y = torch.randn(700) * 3, torch.linspace(-9000, 9000, 300)
    assert zlib.crc32(numbers(x, y).contiguous().numpy().tobytes()) == bits


def test_sines_one_by_one_are_those_of_all_at_once():
    x = torch.linspace(-7, 9, 80)
    assert ([a.sin().item() for a in x], [a.cos().item() for a in x]) == (x.sin().tolist(), x.cos().tolist())


def test_sines_of_what_is_far_or_no_number():
    far = torch.tensor([-0.0, 1e30, math.inf, math.nan, 3.0])
    assert torch.sin(far).tolist()[1:2] + torch.sin(far).tolist()[4:] == [-0.7911634445190430, 0.14112000167369843]
    assert math.copysign(1, torch.sin(far)[0]) == math.copysign(1, torch.sin(far[0])) == -1
    assert torch.sin(far).isnan().tolist() == torch.cos(far).isnan().tolist() == [False, False, True, True, False]


@pytest.mark.parametrize(("numbers", "bits"), [
    (lambda x: (x * 9).exp(), 0x2D2F3532),
    (lambda x: (x * 9 / 9).exp(), 0xD8411EDB),
    (lambda x: torch.stack([(v * 9).exp() for v in x[:60]]), 0x4FB41BC5),
])  # fmt: skip
def test_exponentials_are_mkls_in_every_number(numbers, bits):
    """Those of its way with 512-bit registers, which the other numbers from PyTorch also come from."""
    torch.manual_seed(4)
    assert zlib.crc32(numbers(torch.randn(700)).numpy().tobytes()) == bits


def test_exponentials_of_what_is_far_or_no_number():
    far = torch.tensor([0.0, 88.7, 89.0, -87.4, -103.9, -104.0, math.inf, -math.inf])
    far = torch.cat([far, far[1:]])
    assert far.exp().tolist()[:8] == [1.0, 3.325976864406685e38, math.inf, 1.1032187391487278e-38, 1.401298464324817e-45, 0.0, math.inf, 0.0]
    assert torch.tensor([math.nan, 0.5]).exp().isnan().tolist() == [True, False]
