"""Random draws as plain arrays, equal to PyTorch's on the CPU to the last bit: uniform, normal, randint, bernoulli, ….

The functions take a shape (a tuple), a dtype (a torch dtype or its name) and a generator (None: the default one), and
return an array of that shape in C order, or a NumPy scalar for the shape (); bfloat16 comes as a BFloat16Array.
`draw_like` makes values for an existing array, in the order of its memory, as in-place methods do.  Errors are torch's.
The order in which words of the stream are used is part of the contract: one element after another.
"""

import math

import numpy as np

from . import dtypes
from .boxmuller import normal_blocks32, normal_blocks64
from .errors import broadcast_error
from .fma import fma, fma32, fma64
from .generator import Generator, default_generator

__all__ = ["Generator", "default_generator"]
_DIGITS = {"float16": 11, "bfloat16": 8, "float32": 24, "float64": 53}
_SHOWN = {"float16": "c10::Half", "bfloat16": "c10::BFloat16", "float32": "float", "float64": "double"}


# -- helpers -------------------------------------------------------------------------------------------------------
def _name(dtype):
    return dtype if dtype.__class__ is str else dtype.name


def stored(values, name):
    """Values (array or list, usually float64) rounded to the dtype `name`, as a C++ cast does it."""
    if name == "bfloat16":
        return dtypes.to_bfloat16(np.asarray(values).astype(np.float32))
    if name == "float16":
        return np.asarray(values).astype(np.float32).astype(np.float16)
    return np.asarray(values).astype(name)


def _shaped(flat, shape):
    return flat.reshape(shape) if shape or flat.__class__ is not np.ndarray else flat[0]


def _unsupported(kernel, name):
    legacy = getattr(dtypes, "bool_" if name == "bool" else name).legacy
    return NotImplementedError(f"\"{kernel}\" not implemented for '{legacy}'")


# -- continuous ----------------------------------------------------------------------------------------------------
def _complex(draw, shape, *args, dtype, generator):
    """Complex numbers whose two parts are drawn in turn."""
    part = "float32" if _name(dtype) == "complex64" else "float64"
    out = draw((*shape, 2), *args, dtype=part, generator=generator)
    return np.ascontiguousarray(out).view(_name(dtype))[..., 0]


def uniform(shape, low=0.0, high=1.0, dtype="float32", generator=None):
    """Uniform numbers in [low, high)."""
    if _name(dtype).startswith("complex"):
        return _complex(uniform, shape, low, high, dtype=dtype, generator=generator)
    g, name, n = generator or default_generator, _name(dtype), math.prod(shape)
    if low == 0.0 and high == 1.0:
        if name == "float32":
            return _shaped(g.u24(n), shape)
        if name == "float64":
            return _shaped(g.u53(n), shape)
    if name not in _DIGITS:
        raise _unsupported("check_uniform_bounds", name)
    _check_uniform(low, high, name)
    if name == "float64":
        out, low, high = fma64(g.u53(n), high - low, low), float(low), float(high)
    else:
        low, high = np.float32(low), np.float32(high)
        out = fma32(g.u24(n), high - low, low)
        if name != "float32":
            out, low, high = (stored(x, name) for x in (out, low, high))
    at_top = np.asarray(out == high)
    if at_top.any():
        out[at_top] = low
    return _shaped(out, shape)


def _check_uniform(low, high, name):
    top, short = {
        "float16": (65504.0, "Half"),
        "bfloat16": (3.3895313892515355e38, "BFloat16"),
        "float32": (3.4028234663852886e38, "Float"),
    }.get(name, (math.inf, "Double"))
    for what, value in (("from", low), ("to", high)):
        if not -top <= value <= top:
            raise RuntimeError(f"{what} is out of bounds for {_SHOWN[name]}")
    if not low <= high:
        raise RuntimeError(f"uniform_ expects to return a [from, to) range, but found from={low:g} > to={high:g}")
    if high - low > top:
        raise RuntimeError(
            f"uniform_ expects to-from <= std::numeric_limits<{short}>::max(), but found to={high:g} and "
            f"from={low:g} which result in to-from to exceed the limit"
        )


