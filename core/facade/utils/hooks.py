"""torch.utils.hooks."""

from ...node import RemovableHandle

__all__ = ["RemovableHandle"]
