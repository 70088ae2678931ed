"""torch.nn.attention: which kernels scaled_dot_product_attention may take."""

from contextlib import contextmanager

from ...functions import attention_kernels as kernels
from ..backends import SDPBackend
from ..parts import missing, part


@contextmanager
def sdpa_kernel(backends, set_priority=False):
    """Inside, attention is computed by these kernels alone: which they are changes nothing in the numbers here, but some refuse."""
    if not isinstance(backends, list | SDPBackend):
        raise AssertionError(f"Backend must be an instance of SDPBackend or a list of SDPBackend instances, got {type(backends).__name__}")
    before = set(kernels.enabled)
    kernels.enabled.clear()
    kernels.enabled.update(b.name for b in (backends if isinstance(backends, list) else [backends]))
    try:
        yield {}
    finally:
        kernels.enabled.clear()
        kernels.enabled.update(before)


class BlockMask:
    """Which blocks of scores flex_attention works out; none is made here."""


class AuxRequest:
    """What flex_attention is to return besides; none is made here."""


def _refuse(*args, **kw):
    raise RuntimeError("Retrograd's core has no flex_attention; scaled_dot_product_attention takes masks, too")


def _varlen(*args, **kw):
    raise NotImplementedError("torch.nn.attention.varlen.varlen_attn is for GPUs: scaled_dot_product_attention takes masks on the CPU")


part(__name__, "varlen", AuxRequest=AuxRequest, varlen_attn=_varlen)
part(__name__, "flex_attention", BlockMask=BlockMask, AuxRequest=AuxRequest, flex_attention=_refuse, create_block_mask=_refuse,
     _DEFAULT_SPARSE_BLOCK_SIZE=128)  # fmt: skip
__getattr__ = missing("torch.nn.attention")
