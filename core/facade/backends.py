"""torch.backends: the switches of libraries that a CPU-only machine has or lacks. They can be read and set; nothing here depends on them."""

from contextlib import contextmanager
from enum import Enum, IntEnum

from ..functions import attention_kernels as _kernels
from .parts import missing, part


def _yes():
    return True


def _no():
    return False


def _flags(module, *names):
    """`flags(name=value, …)`: a context manager that sets switches of `module` and sets them back."""

    @contextmanager
    def flags(**values):
        was = {name: getattr(module, name) for name in names}
        for name, value in values.items():
            setattr(module, name, value)
        try:
            yield
        finally:
            for name, value in was.items():
                setattr(module, name, value)

    return flags


class SDPBackend(IntEnum):
    """Ways of computing scaled_dot_product_attention. There is one here: MATH."""

    ERROR = -1
    MATH = 0
    FLASH_ATTENTION = 1
    EFFICIENT_ATTENTION = 2
    CUDNN_ATTENTION = 3
    OVERRIDEABLE = 4

    def __repr__(self):
        return f"<SDPBackend.{self.name}: {self.value}>"

    def __str__(self):
        return f"SDPBackend.{self.name}"


class _MatMul:
    """torch.backends.cuda.matmul."""

    allow_tf32 = False
    allow_fp16_reduced_precision_reduction = allow_bf16_reduced_precision_reduction = True
    fp32_precision = "none"


_KERNELS = {"flash": "FLASH_ATTENTION", "math": "MATH", "mem_efficient": "EFFICIENT_ATTENTION", "cudnn": "CUDNN_ATTENTION"}


def _kernel_switches():
    """The functions that ask whether a kernel of attention may be taken, and that say so."""
    found = {}
    for short, name in _KERNELS.items():
        found[f"{short}_sdp_enabled"] = lambda name=name: name in _kernels.enabled
        found[f"enable_{short}_sdp"] = lambda enabled, name=name: (_kernels.enabled.add if enabled else _kernels.enabled.discard)(name)
    return found


@contextmanager
def _sdp_kernel(enable_flash=True, enable_math=True, enable_mem_efficient=True, enable_cudnn=True):
    before = set(_kernels.enabled)
    given = zip(_KERNELS.values(), (enable_flash, enable_math, enable_mem_efficient, enable_cudnn))
    _kernels.enabled.clear()
    _kernels.enabled.update(name for name, on in given if on)
    try:
        yield {}
    finally:
        _kernels.enabled.clear()
        _kernels.enabled.update(before)


class _LinalgBackend(Enum):
    Default, Cusolver, Magma = range(3)


class _BlasBackend(Enum):
    Cublas, Cublaslt, Ck = 1, 2, 3


_LINALG = {"default": _LinalgBackend.Default, "cusolver": _LinalgBackend.Cusolver, "magma": _LinalgBackend.Magma}
_BLAS = {"default": _BlasBackend.Cublas, "cublas": _BlasBackend.Cublas, "hipblas": _BlasBackend.Cublas, "cublaslt": _BlasBackend.Cublaslt,
         "hipblaslt": _BlasBackend.Cublaslt, "ck": _BlasBackend.Ck}  # fmt: skip
_ABSENT = {_LinalgBackend.Cusolver: "cuSOLVER", _LinalgBackend.Magma: "MAGMA", _BlasBackend.Cublaslt: "cuBLASLt"}


def _preferred(known, backend):
    """The library of the name or number `backend`; None stands for what is set, which stays as it is: there is no GPU."""
    if isinstance(backend, str) and backend not in known:
        raise RuntimeError(f"Unknown input value. Choose from: {', '.join(known)}.")
    chosen = known.get(backend, backend) if isinstance(backend, str) or backend is None else backend
    if chosen is None:
        return known["default"]
    if chosen not in known.values():
        raise RuntimeError("Unknown input value type.")
    if chosen in _ABSENT:
        raise RuntimeError(f"Cannot set preferred backend to {_ABSENT[chosen]} if PyTorch has not been compiled with {_ABSENT[chosen]}.")
    return chosen


def preferred_linalg_library(backend=None):
    """The library that would solve on a GPU."""
    return _preferred(_LINALG, backend)


def preferred_blas_library(backend=None):
    """The library that would multiply on a GPU."""
    return _preferred(_BLAS, backend)


cudnn = part(__name__, "cudnn", enabled=True, benchmark=False, benchmark_limit=10, deterministic=False, allow_tf32=True,
             is_available=_no, version=lambda: None, is_acceptable=lambda tensor: False)  # fmt: skip
cudnn.flags = _flags(cudnn, "enabled", "benchmark", "benchmark_limit", "deterministic", "allow_tf32")
cuda = part(__name__, "cuda", is_built=_no, matmul=_MatMul(), SDPBackend=SDPBackend, sdp_kernel=_sdp_kernel,
            preferred_linalg_library=preferred_linalg_library, preferred_blas_library=preferred_blas_library,
            **_kernel_switches())  # fmt: skip
mps = part(__name__, "mps", is_available=_no, is_built=_no, is_macos_or_newer=lambda major, minor: False)
mkl = part(__name__, "mkl", is_available=_yes)
mkldnn = part(__name__, "mkldnn", is_available=_yes, enabled=True, deterministic=False)
mkldnn.flags = _flags(mkldnn, "enabled", "deterministic")
openmp = part(__name__, "openmp", is_available=_yes)
opt_einsum = part(__name__, "opt_einsum", is_available=_no, enabled=False, strategy=None)
cpu = part(__name__, "cpu", get_cpu_capability=lambda: "DEFAULT")
quantized = part(__name__, "quantized", engine="none", supported_engines=["none"])
xnnpack = part(__name__, "xnnpack", enabled=False)
__getattr__ = missing("torch.backends")
