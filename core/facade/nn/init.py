"""torch.nn.init: first values for parameters.

Each function computes the values as a plain array and writes them once, outside the graph; the random ones draw what
PyTorch draws, in the same order. Sources: Glorot and Bengio 2010 (xavier), He et al. 2015 (kaiming), Saxe et al. 2013
(orthogonal), Martens 2010 (sparse).
"""

import math
import warnings

import numpy as np

from ... import dtypes, rng
from ... import state as S
from ...inplace import check, write

LINEAR = ("linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d")
_NOTHING = "Initializing zero-element tensors is a no-op"


def _fill(tensor, name, values):
    """Writes `values` into the tensor under no_grad, as one in-place change called `name`."""
    was, S.grad_enabled = S.grad_enabled, False
    try:
        check(tensor)
        write(tensor, values)
        if S.rec is not None:
            S.rec.mutate(name, tensor, tensor.grad_fn)
    finally:
        S.grad_enabled = was
    return tensor


def _draw(tensor, name, draw, *args, generator):
    if S.meta and tensor.is_meta:
        return _fill(tensor, name, 0)
    return _fill(tensor, name, rng.draw_like(tensor._data, draw, *args, generator=generator))


def calculate_gain(nonlinearity, param=None):
    """The recommended factor for weights in front of this nonlinearity (`param`: leaky_relu's negative slope)."""
    if nonlinearity in LINEAR or nonlinearity == "sigmoid":
        return 1
    if nonlinearity == "leaky_relu":
        if param is None:
            param = 0.01
        elif isinstance(param, bool) or not isinstance(param, int | float):
            raise ValueError(f"negative_slope {param} not a valid number")
        return math.sqrt(2.0 / (1 + param**2))
    gain = {"tanh": 5.0 / 3, "relu": math.sqrt(2.0), "selu": 3.0 / 4}.get(nonlinearity)
    if gain is None:
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}")
    return gain


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    """Fills with numbers from the uniform distribution over [a, b)."""
    return _draw(tensor, "uniform_", rng.uniform, a, b, generator=generator)


def normal_(tensor, mean=0.0, std=1.0, generator=None):
    """Fills with numbers from the normal distribution."""
    return _draw(tensor, "normal_", rng.normal, mean, std, generator=generator)


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None):
    """Fills with numbers from the normal distribution, drawn again until they lie in [a, b]."""
    if mean < a - 2 * std or mean > b + 2 * std:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values may be "
            "incorrect.",
            stacklevel=2,
        )
    inside = (math.erf((b - mean) / std / math.sqrt(2.0)) - math.erf((a - mean) / std / math.sqrt(2.0))) / 2.0
    rejection = _redrawn_normal if inside > 0.3 else _accepted_uniform
    return _fill(tensor, "normal_", rejection(tensor._data, mean, std, a, b, generator))


def _redrawn_normal(data, mean, std, a, b, generator):
    """Normals; where they fall outside, normals again (a full draw each time, as PyTorch does)."""
    low, high = (dtypes.cast(np.float64(x), dtypes.of(data)) for x in (a, b))
    result = rng.draw_like(data, rng.normal, mean, std, generator=generator)
    while True:
        outside = (result < low) | (result > high)
        if not outside.any():
            return result
        again = rng.draw_like(np.empty_like(data), rng.normal, mean, std, generator=generator)
        result = np.where(outside, again, result)


def _accepted_uniform(data, mean, std, a, b, generator):
    """Uniforms over [a, b], accepted with the density's height there over its peak's."""
    number = dtypes.of(data).np.type
    peak = -0.5 * ((max(a, min(mean, b)) - mean) / std) ** 2
    result, pending = None, True
    while np.any(pending):
        candidates = rng.draw_like(data, rng.uniform, a, b, generator=generator)
        result = candidates if result is None else np.where(pending, candidates, result)
        away = (candidates - number(mean)) / number(std)
        log_height = away * away * number(-0.5) - number(peak)
        with np.errstate(divide="ignore"):
            too_high = np.log(rng.draw_like(np.empty_like(data), rng.uniform, generator=generator)) > log_height
        pending = too_high & pending
    return result


_no_grad_uniform_, _no_grad_normal_ = uniform_, normal_


def constant_(tensor, val):
    """Fills with the number `val`."""
    return _fill(tensor, "fill_", dtypes.cast(np.asarray(val), tensor.dtype))


def ones_(tensor):
    """Fills with ones."""
    return constant_(tensor, 1.0)


def zeros_(tensor):
    """Fills with zeros."""
    return _fill(tensor, "zero_", np.zeros((), tensor._data.dtype))


