"""torch's complaints about the sizes of what is resized, pooled to a size, or cut into blocks."""

import math

AXES = {"linear": 1, "bilinear": 2, "trilinear": 3}
EACH = "Input and {0} must have the same number of spatial dimensions, but got input with spatial dimensions of {1} and {2} {3}. Please "
FORMAT = "provide input tensor in (N, C, d1, d2, ...,dK) format and {0} in {1} format."


def check_interpolate(shape, size, scale_factor, mode, align_corners, recompute, antialias):
    """interpolate's arguments, for an input of this shape (N, C, …)."""
    n = len(shape) - 2
    smooth = mode in AXES or mode in ("bicubic", "lanczos")
    if align_corners is not None and not smooth:
        raise ValueError(
            "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear"
        )
    if size is not None and scale_factor is not None:
        raise ValueError("only one of size or scale_factor should be defined")
    for given, name, short, form in ((size, "output size", "output size", "(o1, o2, ...,oK)"),
                                     (scale_factor, "scale_factor", "scale_factor", "(s1, s2, ...,sK)")):  # fmt: skip
        if isinstance(given, tuple | list) and len(given) != n:
            word = "output" if short == "output size" else name
            said = f"{name} of" if word == "output" else f"{name} of shape"
            raise ValueError(EACH.format(word, list(shape[2:]), said, given) + FORMAT.format(name, form))
    if size is None and scale_factor is None:
        raise ValueError("either size or scale_factor should be defined")
    if recompute and size is not None:
        raise ValueError("recompute_scale_factor is not meaningful with an explicit size.")
    if antialias and not (mode in ("bilinear", "bicubic", "lanczos") and n == 2):
        raise ValueError(
            "Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input"
        )
    if n in (1, 2, 3):
        if mode in AXES and AXES[mode] != n:
            raise NotImplementedError(f"Got {n + 2}D input, but {mode} mode needs {AXES[mode] + 2}D input")
        if mode in (*AXES, "nearest", "nearest-exact", "area") or (mode in ("bicubic", "lanczos") and n == 2):
            if mode == "lanczos" and align_corners:
                raise ValueError("Lanczos mode does not support align_corners=True")
            if mode == "lanczos" and not antialias:
                raise ValueError("Lanczos mode requires antialias=True")
            return
    raise NotImplementedError(
        f"Input Error: Only 3D, 4D and 5D input Tensors supported (got {n + 2}D) for the modes: nearest | linear | bilinear | bicubic | "
        f"trilinear | lanczos | area | nearest-exact (got {mode})"
    )


def check_antialiased(dtype):
    """Which dtypes PyTorch resizes with antialias=True: floats of 32 and 64 bits, and bytes."""
    if dtype.name not in ("float32", "float64", "uint8"):
        raise NotImplementedError(f"\"compute_index_ranges_weights\" not implemented for '{dtype.legacy}'")


def check_resized(shape, want):
    """The sizes of an upsampled image: the input's shape (N, C, …) and its new spatial sizes."""
    have, n = shape[2:], len(want)
    if min((*have, *want)) <= 0:
        letters = "DHW"[3 - n :]
        sides = [", ".join(f"{c}: {v}" for c, v in zip(letters, sizes)) for sizes in (have, want)]
        joined = " and output" if n == 1 else " output"
        raise RuntimeError(
            f"Input and output sizes should be greater than 0, but got input ({sides[0]}){joined} ({sides[1]})"
        )
    if not shape[1]:
        raise RuntimeError(f"Non-empty {n + 2}D data tensor expected but got a tensor with sizes {list(shape)}")


def check_adaptive(kind, n, shape, output_size):
    """adaptive_max_pool and adaptive_avg_pool over n axes."""
    name = f"adaptive_{kind}_pool{n}d"
    if len(shape) not in (n + 1, n + 2):
        if n == 1:
            raise RuntimeError(
                f"Expected 2 to 3 dimensions, but got {len(shape)}-dimensional tensor for argument #1 'self' (while checking arguments for {name})"
            )
        colon = ":" if kind == "max" else ""
        raise RuntimeError(f"{name}(): Expected {n + 1}D or {n + 2}D tensor, but got{colon} {list(shape)}")
    if isinstance(output_size, tuple | list) and len(output_size) != n:
        raise RuntimeError(f"{name}: output_size must be {n}")
    _check_adaptive_room(kind, n, name, shape, output_size)


def _check_adaptive_room(kind, n, name, shape, output_size):
    """Only the batch of what is pooled may be empty, and the result must have a size that can be counted."""
    for axis in range(1 if kind == "max" or n == 3 else len(shape) - n, len(shape)):
        if not shape[axis]:
            sizes, place = list(shape), axis
            if kind == "avg" and n == 1:  # computed as an image of one row
                name, sizes, place = "adaptive_avg_pool2d", [*sizes[:-1], 1, sizes[-1]], axis + 1
            raise RuntimeError(
                f"{name}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes {sizes} with dimension "
                f"{place} being empty"
            )
    out = output_size if isinstance(output_size, tuple | list) else (output_size,) * n
    sizes = [*shape[: len(shape) - n], *([1] if n == 1 else []), *(s if o is None else o for s, o in zip(shape[len(shape) - n :], out))]
    if math.prod(sizes) * 4 >= 2**63:
        if kind == "avg" and n > 1:
            raise RuntimeError("numel: integer multiplication overflow")
        raise RuntimeError(f"Storage size calculation overflowed with sizes={sizes}")


def _blocks(sizes, kernel, dilation, padding, stride):
    return [(s + 2 * p - d * (k - 1) - 1) // st + 1 for s, k, d, p, st in zip(sizes, kernel, dilation, padding, stride)]


def check_unfold(shape, kernel, dilation, padding, stride):
    if len(shape) not in (3, 4) or 0 in shape[1 if len(shape) == 4 else 0 :]:
        raise RuntimeError(
            "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: "
            f"{list(shape)}"
        )
    blocks = _blocks(shape[-2:], kernel, dilation, padding, stride)
    if min(blocks) < 1:
        raise RuntimeError(
            f"Given input with spatial size {tuple(shape[-2:])}, kernel_size={kernel}, dilation={dilation}, padding={padding}, calculated "
            f"shape of the array of sliding blocks as {tuple(blocks)}, but its components must be at least one."
        )


def check_fold(shape, output_size, kernel, dilation, padding, stride):
    if len(shape) not in (2, 3) or 0 in shape[1 if len(shape) == 3 else 0 :]:
        raise RuntimeError(
            "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, but got: "
            f"{list(shape)}"
        )
    planes, length = shape[-2:]
    if planes % (kernel[0] * kernel[1]):
        raise RuntimeError(
            "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got "
            f"input.size(1)={planes} and kernel_size={kernel}."
        )
    rows, columns = _blocks(output_size, kernel, dilation, padding, stride)
    if length != rows * columns:
        raise RuntimeError(
            f"Given output_size={output_size}, kernel_size={kernel}, dilation={dilation}, padding={padding}, stride={stride}, expected size "
            f"of input's dimension 2 to match the calculated number of sliding blocks {rows} * {columns} = {rows * columns}, but got "
            f"input.size(2)={length}."
        )
