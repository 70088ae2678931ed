"""Spatial transformers and some rarer functions of torch.nn.functional."""

import warnings

from ..api import function
from ..ops import more as M
from ..ops import nn_sampling as G
from ..tensor import Tensor
from .nn_spatial import max_pool1d, max_pool2d, max_pool3d

_ALIGN = (
    "Default {0} and affine_grid behavior has changed to align_corners=False since 1.3.0. Please specify align_corners=True if the old "
    "behavior is desired. See the documentation of grid_sample for details."
)


@function("F")
def grid_sample(input, grid, mode="bilinear", padding_mode="zeros", align_corners=None):
    """input (N, C, H, W) at the places of grid (N, h, w, 2)."""
    if mode not in ("bilinear", "nearest", "bicubic"):
        raise ValueError(
            f"nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', but got: '{mode}'"
        )
    if padding_mode not in ("zeros", "border", "reflection"):
        raise ValueError(
            "nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or 'reflection', but got: "
            f"'{padding_mode}'"
        )
    if align_corners is None:
        warnings.warn(_ALIGN.format("grid_sample"), stacklevel=2)
    codes = {
        "interpolation_mode": ("bilinear", "nearest", "bicubic").index(mode),
        "padding_mode": ("zeros", "border", "reflection").index(padding_mode),
    }
    _check_grid(input, grid, mode)
    sampler = (
        G.grid_sampler_3d if input.dim() == 5 else G.grid_sampler_bicubic if mode == "bicubic" else G.grid_sampler_2d
    )
    return sampler(input, grid, **codes, align_corners=bool(align_corners))


def _check_grid(input, grid, mode):
    shapes = f"but got input with sizes {list(input.shape)} and grid with sizes {list(grid.shape)}"
    if input.shape[0] != grid.shape[0]:
        raise RuntimeError(f"grid_sampler(): expected grid and input to have same batch size, {shapes}")
    if grid.shape[-1] != len(input.shape) - 2:
        raise RuntimeError(
            f"grid_sampler(): expected grid to have size {len(input.shape) - 2} in last dimension, but got grid with sizes {list(grid.shape)}"
        )
    if len(input.shape) not in (4, 5) or len(input.shape) != len(grid.shape):
        raise RuntimeError(f"grid_sampler(): expected 4D or 5D input and grid with same number of dimensions, {shapes}")
    if input.dtype is not grid.dtype:
        raise RuntimeError(f"expected scalar type {input.dtype.legacy} but found {grid.dtype.legacy}")
    for axis, n in enumerate(input.shape):
        if axis > 1 and not n:
            raise RuntimeError(
                f"grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes {list(input.shape)} with "
                f"dimension {axis} being empty"
            )
    if mode == "bicubic" and len(input.shape) == 5:
        raise RuntimeError("grid_sampler(): bicubic interpolation only supports 4D input")


@function("F")
def affine_grid(theta, size, align_corners=None):
    """The grid of an affine map: theta (N, 2, 3), size (N, C, H, W); or theta (N, 3, 4), size (N, C, D, H, W)."""
    if align_corners is None:
        warnings.warn(_ALIGN.format("grid_sample"), stacklevel=2)
    if not theta.dtype.is_floating_point:
        raise ValueError(f"Expected theta to have floating point type, but got {theta.dtype}")
    n = len(size) - 2
    if n not in (2, 3):
        raise NotImplementedError(
            f"affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size {size}."
        )
    if theta.dim() != 3 or tuple(theta.shape[1:]) != (n, n + 1):
        raise ValueError(
            f"Expected a batch of {n}D affine matrices of shape Nx{n}x{n + 1} for size {size}. Got {theta.shape}."
        )
    if align_corners and min(size[2:]) == 1:
        warnings.warn(
            "Since version 1.3.0, affine_grid behavior has changed for unit-size grids when align_corners=True. This is not an intended "
            "use case of affine_grid. See the documentation of affine_grid for details.",
            stacklevel=2,
        )
    elif min(size) <= 0:
        raise ValueError(f"Expected non-zero, positive output size. Got {size}")
    return G.affine_grid_generator(theta, size=tuple(int(n) for n in size), align_corners=bool(align_corners))


@function("F", "torch")
def pdist(input, p=2.0):
    """Distances of each pair of rows."""
    if input._data.ndim != 2:
        raise RuntimeError(f"pdist only supports 2D tensors, got: {input._data.ndim}D")
    if p < 0:
        raise RuntimeError("pdist only supports non-negative p values")
    return M.pdist(input, p=p)


def _inplace(name):
    def run(input, *args, **kw):
        return getattr(input, name)(*args, **kw)

    run.__name__ = run.__qualname__ = name
    return function("F")(run)


for _name in ("celu_", "elu_", "leaky_relu_", "selu_", "threshold_", "hardtanh_"):
    if hasattr(Tensor, _name):
        _inplace(_name)


def _with_indices(pool):
    """F.NAME_with_indices: the same pooling, which always tells the places of the maxima."""

    def run(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
        return pool(input, kernel_size, stride, padding, dilation, ceil_mode, True)

    run.__name__ = run.__qualname__ = f"{pool.__name__}_with_indices"
    return function("F")(run)


for _pool in (max_pool1d, max_pool2d, max_pool3d):
    _with_indices(_pool)
