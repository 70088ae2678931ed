"""What `import torch` finds: torch's names, copied here from the tables that the functions fill (../api.py).

Everything that a tutorial needs is here at once; nn, optim, linalg, distributions and the like are imported when first named.

Note [Names of modules]: `__name__` of a module below `facade` becomes torch's, since programs and errors of imports read it; its `__spec__`
may be that of another finder. What we import is named by `__package__`, which nobody changes.
"""

import importlib as _importlib
import sys as _sys

import numpy as _np

from .. import api as _api
from .. import dtypes as _dtypes
from .. import functions as _functions
from .. import memory_format as _memory_format
from .. import modes as _modes
from .. import ops as _ops  # noqa: F401
from .. import parallel as _parallel
from .. import state as _state
from ..allocation import keep_freed_memory as _keep_freed_memory
from ..device import be_default as _be_default
from ..device import check_named as _check_named
from ..device import cpu as _cpu
from ..device import device
from ..functions.late import Late as _Late
from ..functions.legacy import legacy_class as _legacy_class
from ..op import Op as _Op
from ..printing import get_printoptions, set_printoptions  # noqa: F401
from ..rng import Generator, default_generator  # noqa: F401
from ..size import Size  # noqa: F401
from ..tensor import Tensor
from .torch_version import __version__  # noqa: F401

# PyTorch computes without NumPy's warnings about overflow and division by zero.
_np.seterr(all="ignore")
_keep_freed_memory()

_module = torch = _sys.modules[__package__]  # torch.torch is torch, too
no_grad, enable_grad, set_grad_enabled = _modes.no_grad, _modes.enable_grad, _modes.set_grad_enabled
inference_mode, is_grad_enabled = _modes.inference_mode, _modes.is_grad_enabled
is_inference_mode_enabled = _modes.is_inference_mode_enabled

dtype = _dtypes.dtype
for _d in (*_dtypes.ALL, *_dtypes.NAMED_ONLY):
    setattr(_module, _d.name, _d)
for _name, _d in _dtypes.ALIASES.items():
    setattr(_module, _name, _d)
dtype.__module__ = "torch"
for _d in _dtypes.ALL:
    setattr(_module, f"{_d.legacy}Tensor", _legacy_class(f"{_d.legacy}Tensor", _d))
pi, e, inf, nan = _np.pi, _np.e, _np.inf, _np.nan
for _name in ("strided", "sparse_coo", "sparse_csr", "sparse_csc", "sparse_bsr", "sparse_bsc", "layout", "memory_format", "contiguous_format",
              "preserve_format", "channels_last", "channels_last_3d"):  # fmt: skip
    setattr(_module, _name, getattr(_memory_format, _name))

# Methods that torch has as functions, too.
_IN_PLACE = """
abs_ acos_ acosh_ addmv_ arccos_ arccosh_ arcsin_ arcsinh_ arctan_ arctanh_ as_strided_ asin_ asinh_ atan_ atanh_ ceil_ clamp_ clamp_max_
clamp_min_ clip_ conj_physical_ cos_ cosh_ deg2rad_ detach detach_ erf_ erfc_ exp2_ exp_ expm1_ fill_ fix_ floor_ frac_ gcd_ get_device i0_
index_put_ lcm_ ldexp_ log10_ log1p_ log2_ log_ logit_ nan_to_num_ neg_ negative_ rad2deg_ reciprocal_ relu_ resize_as_ round_ rsqrt_
sigmoid_ sin_ sinc_ sinh_ sqrt_ square_ tan_ tanh_ trunc_ xlogy_ zero_
""".split()
_LAZY = ("_C", "_custom_ops", "_prims_common", "ao", "autograd", "nn", "optim", "linalg", "fft", "special", "utils", "distributions",
         "func", "cuda", "backends", "random", "return_types", "types", "hub", "jit", "version", "testing", "mps", "functional",
         "overrides", "amp", "compiler", "onnx", "profiler", "multiprocessing", "distributed", "xpu", "cpu", "accelerator",
         "serialization", "sparse", "signal", "futures", "masked", "library", "ops", "fx", "__config__", "_dynamo", "storage",
         "__future__", "_jit_internal", "_linalg_utils", "_refs", "_higher_order_ops", "_logging")  # fmt: skip
_FROM = {"vmap": "func", "UntypedStorage": "storage", "TypedStorage": "storage", "Storage": "storage",
         **dict.fromkeys((f"{k}Storage" for k in "Bool Byte Char Short Int Long Half BFloat16 Float Double ComplexFloat ComplexDouble".split()),
                         "storage"), "GradScaler": "amp", "_standard_gamma": "distributions.gammas",
         **dict.fromkeys(("SymInt", "SymFloat", "SymBool", "PyTorchFileReader"), "_C"), "ScriptModule": "jit",
         **dict.fromkeys("""is_autocast_enabled set_autocast_enabled get_autocast_dtype set_autocast_dtype is_autocast_cpu_enabled
             set_autocast_cpu_enabled get_autocast_cpu_dtype set_autocast_cpu_dtype get_autocast_gpu_dtype set_autocast_gpu_dtype
             is_autocast_cache_enabled set_autocast_cache_enabled clear_autocast_cache autocast_increment_nesting
             autocast_decrement_nesting""".split(), "autocast_state"),
         **dict.fromkeys(("cond", "while_loop"), "_higher_order_ops"),
         "spmm": "sparse", "dsmm": "sparse", "autocast": "amp", "compile": "compiler", "Future": "futures",
         **dict.fromkeys(("solve", "lstsq", "symeig", "eig", "matrix_rank"), "_linalg_utils")}  # names whose modules are imported with them


