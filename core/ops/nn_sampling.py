"""Sampling images on a grid, and the grids of affine maps: what spatial transformers need."""

import numpy as np

from ..fma import fma32, fma64
from ..modes import asking
from ..op import op
from ..rule_ops import composite, rule_op, wanted
from ..worlds import RAW

BILINEAR, NEAREST, BICUBIC = 0, 1, 2
ZEROS, BORDER, REFLECTION = 0, 1, 2


def _coordinate(x, size, padding_mode, align_corners):
    """Pixel coordinates of x in [-1, 1], and what multiplies a gradient on the way back."""
    half = x.dtype.type((size - 1) / 2 if align_corners else size / 2)
    out = x + x.dtype.type(1)
    out = out * half if align_corners else (fma32 if x.dtype == np.float32 else fma64)(out, half, x.dtype.type(-0.5))
    sign = 1
    if padding_mode == REFLECTION:
        out, sign = _reflected(out, size, align_corners)
    if padding_mode != ZEROS:
        inside = (out > 0) & (out < size - 1)
        return np.clip(out, 0, size - 1), (np.where(inside, half, 0) * sign).astype(x.dtype)
    return out, np.full(x.shape, half, x.dtype)


def _reflected(x, size, align_corners):
    """`x` thrown back at both edges of the image as often as needed, and the sign of the derivative."""
    low, span = (0, size - 1) if align_corners else (-0.5, size)
    if not span:
        return np.zeros_like(x), 0
    away = np.abs(x - x.dtype.type(low))
    back, turns = np.fmod(away, x.dtype.type(span)), np.floor(away / span)
    even = turns % 2 == 0
    out = np.where(even, back + low, span - back + low).astype(x.dtype)
    return out, np.where(even, 1, -1) * np.where(x < low, -1, 1)


def _corners(shape, grid, mode, padding_mode, align_corners):
    """[(row, column, weight, its derivatives by x and by y, inside)] of the pixels that each point of the grid mixes."""
    height, width = shape[-2:]
    x, dx = _coordinate(grid[..., 0], width, padding_mode, align_corners)
    y, dy = _coordinate(grid[..., 1], height, padding_mode, align_corners)
    if mode == NEAREST:
        places = [(np.rint(y), np.rint(x), np.ones_like(x), np.zeros_like(x), np.zeros_like(x))]
    else:
        left, top = np.floor(x), np.floor(y)
        u, v = x - left, y - top
        one = x.dtype.type(1)
        places = [(top, left, (one - u) * (one - v), -(one - v) * dx, -(one - u) * dy), (top, left + 1, u * (one - v), (one - v) * dx, -u * dy),
                  (top + 1, left, (one - u) * v, -v * dx, (one - u) * dy), (top + 1, left + 1, u * v, v * dx, u * dy)]  # fmt: skip
    for row, column, weight, by_x, by_y in places:
        inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
        yield (
            np.where(inside, row, 0).astype(int),
            np.where(inside, column, 0).astype(int),
            weight * inside,
            by_x * inside,
            by_y * inside,
        )


def _pixels(input, row, column):
    """(N, h, w, C): the pixels at these places."""
    return input[np.arange(len(input))[:, None, None], :, row, column]


@op("grid_sampler_2d", node="GridSampler2DBackward0", tex=r"\mathrm{{sample}}({input},\ {grid})", prec=8,
    saved=("align_corners", "grid", "input", "interpolation_mode", "padding_mode"))  # fmt: skip
def grid_sampler_2d(input, grid, *, interpolation_mode, padding_mode, align_corners):
    """input (N, C, H, W), grid (N, h, w, 2) of (x, y) in [-1, 1] → (N, C, h, w)."""
    out, fused = None, fma32 if input.dtype == np.float32 else fma64
    for row, column, weight, _, _ in _corners(input.shape, grid, interpolation_mode, padding_mode, align_corners):
        pixels, weight = _pixels(input, row, column), weight[..., None]
        out = pixels * weight if out is None else fused(pixels, weight, out)
    out += out.dtype.type(0)  # nothing outside the image has a sign
    return np.ascontiguousarray(np.moveaxis(out, -1, 1))


@op("grid_sampler_2d_input")
def grid_sampler_input(grad_output, grid, *, size, interpolation_mode, padding_mode, align_corners):
    """The gradient of the image."""
    out, g = np.zeros(size, grad_output.dtype), np.moveaxis(grad_output, 1, -1)
    batch = np.arange(size[0])[:, None, None]
    for row, column, weight, _, _ in _corners(size, grid, interpolation_mode, padding_mode, align_corners):
        np.add.at(np.moveaxis(out, 1, -1), (batch, row, column), g * weight[..., None])
    return out


@op("grid_sampler_2d_grid")
def grid_sampler_grid(grad_output, input, grid, *, interpolation_mode, padding_mode, align_corners):
    """The gradient of the grid."""
    out, g = np.zeros_like(grid), np.moveaxis(grad_output, 1, -1)
    for row, column, _, by_x, by_y in _corners(input.shape, grid, interpolation_mode, padding_mode, align_corners):
        along = (_pixels(input, row, column) * g).sum(-1)
        out[..., 0] += along * by_x
        out[..., 1] += along * by_y
    return out


