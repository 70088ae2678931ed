"""Convolution and transposed convolution, for 1, 2 and 3 spatial axes: one op, as torch's.

What PyTorch has oneDNN compute is added in oneDNN's order: see onednn_conv.py. The rest is
computed as im2col and one matrix product for each image: the columns are read by striding, so the only large copy is the one that makes them
contiguous. The gradient of the input is the same product backwards, scattered by as many slice additions as the kernel has places.

Note [Rows in full]. Where a kernel moves by single steps, what a place of the kernel brings is added to the padded
images taken as vectors, row after row, in one stretch. Between the rows, where no result lies, it brings zeros.
"""

import math
from itertools import product

import numpy as np

from ..memory_format import like
from ..op import op
from ..rule_ops import asked_by, rule_op, wanted
from ..worlds import RAW
from .onednn_conv import bias_grad, forward, input_grad, is_onednns, weight_and_bias_grad
from .products import product as matrix_product

FEW = 64  # products of images and groups that are taken one by one


def _padded(x, padding):
    """x (N, C, *space) with zeros around."""
    if not any(padding):
        return x
    out = np.zeros(x.shape[:2] + tuple(s + 2 * p for s, p in zip(x.shape[2:], padding)), x.dtype)
    out[(slice(None), slice(None), *(slice(p, p + s) for p, s in zip(padding, x.shape[2:])))] = x
    return out


def _places(kernel, stride, dilation, out):
    """(kernel index, slices of the padded input that it meets), for every place of the kernel."""
    for k in product(*(range(n) for n in kernel)):
        yield k, tuple(slice(i * d, i * d + (o - 1) * s + 1, s) for i, d, o, s in zip(k, dilation, out, stride))


