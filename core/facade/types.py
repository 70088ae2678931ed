"""torch.types: names for annotations."""

import os
from typing import IO, Any

from ..device import device
from ..dtypes import dtype
from ..size import Size
from ..tensor import Tensor

_int, _float, _bool, _device, _dtype = int, float, bool, device, dtype
Number = int | float | bool
Device = device | str | int | None
FileLike = str | os.PathLike | IO[bytes]
_TensorOrTensors = Tensor | tuple
_size = Size | list | tuple
Storage = Any

__all__ = ["Device", "FileLike", "Number", "Size", "Storage"]