def normal(shape, mean=0.0, std=1.0, dtype="float32", generator=None, blocks=True):
    """Normal numbers; `blocks` is False for memory that is not contiguous: see Note [Blocks of 16] in boxmuller.py."""
    if not std >= 0.0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std:g}")
    if _name(dtype).startswith("complex"):
        return _complex(normal, shape, mean, std / math.sqrt(2), dtype=dtype, generator=generator)
    g, name, n = generator or default_generator, _name(dtype), math.prod(shape)
    if name not in _DIGITS and n:
        raise _unsupported("normal_kernel_cpu", name)
    if n < 16 or not blocks:
        return _shaped(stored(_lone_normals(g, n, mean, std), name), shape)
    whole = n // 16 * 16
    draw, fill = (g.u53, normal_blocks64) if name == "float64" else (g.u24, normal_blocks32)
    if name in ("float32", "float64"):
        out = draw(n)
        fill(out[:whole], mean, std)
    else:  # the half types draw only what they transform
        out = np.empty(n, np.float32)
        out[:whole] = draw(whole)
        fill(out[:whole], mean, std)
    if whole < n:
        last = draw(16)
        fill(last, mean, std)
        out[n - 16 :] = last
    return _shaped(out if name in ("float32", "float64") else stored(out, name), shape)


def _lone_normals(g, n, mean, std):
    values = g.normals(n)
    if mean == 0.0 and std == 1.0:
        return [v + 0.0 for v in values]
    mean, std = float(mean), float(std)
    return [fma(v, std, mean) for v in values]


def normal_of(mean, std, dtype="float32", generator=None):
    """torch.normal with an array for the mean, the standard deviation, or both."""
    try:
        shape = np.broadcast_shapes(np.shape(mean), np.shape(std))
    except ValueError:
        broadcast_error(np.asarray(mean), np.asarray(std))
    if np.ndim(std) == 0 and not isinstance(std, (np.ndarray, np.generic)):
        return normal(shape, 0.0, std, dtype, generator) + mean
    if np.size(std) and not np.min(std) >= 0:
        raise RuntimeError("normal expects all elements of std >= 0.0")
    return normal(shape, 0.0, 1.0, dtype, generator) * std + mean


def exponential(shape, lambd=1.0, dtype="float32", generator=None):
    """Exponential numbers with rate `lambd`."""
    if not lambd > 0.0:
        raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={lambd:g}")
    scale, log1p = -1.0 / lambd, math.log1p
    return _each(lambda u: scale * log1p(-u), shape, dtype, generator)


def cauchy(shape, median=0.0, sigma=1.0, dtype="float32", generator=None):
    """Cauchy numbers."""
    if not sigma > 0.0:
        raise RuntimeError(f"cauchy_ expects sigma > 0.0, but found sigma={sigma:g}")
    median, sigma = float(median), float(sigma)
    return _each(lambda u: fma(sigma, math.tan(math.pi * (u - 0.5)), median), shape, dtype, generator)


def geometric(shape, p, dtype="float32", generator=None):
    """Numbers of trials up to the first success, with success probability p."""
    if not 0 < p < 1:
        raise RuntimeError(f"geometric_ expects p to be in (0, 1), but got p={p:g}")
    log1p = math.log1p(-p)
    return _each(lambda u: float(np.ceil((math.log(u) if u else -math.inf) / log1p)), shape, dtype, generator)


def _each(of, shape, dtype, generator):
    """`of` a float64 uniform, for every element."""
    g = generator or default_generator
    return _shaped(stored([of(u) for u in g.u53_list(math.prod(shape))], _name(dtype)), shape)


def log_normal(shape, mean=1.0, std=2.0, dtype="float32", generator=None):
    """exp of normal numbers."""
    if not std > 0.0:
        raise RuntimeError(f"log_normal_ expects std > 0.0, but found std={std:g}")
    values = _lone_normals(generator or default_generator, math.prod(shape), mean, std)
    return _shaped(stored(list(map(math.exp, values)), _name(dtype)), shape)


# -- discrete ------------------------------------------------------------------------------------------------------
def _modulo(g, n, span, low):
    """n int64 numbers low + word % span; from 2**28 on a 64-bit word."""
    if span >= 1 << 28:
        w = g.words64(n)
        return ((w % np.uint64(span) if span < 1 << 64 else w).astype(np.int64)) + np.int64(low)
    return (g.words(n) % np.uint32(span)).astype(np.int64) + np.int64(low)


def randint(shape, low, high, dtype="int64", generator=None):
    """Integers in [low, high)."""
    g, name = generator or default_generator, _name(dtype)
    if not low < high:
        raise RuntimeError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
    if name in _DIGITS:
        low, high = _representable(low, high, name)
    _check_range(low, high - 1, name)
    return _shaped(stored(_modulo(g, math.prod(shape), high - low, low), name), shape)


