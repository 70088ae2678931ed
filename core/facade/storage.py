"""torch.storage, and the old classes of storages."""

from ..storages import LEGACY_STORAGES, TypedStorage, UntypedStorage

globals().update(LEGACY_STORAGES)
Storage = LEGACY_STORAGES["FloatStorage"]

__all__ = ["TypedStorage", "UntypedStorage"]
