"""Which kernel PyTorch's CPU build takes for a convolution: `torch._C._select_conv_backend`, asked by tests and profiling scripts.

Nothing here is computed by these kernels; their names are told by the rules PyTorch goes by.
"""

from enum import IntEnum

from . import parallel
from .facade import backends

NNPACK_BATCH = 16  # images from which on NNPACK is taken, where oneDNN is off
NNPACK_KERNEL = 16  # and the largest kernel it takes
SMALL_IMAGE = 20480  # numbers up to which a single image is not worth oneDNN's setting up


class ConvBackend(IntEnum):
    """torch._C._ConvBackend. The kernel of transposed convolutions in oneDNN has no name in PyTorch either."""

    CudaDepthwise2d = 0
    CudaDepthwise3d = 1
    Cudnn = 2
    CudnnTranspose = 3
    Empty = 4
    Miopen = 5
    MiopenDepthwise = 6
    MiopenTranspose = 7
    Mkldnn = 8
    MkldnnTranspose = 9
    MkldnnEmpty = 10
    NnpackSpatial = 11
    Overrideable = 12
    Slow2d = 13
    Slow3d = 14
    SlowDilated2d = 15
    SlowDilated3d = 16
    SlowTranspose2d = 17
    SlowTranspose3d = 18
    Winograd3x3Depthwise = 19
    Xnnpack2d = 20
    Mps = 21

    def __str__(self):
        return f"_ConvBackend.{'???' if self is ConvBackend.MkldnnTranspose else self.name}"

    def __repr__(self):
        return f"<{self}: {self.value}>"


ConvBackend.__name__ = ConvBackend.__qualname__ = "_ConvBackend"
ConvBackend.__module__ = "torch._C"


def select(input, weight, bias, stride, padding, dilation, transposed, output_padding, groups, bias_sizes=None):
    """The kernel for this convolution of a batch; the numbers are a list each, with one for every axis."""
    shape, kernel = tuple(input.shape), tuple(weight.shape[2:])
    if shape[0] == 0 or shape[1] == 0:
        return ConvBackend.Empty
    if len(kernel) == 1:  # computed as an image of one row
        shape, kernel = (*shape[:2], 1, *shape[2:]), (1, *kernel)
        stride, dilation, output_padding = (1, *stride), (1, *dilation), (0, *output_padding)
    dilated = any(d != 1 for d in dilation)
    name = input.dtype.__repr__().removeprefix("torch.")
    padded_far = transposed and any(o >= s for o, s in zip(output_padding, stride))
    if backends.mkldnn.enabled and not padded_far and _worth(name, shape, kernel, dilated or any(s != 1 for s in stride), groups):
        return ConvBackend.MkldnnTranspose if transposed else ConvBackend.Mkldnn
    axes = f"{len(kernel)}d"
    if transposed:
        return ConvBackend[f"SlowTranspose{axes}"]
    if dilated:
        return ConvBackend[f"SlowDilated{axes}"]
    if axes == "2d" and name == "float32" and shape[0] >= NNPACK_BATCH and max(kernel) <= NNPACK_KERNEL:
        return ConvBackend.NnpackSpatial
    return ConvBackend[f"Slow{axes}"]


def _worth(name, shape, kernel, spread, groups):
    """Is oneDNN taken for images of this shape? `spread` says that the kernel leaves places out."""
    if name != "float32":
        return name == "bfloat16"
    batch, channels, high, wide = shape[:4]
    if not (spread or batch >= NNPACK_BATCH or kernel[-1] != 1 or kernel[-2] != 1 or parallel.count > 1):
        return False
    return groups > 1 or (kernel[-1] > 3 and kernel[-2] > 3) or batch > 1 or batch * channels * high * wide > SMALL_IMAGE
