"""torch.storage."""

from ..storages import TypedStorage, UntypedStorage

__all__ = ["TypedStorage", "UntypedStorage"]
