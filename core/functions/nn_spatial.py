"""Convolution, pooling, resizing and padding of torch.nn.functional."""

import math

from ..api import function
from ..memory_format import suggested
from ..ops import nn_conv as C
from ..ops import nn_layers as N
from ..ops import nn_pool as O
from ..ops import reduce as R
from ..ops import shape as P
from ..signatures import python_name
from .nn_checks import (
    check_conv,
    check_dimensions,
    check_groups,
    check_max_pool1d,
    check_named_padding,
    check_output_padding,
    check_pool,
    check_shuffle,
    check_window,
    numbers,
    warn_same,
)
from .nn_resizing import antialiased, cubic, linear, nearest
from .nn_shape_checks import (
    check_adaptive,
    check_antialiased,
    check_fold,
    check_interpolate,
    check_resized,
    check_unfold,
)


def _tuple(x, n):
    if isinstance(x, int):
        return (x,) * n
    x = tuple(int(i) for i in x)
    return x * n if len(x) == 1 else x


def _conv(n):
    def run(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        x, w = input._data, weight._data
        batched = x.ndim == n + 2
        if not batched and x.ndim != n + 1:
            raise RuntimeError(
                f"Expected {n + 1}D (unbatched) or {n + 2}D (batched) input to conv{n}d, but got input of size: {list(x.shape)}"
            )
        stride, dilation = numbers(stride, n, "stride"), numbers(dilation, n, "dilation")
        check_dimensions(n, x, w)
        check_groups(groups, w)
        t = input if batched else P.unsqueeze(input, dim=0)
        if isinstance(padding, str):
            check_named_padding(padding, stride)
            t, padding = _named_padding(t, padding, w.shape[2:], dilation, n)
        padding = numbers(padding, n, "padding")
        check_window(stride, padding, dilation)
        channels, size = t._data.shape[1], t._data.shape[2:]
        if channels != w.shape[1] * groups:
            raise RuntimeError(
                f"Given groups={groups}, weight of size {list(w.shape)}, expected input{list(t._data.shape)} to have {w.shape[1] * groups} "
                f"channels, but got {channels} channels instead"
            )
        if any(k * d - d + 1 > s + 2 * p for k, d, s, p in zip(w.shape[2:], dilation, size, padding)):
            have = " x ".join(str(s + 2 * p) for s, p in zip(size, padding))
            kernel = " x ".join(str(d * (k - 1) + 1) for k, d in zip(w.shape[2:], dilation))
            raise RuntimeError(
                f"Calculated padded input size per channel: ({have}). Kernel size: ({kernel}). Kernel size can't be greater than actual "
                "input size"
            )
        check_conv(x, w, None if bias is None else bias._data)
        out = C.convolution(t, weight, bias, stride=stride, padding=padding, dilation=dilation, transposed=False,
                            output_padding=(0,) * n, groups=groups)  # fmt: skip
        return out if batched else P.squeeze_dim(out, dim=0)

    run.__name__ = run.__qualname__ = f"conv{n}d"
    return function("F", "torch")(run)


def _named_padding(input, word, kernel, dilation, n):
    if word == "valid":
        return input, 0
    total = [d * (k - 1) for k, d in zip(kernel, dilation)]
    if all(t % 2 == 0 for t in total):
        return input, tuple(t // 2 for t in total)
    warn_same()
    odd = [v for t in reversed(total) for v in (0, t % 2)]
    return pad(input, tuple(odd)), tuple(t // 2 for t in total)


conv1d, conv2d, conv3d = _conv(1), _conv(2), _conv(3)


def _conv_transpose(n):
    def run(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
        batched = input._data.ndim == n + 2
        if not batched and input._data.ndim != n + 1:
            raise RuntimeError(
                f"Expected {n + 1}D (unbatched) or {n + 2}D (batched) input to conv_transpose{n}d, but got input of size: {list(input.shape)}"
            )
        t = input if batched else P.unsqueeze(input, dim=0)
        if t._data.shape[1] != weight._data.shape[0]:
            raise RuntimeError(
                f"Given transposed=1, weight of size {list(weight._data.shape)}, expected input{list(t._data.shape)} to have "
                f"{weight._data.shape[0]} channels, but got {t._data.shape[1]} channels instead"
            )
        stride, padding, dilation = numbers(stride, n, "stride"), numbers(padding, n, "padding"), numbers(dilation, n, "dilation")
        output_padding = numbers(output_padding, n, "output_padding")
        check_window(stride, padding, dilation)
        check_output_padding(output_padding, stride, dilation)
        out = C.convolution(t, weight, bias, stride=stride, padding=padding, dilation=dilation, transposed=True,
                            output_padding=output_padding, groups=groups)  # fmt: skip
        return out if batched else P.squeeze_dim(out, dim=0)

    run.__name__ = run.__qualname__ = f"conv_transpose{n}d"
    return function("F", "torch")(run)


conv_transpose1d, conv_transpose2d, conv_transpose3d = _conv_transpose(1), _conv_transpose(2), _conv_transpose(3)


# --- pooling ------------------------------------------------------------------------------------------------------------------------------


def _check_pool(kind, n, input, kernel, stride, padding, dilation, ceil_mode, plain=True):
    if min(stride) > 0:
        out = O.pooled_size(input._data.shape[-n:], kernel, stride, padding, dilation, ceil_mode)
    else:
        out = (1,) * n
    check_pool(kind, n, input._data, kernel, stride, padding, dilation, out, plain)


def _max_pool(n, op):
    def run(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
        kernel = _tuple(kernel_size, n)
        stride = kernel if stride is None or stride == () else _tuple(stride, n)
        padding, dilation = _tuple(padding, n), _tuple(dilation, n)
        _check_pool("max", n, input, kernel, stride, padding, dilation, ceil_mode)
        out = op(input, kernel_size=kernel, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode)
        return (out[0], out[1]) if return_indices else out[0]

    run.__name__ = run.__qualname__ = f"max_pool{n}d"
    return function("F", "torch")(run)


max_pool2d, max_pool3d = _max_pool(2, O.max_pool2d_with_indices), _max_pool(3, O.max_pool3d_with_indices)


@function("F", "torch")
def max_pool1d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    k, p, d = _tuple(kernel_size, 1), _tuple(padding, 1), _tuple(dilation, 1)
    s = k if stride is None or stride == () else _tuple(stride, 1)
    plain = not (return_indices or input.requires_grad)
    if plain:
        check_max_pool1d(k[0], s[0], p[0], d[0])
    _check_pool("max", 1, input, k, s, p, d, ceil_mode, plain)
    wide = P.unsqueeze(input, dim=input._data.ndim - 1)
    out = O.max_pool2d_with_indices(
        wide, kernel_size=(1, *k), stride=(1, *s), padding=(0, *p), dilation=(1, *d), ceil_mode=ceil_mode
    )
    value = P.squeeze_dim(out[0], dim=-2)
    return (value, P.squeeze_dim(out[1], dim=-2)) if return_indices else value


def _avg_pool(n, op):
    def run(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None):
        kernel = _tuple(kernel_size, n)
        stride = kernel if stride is None or stride == () else _tuple(stride, n)
        padding = _tuple(padding, n)
        _check_pool("avg", n, input, kernel, stride, padding, (1,) * n, ceil_mode)
        if divisor_override == 0:
            raise RuntimeError("divisor must be not zero")
        return op(input, kernel_size=kernel, stride=stride, padding=padding, ceil_mode=ceil_mode,
                  count_include_pad=count_include_pad, divisor_override=divisor_override)  # fmt: skip

    run.__name__ = run.__qualname__ = f"avg_pool{n}d"
    return function("F")(run)


avg_pool2d, avg_pool3d = _avg_pool(2, O.avg_pool2d), _avg_pool(3, O.avg_pool3d)


@function("F", "torch")
def avg_pool1d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    k, p = _tuple(kernel_size, 1), _tuple(padding, 1)
    s = k if stride is None or stride == () else _tuple(stride, 1)
    _check_pool("avg", 1, input, k, s, p, (1,), ceil_mode)
    wide = P.unsqueeze(input, dim=input._data.ndim - 1)
    out = O.avg_pool2d(
        wide,
        kernel_size=(1, *k),
        stride=(1, *s),
        padding=(0, *p),
        ceil_mode=ceil_mode,
        count_include_pad=count_include_pad,
    )
    return P.squeeze_dim(out, dim=-2)


def _lp_pool(n, average):
    def run(input, norm_type, kernel_size, stride=None, ceil_mode=False):
        out = average(input.pow(norm_type), kernel_size, stride, 0, ceil_mode)
        count = math.prod(_tuple(kernel_size, n))
        return (out.sign() * out.abs().relu()).mul(count).pow(1.0 / norm_type)

    run.__name__ = run.__qualname__ = f"lp_pool{n}d"
    return function("F")(run)


lp_pool1d, lp_pool2d, lp_pool3d = _lp_pool(1, avg_pool1d), _lp_pool(2, avg_pool2d), _lp_pool(3, avg_pool3d)


def _adaptive_size(output_size, size):
    output_size = _tuple(output_size, len(size)) if not isinstance(output_size, tuple | list) else output_size
    return tuple(s if o is None else int(o) for o, s in zip(output_size, size))


def _told(pooled, input):
    """Pooled to images of one pixel, whose strides PyTorch changes in place where the input's channels come last."""
    if input._data.ndim != 4 or suggested(input._data) is None:
        return pooled
    channels = input._data.shape[1]
    return pooled.as_strided_(pooled._data.shape, (channels, 1, channels, channels))


@function("F")
def adaptive_avg_pool2d(input, output_size):
    check_adaptive("avg", 2, input._data.shape, output_size)
    out = _adaptive_size(output_size, input._data.shape[-2:])
    if out == (1, 1):
        return _told(R.mean_dim(input, dim=(-1, -2), keepdim=True), input)
    return O.adaptive_avg_pool2d(input, maps=[O.mixing(n, m) for n, m in zip(input._data.shape[-2:], out)])


@function("F", "torch")
def adaptive_avg_pool1d(input, output_size):
    check_adaptive("avg", 1, input._data.shape, output_size)
    wide = P.unsqueeze(input, dim=input._data.ndim - 1)
    return P.squeeze_dim(adaptive_avg_pool2d(wide, (1, _tuple(output_size, 1)[0])), dim=-2)


@function("F")
def adaptive_avg_pool3d(input, output_size):
    check_adaptive("avg", 3, input._data.shape, output_size)
    out = _adaptive_size(output_size, input._data.shape[-3:])
    return O.adaptive_avg_pool3d(input, maps=[O.mixing(n, m) for n, m in zip(input._data.shape[-3:], out)])


@function("F")
def adaptive_max_pool2d(input, output_size, return_indices=False):
    check_adaptive("max", 2, input._data.shape, output_size)
    out = O.adaptive_max_pool2d(input, output_size=_adaptive_size(output_size, input._data.shape[-2:]))
    return (out[0], out[1]) if return_indices else out[0]


@function("F")
def adaptive_max_pool3d(input, output_size, return_indices=False):
    check_adaptive("max", 3, input._data.shape, output_size)
    out = O.adaptive_max_pool3d(input, output_size=_adaptive_size(output_size, input._data.shape[-3:]))
    return (out[0], out[1]) if return_indices else out[0]


@function("F", "torch")
def adaptive_max_pool1d(input, output_size, return_indices=False):
    check_adaptive("max", 1, input._data.shape, output_size)
    wide = P.unsqueeze(input, dim=input._data.ndim - 1)
    out = O.adaptive_max_pool2d(wide, output_size=(1, _tuple(output_size, 1)[0]))
    value = P.squeeze_dim(out[0], dim=-2)
    return (value, P.squeeze_dim(out[1], dim=-2)) if return_indices else value


@function("F")
def unfold(input, kernel_size, dilation=1, padding=0, stride=1):
    kernel, dilation, padding, stride = (_tuple(x, 2) for x in (kernel_size, dilation, padding, stride))
    check_unfold(input._data.shape, kernel, dilation, padding, stride)
    t = input if input._data.ndim == 4 else P.unsqueeze(input, dim=0)
    out = O.im2col(t, kernel_size=kernel, dilation=dilation, padding=padding, stride=stride)
    return out if input._data.ndim == 4 else P.squeeze_dim(out, dim=0)


@function("F")
def fold(input, output_size, kernel_size, dilation=1, padding=0, stride=1):
    sizes = [_tuple(x, 2) for x in (output_size, kernel_size, dilation, padding, stride)]
    check_fold(input._data.shape, *sizes)
    t = input if input._data.ndim == 3 else P.unsqueeze(input, dim=0)
    size, kernel, dilation, padding, stride = sizes
    out = O.col2im(t, output_size=size, kernel_size=kernel, dilation=dilation, padding=padding, stride=stride)
    return out if input._data.ndim == 3 else P.squeeze_dim(out, dim=0)


# --- padding and resizing -----------------------------------------------------------------------------------------------------------------


@function("F")
def pad(input, pad, mode="constant", value=None):
    if not isinstance(pad, tuple | list):
        raise TypeError(f"pad(): argument 'pad' (position 2) must be tuple of ints, not {python_name(pad)}")
    pad = tuple(int(p) for p in pad)
    if len(pad) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    if mode == "constant":
        if len(pad) > 2 * input._data.ndim:
            raise RuntimeError(
                "Padding length should be less than or equal to two times the input dimension but got padding length "
                f"{len(pad)} and input of dimension {input._data.ndim}"
            )
        if any(n + min(a, 0) + min(b, 0) < 0 for n, a, b in zip(input._data.shape[::-1], pad[::2], pad[1::2])):
            raise RuntimeError("narrow(): length must be non-negative.")
        return N.constant_pad_nd(input, pad=pad, value=value or 0.0)
    if mode == "circular":
        return _circular(input, pad)
    n = len(pad) // 2
    if mode == "reflect" and any(
        p >= s for p, s in zip(pad, [s for s in reversed(input._data.shape[-n:]) for _ in (0, 1)])
    ):
        raise RuntimeError(
            "Argument #4: Padding size should be less than the corresponding input dimension, but got: padding "
            f"({pad[0]}, {pad[1]}) at dimension {input._data.ndim - 1} of input {list(input._data.shape)}"
        )
    return N.PADS["reflect" if mode == "reflect" else "edge", n](input, padding=pad)


def _circular(input, pad):
    from .nn_unpooling import circular

    return circular(input, pad)


@function("F", names="upsample")
def interpolate(
    input,
    size=None,
    scale_factor=None,
    mode="nearest",
    align_corners=None,
    recompute_scale_factor=None,
    antialias=False,
):
    n = input._data.ndim - 2
    have = input._data.shape[2:]
    check_interpolate(input._data.shape, size, scale_factor, mode, align_corners, recompute_scale_factor, antialias)
    scales = (None,) * n
    if scale_factor is not None:
        scales = tuple(scale_factor) if isinstance(scale_factor, tuple | list) else (scale_factor,) * n
        want = tuple(math.floor(s * f) for s, f in zip(have, scales))
        if recompute_scale_factor:
            scales = (None,) * n
    else:
        want = _tuple(size, n)
    if mode != "area":
        check_resized(input._data.shape, want)
    if mode in ("nearest", "nearest-exact"):
        exact = mode == "nearest-exact"
        op = (O.upsample_nearest_exact if exact else O.upsample_nearest)[n - 1]
        return op(input, maps=[nearest(a, b, f, 0.5 * exact) for a, b, f in zip(have, want, scales)], scales=scales)
    if mode == "area":
        return {1: adaptive_avg_pool1d, 2: adaptive_avg_pool2d, 3: adaptive_avg_pool3d}[n](input, want)
    aligned = bool(align_corners)
    if antialias:
        check_antialiased(input.dtype)
        matrix, op = antialiased(mode, input._data.dtype), O.upsample_antialiased[mode]
        return op(input, maps=[matrix(a, b, f, aligned) for a, b, f in zip(have, want, scales)], scales=scales, align_corners=aligned)
    matrix, op = {"linear": (linear, O.upsample_linear1d), "bilinear": (linear, O.upsample_bilinear2d),
                  "trilinear": (linear, O.upsample_trilinear3d),
                  "bicubic": (cubic, O.upsample_bicubic2d)}[mode]  # fmt: skip
    return op(input, maps=[matrix(a, b, f, aligned) for a, b, f in zip(have, want, scales)], scales=scales, align_corners=aligned)


@function("F", "torch")
def pixel_shuffle(input, upscale_factor):
    check_shuffle("shuffle", input._data.shape, upscale_factor)
    return N.pixel_shuffle(input, upscale_factor=upscale_factor)


@function("F", "torch")
def pixel_unshuffle(input, downscale_factor):
    check_shuffle("unshuffle", input._data.shape, downscale_factor)
    return N.pixel_unshuffle(input, downscale_factor=downscale_factor)


@function("F", "torch")
def channel_shuffle(input, groups):
    c = input._data.shape[1]
    if c % groups:
        raise RuntimeError(f"Number of channels must be divisible by groups. Got {c} channels and {groups} groups.")
    return N.channel_shuffle(input, groups=groups)


@function("F", "torch")
def conv_tbc(input, weight, bias, pad=0):
    """A convolution along the first axis of input (time, batch, in), weight (width, in, out): (time, batch, out)."""
    return conv1d(input.permute(1, 2, 0), weight.permute(2, 1, 0), bias, padding=pad).permute(2, 0, 1).contiguous()