# Functions of torch.nn.functional that torch has too.
_SHARED = """
adaptive_avg_pool1d adaptive_max_pool1d alpha_dropout avg_pool1d batch_norm bilinear binary_cross_entropy_with_logits
celu channel_shuffle conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d cosine_embedding_loss
cosine_similarity ctc_loss dropout embedding embedding_bag feature_alpha_dropout group_norm hardshrink
hinge_embedding_loss instance_norm kl_div layer_norm margin_ranking_loss max_pool1d max_pool2d max_pool3d
pairwise_distance pdist pixel_shuffle pixel_unshuffle poisson_nll_loss prelu rms_norm rrelu selu threshold
triplet_margin_loss
"""


def __getattr__(name):
    if name in _LAZY:
        try:
            return _importlib.import_module(f"{__package__}.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"{__package__}.{name}":
                raise
    elif name in _FROM:
        found = getattr(_importlib.import_module(f"{__package__}.{_FROM[name]}"), name)
        setattr(_module, name, found)
        return found
    elif name == "__all__":  # `from torch import *` gives no modules, as in PyTorch
        hidden = {*_LAZY, *(each for each, thing in _module.__dict__.items() if isinstance(thing, type(_module)))}
        return [each for each in __dir__() if each not in hidden and not each.startswith("_")]
    elif not name.startswith("__"):
        late = _op(name) or _late(name)
        if late is not None:
            return late
    raise AttributeError(
        f"module 'torch' has no attribute '{name}'\n"
        f"(Retrograd's core does not have torch.{name}; `retrograd api` lists what it has.)"
    )


def _op(name):
    """The function of an op, which is generated when its name is first asked for; None for other names."""
    thing = _api.TABLES["torch"].get(name)
    if isinstance(thing, _Op):
        thing.install(_module, name)
        return _module.__dict__[name]
    return None


def _late(name):
    """A torch function whose module is imported only when such a name is asked for."""
    _functions.load_all()
    _fill()
    if name not in _module.__dict__ and name in _SHARED.split():
        shared = getattr(_importlib.import_module(f"{__package__}.nn.functional"), name)
        setattr(_module, name, _api.builtin_of(name, shared))
    return _module.__dict__.get(name) or _op(name)


def _fill():
    """Puts what the tables have by now into this module, but for ops."""
    for name, thing in _api.TABLES["torch"].items():
        if name not in _module.__dict__ and not isinstance(thing, _Op):
            setattr(_module, name, thing)
    for name in _IN_PLACE:
        method = Tensor.__dict__.get(name)
        if name not in _module.__dict__ and method is not None and method.__class__ is not _Late:
            setattr(_module, name, method)
            _api.worded(name, "torch", _module)


def __dir__():
    _functions.load_all()
    _fill()
    return sorted({*_module.__dict__, *_api.TABLES["torch"], *_LAZY, *_FROM})


def is_tensor(obj):
    return isinstance(obj, Tensor)


def get_default_dtype():
    return _dtypes.default


def set_default_dtype(d):
    if not isinstance(d, dtype):
        raise TypeError("invalid dtype object: only floating-point types are supported as the default type")
    if d.category != 2:
        raise TypeError("only floating-point types are supported as the default type")
    _dtypes.default = d


def _assert(condition, message):
    """`assert`, as programs that may be traced write it."""
    assert condition, message


def is_floating_point(input):
    return input.dtype.is_floating_point


def is_complex(input):
    return input.dtype.is_complex


def promote_types(type1, type2):
    return _dtypes.promote_types(type1, type2)


def result_type(tensor1, tensor2):
    return _dtypes.result_type(*(t._data if isinstance(t, Tensor) else t for t in (tensor1, tensor2)))


def set_default_tensor_type(t):
    set_default_dtype(
        t.dtype if not isinstance(t, str) else next(d for d in _dtypes.ALL if t == f"torch.{d.legacy}Tensor")
    )


def set_default_device(device):
    """There is only the CPU, and the meta device."""
    _be_default(None if device is None else globals()["device"](device))


def get_default_device():
    return _cpu if _state.default_device is None else device(_check_named(_state.default_device))


def set_num_threads(n):
    """The digits of some sums become those of so many threads; NumPy's own are set when it is loaded."""
    _parallel.use(n)


def get_num_threads():
    return _parallel.count


def use_deterministic_algorithms(mode, *, warn_only=False):
    """Everything here is deterministic."""
    _importlib.import_module("..functions.machine", __package__).deterministic(mode, warn_only)


def is_anomaly_enabled():
    return _state.anomaly


_fill()
_api.worded("is_floating_point is_complex promote_types", "torch", _module)
__name__ = "torch"  # as libraries look for it, who put what they mend into it by that name
