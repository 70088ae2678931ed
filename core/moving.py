"""The arguments of to(): a device, a dtype, another tensor, and how they are read; the same for tensors and for modules."""

from . import dtypes
from .device import device as device_class
from .memory_format import memory_format as format_class
from .misfit import combination
from .tensor import Tensor

REST = "bool non_blocking = False, bool copy = False, *, torch.memory_format memory_format = None)"
OPTIONS = (
    f"(torch.device device = None, torch.dtype dtype = None, {REST}",
    f"(torch.dtype dtype, {REST}",
    f"(Tensor tensor, {REST}",
)
KINDS = {
    "device": (str, device_class, int),
    "dtype": (dtypes.dtype, type),
    "tensor": (Tensor,),
    "other": (Tensor,),
    "non_blocking": (bool,),
    "copy": (bool,),
    "memory_format": (format_class,),
}
ORDERS = (
    ("device", "dtype", "non_blocking", "copy"),
    ("dtype", "non_blocking", "copy"),
    ("tensor", "non_blocking", "copy"),
)


def read(args, kw):
    """{name: value} of what to() was given, the tensor's dtype as `dtype`; torch's TypeError where it is none of the three forms."""
    for order in ORDERS:
        found = _fitted(order, args, kw)
        if found is not None:
            other = found.pop("tensor", found.pop("other", None))
            if other is not None:
                found["dtype"] = other.dtype
            return found
    raise TypeError(combination("to", args, kw, OPTIONS))


def _fitted(order, args, kw):
    if len(args) > len(order):
        return None
    given = [*zip(order, args), *kw.items()]
    found = dict(given)
    if len(found) < len(given) or ("tensor" in order) != ("tensor" in found or "other" in found):
        return None
    allowed = {*order, "memory_format", *(("other",) if "tensor" in order else ())}
    return found if all(k in allowed and _is(k, v, order) for k, v in given) else None


def _is(name, value, order):
    if value is None:
        return name in ("device", "memory_format") or (name == "dtype" and "device" in order)
    if isinstance(value, bool) and name in ("device", "dtype"):
        return False
    if isinstance(value, type):
        return name == "dtype" and value in (float, int, bool, complex)
    return isinstance(value, KINDS[name])
