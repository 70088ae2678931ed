"""torch.utils.dlpack: tensors exchanged with other libraries through NumPy, without a copy."""

import numpy as np

from ...functions.create import from_numpy


def to_dlpack(tensor):
    return tensor.numpy().__dlpack__()


def from_dlpack(ext_tensor):
    return from_numpy(np.from_dlpack(ext_tensor))
