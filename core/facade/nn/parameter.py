"""torch.nn.parameter."""

from ...nn.buffer import Buffer
from ...nn.lazy import UninitializedBuffer, UninitializedParameter, is_lazy
from ...tensor import Parameter

__all__ = ["Buffer", "Parameter", "UninitializedBuffer", "UninitializedParameter", "is_lazy"]
