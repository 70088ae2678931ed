"""torch.storage, and the old classes of storages."""

from ..storages import LEGACY_STORAGES, TypedStorage, UntypedStorage

globals().update(LEGACY_STORAGES)
Storage = LEGACY_STORAGES["FloatStorage"]



def _dtype_to_storage_type_map():
    """{dtype: the name of the old class of its storages}."""
    return {made.dtype: name for name, made in LEGACY_STORAGES.items()}


__all__ = ["TypedStorage", "UntypedStorage"]
