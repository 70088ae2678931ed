"""torch's complaints about the arguments of convolutions and pooling."""

import functools
import warnings

from ..errors import check_same_dtype
from ..refusals import refuse_bool


def check_window(stride, padding, dilation):
    """The numbers of a convolution, each for every axis."""
    if min(padding) < 0:
        raise RuntimeError("negative padding is not supported")
    if min(stride) <= 0:
        raise RuntimeError("non-positive stride is not supported")
    if min(dilation) <= 0:
        raise RuntimeError("dilation should be greater than zero")


def check_conv(x, weight, bias):
    """Input, weight and bias (raw arrays; bias may be None) of a convolution must be of one dtype and fit."""
    if bias is not None:
        if bias.shape != (weight.shape[0],):
            raise RuntimeError(
                f"Given weight of size {list(weight.shape)}, expected bias to be 1-dimensional with {weight.shape[0]} elements, but got "
                f"bias of size {list(bias.shape)} instead"
            )
        check_same_dtype(x, bias, "Input type ({}) and bias type ({}) should be the same")
    check_same_dtype(x, weight, "expected scalar type {} but found {}", legacy=True)
    refuse_bool(x, "slow_conv3d_cpu" if weight.ndim == 5 else "slow_conv2d_cpu")


def check_pool(kind, n, x, kernel, stride, padding, dilation, out):
    """Pooling over n axes of the raw array x."""
    if x.ndim not in (n + 1, n + 2):
        if n == 1:
            raise RuntimeError(
                f"{kind}_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:{list(x.shape)}"
                if kind == "max"
                else f"Expected 2 to 3 dimensions, but got {x.ndim}-dimensional tensor for argument #1 'self' (while checking arguments "
                "for avg_pool1d)"
            )
        if kind == "avg":
            raise IndexError(
                f"Dimension out of range (expected to be in range of [{-x.ndim}, {x.ndim - 1}], but got {-n - 1})"
            )
        raise RuntimeError(f"non-empty {n + 1}D or {n + 2}D (batch mode) tensor expected for input")
    if min(stride) <= 0:
        raise RuntimeError("stride should not be zero")
    if min(padding) < 0:
        raise RuntimeError(f"pad must be non-negative, but got pad: {min(padding)}")
    if kind == "max" and n < 3 and 0 in x.shape[1 if x.ndim == n + 2 else 0 :]:
        what = "max_pool1d: " if n == 1 else ""
        raise RuntimeError(
            f"{what}Expected {n + 1}D or {n + 2}D (batch mode) tensor with optional 0 dim batch size for input, but got:{list(x.shape)}"
        )
    for k, p, d in zip(kernel, padding, dilation):
        if p > (k - 1) * d // 2 + (d == 1 and k % 2 == 0 and k // 2 - (k - 1) // 2):
            if kind == "max" and n == 1:
                raise RuntimeError(
                    f"max_pool1d() padding should be at most half of kernel size, but got padding={p} and kernel_size={k}"
                )
            raise RuntimeError(
                f"pad should be at most half of effective kernel size, but got pad={p}, kernel_size={k} and dilation={d}"
            )
    if min(out) < 1:
        if kind == "max" and n == 1:
            raise RuntimeError(f"max_pool1d() Invalid computed output size: {out[0]}")
        planes = x.shape[-n - 1]
        lead = f"{planes}x" if n > 1 else f"{planes}x1x"
        have, made = ("x".join(map(str, s)) for s in (x.shape[-n:], out))
        raise RuntimeError(
            f"Given input size: ({lead}{have}). Calculated output size: ({lead}{made}). Output size is too small"
        )


def check_shuffle(kind, shape, factor):
    """pixel_shuffle and pixel_unshuffle of an input of this shape."""
    if kind == "shuffle" and shape[-3] % (factor * factor):
        raise RuntimeError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but "
            f"input.size(-3)={shape[-3]} is not divisible by {factor * factor}"
        )
    for name, axis in (("height", -2), ("width", -1)) if kind == "unshuffle" else ():
        if shape[axis] % factor:
            raise RuntimeError(
                f"pixel_unshuffle expects {name} to be divisible by downscale_factor, but input.size({axis})={shape[axis]} is not "
                f"divisible by {factor}"
            )


def check_bilinear(a, b, weight):
    """bilinear's raw inputs and weight."""
    for k, x in ((1, a), (2, b)):
        if x.shape[-1] != weight.shape[k]:
            raise RuntimeError(
                f"bilinear(): input{k} size does not match weight size: got {x.shape[-1]} but expected {weight.shape[k]}"
            )
    for i, (m, n) in enumerate(zip(a.shape[:-1], b.shape[:-1])):
        if m != n:
            raise RuntimeError(f"bilinear(): input batch dimensions do not match at dim {i}: got {m} and {n}")


@functools.cache
def warn_same():
    """torch says this once in a process."""
    warnings.warn(
        "Using padding='same' with even kernel lengths and odd dilation may require a zero-padded copy of the input be created (Triggered "
        "internally at /__w/pytorch/pytorch/aten/src/ATen/native/Convolution.cpp:1101.)",
        UserWarning,
        stacklevel=5,
    )
