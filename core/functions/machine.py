"""What torch says of its number types and of the machine: finfo, iinfo, threads, switches that change nothing here."""

import numpy as np

from .. import dtypes
from ..api import TABLES, function
from ..errors import warn
from ..signatures import python_name


class _Info:
    def __init__(self, type):
        if not isinstance(type, dtypes.dtype):
            raise TypeError(f"{self._said}(): argument 'type' (position 1) must be torch.dtype, not {python_name(type)}")
        self._type = type.to_real()
        self.dtype = self._type.name
        self.bits = self._type.itemsize * 8

    def __eq__(self, other):
        return self.__class__ is other.__class__ and self._type is other._type

    def __hash__(self):
        return hash(self._type)


_EIGHT_BITS = {  # eps, max, smallest normal number
    "float8_e4m3fn": (0.125, 448.0, 2.0**-6),
    "float8_e5m2": (0.25, 57344.0, 2.0**-14),
    "float8_e4m3fnuz": (0.125, 240.0, 2.0**-7),
    "float8_e5m2fnuz": (0.125, 57344.0, 2.0**-15),
    "float8_e8m0fnu": (1.0, 2.0**127, 2.0**-127),
}


class finfo(_Info):
    """The limits of a floating-point dtype."""

    _said = "finfo"

    def __init__(self, type=None):
        super().__init__(dtypes.default if type is None else type)
        if self._type.category < 2:
            raise TypeError(
                f"torch.finfo() requires a floating point input type. Use torch.iinfo to handle '{_caller(self)}'"
            )
        if self._type is dtypes.bfloat16:
            self.eps, self.max, self.tiny, self.resolution = 2.0**-7, 3.3895313892515355e38, 2.0**-126, 0.01
        elif self._type.name in _EIGHT_BITS:
            self.eps, self.max, self.tiny = _EIGHT_BITS[self._type.name]
            self.resolution = 1.0
        else:
            info = np.finfo(self._type.np)
            self.eps, self.max, self.tiny = float(info.eps), float(info.max), float(info.smallest_normal)
            self.resolution = float(str(info.resolution))
        self.min, self.smallest_normal = self.tiny if self.dtype == "float8_e8m0fnu" else -self.max, self.tiny

    def __repr__(self):
        said = ", ".join(
            f"{k}={getattr(self, k):g}" for k in ("resolution", "min", "max", "eps", "smallest_normal", "tiny")
        )
        return f"finfo({said}, dtype={self.dtype})"


class iinfo(_Info):
    """The limits of an integer dtype."""

    _said = "iinfo"

    def __init__(self, *args, **kw):
        if not args and "type" not in kw:
            raise TypeError('iinfo() missing 1 required positional arguments: "type"')
        super().__init__(*args, **kw)
        if not self._type.category:
            raise TypeError("torch.bool is not supported by torch.iinfo")
        if self._type.category >= 2:
            raise TypeError(
                f"torch.iinfo() requires an integer input type. Use torch.finfo to handle '{_caller(self)}'"
            )
        info = np.iinfo(self._type.np)
        self.min, self.max = int(info.min), int(info.max)

    def __repr__(self):
        return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"


def _caller(info):
    return f"torch.{'finfo' if isinstance(info, finfo) else 'iinfo'}"


finfo.__module__ = iinfo.__module__ = "torch"
TABLES["torch"].update(finfo=finfo, iinfo=iinfo, newaxis=None)
_switch = {"precision": "highest", "warn_always": False, "deterministic": False, "warn_only": False}
_DEBUG_MODES = {"default": 0, "warn": 1, "error": 2}


def deterministic(mode, warn_only):
    """Notes what use_deterministic_algorithms() was told."""
    _switch.update(deterministic=bool(mode), warn_only=bool(warn_only))


def alert(name):
    """Says, where use_deterministic_algorithms() asked for it, that PyTorch's way of computing `name` may differ from run to run."""
    if not _switch["deterministic"]:
        return
    warns = ", warn_only=True" if _switch["warn_only"] else ""
    text = f"{name} does not have a deterministic implementation, but you set 'torch.use_deterministic_algorithms(True{warns})'. You can "
    more = "file an issue at https://github.com/pytorch/pytorch/issues to help us prioritize adding deterministic support for this operation."
    if warns:
        warn(f"{text}{more} (Triggered internally at /__w/pytorch/pytorch/aten/src/ATen/Context.cpp:186.)")
        return
    raise RuntimeError(
        f"{text}turn off determinism just for this operation, or you can use the 'warn_only=True' option, if that's acceptable for your "
        f"application. You can also {more}"
    )


@function("torch")
def get_num_interop_threads():
    return 1


@function("torch")
def set_num_interop_threads(n):
    """There is one thread."""


@function("torch")
def set_flush_denormal(mode):
    """Denormal numbers stay what they are, as they do in most programs; torch says whether the processor could."""
    return True


@function("torch")
def are_deterministic_algorithms_enabled():
    return _switch["deterministic"]


@function("torch")
def is_deterministic_algorithms_warn_only_enabled():
    return _switch["warn_only"]


@function("torch")
def set_deterministic_debug_mode(debug_mode):
    """0 or "default", 1 or "warn", 2 or "error": what is said of operations whose results may differ from run to run; here none do."""
    if not isinstance(debug_mode, int | str) or isinstance(debug_mode, bool):
        raise TypeError(f"debug_mode must be str or int, but got {debug_mode.__class__}")
    mode = _DEBUG_MODES.get(debug_mode, debug_mode)
    if isinstance(mode, str):
        raise RuntimeError(f"invalid value of debug_mode, expected one of `default`, `warn`, `error`, but got {mode}")
    if mode not in _DEBUG_MODES.values():
        raise RuntimeError(f"invalid value of debug_mode, expected 0, 1, or 2, but got {mode}")
    deterministic(mode > 0, mode == 1)


@function("torch")
def get_deterministic_debug_mode():
    return (1 if _switch["warn_only"] else 2) if _switch["deterministic"] else 0


@function("torch")
def get_float32_matmul_precision():
    return _switch["precision"]


@function("torch")
def set_float32_matmul_precision(precision):
    _switch["precision"] = precision


@function("torch")
def set_warn_always(b):
    _switch["warn_always"] = bool(b)


@function("torch")
def is_warn_always_enabled():
    return _switch["warn_always"]


@function("torch")
def compiled_with_cxx11_abi():
    return True


@function("torch")
def is_storage(obj):
    from ..storages import TypedStorage, UntypedStorage

    return isinstance(obj, TypedStorage | UntypedStorage)
