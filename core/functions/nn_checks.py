"""torch's complaints about the arguments of convolutions and pooling."""

import warnings

from .. import state as S
from ..errors import check_same_dtype
from ..refusals import refuse_bool


def check_window(stride, padding, dilation):
    """The numbers of a convolution, each for every axis."""
    if min(padding) < 0:
        raise RuntimeError("negative padding is not supported")
    if min(stride) <= 0:
        raise RuntimeError("non-positive stride is not supported")
    if min(dilation) < 0:
        raise RuntimeError("dilation should be greater than zero")
    if min(dilation) == 0:
        said = list(dilation) if len(dilation) > 1 else [1, *dilation]
        raise RuntimeError(f"dilation should be greater than zero, but got {said}")


def numbers(value, n, name):
    """One number for each of n axes, given as one for all or as a sequence."""
    got = (value,) * n if isinstance(value, int) else tuple(value)
    if len(got) == 1:
        got *= n
    if len(got) != n:
        raise RuntimeError(
            f"expected {name} to be a single integer value or a list of {n} values to match the convolution dimensions, but got "
            f"{name}={list(got)}"
        )
    return got


def check_dimensions(n, x, weight):
    """A convolution over n axes of the raw array x: has the weight as many dimensions as a batch of inputs?"""
    if weight.ndim < 3:
        raise RuntimeError("weight should have at least three dimensions")
    if weight.ndim != n + 2:
        raise RuntimeError(
            f"Expected {weight.ndim}-dimensional input for {weight.ndim}-dimensional weight{list(weight.shape)}, but got {n + 2}-dimensional "
            f"input of size {list(x.shape)} instead"
        )


def check_groups(groups, weight):
    if groups <= 0:
        raise RuntimeError("non-positive groups is not supported")
    if weight.shape[0] < groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be at least {groups} at dimension 0, but got weight of size {list(weight.shape)} instead"
        )
    if weight.shape[0] % groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, but got weight of size "
            f"[{list(weight.shape)}] instead"
        )


def check_named_padding(word, stride):
    if word not in ("same", "valid"):
        raise RuntimeError(f"Invalid padding string: '{word}'")
    if word == "same" and any(s != 1 for s in stride):
        raise RuntimeError("padding='same' is not supported for strided convolutions")


def check_output_padding(output_padding, stride, dilation):
    """Of a transposed convolution; the names of the axes are those of the last two or three."""
    if all(o < s or o < d for o, s, d in zip(output_padding, stride, dilation)):
        return
    n = max(len(stride), 2)
    axes = ("depth", "height", "width")[3 - n :]
    full = {
        "output_padding": (0,) * (n - len(stride)) + tuple(output_padding),
        "stride": (1,) * (n - len(stride)) + tuple(stride),
        "dilation": (1,) * (n - len(stride)) + tuple(dilation),
    }
    said = " ".join(f"{what}_{axis}: {value}" for what, values in full.items() for axis, value in zip(axes, values))
    raise RuntimeError(f"output padding must be smaller than either stride or dilation, but got {said}")


def check_channel_dropout(name, shape):
    """dropout1d, dropout2d and dropout3d: how many axes they are meant for."""
    n, axes = len(shape), int(name[-2])
    if axes == 1:
        if n not in (2, 3):
            raise RuntimeError(
                f"dropout1d: Expected 2D or 3D input, but received a {n}D input. Note that dropout1d exists to provide channel-wise "
                "dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs)."
            )
        return
    if n not in (axes + 1, axes + 2):
        warnings.warn(
            f"{name}: Received a {n}-D input to {name}, which is deprecated and will result in an error in a future release. To retain the "
            f"behavior and silence this warning, please use dropout instead. Note that {name} exists to provide channel-wise dropout on "
            f"inputs with {axes} spatial dimensions, a channel dimension, and an optional batch dimension (i.e. {axes + 1}D or {axes + 2}D "
            "inputs).",
            UserWarning,
            stacklevel=3,
        )
    if axes == 2 and n == 3:
        warnings.warn(
            "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout behavior is desired - input is "
            "interpreted as shape (N, C, L), where C is the channel dim. This behavior will change in a future release to interpret the "
            "input as one without a batch dimension, i.e. shape (C, H, W). To maintain the 1D channel-wise dropout behavior, please switch "
            "to using dropout1d instead.",
            UserWarning,
            stacklevel=3,
        )
    if axes == 2 and n < 2:
        raise RuntimeError("Feature dropout requires at least 2 dimensions in the input")


