"""torch._custom_ops: the older names of torch.library's functions that libraries import."""

from ..custom_ops import custom_op, register_fake  # noqa: F401
from .parts import missing

impl_abstract = register_fake


def get_ctx():
    """What a kernel for the meta device asks for sizes that depend on data; here it has none to give."""
    raise RuntimeError("get_ctx: sizes that depend on data cannot be stood for on the meta device here.")


__getattr__ = missing("torch._custom_ops")
