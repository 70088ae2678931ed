"""Pooling over 1, 2 or 3 spatial axes, and picking parts of images: max, average, adaptive, unfold, fold, resize, pad."""

import math
from itertools import product

import numpy as np

from ..memory_format import like
from ..op import op
from ..rule_ops import rule_op
from ..worlds import RAW
from .mixing import mix


def pooled_size(size, kernel, stride, padding, dilation, ceil_mode):
    """torch's output sizes, with its rule that the last window must start inside the input or its left padding."""
    out = []
    for n, k, s, p, d in zip(size, kernel, stride, padding, dilation):
        room = n + 2 * p - d * (k - 1) - 1
        m = (-(-room // s) if ceil_mode else room // s) + 1
        if ceil_mode and (m - 1) * s >= n + p:
            m -= 1
        out.append(m)
    return tuple(out)


def _window(k, stride, dilation, out):
    return tuple(slice(i * d, i * d + (o - 1) * s + 1, s) for i, d, o, s in zip(k, dilation, out, stride))


def _frame(x, kernel, stride, padding, dilation, out, value):
    """x padded with `value` so that every window lies inside."""
    n = len(kernel)
    need = [(o - 1) * s + d * (k - 1) + 1 for o, s, d, k in zip(out, stride, dilation, kernel)]
    if not any(padding) and all(a <= b for a, b in zip(need, x.shape[-n:])):
        return x
    shape = x.shape[:-n] + tuple(max(a, b + 2 * p) for a, b, p in zip(need, x.shape[-n:], padding))
    framed = np.full(shape, value, x.dtype)
    framed[(..., *(slice(p, p + s) for p, s in zip(padding, x.shape[-n:])))] = x
    return framed


def _first_nan(framed, best, which, kernel_size, stride, dilation, out):
    """The last NaN of a window is its maximum, as torch has it."""
    for number, k in enumerate(product(*(range(m) for m in kernel_size))):
        np.putmask(which, np.isnan(framed[(..., *_window(k, stride, dilation, out))]), number)
    return which


def _max(self, kernel_size, stride, padding, dilation, ceil_mode):
    n = len(kernel_size)
    size = self.shape[-n:]
    out = pooled_size(size, kernel_size, stride, padding, dilation, ceil_mode)
    low = -np.inf if self.dtype.kind == "f" else np.iinfo(self.dtype).min
    framed = _frame(self, kernel_size, stride, padding, dilation, out, low)
    steps = [math.prod(size[axis + 1 :]) for axis in range(n)]
    best, which, offsets, kind = None, None, [], np.dtype(np.uint8 if math.prod(kernel_size) < 256 else np.int64)
    for number, k in enumerate(product(*(range(m) for m in kernel_size))):
        part = framed[(..., *_window(k, stride, dilation, out))].copy()  # in order, it is read twice in less time than once as it lay
        offsets.append(sum(i * d * step for i, d, step in zip(k, dilation, steps)))
        if best is None:
            best, which = part, np.zeros(part.shape, kind)
        else:
            larger = np.multiply(part > best, kind.type(number), dtype=kind)
            np.maximum(which, larger, out=which)  # later numbers are larger than those before
            np.maximum(best, part, out=best)
    if self.dtype.kind == "f" and best.size and np.isnan(best.reshape(-1)[best.argmax()]):
        which = _first_nan(framed, best, which, kernel_size, stride, dilation, out)
    start = 0
    for axis, (s, p, o, step) in enumerate(zip(stride, padding, out, steps)):
        start = start + ((np.arange(o) * s - p) * step).reshape(-1, *[1] * (n - 1 - axis))
    place = np.array(offsets).take(which)
    place += start
    return like(best, self), like(place, self)


def _scattered(grad, places, flat, n, apart):
    """Zeros, `flat` for each row, with grad added at its places of the last n axes; `apart`: no place is met twice."""
    count = math.prod(places.shape[-n:])
    rows = places.size // count if count else 0
    at = (places.reshape(rows, count) + (np.arange(rows) * flat)[:, None]).reshape(-1)
    if apart:
        out = np.zeros(rows * flat, grad.dtype)
        out[at] = grad.reshape(-1)
        return out
    out = np.zeros(rows * flat, grad.dtype)
    np.add.at(out, at, grad.reshape(-1))  # one after the other
    return out


def _spread(W, grad, self_sym_sizes, places, n, apart=False):
    """grad added at flat places of the last n axes."""
    lead, size = tuple(self_sym_sizes[:-n]), tuple(self_sym_sizes[-n:])
    flat = int(np.prod(size))
    count = int(np.prod(places.shape[-n:]))
    if W is RAW:
        return _scattered(grad, places, flat, n, apart).reshape(*lead, *size)
    g = W.reshape_like(grad, (*lead, count))
    at = W.reshape_like(places, (*lead, count))
    return W.reshape_like(W.scatter_zeros(g, at, size=(*lead, flat), dim=-1), (*lead, *size))


def _laid(W, grad, self):
    """The gradient of an image, in the order in which the image lies."""
    return like(grad, self) if W is RAW else grad


def _not_empty(name, grad):
    """Refuses the gradient of an adaptive pooling to nothing."""
    for axis, n in enumerate(grad.shape):
        if axis and not n:
            raise RuntimeError(
                f"{name}(): Expected grad_output to have non-zero size for non-batch dimensions, but grad_output has sizes "
                f"{list(grad.shape)} with dimension {axis} being empty"
            )
    return grad


def _max_op(n, name):
    def forward(self, *, kernel_size, stride, padding, dilation, ceil_mode=False):
        return _max(self, kernel_size, stride, padding, dilation, ceil_mode)

    forward.__name__ = name
    saved = ("ceil_mode", "dilation", "kernel_size", "padding", "result1", "self", "stride")
    made = op(name, outputs=("result0", "result1"), tex=r"\mathrm{{maxpool}}({self})", prec=8, saved=saved)(forward)
    rule_op(
        f"{name}_backward",
        lambda W, grad, self, indices, size, apart: _laid(W, _spread(W, grad, size, indices, n, apart), self),
        "grad self indices",
        fixed="indices",
    )
    return made.vjp(
        self=lambda W, grad, self, self_sym_sizes, result1, kernel_size, stride, dilation: getattr(W, f"{name}_backward")(
            grad, self, result1, size=self_sym_sizes,
            apart=max(dilation) == 1 and all(s >= k for s, k in zip(stride, kernel_size)))
    )  # fmt: skip


max_pool2d_with_indices = _max_op(2, "max_pool2d_with_indices")
max_pool3d_with_indices = _max_op(3, "max_pool3d_with_indices")


def _adaptive_max(self, output_size):
    """The greatest of each part, and its place counted through the last dimensions."""
    n = len(output_size)
    lead, size = self.shape[:-n], self.shape[-n:]
    best = np.empty((*lead, *output_size), self.dtype)
    place = np.empty((*lead, *output_size), np.int64)
    flat = np.arange(int(np.prod(size)), dtype=np.int64).reshape(size)
    for at in product(*(range(m) for m in output_size)):
        part = tuple(slice(*_bounds(i, s, m)) for i, s, m in zip(at, size, output_size))
        values = self[(..., *part)].reshape(*lead, flat[part].size)
        which = values.argmax(-1)
        if self.dtype.kind == "f":  # of several that are not a number the last
            nan = np.isnan(values)
            which = np.where(nan.any(-1), values.shape[-1] - 1 - nan[..., ::-1].argmax(-1), which)
        best[(..., *at)] = np.take_along_axis(values, which[..., None], -1)[..., 0]
        place[(..., *at)] = flat[part].reshape(-1)[which]
    return (best, place) if n == 3 else (like(best, self), like(place, self))


def _adaptive_max_op(n):
    name = f"adaptive_max_pool{n}d"

    def forward(self, *, output_size):
        return _adaptive_max(self, output_size)

    forward.__name__ = name
    made = op(name, outputs=("result0", "result1"), tex=r"\mathrm{{maxpool}}({self})", prec=8,
              saved=("result1", "self"))(forward)  # fmt: skip
    rule_op(
        f"{name}_backward",
        lambda W, grad, self, indices, size: _laid(W, _spread(W, _not_empty(f"{name}_backward", grad), size, indices, n), self),
        "grad self indices",
        fixed="indices",
    )
    return made.vjp(
        self=lambda W, grad, self, self_sym_sizes, result1: getattr(W, f"{name}_backward")(
            grad, self, result1, size=self_sym_sizes
        )
    )


adaptive_max_pool2d, adaptive_max_pool3d = _adaptive_max_op(2), _adaptive_max_op(3)


def _bounds(i, n, m):
    return i * n // m, -(-(i + 1) * n // m)


# --- average ------------------------------------------------------------------------------------------------------------------------------


def _divisors(size, kernel, stride, padding, out, include, override, dtype):
    """What each window's sum is divided by."""
    if override:
        return np.full(out, override, dtype)
    each = []
    for n, k, s, p, o in zip(size, kernel, stride, padding, out):
        start = np.arange(o) * s - p
        end = np.minimum(start + k, n + p)
        each.append(end - start if include else np.minimum(end, n) - np.maximum(start, 0))
    total = each[0].astype(dtype)
    for e in each[1:]:
        total = np.multiply.outer(total, e.astype(dtype))
    return total


def _average(self, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override):
    n = len(kernel_size)
    one = (1,) * n
    out = pooled_size(self.shape[-n:], kernel_size, stride, padding, one, ceil_mode)
    framed = _frame(self, kernel_size, stride, padding, one, out, 0)
    total = 0
    for k in product(*(range(m) for m in kernel_size)):
        total = total + framed[(..., *_window(k, stride, one, out))]
    total = total / _divisors(
        self.shape[-n:], kernel_size, stride, padding, out, count_include_pad, divisor_override, self.dtype
    )
    return np.ascontiguousarray(total) if n == 3 else total


def _average_back(grad, size, kernel_size, stride, padding, count_include_pad, divisor_override):
    n = len(kernel_size)
    out, one = grad.shape[-n:], (1,) * n
    g = grad / _divisors(size[-n:], kernel_size, stride, padding, out, count_include_pad, divisor_override, grad.dtype)
    framed = _frame(np.zeros(size, grad.dtype), kernel_size, stride, padding, one, out, 0)
    framed = framed.copy()
    for k in product(*(range(m)[::-1] for m in kernel_size)):  # so an element gets them window after window
        framed[(..., *_window(k, stride, one, out))] += g
    return framed[(..., *(slice(p, p + s) for p, s in zip(padding, size[-n:])))]


def _average_op(name):
    def forward(self, *, kernel_size, stride, padding, ceil_mode=False, count_include_pad=True, divisor_override=None):
        return _average(self, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)

    def backward(self, *, size, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override):
        return _average_back(self, size, kernel_size, stride, padding, count_include_pad, divisor_override)

    forward.__name__, backward.__name__ = name, f"{name}_spread"
    saved = ("ceil_mode", "count_include_pad", "divisor_override", "kernel_size", "padding", "self", "stride")
    made = op(name, tex=r"\mathrm{{avgpool}}({self})", prec=8, saved=saved)(forward)
    back = op(backward.__name__)(backward)

    def spread(
        W, grad, self, size, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
    ):
        out = getattr(W, backward.__name__)(
            grad, size=size, kernel_size=kernel_size, stride=stride, padding=padding, ceil_mode=ceil_mode,
            count_include_pad=count_include_pad, divisor_override=divisor_override)  # fmt: skip
        return _laid(W, out, self)

    rule_op(f"{name}_backward", spread, "grad self")

    def rule(
        W, grad, self, self_sym_sizes, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
    ):
        return getattr(W, f"{name}_backward")(
            grad, self, size=self_sym_sizes, kernel_size=kernel_size, stride=stride, padding=padding, ceil_mode=ceil_mode,
            count_include_pad=count_include_pad, divisor_override=divisor_override)  # fmt: skip

    def again(W, grad, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override):
        return getattr(W, name)(grad, kernel_size=kernel_size, stride=stride, padding=padding, ceil_mode=ceil_mode,
                                count_include_pad=count_include_pad, divisor_override=divisor_override)  # fmt: skip

    back.vjp(self=again)
    return made.vjp(self=rule)


avg_pool2d = _average_op("avg_pool2d")
avg_pool3d = _average_op("avg_pool3d")


def _mixing(n, m):
    """(m, n): how each of m adaptive windows averages n elements."""
    a = np.zeros((m, n))
    for i in range(m):
        lo, hi = _bounds(i, n, m)
        a[i, lo:hi] = 1 / (hi - lo)
    return a


def _linear_map(name, node, tex, also=(), tied=False):
    """An op that mixes the spatial axes linearly by matrices; its gradient mixes with their transposes. `tied`: PyTorch's gradient takes
    the input, too."""

    def forward(self, *, maps, scales=None, align_corners=None):
        out = mix(self, maps, average=tied, back=False)
        return np.ascontiguousarray(out) if tied and len(maps) == 3 else out

    def backward(self, *, maps):
        return mix(self, maps, average=tied, back=True)

    forward.__name__, backward.__name__ = name, f"{name}_{'spread' if tied else 'backward'}"
    made = op(name, node=node, tex=tex, prec=8, saved=("self" if tied else "self_sym_sizes", *also))(forward)
    op(backward.__name__)(backward).vjp(self=lambda W, grad, maps: getattr(W, name)(grad, maps=maps))
    if not tied:
        return made.vjp(self=lambda W, grad, maps: getattr(W, backward.__name__)(grad, maps=maps)).keep("self_sym_sizes", "scales")
    rule = lambda W, grad, self, maps: _laid(W, getattr(W, backward.__name__)(_not_empty(f"{name}_backward", grad), maps=maps), self)
    rule_op(f"{name}_backward", rule, "grad self")
    return made.vjp(self=lambda W, grad, self, maps: getattr(W, f"{name}_backward")(grad, self, maps=maps))


adaptive_avg_pool2d = _linear_map(
    "adaptive_avg_pool2d", "AdaptiveAvgPool2DBackward0", r"\mathrm{{avgpool}}({self})", tied=True
)
adaptive_avg_pool3d = _linear_map(
    "adaptive_avg_pool3d", "AdaptiveAvgPool3DBackward0", r"\mathrm{{avgpool}}({self})", tied=True
)


def _upsample(name, node, n, aligned):
    scales = ("scales",) if n == 1 else ("scales_d", "scales_h", "scales_w")[-n:]
    shown = ("output_size", *scales, *(("align_corners",) if aligned else ()))
    return _linear_map(name, f"{node}{n}DBackward0", r"\mathrm{{resize}}({self})", shown)


upsample_nearest = tuple(_upsample(f"upsample_nearest{n}d", "UpsampleNearest", n, False) for n in (1, 2, 3))
upsample_nearest_exact = tuple(_upsample(f"_upsample_nearest_exact{n}d", "UpsampleNearestExact", n, False) for n in (1, 2, 3))
upsample_linear1d = _upsample("upsample_linear1d", "UpsampleLinear", 1, True)
upsample_bilinear2d = _upsample("upsample_bilinear2d", "UpsampleBilinear", 2, True)
upsample_bicubic2d = _upsample("upsample_bicubic2d", "UpsampleBicubic", 2, True)
upsample_trilinear3d = _upsample("upsample_trilinear3d", "UpsampleTrilinear", 3, True)
upsample_antialiased = {
    kind: _linear_map(f"_upsample_{kind}2d_aa", f"Upsample{kind.capitalize()}2DAaBackward0", r"\mathrm{{resize}}({self})",
                      ("output_size", "scales_h", "scales_w", "align_corners"))
    for kind in ("bilinear", "bicubic", "lanczos")
}  # fmt: skip
mixing = _mixing


# --- patches ------------------------------------------------------------------------------------------------------------------------------


@op("im2col", node="Im2ColBackward0", tex=r"\mathrm{{unfold}}({self})", prec=8,
    saved=("dilation", "kernel_size", "padding", "self_sym_argsize_minus_1", "self_sym_argsize_minus_2", "stride"))  # fmt: skip
def im2col(self, *, kernel_size, dilation, padding, stride):
    n, c = self.shape[:2]
    out = pooled_size(self.shape[2:], kernel_size, stride, padding, dilation, False)
    framed = _frame(self, kernel_size, stride, padding, dilation, out, 0)
    cols = np.empty((n, c, *kernel_size, *out), self.dtype)
    for k in product(*(range(m) for m in kernel_size)):
        cols[(slice(None), slice(None), *k)] = framed[(..., *_window(k, stride, dilation, out))]
    return cols.reshape(n, c * math.prod(kernel_size), math.prod(out))


@op("col2im", node="Col2ImBackward0", tex=r"\mathrm{{fold}}({self})", prec=8)
def col2im(self, *, output_size, kernel_size, dilation, padding, stride):
    n = self.shape[0]
    c = self.shape[1] // int(np.prod(kernel_size))
    out = pooled_size(output_size, kernel_size, stride, padding, dilation, False)
    framed = np.zeros((n, c, *(s + 2 * p for s, p in zip(output_size, padding))), self.dtype)
    cols = self.reshape(n, c, *kernel_size, *out)
    for k in product(*(range(m) for m in kernel_size)):
        framed[(..., *_window(k, stride, dilation, out))] += cols[(slice(None), slice(None), *k)]
    return framed[(..., *(slice(p, p + s) for p, s in zip(padding, output_size)))]


im2col.vjp(
    self=lambda W, grad, self_sym_sizes, kernel_size, dilation, padding, stride: W.col2im(
        grad,
        output_size=tuple(self_sym_sizes[2:]),
        kernel_size=kernel_size,
        dilation=dilation,
        padding=padding,
        stride=stride,
    )
)
col2im.vjp(
    self=lambda W, grad, kernel_size, dilation, padding, stride: W.im2col(
        grad, kernel_size=kernel_size, dilation=dilation, padding=padding, stride=stride
    )
)
