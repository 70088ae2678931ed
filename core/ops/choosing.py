"""np.where without branches, which a processor guesses wrong half the time where a large mask is random."""

import numpy as np

FEW = 2048  # elements up to which np.where takes less time
BITS = {np.dtype(f"{kind}{size}"): np.dtype(f"i{size}") for kind, size in (("f", 4), ("f", 8), ("i", 4), ("i", 8))}


def choose(mask, a, b):
    """np.where(mask, a, b); where `a` and `b` are large arrays of the mask's shape (b may be a scalar) of one dtype, by their bits."""
    if mask.__class__ is not np.ndarray or mask.size < FEW or a.__class__ is not np.ndarray or a.shape != mask.shape:
        return np.where(mask, a, b)
    kind, bits = a.dtype, BITS.get(a.dtype)
    number = isinstance(b, np.generic)
    if bits is None or mask.dtype != bool or not hasattr(b, "dtype") or b.dtype is not kind or not (number or (
        b.__class__ is np.ndarray and b.shape == a.shape)):  # fmt: skip
        return np.where(mask, a, b)
    out = np.negative(mask.view(np.int8)).astype(bits)  # all ones or none
    a, b = a.view(bits), b.view(bits)
    if number and not b:
        out &= a
    else:
        out &= a ^ b
        out ^= b
    return out.view(kind)
