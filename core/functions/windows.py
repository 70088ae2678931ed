"""Windows of signal processing: torch's own, and those of torch.signal.windows (`WINDOWS`, by name)."""

import math

import numpy as np

from .. import dtypes
from ..api import function
from ..errors import _c_name
from ..ops.more import i0
from .create import _dtype, made, ones, tensor
from .ranges import linspace

WINDOWS = {}
SUMS = ("general_hamming", "hamming", "hann", "blackman", "nuttall")  # sums of cosines, whose function speaks for them


def window_dtype(name, dtype):
    """The dtype of torch's old windows; RuntimeError for one that is not of floating point."""
    kind = _dtype(dtype, dtypes.default)
    if kind.category != 2:
        word = {"int8": "signed char", "uint8": "unsigned char"}.get(kind.name, _c_name(kind))
        raise RuntimeError(
            f"{name} expects floating point dtypes, got: TensorOptions(dtype={word}, device=cpu, layout=Strided (default), "
            "requires_grad=false (default), pinned_memory=false, memory_format=(nullopt))"
        )
    return kind


def _window(name, coefficients):
    def make(window_length, periodic=True, *args, dtype=None, layout=None, device=None, requires_grad=False):
        n = window_length
        kind = window_dtype(name, dtype)
        if n < 0:
            raise RuntimeError(f"{name} requires non-negative window_length, got window_length={n}")
        turn = 2 * np.pi / max(n if periodic else n - 1, 1)
        k = np.arange(n)
        values = coefficients(k, turn, n if periodic else n - 1) if n > 1 else np.ones(n)
        return made(np.asarray(values).astype(kind.np), name, requires_grad)

    make.__name__ = make.__qualname__ = name
    return function("torch")(make)


hann_window = _window("hann_window", lambda k, turn, n: 0.5 - 0.5 * np.cos(turn * k))
hamming_window = _window("hamming_window", lambda k, turn, n: 0.54 - 0.46 * np.cos(turn * k))
blackman_window = _window(
    "blackman_window", lambda k, turn, n: 0.42 - 0.5 * np.cos(turn * k) + 0.08 * np.cos(2 * turn * k)
)
bartlett_window = _window("bartlett_window", lambda k, turn, n: 1 - np.abs(2 * k / n - 1))


def signal_window(**defaults):
    """Decorator of a function of (the number of places M, how many steps between the ends `n`, the dtype, the window's own parameters).

    What it returns is a window of torch.signal.windows: a symmetric one (`sym`) has M - 1 steps, of a periodic one one more."""

    def register(f):
        name = f.__name__
        said = "general_cosine" if name in SUMS and name != "blackman" else name

        def make(M, *, sym=True, dtype=None, layout=None, device=None, requires_grad=False, **own):
            unknown = own.keys() - defaults.keys()
            if unknown:
                raise TypeError(f"{name}() got an unexpected keyword argument '{sorted(unknown)[0]}'")
            dt = _dtype(dtype, dtypes.default)
            if M < 0:
                raise ValueError(f"{said} requires non-negative window length, got M={M}")
            if str(layout or "torch.strided") != "torch.strided":
                raise ValueError(f"{said} is implemented for strided tensors only, got: {layout}")
            if dt.name not in ("float32", "float64"):
                raise ValueError(f"{said} expects float32 or float64 dtypes, got: {dt}")
            given = {**defaults, **own}
            if sym and given.get("center") is not None:
                raise ValueError("Center must be None for symmetric windows")
            out = f(M, M - 1 if sym else M, dt, **given) if M > 1 else ones((M,), dtype=dt)
            return out.requires_grad_() if requires_grad else out

        make.__name__ = make.__qualname__ = name
        make.__doc__ = f.__doc__
        WINDOWS[name] = make
        return f

    return register


@signal_window()
def bartlett(M, n, dtype):
    return 1 - linspace(-1, -1 + (M - 1) * (2 / n), M, dtype=dtype).abs()


@signal_window(a=None)
def general_cosine(M, n, dtype, a):
    """A sum of cosines with the coefficients `a` and alternating signs."""
    if not isinstance(a, list | tuple):
        raise TypeError("Coefficients must be a list/tuple")
    if not a:
        raise ValueError("Coefficients cannot be empty")
    k = linspace(0, (M - 1) * (2 * math.pi / n), M, dtype=dtype)
    weights = tensor([(-1) ** i * c for i, c in enumerate(a)], dtype=dtype)
    turns = tensor([float(i) for i in range(len(a))], dtype=dtype)
    return (weights.unsqueeze(-1) * (turns.unsqueeze(-1) * k).cos()).sum(0)


@signal_window(alpha=0.54)
def general_hamming(M, n, dtype, alpha):
    return general_cosine(M, n, dtype, [alpha, 1 - alpha])


@signal_window()
def hamming(M, n, dtype):
    return general_cosine(M, n, dtype, [0.54, 0.46])


@signal_window()
def hann(M, n, dtype):
    return general_cosine(M, n, dtype, [0.5, 0.5])


@signal_window()
def blackman(M, n, dtype):
    return general_cosine(M, n, dtype, [0.42, 0.5, 0.08])


@signal_window()
def nuttall(M, n, dtype):
    return general_cosine(M, n, dtype, [0.3635819, 0.4891775, 0.1365995, 0.0106411])


@signal_window()
def cosine(M, n, dtype):
    step = math.pi / (n + 1)
    return linspace(0.5 * step, (0.5 + (M - 1)) * step, M, dtype=dtype).sin()


@signal_window(center=None, tau=1.0)
def exponential(M, n, dtype, center, tau):
    if tau <= 0:
        raise ValueError(f"Tau must be positive, got: {tau} instead.")
    middle = n / 2 if center is None else center
    return (-linspace(-middle / tau, (-middle + (M - 1)) / tau, M, dtype=dtype).abs()).exp()


@signal_window(std=1.0)
def gaussian(M, n, dtype, std):
    if std <= 0:
        raise ValueError(f"Standard deviation must be positive, got: {std} instead.")
    step = 1 / (std * math.sqrt(2))
    return (-(linspace(-n / 2 * step, (-n / 2 + (M - 1)) * step, M, dtype=dtype) ** 2)).exp()


@signal_window(beta=12.0)
def kaiser(M, n, dtype, beta):
    if beta < 0:
        raise ValueError(f"beta must be non-negative, got: {beta} instead.")
    k = linspace(-beta, min(beta, -beta + (M - 1) * (2.0 * beta / n)), M, dtype=dtype)
    top = tensor(beta, dtype=dtype)
    return i0((top * top - k**2).sqrt()) / i0(top)
