"""torch.utils.dlpack: tensors exchanged with other libraries through NumPy, without a copy."""

from ...functions.memory import dlpack, from_dlpack

__all__ = ["from_dlpack", "to_dlpack"]


def to_dlpack(tensor):
    return dlpack(tensor)