def check_statistics(channels, **named):
    """batch_norm's vectors: one number for each channel."""
    for name, t in named.items():
        if t is not None and t._data.size != channels:
            raise RuntimeError(f"{name} should contain {channels} elements not {t._data.size}")


def check_affine(kind, shape, **named):
    """The weight and bias of layer_norm (`shape` the normalized one) or group_norm (`shape` the input's)."""
    for name, t in named.items():
        if t is None:
            continue
        have = t._data.shape
        if kind == "layer" and have != tuple(shape):
            raise RuntimeError(
                f"Expected {name} to be of same shape as normalized_shape, but got {name} of shape {list(have)} and normalized_shape = "
                f"{list(shape)}"
            )
        if kind == "group" and have != (shape[1],):
            raise RuntimeError(
                f"Expected {name} to be a vector of size equal to the number of channels in input, but got {name} of shape {list(have)} "
                f"and input of shape {list(shape)}"
            )


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


def check_max_pool1d(kernel, stride, padding, dilation):
    """What max_pool1d asks first, where neither indices nor gradients are wanted (else it is max_pool2d that asks)."""
    for name, value in (("kernel_size", kernel), ("stride", stride)):
        if value <= 0:
            raise RuntimeError(f"max_pool1d() {name} must be greater than zero, but got {value}")
    if padding < 0:
        raise RuntimeError(f"max_pool1d() padding must be non-negative, but got {padding}")
    if padding > kernel // 2:
        raise RuntimeError(
            f"max_pool1d() padding should be at most half of kernel size, but got padding={padding} and kernel_size={kernel}"
        )
    if dilation <= 0:
        raise RuntimeError(f"max_pool1d() dilation must be greater than zero, but got {dilation}")


def check_pool(kind, n, x, kernel, stride, padding, dilation, out, plain=True):
    """Pooling over n axes of the raw array x. `plain`: the way without places, which max_pool1d takes where none are needed."""
    if x.ndim not in (n + 1, n + 2):
        if n == 1:
            raise RuntimeError(
                f"{kind}_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:{list(x.shape)}"
                if kind == "max"
                else f"Expected 2 to 3 dimensions, but got {x.ndim}-dimensional tensor for argument #1 'self' (while checking arguments "
                "for avg_pool1d)"
            )
        if kind == "avg" and n == 2:
            raise IndexError(
                f"Dimension out of range (expected to be in range of [{-x.ndim}, {x.ndim - 1}], but got {-n - 1})"
            )
        raise RuntimeError(f"non-empty {n + 1}D or {n + 2}D (batch mode) tensor expected for input")
    if min(stride) <= 0:
        raise RuntimeError("stride should not be zero")
    if min(padding) < 0:
        raise RuntimeError(f"pad must be non-negative, but got pad: {min(padding)}")
    for k, p, d in zip(kernel, padding, dilation):
        if p > (k - 1) * d // 2 + (d == 1 and k % 2 == 0 and k // 2 - (k - 1) // 2):
            raise RuntimeError(
                f"pad should be at most half of effective kernel size, but got pad={p}, kernel_size={k} and dilation={d}"
            )
    if 0 in x.shape[1 if x.ndim == n + 2 else 0 :]:
        _refuse_empty(kind, n, x.shape)
    if kind == "avg" and n == 3 and any(s + 2 * p < k for s, p, k in zip(x.shape[-3:], padding, kernel)):
        sizes, kernels = (" ".join(f"{p}{axis}: {k}" for axis, k in zip("THW", each)) for p, each in (("", x.shape[-3:]), ("k", kernel)))
        raise RuntimeError(f"input image ({sizes}) smaller than kernel size ({kernels})")
    if min(out) < 1:
        if kind == "max" and n == 1 and plain:
            raise RuntimeError(f"max_pool1d() Invalid computed output size: {out[0]}")
        planes = x.shape[-n - 1]
        lead = f"{planes}x" if n > 1 else f"{planes}x1x"
        have, made = ("x".join(map(str, s)) for s in (x.shape[-n:], out))
        raise RuntimeError(
            f"Given input size: ({lead}{have}). Calculated output size: ({lead}{made}). Output size is too small"
        )


