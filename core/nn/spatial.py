"""Convolution, pooling, padding, resizing and normalisation modules."""

import math

from ..functions import nn_layers as N
from ..functions import nn_spatial as F
from ..functions.create import ones, tensor, zeros
from ..tensor import Parameter
from .linear import _init, parameter
from .module import Module


def _tuple(x, n):
    return (x,) * n if isinstance(x, int) else tuple(x)


class _Conv(Module):
    """Convolution over `n` axes, transposed or not."""

    n = 2
    transposed = False

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, *rest, **kw):
        super().__init__()
        names = ("output_padding", "groups", "bias", "dilation") if self.transposed else ("dilation", "groups", "bias")
        usual = {
            "output_padding": 0,
            "dilation": 1,
            "groups": 1,
            "bias": True,
            "padding_mode": "zeros",
            "device": None,
            "dtype": None,
        }
        usual.update(zip((*names, "padding_mode", "device", "dtype"), rest))
        usual.update(kw)
        n = self.n
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size, self.stride = _tuple(kernel_size, n), _tuple(stride, n)
        self.padding = padding if isinstance(padding, str) else _tuple(padding, n)
        self.dilation, self.output_padding = _tuple(usual["dilation"], n), _tuple(usual["output_padding"], n)
        self.groups, self.padding_mode = usual["groups"], usual["padding_mode"]
        if in_channels % self.groups:
            raise ValueError("in_channels must be divisible by groups")
        if out_channels % self.groups:
            raise ValueError("out_channels must be divisible by groups")
        first, second = (in_channels, out_channels) if self.transposed else (out_channels, in_channels)
        self.weight = parameter(first, second // self.groups, *self.kernel_size, dtype=usual["dtype"])
        if usual["bias"]:
            self.bias = parameter(out_channels, dtype=usual["dtype"])
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self):
        init = _init()
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            fan_in = (
                self.weight[0].numel() if not self.transposed else self.weight.shape[1] * math.prod(self.kernel_size)
            )
            if fan_in:
                init.uniform_(self.bias, -1 / math.sqrt(fan_in), 1 / math.sqrt(fan_in))

    def forward(self, input, output_size=None):
        if self.transposed:
            return self.function(
                input,
                self.weight,
                self.bias,
                self.stride,
                self.padding,
                self._output_padding(input, output_size),
                self.groups,
                self.dilation,
            )
        if self.padding_mode != "zeros":
            flat = [p for q in reversed(self.padding) for p in (q, q)]
            input = F.pad(input, tuple(flat), mode={"replicate": "replicate"}.get(self.padding_mode, self.padding_mode))
            return self.function(input, self.weight, self.bias, self.stride, 0, self.dilation, self.groups)
        return self.function(input, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups)

    def _output_padding(self, input, output_size):
        if output_size is None:
            return self.output_padding
        have = [(s - 1) * st - 2 * p + d * (k - 1) + 1 for s, st, p, d, k in
                zip(input.shape[-self.n :], self.stride, self.padding, self.dilation, self.kernel_size)]  # fmt: skip
        return tuple(w - h for w, h in zip(output_size[-self.n :], have))

    def extra_repr(self):
        text = f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        if self.padding != (0,) * self.n:
            text += f", padding={self.padding!r}" if isinstance(self.padding, str) else f", padding={self.padding}"
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


def _conv(n, transposed, function):
    name = f"Conv{'Transpose' if transposed else ''}{n}d"
    body = {"n": n, "transposed": transposed, "function": staticmethod(function), "__module__": "torch.nn.modules.conv"}
    return type(name, (_Conv,), body)


Conv1d, Conv2d, Conv3d = (_conv(n, False, f) for n, f in ((1, F.conv1d), (2, F.conv2d), (3, F.conv3d)))
ConvTranspose1d, ConvTranspose2d, ConvTranspose3d = (
    _conv(n, True, f) for n, f in ((1, F.conv_transpose1d), (2, F.conv_transpose2d), (3, F.conv_transpose3d))
)


