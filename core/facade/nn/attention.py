"""torch.nn.attention: which kernels scaled_dot_product_attention may take; here there is one way to compute it."""

from contextlib import contextmanager

from ..backends import SDPBackend
from ..parts import missing


@contextmanager
def sdpa_kernel(backends, set_priority=False):
    """Inside, attention is computed as outside: the choice changes speed alone."""
    if not isinstance(backends, list | SDPBackend):
        raise AssertionError(f"Backend must be an instance of SDPBackend or a list of SDPBackend instances, got {type(backends).__name__}")
    yield {}


__getattr__ = missing("torch.nn.attention")