def _refuse_empty(kind, n, shape):
    """Only the batch of what is pooled may be empty."""
    if n == 3:
        name = "max_pool3d_with_indices_out_cpu_template" if kind == "max" else "avg_pool3d"
        axis = next(i for i in range(len(shape) - n - 1, len(shape)) if not shape[i])
        raise RuntimeError(
            f"{name}(): Expected input's non-batch dimensions to have positive length, but input has a shape of {list(shape)} and "
            f"non-batch dimension {axis - len(shape) + n + 1} has length zero!"
        )
    what, first, shown = "", n + 1, list(shape)
    if n == 1 and kind == "max":
        what = "max_pool1d: "
    elif n == 1:  # computed as an image of one row
        first, shown = 3, [*shape[:-1], 1, shape[-1]]
    raise RuntimeError(
        f"{what}Expected {first}D or {first + 1}D (batch mode) tensor with optional 0 dim batch size for input, but got:{shown}"
    )


def check_shuffle(kind, shape, factor):
    """pixel_shuffle and pixel_unshuffle of an input of this shape."""
    name = f"pixel_{kind}"
    if len(shape) < 3:
        raise RuntimeError(
            f"{name} expects input to have at least 3 dimensions, but got input with {len(shape)} dimension(s)"
        )
    if factor <= 0:
        which = "upscale_factor" if kind == "shuffle" else "downscale_factor"
        raise RuntimeError(f"{name} expects a positive {which}, but got {factor}")
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


def check_ctc(log_probs, targets, lengths, sizes, blank):
    """ctc_loss: log probabilities (T, N, C), targets (N, S) or joined, the lengths of inputs and of targets as tuples."""
    steps, n, classes = log_probs.shape
    if not 0 <= blank < classes:
        raise RuntimeError("blank must be in label range")
    for name, given in (("input_lengths", lengths), ("target_lengths", sizes)):
        if len(given) != n:
            raise RuntimeError(f"{name} must be of size batch_size")
    where = "(while checking arguments for ctc_loss_allocate_outputs)"
    if min(sizes, default=0) < 0:
        least = next(s for s in sizes if s < 0)
        raise RuntimeError(f"Expected target_lengths to have value at least 0, but got value {least} {where}")
    longest, wanted = max(sizes, default=0), sum(sizes) if targets.ndim == 1 else n
    if targets.shape[0] != wanted:
        raise RuntimeError(
            f"Expected tensor to have size {wanted} at dimension 0, but got size {targets.shape[0]} for argument #2 'targets' {where}"
        )
    if targets.ndim == 2 and targets.shape[1] < longest:
        raise RuntimeError(
            f"Expected tensor to have size at least {longest} at dimension 1, but got size {targets.shape[1]} for argument #2 'targets' "
            f"{where}"
        )
    for length in lengths:
        if length < 0:
            raise RuntimeError(f"Expected input_lengths to have value at least 0, but got value {length} {where}")
        if length > steps:
            raise RuntimeError(f"Expected input_lengths to have value at most {steps}, but got value {length} {where}")


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


def warn_same():
    """torch says this once in a process."""
    if "padding same" in S.told:
        return
    S.told.add("padding same")
    warnings.warn(
        "Using padding='same' with even kernel lengths and odd dilation may require a zero-padded copy of the input be created (Triggered "
        "internally at /__w/pytorch/pytorch/aten/src/ATen/native/Convolution.cpp:1101.)",
        UserWarning,
        stacklevel=5,
    )
