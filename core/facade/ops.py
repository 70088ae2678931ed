"""torch.ops: operators by namespace and name."""

import sys as _sys

from ..operators import Ops as _Ops

_sys.modules[__name__] = _Ops()
