"""torch.autograd.profiler: the older names of torch.profiler."""

from ..profiler import profile, record_function

emit_nvtx = emit_itt = profile

__all__ = ["emit_itt", "emit_nvtx", "profile", "record_function"]