# --- pooling ------------------------------------------------------------------------------------------------------------------------------


class _MaxPool(Module):
    def __init__(self, kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False):
        super().__init__()
        self.kernel_size, self.stride = kernel_size, stride if stride is not None else kernel_size
        self.padding, self.dilation, self.return_indices, self.ceil_mode = padding, dilation, return_indices, ceil_mode

    def forward(self, input):
        return self.function(
            input, self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode, self.return_indices
        )

    def extra_repr(self):
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, dilation={self.dilation}, "
            f"ceil_mode={self.ceil_mode}"
        )


class _AvgPool(Module):
    def __init__(
        self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None
    ):
        super().__init__()
        self.kernel_size, self.stride, self.padding = (
            kernel_size,
            stride if stride is not None else kernel_size,
            padding,
        )
        self.ceil_mode, self.count_include_pad, self.divisor_override = ceil_mode, count_include_pad, divisor_override

    def forward(self, input):
        return self.function(input, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad,
                             *([self.divisor_override] if self.divisor_override else []))  # fmt: skip

    def extra_repr(self):
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool1d(_AvgPool):
    function = staticmethod(F.avg_pool1d)

    def __init__(self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
        super().__init__(kernel_size, stride, padding, ceil_mode, count_include_pad)
        one = lambda x: x if isinstance(x, tuple) else (x,)
        self.kernel_size, self.stride, self.padding = one(self.kernel_size), one(self.stride), one(padding)


class _Adaptive(Module):
    def __init__(self, output_size, return_indices=False):
        super().__init__()
        self.output_size, self.return_indices = output_size, return_indices

    def forward(self, input):
        return self.function(input, self.output_size, *([True] if self.return_indices else []))

    def extra_repr(self):
        return f"output_size={self.output_size}"


def _family(base, rows):
    return [
        type(name, (base,), {"function": staticmethod(f), "__module__": "torch.nn.modules.pooling"}) for name, f in rows
    ]


MaxPool1d, MaxPool2d, MaxPool3d = _family(
    _MaxPool, (("MaxPool1d", F.max_pool1d), ("MaxPool2d", F.max_pool2d), ("MaxPool3d", F.max_pool3d))
)
AvgPool2d, AvgPool3d = _family(_AvgPool, (("AvgPool2d", F.avg_pool2d), ("AvgPool3d", F.avg_pool3d)))
AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d, AdaptiveMaxPool1d, AdaptiveMaxPool2d = _family(
    _Adaptive,
    (("AdaptiveAvgPool1d", F.adaptive_avg_pool1d), ("AdaptiveAvgPool2d", F.adaptive_avg_pool2d), ("AdaptiveAvgPool3d", F.adaptive_avg_pool3d),
     ("AdaptiveMaxPool1d", F.adaptive_max_pool1d), ("AdaptiveMaxPool2d", F.adaptive_max_pool2d)),
)  # fmt: skip


class LPPool2d(Module):
    def __init__(self, norm_type, kernel_size, stride=None, ceil_mode=False):
        super().__init__()
        self.norm_type, self.kernel_size, self.stride, self.ceil_mode = norm_type, kernel_size, stride, ceil_mode

    def forward(self, input):
        return F.lp_pool2d(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)


class Upsample(Module):
    def __init__(self, size=None, scale_factor=None, mode="nearest", align_corners=None, recompute_scale_factor=None):
        super().__init__()
        self.size, self.mode, self.align_corners = size, mode, align_corners
        self.scale_factor = (
            tuple(float(f) for f in scale_factor)
            if isinstance(scale_factor, tuple)
            else float(scale_factor)
            if scale_factor
            else None
        )

    def forward(self, input):
        return F.interpolate(input, self.size, self.scale_factor, self.mode, self.align_corners)

    def extra_repr(self):
        return (
            f"scale_factor={self.scale_factor!r}" if self.scale_factor is not None else f"size={self.size!r}"
        ) + f", mode={self.mode!r}"


class PixelShuffle(Module):
    def __init__(self, upscale_factor):
        super().__init__()
        self.upscale_factor = upscale_factor

    def forward(self, input):
        return F.pixel_shuffle(input, self.upscale_factor)

    def extra_repr(self):
        return f"upscale_factor={self.upscale_factor}"


class PixelUnshuffle(Module):
    def __init__(self, downscale_factor):
        super().__init__()
        self.downscale_factor = downscale_factor

    def forward(self, input):
        return F.pixel_unshuffle(input, self.downscale_factor)

    def extra_repr(self):
        return f"downscale_factor={self.downscale_factor}"


class Unfold(Module):
    def __init__(self, kernel_size, dilation=1, padding=0, stride=1):
        super().__init__()
        self.kernel_size, self.dilation, self.padding, self.stride = kernel_size, dilation, padding, stride

    def forward(self, input):
        return F.unfold(input, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self):
        return f"kernel_size={self.kernel_size}, dilation={self.dilation}, padding={self.padding}, stride={self.stride}"


class Fold(Module):
    def __init__(self, output_size, kernel_size, dilation=1, padding=0, stride=1):
        super().__init__()
        self.output_size, self.kernel_size, self.dilation, self.padding, self.stride = (
            output_size,
            kernel_size,
            dilation,
            padding,
            stride,
        )

    def forward(self, input):
        return F.fold(input, self.output_size, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self):
        return (
            f"output_size={self.output_size}, kernel_size={self.kernel_size}, dilation={self.dilation}, padding={self.padding}, "
            f"stride={self.stride}"
        )


class _Pad(Module):
    def __init__(self, padding, value=0.0):
        super().__init__()
        self.padding = (padding,) * (2 * self.n) if isinstance(padding, int) else tuple(padding)
        self.value = value

    def forward(self, input):
        return F.pad(input, self.padding, self.mode, self.value)

    def extra_repr(self):
        return (
            f"padding={self.padding}, value={self.value}"
            if self.mode == "constant" and not self.zero
            else f"{self.padding}"
        )


def _pad(name, n, mode, zero=False):
    return type(name, (_Pad,), {"n": n, "mode": mode, "zero": zero, "__module__": "torch.nn.modules.padding"})


ZeroPad1d, ZeroPad2d, ZeroPad3d = (_pad(f"ZeroPad{n}d", n, "constant", True) for n in (1, 2, 3))
ConstantPad1d, ConstantPad2d, ConstantPad3d = (_pad(f"ConstantPad{n}d", n, "constant") for n in (1, 2, 3))
ReflectionPad1d, ReflectionPad2d, ReflectionPad3d = (_pad(f"ReflectionPad{n}d", n, "reflect") for n in (1, 2, 3))
ReplicationPad1d, ReplicationPad2d, ReplicationPad3d = (_pad(f"ReplicationPad{n}d", n, "replicate") for n in (1, 2, 3))
CircularPad1d, CircularPad2d, CircularPad3d = (_pad(f"CircularPad{n}d", n, "circular") for n in (1, 2, 3))


# --- normalisation ------------------------------------------------------------------------------------------------------------------------


class _Norm(Module):
    """Batch and instance normalisation."""

    dims = (2, 3)
    instance = False

    def __init__(
        self, num_features, eps=1e-5, momentum=0.1, affine=None, track_running_stats=None, device=None, dtype=None
    ):
        super().__init__()
        usual = not self.instance
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine = usual if affine is None else affine
        self.track_running_stats = usual if track_running_stats is None else track_running_stats
        if self.affine:
            self.weight, self.bias = Parameter(ones(num_features)), Parameter(zeros(num_features))
        else:
            self.register_parameter("weight", None)
            self.register_parameter("bias", None)
        for name, make in (("running_mean", lambda: zeros(num_features)), ("running_var", lambda: ones(num_features)),
                           ("num_batches_tracked", lambda: tensor(0))):  # fmt: skip
            self.register_buffer(name, make() if self.track_running_stats else None)

    def reset_running_stats(self):
        if self.track_running_stats:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self):
        self.reset_running_stats()
        if self.affine:
            _init().ones_(self.weight)
            _init().zeros_(self.bias)

    def forward(self, input):
        if input.dim() not in self.dims:
            words = " or ".join(f"{d}D" for d in self.dims)
            raise ValueError(f"expected {words} input (got {input.dim()}D input)")
        if self.instance:
            single = input.dim() == self.dims[0]
            x = input.unsqueeze(0) if single else input
            out = N.instance_norm(x, self.running_mean, self.running_var, self.weight, self.bias,
                                  self.training or not self.track_running_stats, self.momentum or 0.0, self.eps)  # fmt: skip
            return out.squeeze(0) if single else out
        factor = 0.0 if self.momentum is None else self.momentum
        if self.training and self.track_running_stats:
            from .. import state as S

            was, S.grad_enabled = S.grad_enabled, False
            try:
                self.num_batches_tracked.add_(1)
            finally:
                S.grad_enabled = was
            if self.momentum is None:
                factor = 1.0 / float(self.num_batches_tracked)
        by_batch = self.training or self.running_mean is None
        use = not self.training or self.track_running_stats
        return N.batch_norm(input, self.running_mean if use else None, self.running_var if use else None, self.weight, self.bias, by_batch, factor,
                            self.eps)  # fmt: skip

    def extra_repr(self):
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"track_running_stats={self.track_running_stats}"
        )


