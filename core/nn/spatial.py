"""Pooling, padding and resizing modules."""

from ..functions import nn_spatial as F
from ..functions import nn_unpooling as U
from .module import Module


def _tuple(x, n):
    return (x,) * n if isinstance(x, int) else tuple(x)


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
AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d, AdaptiveMaxPool1d, AdaptiveMaxPool2d, AdaptiveMaxPool3d = _family(
    _Adaptive,
    (("AdaptiveAvgPool1d", F.adaptive_avg_pool1d), ("AdaptiveAvgPool2d", F.adaptive_avg_pool2d), ("AdaptiveAvgPool3d", F.adaptive_avg_pool3d),
     ("AdaptiveMaxPool1d", F.adaptive_max_pool1d), ("AdaptiveMaxPool2d", F.adaptive_max_pool2d),
     ("AdaptiveMaxPool3d", F.adaptive_max_pool3d)),
)  # fmt: skip


class _LPPool(Module):
    def __init__(self, norm_type, kernel_size, stride=None, ceil_mode=False):
        super().__init__()
        self.norm_type, self.kernel_size, self.stride, self.ceil_mode = norm_type, kernel_size, stride, ceil_mode

    def forward(self, input):
        return self.function(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)

    def extra_repr(self):
        return f"norm_type={self.norm_type}, kernel_size={self.kernel_size}, stride={self.stride}, ceil_mode={self.ceil_mode}"


class _MaxUnpool(Module):
    def __init__(self, kernel_size, stride=None, padding=0):
        super().__init__()
        one = lambda x: _tuple(x, self.n)
        self.kernel_size, self.stride, self.padding = (
            one(kernel_size),
            one(kernel_size if stride is None else stride),
            one(padding),
        )

    def forward(self, input, indices, output_size=None):
        return self.function(input, indices, self.kernel_size, self.stride, self.padding, output_size)

    def extra_repr(self):
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


LPPool1d, LPPool2d, LPPool3d = _family(
    _LPPool, (("LPPool1d", F.lp_pool1d), ("LPPool2d", F.lp_pool2d), ("LPPool3d", F.lp_pool3d))
)
MaxUnpool1d, MaxUnpool2d, MaxUnpool3d = _family(
    _MaxUnpool, (("MaxUnpool1d", U.max_unpool1d), ("MaxUnpool2d", U.max_unpool2d), ("MaxUnpool3d", U.max_unpool3d))
)
MaxUnpool1d.n, MaxUnpool2d.n, MaxUnpool3d.n = 1, 2, 3


class _FractionalMaxPool(Module):
    def __init__(self, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None):
        super().__init__()
        self.kernel_size, self.return_indices = _tuple(kernel_size, self.n), return_indices
        self.register_buffer("_random_samples", _random_samples)
        self.output_size = None if output_size is None else _tuple(output_size, self.n)
        ratios = (
            output_ratio if output_ratio is None or isinstance(output_ratio, tuple | list) else (output_ratio,) * self.n
        )
        self.output_ratio = ratios
        if output_size is None and output_ratio is None:
            raise ValueError(f"{type(self).__name__} requires specifying either an output size, or a pooling ratio")
        if output_size is not None and output_ratio is not None:
            raise ValueError("only one of output_size and output_ratio may be specified")
        if self.output_ratio is not None and not all(0 < r < 1 for r in self.output_ratio):
            raise ValueError(f"output_ratio must be between 0 and 1 (got {output_ratio})")

    def forward(self, input):
        return self.function(
            input, self.kernel_size, self.output_size, self.output_ratio, self.return_indices, self._random_samples
        )


FractionalMaxPool2d, FractionalMaxPool3d = _family(
    _FractionalMaxPool,
    (("FractionalMaxPool2d", U.fractional_max_pool2d), ("FractionalMaxPool3d", U.fractional_max_pool3d)),
)
FractionalMaxPool2d.n, FractionalMaxPool3d.n = 2, 3


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


class UpsamplingNearest2d(Upsample):
    def __init__(self, size=None, scale_factor=None):
        super().__init__(size, scale_factor, mode="nearest")


class UpsamplingBilinear2d(Upsample):
    def __init__(self, size=None, scale_factor=None):
        super().__init__(size, scale_factor, mode="bilinear", align_corners=True)


class ChannelShuffle(Module):
    def __init__(self, groups):
        super().__init__()
        self.groups = groups

    def forward(self, input):
        return F.channel_shuffle(input, self.groups)

    def extra_repr(self):
        return f"groups={self.groups}"


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


for _home, _classes in (("pooling", (AvgPool1d,)), ("fold", (Fold, Unfold)), ("channelshuffle", (ChannelShuffle,)),
                        ("upsampling", (Upsample, UpsamplingNearest2d, UpsamplingBilinear2d)),
                        ("pixelshuffle", (PixelShuffle, PixelUnshuffle))):  # fmt: skip
    for _class in _classes:
        _class.__module__ = f"torch.nn.modules.{_home}"
