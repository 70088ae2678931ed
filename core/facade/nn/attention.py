"""torch.nn.attention: which kernels scaled_dot_product_attention may take; here there is one way to compute it."""

from contextlib import contextmanager

from ..backends import SDPBackend
from ..parts import missing, part


@contextmanager
def sdpa_kernel(backends, set_priority=False):
    """Inside, attention is computed as outside: the choice changes speed alone."""
    if not isinstance(backends, list | SDPBackend):
        raise AssertionError(f"Backend must be an instance of SDPBackend or a list of SDPBackend instances, got {type(backends).__name__}")
    yield {}


class BlockMask:
    """Which blocks of scores flex_attention works out; none is made here."""


class AuxRequest:
    """What flex_attention is to return besides; none is made here."""


def _refuse(*args, **kw):
    raise RuntimeError("Retrograd's core has no flex_attention; scaled_dot_product_attention takes masks, too")


part(__name__, "flex_attention", BlockMask=BlockMask, AuxRequest=AuxRequest, flex_attention=_refuse, create_block_mask=_refuse,
     _DEFAULT_SPARSE_BLOCK_SIZE=128)  # fmt: skip
__getattr__ = missing("torch.nn.attention")
