"""Convolutions, transposed or not."""

import math

from ..functions import nn_spatial as F
from .linear import _init, parameter
from .module import Module


def _tuple(x, n):
    return (x,) * n if isinstance(x, int) else tuple(x)


class _Conv(Module):
    """Convolution over `n` axes; what the transposed ones share."""

    n = 2
    transposed = False

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode="zeros",
                 device=None, dtype=None):  # fmt: skip
        self._build(in_channels, out_channels, kernel_size, stride, padding, 0, dilation, groups, bias, padding_mode, device, dtype)

    def _build(self, in_channels, out_channels, kernel_size, stride, padding, output_padding, dilation, groups, bias, padding_mode, device,
               dtype):  # fmt: skip
        Module.__init__(self)
        n = self.n
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size, self.stride = _tuple(kernel_size, n), _tuple(stride, n)
        self.padding = padding if isinstance(padding, str) else _tuple(padding, n)
        self.dilation, self.output_padding = _tuple(dilation, n), _tuple(output_padding, n)
        self.groups, self.padding_mode = groups, padding_mode
        if self.groups <= 0:
            raise ValueError("groups must be a positive integer")
        if in_channels % self.groups:
            raise ValueError("in_channels must be divisible by groups")
        if out_channels % self.groups:
            raise ValueError("out_channels must be divisible by groups")
        self._check_padding()
        self._reversed_padding_repeated_twice = self._ends()
        first, second = (in_channels, out_channels) if self.transposed else (out_channels, in_channels)
        self.weight = parameter(first, second // self.groups, *self.kernel_size, dtype=dtype, device=device)
        if bias:
            self.bias = parameter(out_channels, dtype=dtype, device=device)
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def _check_padding(self):
        if self.transposed and self.padding_mode != "zeros":
            raise ValueError(f'Only "zeros" padding mode is supported for ConvTranspose{self.n}d')
        if isinstance(self.padding, str):
            if self.padding not in ("same", "valid"):
                raise ValueError(f"Invalid padding string {self.padding!r}, should be one of { {'same', 'valid'} }")
            if self.padding == "same" and any(s != 1 for s in self.stride):
                raise ValueError("padding='same' is not supported for strided convolutions")
        modes = {"zeros", "reflect", "replicate", "circular"}
        if self.padding_mode not in modes:
            raise ValueError(f"padding_mode must be one of {modes}, but got padding_mode='{self.padding_mode}'")

    def reset_parameters(self):
        init = _init()
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            fan_in = math.prod(self.weight.shape[1:])  # nothing that would be recorded
            if fan_in:
                init.uniform_(self.bias, -1 / math.sqrt(fan_in), 1 / math.sqrt(fan_in))

    def _ends(self):
        """What is put before and after each axis, the last axis first: as PyTorch, a list where the padding is a word."""
        if not isinstance(self.padding, str):
            return tuple(p for q in reversed(self.padding) for p in (q, q))
        same = self.padding == "same"
        spans = [d * (k - 1) if same else 0 for d, k in zip(reversed(self.dilation), reversed(self.kernel_size))]
        return [p for n in spans for p in (n // 2, n - n // 2)]

    def forward(self, input):
        return self._conv_forward(input, self.weight, self.bias)

    def _conv_forward(self, input, weight, bias):
        """The convolution with a weight and a bias given: subclasses of users put theirs in."""
        if self.padding_mode != "zeros":
            input = F.pad(input, self._reversed_padding_repeated_twice, mode=self.padding_mode)
            return self.function(input, weight, bias, self.stride, 0, self.dilation, self.groups)
        return self.function(input, weight, bias, self.stride, self.padding, self.dilation, self.groups)

    def extra_repr(self):
        text = f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        if self.padding != (0,) * self.n:
            text += f", padding={self.padding}"
        if self.dilation != (1,) * self.n:
            text += f", dilation={self.dilation}"
        if self.output_padding != (0,) * self.n:
            text += f", output_padding={self.output_padding}"
        if self.groups != 1:
            text += f", groups={self.groups}"
        if self.bias is None:
            text += ", bias=False"
        if self.padding_mode != "zeros":
            text += f", padding_mode={self.padding_mode}"
        return text


class _Transposed(_Conv):
    """Transposed convolution, whose arguments come in another order."""

    transposed = True

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1,
                 padding_mode="zeros", device=None, dtype=None):  # fmt: skip
        self._build(in_channels, out_channels, kernel_size, stride, padding, output_padding, dilation, groups, bias, padding_mode, device,
                    dtype)  # fmt: skip

    def forward(self, input, output_size=None):
        padding = self._output_padding(input, output_size, self.stride, self.padding, self.kernel_size, self.n, self.dilation)
        return self.function(input, self.weight, self.bias, self.stride, self.padding, padding, self.groups, self.dilation)

    def _output_padding(self, input, output_size, stride, padding, kernel_size, num_spatial_dims, dilation=None):
        if output_size is None:
            return self.output_padding
        n, first = num_spatial_dims, 2 if input.dim() == num_spatial_dims + 2 else 1
        if len(output_size) not in (n, n + first):
            raise ValueError(
                f"ConvTranspose{n}D: for {input.dim()}D input, output_size must have {n} or {n + first} elements (got {len(output_size)})"
            )
        output_size = output_size[-n:]
        have = [(s - 1) * st - 2 * p + d * (k - 1) + 1 for s, st, p, d, k in
                zip(input.shape[-n:], stride, padding, dilation or (1,) * n, kernel_size)]  # fmt: skip
        most = [h + s - 1 for h, s in zip(have, stride)]
        if any(not h <= w <= m for w, h, m in zip(output_size, have, most)):
            raise ValueError(
                f"requested an output size of {output_size}, but valid sizes range from {have} to {most} (for an input of {input.shape[2:]})"
            )
        return [w - h for w, h in zip(output_size, have)]


def _conv(n, transposed, function):
    name = f"Conv{'Transpose' if transposed else ''}{n}d"
    body = {"n": n, "function": staticmethod(function), "__module__": "torch.nn.modules.conv"}
    return type(name, (_Transposed if transposed else _Conv,), body)


Conv1d, Conv2d, Conv3d = (_conv(n, False, f) for n, f in ((1, F.conv1d), (2, F.conv2d), (3, F.conv3d)))
ConvTranspose1d, ConvTranspose2d, ConvTranspose3d = (
    _conv(n, True, f) for n, f in ((1, F.conv_transpose1d), (2, F.conv_transpose2d), (3, F.conv_transpose3d))
)
