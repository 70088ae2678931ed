"""torch.types: names for annotations."""

import os
from typing import IO, Any

from ..device import device
from ..size import Size
from ..tensor import Tensor

_int, _float, _bool = int, float, bool
Number = int | float | bool
Device = device | str | int | None
FileLike = str | os.PathLike | IO[bytes]
_TensorOrTensors = Tensor | tuple
_size = Size | list | tuple
Storage = Any

__all__ = ["Device", "FileLike", "Number", "Size", "Storage"]