def eye_(tensor):
    """Fills a matrix with the identity."""
    if tensor._data.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    return _fill(tensor, "eye_", np.eye(*tensor._data.shape, dtype=tensor._data.dtype))


def dirac_(tensor, groups=1):
    """Fills a convolution's weight (3 to 5 dimensions) so that the layer passes its channels on unchanged."""
    shape = tensor._data.shape
    if len(shape) not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    if shape[0] % groups != 0:
        raise ValueError("dim 0 must be divisible by groups")
    values = np.zeros(shape, tensor._data.dtype)
    per_group = shape[0] // groups
    centre = tuple(n // 2 for n in shape[2:])
    for g in range(groups):
        for d in range(min(per_group, shape[1])):
            values[(g * per_group + d, d, *centre)] = 1
    return _fill(tensor, "dirac_", values)


def _calculate_fan_in_and_fan_out(tensor):
    shape = tensor._data.shape
    if len(shape) < 2:
        raise ValueError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    field = math.prod(shape[2:])
    return shape[1] * field, shape[0] * field


def _calculate_correct_fan(tensor, mode):
    mode = mode.lower()
    modes = ["fan_in", "fan_out"]
    if mode not in modes:
        raise ValueError(f"Mode {mode} not supported, please use one of {modes}")
    return _calculate_fan_in_and_fan_out(tensor)[modes.index(mode)]


def xavier_uniform_(tensor, gain=1.0, generator=None):
    """Uniform over ± gain * sqrt(6 / (fan_in + fan_out))."""
    std = gain * math.sqrt(2.0 / float(sum(_calculate_fan_in_and_fan_out(tensor))))
    bound = math.sqrt(3.0) * std
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor, gain=1.0, generator=None):
    """Normal with deviation gain * sqrt(2 / (fan_in + fan_out))."""
    std = gain * math.sqrt(2.0 / float(sum(_calculate_fan_in_and_fan_out(tensor))))
    return normal_(tensor, 0.0, std, generator)


def _kaiming_std(tensor, a, mode, nonlinearity):
    fan = _calculate_correct_fan(tensor, mode)
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


def kaiming_uniform_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    """Uniform over ± gain * sqrt(3 / fan); `a`: the negative slope of the leaky ReLU that follows."""
    if 0 in tensor._data.shape:
        warnings.warn(_NOTHING, stacklevel=2)
        return tensor
    bound = math.sqrt(3.0) * _kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    """Normal with deviation gain / sqrt(fan); `a`: the negative slope of the leaky ReLU that follows."""
    if 0 in tensor._data.shape:
        warnings.warn(_NOTHING, stacklevel=2)
        return tensor
    return normal_(tensor, 0, _kaiming_std(tensor, a, mode, nonlinearity), generator)


def orthogonal_(tensor, gain=1, generator=None):
    """Fills with a (semi-)orthogonal matrix, trailing dimensions flattened, times `gain`."""
    data = tensor._data
    if data.ndim < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    if data.size == 0:
        return tensor
    rows = data.shape[0]
    matrix = rng.normal((rows, data.size // rows), dtype=dtypes.of(data), generator=generator)
    wide = matrix.shape[0] < matrix.shape[1]
    q, r = np.linalg.qr(matrix.T if wide else matrix)
    q = q * np.sign(np.diagonal(r))
    return _fill(tensor, "orthogonal_", (q.T if wide else q).reshape(data.shape) * data.dtype.type(gain))


def sparse_(tensor, sparsity, std=0.01, generator=None):
    """Normal numbers, with the fraction `sparsity` of each column set to zero."""
    if tensor._data.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    rows, columns = tensor._data.shape
    values = rng.draw_like(tensor._data, rng.normal, 0, std, generator=generator)
    for column in range(columns):
        values[rng.randperm(rows)[: math.ceil(sparsity * rows)], column] = 0
    return _fill(tensor, "sparse_", values)


def _deprecated(function):
    name = function.__name__[:-1]

    def old(*args, **kwargs):
        warnings.warn(f"`nn.init.{name}` is now deprecated in favor of `nn.init.{name}_`.", FutureWarning, stacklevel=2)
        return function(*args, **kwargs)

    old.__name__ = old.__qualname__ = name
    return old


uniform, normal, constant, eye, dirac = map(_deprecated, (uniform_, normal_, constant_, eye_, dirac_))
xavier_uniform, xavier_normal = map(_deprecated, (xavier_uniform_, xavier_normal_))
kaiming_uniform, kaiming_normal = map(_deprecated, (kaiming_uniform_, kaiming_normal_))
orthogonal, sparse = map(_deprecated, (orthogonal_, sparse_))