def _norm(name, dims, instance=False):
    module = "torch.nn.modules.instancenorm" if instance else "torch.nn.modules.batchnorm"
    return type(name, (_Norm,), {"dims": dims, "instance": instance, "__module__": module})


BatchNorm1d, BatchNorm2d, BatchNorm3d = (
    _norm("BatchNorm1d", (2, 3)),
    _norm("BatchNorm2d", (4,)),
    _norm("BatchNorm3d", (5,)),
)
InstanceNorm1d, InstanceNorm2d = _norm("InstanceNorm1d", (2, 3), True), _norm("InstanceNorm2d", (3, 4), True)
InstanceNorm3d = _norm("InstanceNorm3d", (4, 5), True)


class LayerNorm(Module):
    def __init__(self, normalized_shape, eps=1e-5, elementwise_affine=True, bias=True, device=None, dtype=None):
        super().__init__()
        self.normalized_shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        self.register_parameter("weight", Parameter(ones(*self.normalized_shape)) if elementwise_affine else None)
        self.register_parameter(
            "bias", Parameter(zeros(*self.normalized_shape)) if elementwise_affine and bias else None
        )

    def forward(self, input):
        return N.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self):
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


class RMSNorm(Module):
    def __init__(self, normalized_shape, eps=None, elementwise_affine=True, device=None, dtype=None):
        super().__init__()
        self.normalized_shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        self.register_parameter("weight", Parameter(ones(*self.normalized_shape)) if elementwise_affine else None)

    def forward(self, input):
        return N.rms_norm(input, self.normalized_shape, self.weight, self.eps)

    extra_repr = LayerNorm.extra_repr


class GroupNorm(Module):
    def __init__(self, num_groups, num_channels, eps=1e-5, affine=True, device=None, dtype=None):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})")
        self.num_groups, self.num_channels, self.eps, self.affine = num_groups, num_channels, eps, affine
        self.register_parameter("weight", Parameter(ones(num_channels)) if affine else None)
        self.register_parameter("bias", Parameter(zeros(num_channels)) if affine else None)

    def forward(self, input):
        return N.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self):
        return f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}"


class LocalResponseNorm(Module):
    def __init__(self, size, alpha=1e-4, beta=0.75, k=1.0):
        super().__init__()
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, input):
        return N.local_response_norm(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self):
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"