def _representable(low, high, name):
    """The nearest bounds inside [low, high) between which no integer rounds out of it in a float dtype."""
    digits = _DIGITS[name]
    with np.errstate(over="ignore"):
        up, down = (int(v) if math.isfinite(v) else None for v in map(float, stored([low + 1, high - 1], name)))
    if up is not None and up < low:
        low = up + (1 << (abs(low + 1).bit_length() - digits))
    if down is not None and high <= down < 1 << 63:
        high = down - (1 << (abs(high - 1).bit_length() - digits))
    return low, high


def _check_range(low, last, name):
    if name in _DIGITS:
        least, most, shown = -_largest(name), _largest(name), _SHOWN[name]
    elif name == "bool":
        least, most, shown = 0, 1, "bool"
    else:
        info = np.iinfo(name)
        least, most = info.min, min(info.max, (1 << 63) - 1)
        shown = {
            "uint8": "unsigned char",
            "int8": "signed char",
            "int16": "short",
            "int32": "int",
            "int64": "long int",
            "uint16": "unsigned short",
            "uint32": "unsigned int",
            "uint64": "unsigned long",
        }[name]
    for what, value in (("from", low), ("to - 1", last)):
        if not least <= value <= most:
            raise RuntimeError(f"{what} is out of bounds for {shown}")
    if name in _DIGITS:
        _warn_precision(low, last, _DIGITS[name], _SHOWN[name])


def _largest(name):
    return 3.3895313892515355e38 if name == "bfloat16" else float(np.finfo(name).max)


def _warn_precision(low, last, digits, shown):
    for what, value in (("from", low), ("to - 1", last)):
        if abs(value) > 1 << digits:
            import warnings

            warnings.warn(
                f"{what} is out of bounds [-(2^{digits}), 2^{digits}]. Due to precision limitations {shown} can "
                "support discrete uniform distribution only within this range. This warning will become an error in "
                "version 1.7 release, please fix the code in advance",
                UserWarning,
                stacklevel=5,
            )


def random(shape, low=None, high=None, dtype="float32", generator=None):
    """What Tensor.random_() draws: integers in [low, high); without bounds, all that the dtype can hold exactly."""
    g, name, n = generator or default_generator, _name(dtype), math.prod(shape)
    if low is None and high is None:
        if name in ("int64", "float64"):
            w = g.words64(n) % np.uint64(1 << 63 if name == "int64" else (1 << 53) + 1)
        elif name == "bool":
            w = g.words(n) & np.uint32(1)
        else:
            w = g.words(n) % np.uint32((1 << _DIGITS[name]) + 1 if name in _DIGITS else int(np.iinfo(name).max) + 1)
        return _shaped(stored(w, name), shape)
    if high is None:
        last = 1 << _DIGITS[name] if name in _DIGITS else 1 if name == "bool" else int(np.iinfo(name).max)
        if name in _DIGITS:
            low = _representable(low, last + 1, name)[0]
        _check_range(low, last, name)
        return _shaped(stored(_modulo(g, n, last - low + 1, low), name), shape)
    return randint(shape, low or 0, high, dtype, generator)


def random_seed(generator=None):
    """A number in [0, 2**63): what DataLoader and the samplers seed themselves with."""
    high, low = (generator or default_generator).ints(2)
    return (high << 32 | low) & 0x7FFF_FFFF_FFFF_FFFF


def randperm(n, dtype="int64", generator=None):
    """A permutation of 0 .. n - 1 (Fisher and Yates, from the front)."""
    g, name = generator or default_generator, _name(dtype)
    if n < 0:
        raise RuntimeError(f"Trying to create tensor with negative dimension {n}: [{n}]")
    if name == "bool":
        raise _unsupported("randperm", name)
    most = (1 << _DIGITS[name]) + 1 if name in _DIGITS else int(np.iinfo(name).max)
    if n > most:
        kind = getattr(dtypes, name).legacy
        raise RuntimeError(
            f"n cannot be greater than {most} for {kind} type."
            if name in _DIGITS
            else f"value cannot be converted to type {name}_t without overflow"
        )
    p = list(range(n))
    if n > 1:
        steps = g.words(n - 1) % np.arange(n, 1, -1, dtype=np.uint32)
        for i, step in enumerate((steps + np.arange(n - 1, dtype=np.uint32)).tolist()):
            p[i], p[step] = p[step], p[i]
    return stored(np.array(p, np.int64), name)