def out_size(size, kernel, stride, padding, dilation):
    return tuple(
        (n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in zip(size, kernel, stride, padding, dilation)
    )


def _columns(x, kernel, stride, padding, dilation, out, groups):
    """(N, groups, C / groups · kernel, out): what each place of the kernel meets."""
    n, c = x.shape[:2]
    places, count = math.prod(kernel), math.prod(out)
    if places == 1 and not any(padding) and max(stride) == 1 and x.shape[2:] == out:
        return x.reshape(n, groups, c // groups, count)
    p = _padded(x, padding)
    cols = np.empty((n, c, *kernel, *out), x.dtype)
    for k, where in _places(kernel, stride, dilation, out):
        cols[(slice(None), slice(None), *k)] = p[(slice(None), slice(None), *where)]
    return cols.reshape(n, groups, c // groups * places, count)


def _forward(x, w, stride, padding, dilation, groups):
    """(N, O, *out), in order in memory, as `view` after a convolution expects it."""
    kernel, (n, o) = w.shape[2:], (x.shape[0], w.shape[0])
    out = out_size(x.shape[2:], kernel, stride, padding, dilation)
    cols = _columns(x, kernel, stride, padding, dilation, out, groups)
    return _each(w.reshape(groups, o // groups, -1), cols).reshape(n, o, *out)


def _each(w, images):
    """w (groups, o, k) · images (N, groups, k, places), each product in the order of PyTorch's library."""
    if images.dtype != np.float32 or images.__class__ is not np.ndarray or len(images) * len(w) > FEW:
        return np.matmul(w, images)
    out = np.empty((*images.shape[:2], w.shape[1], images.shape[3]), np.float32)
    for i in np.ndindex(images.shape[:2]):
        out[i] = matrix_product(w[i[1]], images[i])
    return out


def _input_grad(g, w, size, stride, padding, dilation, groups):
    """The gradient of the input (N, C, *size), from that of the output: also what a transposed convolution computes."""
    n, o = g.shape[:2]
    out, kernel = g.shape[2:], w.shape[2:]
    c = w.shape[1] * groups
    turned = w.reshape(groups, o // groups, -1).swapaxes(1, 2)
    padded = tuple(s + 2 * p for s, p in zip(size, padding))
    within = (..., *(slice(p, p + s) for p, s in zip(padding, size)))
    if max(stride) == 1 and len(out) > 1 and math.prod(kernel) > 1 and np.isfinite(w).all():  # a zero times an infinity is none
        wide = np.zeros((n, o, out[0], *padded[1:]), g.dtype)
        wide[(..., *(slice(m) for m in out))] = g
        met = math.prod(wide.shape[2:])
        cols = np.matmul(turned, wide.reshape(n, groups, o // groups, met)).reshape(n, c, math.prod(kernel), met)
        return np.ascontiguousarray(_gathered(cols, padded, kernel, dilation)[within])
    cols = _each(turned, g.reshape(n, groups, o // groups, math.prod(out))).reshape(n, c, *kernel, *out)
    if math.prod(kernel) == 1 and not any(padding) and max(stride) == 1 and size == out:
        return cols.reshape(n, c, *size)
    x = np.zeros((n, c, *padded), g.dtype)
    for k, where in _places(kernel, stride, dilation, out):
        x[(slice(None), slice(None), *where)] += cols[(slice(None), slice(None), *k)]
    return np.ascontiguousarray(x[within]) if any(padding) else x


def _gathered(cols, padded, kernel, dilation):
    """Images of size `padded`: the sum at each number of what the places of the kernel (N, C, places, positions) bring it."""
    n, c, _, met = cols.shape
    steps = [math.prod(padded[i + 1 :]) for i in range(len(padded))]
    shifts = [sum(i * d * s for i, d, s in zip(k, dilation, steps)) for k in product(*map(range, kernel))]
    whole = math.prod(padded)
    flat = np.zeros((n, c, max(whole, shifts[-1] + met)), cols.dtype)
    for i, shift in enumerate(shifts):
        flat[:, :, shift : shift + met] += cols[:, :, i]
    return flat[:, :, :whole].reshape(n, c, *padded)


def _weight_grad(g, x, w_shape, stride, padding, dilation, groups):
    n, o = g.shape[:2]
    cols = _columns(x, w_shape[2:], stride, padding, dilation, g.shape[2:], groups)
    each = np.matmul(g.reshape(n, groups, o // groups, math.prod(g.shape[2:])), cols.swapaxes(2, 3))
    return np.add.reduce(each, axis=0).reshape(w_shape)


@op(
    optional=("bias",),
    tex=r"{weight} \star {input}",
    prec=2,
    saved=(
        "bias_sym_sizes_opt",
        "dilation",
        "groups",
        "input",
        "output_padding",
        "padding",
        "stride",
        "transposed",
        "weight",
    ),
)
def convolution(input, weight, bias=None, *, stride, padding, dilation, transposed, output_padding, groups):
    if transposed:
        kernel = weight.shape[2:]
        size = tuple(
            (n - 1) * s - 2 * p + d * (k - 1) + op_ + 1
            for n, s, p, d, k, op_ in zip(input.shape[2:], stride, padding, dilation, kernel, output_padding)
        )
        if is_onednns(input, weight, stride, dilation, groups, True):
            return like(input_grad(input, weight, bias, size, stride, padding, dilation, groups), input, weight)
        y = _input_grad(input, weight, size, stride, padding, dilation, groups)
        return like(y if bias is None else y + bias.reshape(1, -1, *[1] * len(size)), input, weight)
    if is_onednns(input, weight, stride, dilation, groups, False):
        out = out_size(input.shape[2:], weight.shape[2:], stride, padding, dilation)
        return like(forward(input, weight, bias, stride, padding, dilation, groups, out), input, weight)
    y = _forward(input, weight, stride, padding, dilation, groups)
    if bias is not None:
        y += bias.reshape(-1, *[1] * (y.ndim - 2))
    return like(y, input, weight)


_WHERE = ("stride", "padding", "dilation", "transposed", "output_padding", "groups")


def _input_rule(W, grad, input_sym_sizes, weight, stride, padding, dilation, transposed, output_padding, groups):
    weight = W.conj(weight)
    if transposed:
        out = W.convolution(grad, weight, None, stride=stride, padding=padding, dilation=dilation, transposed=False,
                            output_padding=(0,) * len(stride), groups=groups)  # fmt: skip
        for d, (n, extra, s) in enumerate(zip(input_sym_sizes[2:], output_padding, stride), 2):
            if extra >= s:  # where what was added to the output reaches one step further
                out = W.slice_(out, dim=d, start=0, end=n)
        return out
    extra = tuple(
        n - ((g - 1) * s - 2 * p + d * (k - 1) + 1)
        for n, g, s, p, d, k in zip(input_sym_sizes[2:], grad.shape[2:], stride, padding, dilation, weight.shape[2:])
    )
    return W.convolution(grad, weight, None, stride=stride, padding=padding, dilation=dilation, transposed=True,
                         output_padding=extra, groups=groups)  # fmt: skip


def _weight_rule(W, grad, input, weight_sym_sizes, stride, padding, dilation, transposed, groups):
    input = W.conj(input)
    a, b = (grad, input) if transposed else (input, grad)
    return W.convolution_weight(
        b, a, size=weight_sym_sizes, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


convolution.vjp(
    input=_input_rule,
    weight=_weight_rule,
    bias=lambda W, grad: W.sum_dim(grad, dim=(0, *range(2, grad.ndim))),
).keep("bias_sym_sizes")


@op("convolution_backward", node="ConvolutionBackwardBackward0")
def convolution_weight(grad_output, input, *, size, stride, padding, dilation, groups):
    """The gradient of a convolution's weight; linear in both arguments."""
    return _weight_grad(grad_output, input, size, stride, padding, dilation, groups)


def _again_output(W, grad, input, stride, padding, dilation, groups):
    return W.convolution(input, grad, None, stride=stride, padding=padding, dilation=dilation, transposed=False,
                         output_padding=(0,) * len(stride), groups=groups)  # fmt: skip


def _again_input(W, grad, grad_output, input_sym_sizes, stride, padding, dilation, groups):
    return _input_rule(W, grad_output, input_sym_sizes, grad, stride, padding, dilation, False, None, groups)


convolution_weight.vjp(grad_output=_again_output, input=_again_input)


def _all(W, grad, input, weight, stride, padding, dilation, transposed, output_padding, groups, asked):
    if W is RAW and grad.dtype is input.dtype and is_onednns(input, weight, stride, dilation, groups, transposed):
        return _by_onednn(grad, input, weight, stride, padding, dilation, transposed, groups, asked)
    size, kernel = tuple(input.shape), tuple(weight.shape)
    where = stride, padding, dilation, transposed
    return (
        _input_rule(W, grad, size, weight, *where, output_padding, groups) if asked[0] else None,
        _weight_rule(W, grad, input, kernel, *where, groups) if asked[1] else None,
        W.sum_dim(grad, dim=(0, *range(2, grad.ndim))) if asked[2] else None,
    )


def _by_onednn(grad, input, weight, stride, padding, dilation, transposed, groups, asked):
    of_input, of_weight, of_bias = asked
    small, large = (input, grad) if transposed else (grad, input)
    if of_input and transposed:
        of_input = forward(grad, weight, None, stride, padding, dilation, groups, input.shape[2:])
    elif of_input:
        of_input = input_grad(grad, weight, None, input.shape[2:], stride, padding, dilation, groups)
    by_product = None
    if of_weight:
        of_weight, by_product = weight_and_bias_grad(small, large, weight.shape, stride, padding, dilation, groups)
    if of_bias and (by_product is None or transposed):
        of_bias = bias_grad(grad, large.shape, weight.shape, stride)
    elif of_bias:
        of_bias = by_product
    return tuple(g if wanted else None for g, wanted in zip((of_input, of_weight, of_bias), asked))


@convolution.first_order
def _raw(grad, need, input, weight, stride, padding, dilation, transposed, output_padding, groups):
    asked = asked_by(need)
    return _all(RAW, grad, input, weight, stride, padding, dilation, transposed, output_padding, groups, asked)


convolution_backward = rule_op("convolution_backward", _all, "grad input weight", outputs="grad_input grad_weight grad_bias", undefined=True)


@convolution.as_one
def _node(W, grad, input, weight, stride, padding, dilation, transposed, output_padding, groups, need):
    out = W.convolution_backward(
        grad, input, weight, stride=stride, padding=padding, dilation=dilation, transposed=transposed,
        output_padding=output_padding, groups=groups, asked=asked_by(need))  # fmt: skip
    return wanted(out, need)