grid_sampler_2d.vjp(
    input=lambda W, grad, grid, input_sym_sizes, interpolation_mode, padding_mode, align_corners: W.grid_sampler_input(
        grad,
        grid,
        size=tuple(input_sym_sizes),
        interpolation_mode=interpolation_mode,
        padding_mode=padding_mode,
        align_corners=align_corners,
    ),
    grid=lambda W, grad, input, grid, interpolation_mode, padding_mode, align_corners: W.grid_sampler_grid(
        grad, input, grid, interpolation_mode=interpolation_mode, padding_mode=padding_mode, align_corners=align_corners
    ),
)


def _both(W, grad, input, grid, interpolation_mode, padding_mode, align_corners):
    """The gradients of image and grid; on tensors as a composition, which can be derived again."""
    how = {"interpolation_mode": interpolation_mode, "padding_mode": padding_mode, "align_corners": align_corners}
    if W is RAW:
        return RAW.grid_sampler_input(grad, grid, size=input.shape, **how), RAW.grid_sampler_grid(grad, input, grid, **how)
    from ..engine import grad as gradients

    image, places = W.as_alias(input), W.as_alias(grid)
    asked = [t if t.requires_grad else asking(t) for t in (image, places)]
    return gradients(_composed(image, places, *how.values()), asked, grad, create_graph=True)


def _composed(input, grid, mode, padding_mode, align_corners):
    from ..functions.grid_sampling import sampled

    return sampled(input, grid, mode, padding_mode, align_corners)


grid_sampler_2d_backward = rule_op("grid_sampler_2d_backward", _both, "grad input grid", outputs="grad_input grad_grid", undefined=True)
grid_sampler_2d.as_one(
    lambda W, grad, input, grid, interpolation_mode, padding_mode, align_corners, need: wanted(
        W.grid_sampler_2d_backward(
            grad, input, grid, interpolation_mode=interpolation_mode, padding_mode=padding_mode, align_corners=align_corners
        ),
        need,
    )
)


def grid_sampler_bicubic(input, grid, *, interpolation_mode, padding_mode, align_corners):
    return _composed(input, grid, interpolation_mode, padding_mode, align_corners)


def grid_sampler_3d(input, grid, *, interpolation_mode, padding_mode, align_corners):
    return _composed(input, grid, interpolation_mode, padding_mode, align_corners)


_shown = {"tex": r"\mathrm{{sample}}({input},\ {grid})", "prec": 8}
grid_sampler_bicubic = composite("grid_sampler_2d", grid_sampler_bicubic, **_shown)
grid_sampler_3d = composite("grid_sampler_3d", grid_sampler_3d, **_shown)


def _line(n, number, align_corners):
    """From -1 to 1 in n steps, in the precision and the order of torch's linspace: points on the border of a pixel are common."""
    if n == 1:
        return np.zeros(1, number)
    step, i, fused = number(2) / number(n - 1), np.arange(n), fma32 if number is np.float32 else fma64
    line = np.where(i < n // 2, fused(step, i, number(-1)), fused(-step, n - 1 - i, number(1))).astype(number)
    return line if align_corners else line * number(n - 1) / number(n)


def _base(size, dtype, align_corners):
    """(H · W, 3): x, y and 1 of each pixel; (D · H · W, 4): x, y, z and 1 of each voxel."""
    lines = np.meshgrid(*(_line(n, np.dtype(dtype).type, align_corners) for n in size[2:]), indexing="ij")
    return np.stack([*reversed(lines), np.ones_like(lines[0])], -1).reshape(-1, len(lines) + 1).astype(dtype)


@op(
    "affine_grid_generator",
    node="AffineGridGeneratorBackward0",
    tex=r"\mathrm{{grid}}({theta})",
    prec=8,
    saved=("align_corners", "size"),
)
def affine_grid_generator(theta, *, size, align_corners):
    """theta (N, 2, 3) → where each pixel of an image of `size` comes from: (N, H, W, 2); or (N, 3, 4) → (N, D, H, W, 3)."""
    base = _base(size, theta.dtype, align_corners)
    places = RAW.bmm(np.broadcast_to(base, (size[0], *base.shape)), theta.swapaxes(1, 2))
    return places.reshape(size[0], *size[2:], len(size) - 2)


@op("affine_grid_generator_backward")
def affine_grid_backward(grad_output, *, size, align_corners):
    base = _base(size, grad_output.dtype, align_corners)
    flat = grad_output.reshape(size[0], -1, len(size) - 2)
    return RAW.bmm(np.broadcast_to(base, (size[0], *base.shape)).swapaxes(1, 2), flat).swapaxes(1, 2)


affine_grid_generator.vjp(
    theta=lambda W, grad, size, align_corners: W.affine_grid_backward(grad, size=size, align_corners=align_corners)
)
affine_grid_backward.vjp(
    grad_output=lambda W, grad, size, align_corners: W.affine_grid_generator(
        grad, size=size, align_corners=align_corners
    )
)