def bernoulli(shape, p=0.5, dtype="float32", generator=None):
    """1 with probability p, else 0.  p: a number, or an array that broadcasts to `shape`."""
    g, n = generator or default_generator, math.prod(shape)
    if not isinstance(p, (np.ndarray, np.generic)):
        if not 0 <= p <= 1:
            raise RuntimeError(f"bernoulli_ expects p to be in [0, 1], but got p={p:g}")
        return _shaped(stored(g.u53(n) < p, _name(dtype)), shape)
    if p.dtype.kind != "f":
        raise _unsupported("bernoulli_tensor_cpu_p_", dtypes.of(p).name)
    if p.size and not (p.min() >= 0 and p.max() <= 1):
        raise RuntimeError(
            "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be "
            "improved?  If so, please report an enhancement request to PyTorch.)"
        )
    u = (g.u53 if p.dtype == np.float64 else g.u24)(n)
    return _shaped(stored(u < np.broadcast_to(np.asarray(p), shape).ravel(), _name(dtype)), shape)


def dropout_noise(shape, p, dtype="float32", generator=None):
    """What dropout multiplies by: 0 with probability p, else 1 / (1 - p)."""
    keep = bernoulli(shape, 1 - p, dtype, generator)
    return keep / keep.dtype.type(1 - p)


def multinomial(weights, num_samples, replacement=False, generator=None):
    """Indices (int64) drawn with probability proportional to `weights`, an array of 1 or 2 dimensions."""
    g, name = generator or default_generator, dtypes.of(weights).name
    if name not in _DIGITS:
        kind = getattr(dtypes, "bool_" if name == "bool" else name).legacy
        raise RuntimeError(f"multinomial only supports floating-point dtypes for input, got: {kind}")
    if weights.ndim not in (1, 2):
        raise RuntimeError("prob_dist must be 1 or 2 dim")
    if num_samples <= 0:
        raise RuntimeError("cannot sample n_sample <= 0 samples")
    if not replacement and num_samples > weights.shape[-1]:
        raise RuntimeError("cannot sample n_sample > prob_dist.size(-1) samples without replacement")
    if replacement and num_samples > 1:
        return _multinomial_repeated(np.asarray(weights), num_samples, g)
    if not (np.isfinite(weights).all() and (weights >= 0).all()):
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    if not np.asarray(weights).sum(-1).all():
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")
    with np.errstate(divide="ignore", invalid="ignore"):
        rank = np.asarray(weights / exponential(weights.shape, 1.0, name, g))
    if num_samples == 1:
        return rank.argmax(-1, keepdims=True)
    return np.argsort(-rank, -1, kind="stable")[..., :num_samples]


def _multinomial_repeated(weights, num_samples, g):
    wide = np.float64 if weights.dtype == np.float64 else np.float32
    out = []
    if not weights.shape[-1]:
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")
    for row in np.atleast_2d(weights):
        if not (row >= 0).all():
            raise RuntimeError("invalid multinomial distribution (encountering probability entry < 0)")
        total = np.cumsum(row, dtype=wide)
        if not np.isfinite(total[-1]):
            raise RuntimeError("invalid multinomial distribution (encountering probability entry = infinity or NaN)")
        if not total[-1] > 0:
            raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")
        total = (total / total[-1]).astype(np.float64)
        total[-1] = 1.0
        out.append(np.searchsorted(total, g.u53(num_samples), side="left"))
    return np.array(out, np.int64).reshape((*weights.shape[:-1], num_samples))


# -- in place ------------------------------------------------------------------------------------------------------
def draw_like(data, draw, *args, generator=None, **kw):
    """draw(shape, *args, dtype=…, generator=…, **kw) for an array like `data`, in the order in which `data` lies in "
    "memory."""
    dtype = dtypes.of(data)
    if data.flags.c_contiguous:
        return draw(data.shape, *args, dtype=dtype, generator=generator, **kw)
    order = sorted(range(data.ndim), key=lambda i: -data.strides[i])
    shape = tuple(data.shape[i] for i in order)
    if draw is normal:
        kw["blocks"] = False
    return draw(shape, *args, dtype=dtype, generator=generator, **kw).transpose(np.argsort(order))
