"""Which kernels scaled_dot_product_attention may take: torch.nn.attention.sdpa_kernel and torch.backends.cuda's switches set them.

On the CPU PyTorch has two, one fused (FLASH_ATTENTION) and one composed (MATH). The numbers are the same here, whichever is allowed; a
choice that leaves none is refused in PyTorch's words.
"""

import warnings

ALL = frozenset(("MATH", "FLASH_ATTENTION", "EFFICIENT_ATTENTION", "CUDNN_ATTENTION"))
enabled = set(ALL)
NONE_LEFT = (
    "No viable backend for scaled_dot_product_attention was found. This is likely due to turning off both the math kernel and the fused "
    "kernels."
)
PLACE = " (Triggered internally at /__w/pytorch/pytorch/aten/src/ATen/native/transformers/sdp_utils_cpp.{})"
NOT_USED = "Flash attention kernel not used because:" + PLACE.format("cpp:99.")
DIMENSIONS = (
    "All fused kernels requires query, key and value to be 4 dimensional, but got Query dim: {}, Key dim: {}, Value dim: {} instead."
    + PLACE.format("h:327.")
)
DROPOUT = "Both fused kernels do not support non-zero dropout." + PLACE.format("h:241.")


def check(query, key, value, mask, dropout_p):
    """Raises where no kernel that is enabled can compute this attention on the CPU."""
    if "MATH" in enabled:
        return
    if "FLASH_ATTENTION" not in enabled:
        raise RuntimeError(NONE_LEFT)
    dims = query.dim(), key.dim(), value.dim()
    why = DIMENSIONS.format(*dims) if set(dims) != {4} else DROPOUT if dropout_p > 0 else None
    if why is not None or (mask is not None and mask.requires_grad):
        for text in (NOT_USED, why) if why else (NOT_USED,):
            warnings.warn(text, UserWarning, stacklevel=5)
        raise RuntimeError("No available kernel.  Aborting execution.")
