"""Elementwise functions, losses and optimizers, forward and backward, to the last bit; the data come from real PyTorch (its way with 512-bit
registers). `ALIKE`: expressions whose values and gradients are equal in each number."""

import zlib

import pytest

import core.facade as torch
import core.facade.nn.functional as F


def bits(torch, F, expression):
    """A checksum of the value and of the gradients of it with respect to x and y."""
    torch.manual_seed(4)
    x, y = (torch.randn(700) * 2).requires_grad_(), (torch.rand(700) * 0.98 + 0.01).requires_grad_()
    value = eval(expression, {"x": x, "y": y, "F": F, "torch": torch})
    (value * torch.linspace(-1, 2, value.numel()).reshape(value.shape)).sum().backward()
    made = [value, *(leaf.grad for leaf in (x, y) if leaf.grad is not None)]
    return zlib.crc32(b"".join(m.detach().contiguous().numpy().tobytes() for m in made))


def halves(torch, F, expression, dtype):
    """A checksum of the value and of its gradient with respect to x, of 16 bits."""
    torch.manual_seed(4)
    x = (torch.randn(700) * 2).to(getattr(torch, dtype)).requires_grad_()
    value = eval(expression, {"x": x, "F": F, "torch": torch})
    value.sum().backward()
    return zlib.crc32(b"".join(m.detach().float().numpy().tobytes() for m in (value, x.grad)))


ALIKE = [
    ("F.gelu(x)", 0xC6123D2E),
    ("x.norm()", 0xAE1E6388),
    ("x.reshape(20, 35).norm(dim=1)", 0x1B61F517),
    ("x.norm(1)", 0xCCA87CFA),
    ("x.norm(3)", 0x00DB583A),
    ("F.normalize(x.reshape(20, 35))", 0x278266CC),
    ("x[:37].double().norm()", 0xFA1B1207),
    ("(x * y).norm(1, dim=0)", 0xB317981B),
    ("F.softplus(x)", 0x6559C84F),
    ("F.logsigmoid(x[:640])", 0x468EEF87),
    ("F.hardsigmoid(x)", 0xBEF8FA25),
    ("F.mse_loss(x, y)", 0x0F95BCF8),
    ("F.huber_loss(x, y, delta=0.7)", 0xD48D1A79),
    ("F.silu(torch.cat([x] * 7))", 0x0E19AECE),
    ("F.smooth_l1_loss(x[:640], y[:640], beta=0.7)", 0x1212A428),
    ("x[:640].reshape(10, 64).softmax(0)", 0x1A9350A0),
    ("x[:640].reshape(2, 5, 8, 8).log_softmax(1)", 0xC0502E0B),
    ("x[:640].reshape(5, 2, 64).log_softmax(0)", 0x878B89A3),
    ("F.group_norm(x[:588].reshape(2, 6, 7, 7), 3, y[:6], x[:6])", 0xAD7C571B),
    ("F.group_norm(x.reshape(5, 140), 10)", 0x426963DE),
    ("F.batch_norm(x.reshape(5, 20, 7), x[:20].detach(), y[:20].detach(), y[:20], x[:20])", 0x23B12CBD),
    ("F.batch_norm(x.reshape(20, 35), x[:35].detach(), y[:35].detach(), y[:35], x[:35])", 0x06779B33),
    ("F.interpolate(x[:600].reshape(2, 3, 10, 10), scale_factor=2)", 0x2EA3EC28),
    ("F.interpolate(x[:576].reshape(2, 8, 6, 6), size=(7, 3), mode=\"bilinear\", align_corners=True)", 0x434D7331),
    ("F.max_pool2d(x[:600].reshape(2, 3, 10, 10), 3, 2, 1)", 0x805AEDBB),
    ("F.avg_pool2d(x[:600].reshape(2, 3, 10, 10), 3, 2, 1)", 0x0EA8D676),
    ("F.adaptive_avg_pool2d(x[:600].reshape(2, 3, 10, 10), (3, 4))", 0xE17BEFF0),
    ("x.double().reshape(7, 100).sum(1)", 0x940813F0),
    ("x.double().mean() + y.double().reshape(20, 35).sum(0).mean()", 0xF041ECA4),
    ("F.mse_loss(x.double(), y.double())", 0x9341CCAA),
    ("x.double()[:37].sum()", 0xA4F705AD),
    ("F.batch_norm(x[:640].reshape(20, 32), None, None, y[:32], x[:32], training=True)", 0x1E280F6B),
    ("F.batch_norm(torch.cat([x[:640]] * 10).reshape(64, 100) * 1.5, None, None, y[:100], x[:100], training=True)", 0x4FA96373),
    ("F.cross_entropy(x.reshape(70, 10), torch.arange(70) % 10, weight=y[:10].detach())", 0x014D89B6),
    ("F.cross_entropy(x[:640].reshape(2, 5, 64), torch.arange(128).reshape(2, 64) % 5)", 0xE94B448E),
]


@pytest.mark.parametrize(("expression", "expected"), ALIKE)
def test_values_and_gradients_are_pytorchs_in_every_number(expression, expected):
    assert bits(torch, F, expression) == expected


@pytest.mark.parametrize(("expression", "dtype", "expected"), [
    ("F.cross_entropy(x.reshape(70, 10), torch.arange(70) % 10)", "bfloat16", 0x7076FD83),
    ("F.silu(x)", "bfloat16", 0xC5D6EFC2),
    ("x.sigmoid()", "float16", 0x67DB55F4),
    ("F.leaky_relu(x)", "float16", 0x765F36C2),
])  # fmt: skip
def test_numbers_of_16_bits_are_rounded_where_pytorch_rounds(expression, dtype, expected):
    assert halves(torch, F, expression, dtype) == expected


def test_powers_take_the_exponent_in_float32_where_registers_are_full():
    x = torch.full((33,), 3.0)
    full, left = (x**1.7)[0].item(), (x**1.7)[32].item()
    assert (full, left) == (6.473008155822754, 6.473007678985596)
