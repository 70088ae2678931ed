"""Spectra of signals in time: stft, its inverse, and the Kaiser window."""

import numpy as np

from .. import dtypes
from ..api import TABLES, function, inplace_form
from ..errors import check_dim, warn_once
from ..tensor import Tensor, wrap
from . import fourier  # noqa: F401  (fills the table)
from .create import made
from .windows import window_dtype

WITHOUT = (
    "A window was not provided. A rectangular window will be applied,which is known to cause spectral leakage. Other windows such as "
    "torch.hann_window or torch.hamming_window are recommended to reduce spectral leakage.To suppress this warning and use a rectangular "
    "window, explicitly set `window=torch.ones(n_fft, device=<device>)`. (Triggered internally at "
    "/__w/pytorch/pytorch/aten/src/ATen/native/SpectralOps.cpp:835.)"
)
WITHOUT_BACK = (
    "A window was not provided. A rectangular window will be applied.Please provide the same window used by stft to make the inversion "
    "lossless.To suppress this warning and use a rectangular window, explicitly set `window=torch.ones(n_fft, device=<device>)`. "
    "(Triggered internally at /__w/pytorch/pytorch/aten/src/ATen/native/SpectralOps.cpp:1035.)"
)
BETA = (
    "index_reduce() is in beta and the API may change at any time. (Triggered internally at "
    "/__w/pytorch/pytorch/aten/src/ATen/native/TensorAdvancedIndexing.cpp:1523.)"
)


@function("torch")
def kaiser_window(window_length, periodic=True, beta=12.0, *, dtype=None, layout=None, device=None, requires_grad=False):
    kind = window_dtype("kaiser_window", dtype)
    n = window_length + 1 if periodic and window_length > 1 else window_length
    values = np.kaiser(n, beta)[:window_length]
    return made(values.astype(kind.np), "kaiser_window", requires_grad)


def _old_type(t):
    return f"torch.{'Complex' * t.dtype.is_complex}{t.dtype.legacy.removeprefix('Complex')}Tensor"


def _window(window, win_length, n_fft, like):
    """The window, centred in n_fft; all ones where none is given."""
    if window is None:
        window = wrap(np.ones(win_length, dtypes.of(like._data).to_real().np))
    left = (n_fft - win_length) // 2
    if win_length == n_fft:
        return window
    from .nn_spatial import pad

    return pad(window, (left, n_fft - win_length - left))


@function("torch", "Tensor")
def stft(input, n_fft, hop_length=None, win_length=None, window=None, center=True, pad_mode="reflect", normalized=False,
         onesided=None, return_complex=None, align_to_window=None):  # fmt: skip
    """Short-time Fourier transform: (…, time) → complex (…, frequencies, frames)."""
    hop = n_fft // 4 if hop_length is None else hop_length
    win_length = n_fft if win_length is None else win_length
    is_complex = input.dtype.is_complex or (window is not None and window.dtype.is_complex)
    if return_complex is None and not is_complex:
        raise RuntimeError(
            "stft requires the return_complex parameter be given for real inputs, and will further require that return_complex=True in a "
            "future PyTorch release."
        )
    signal = input if input._data.ndim == 2 else input.unsqueeze(0)
    if center:
        from .nn_spatial import pad

        signal = pad(signal.unsqueeze(1), (n_fft // 2, n_fft // 2), mode=pad_mode).squeeze(1)
    n = signal._data.shape[-1]
    shape = [n] if input._data.ndim == 1 else [len(input._data), n]
    where = (
        f"stft({_old_type(input)}{shape}, n_fft={n_fft}, hop_length={hop}, win_length={win_length}, window="
        f"{None if window is None else f'{_old_type(window)}{{{list(window._data.shape)}}}'}, normalized={int(normalized)}, onesided="
        f"{None if onesided is None else int(onesided)}, return_complex={None if return_complex is None else int(return_complex)}, "
        f"align_to_window={align_to_window}) : expected "
    )
    if not 0 < n_fft <= n:
        raise RuntimeError(f"{where}0 < n_fft < {n}, but got n_fft={n_fft}")
    if hop <= 0:
        raise RuntimeError(f"{where}hop_length > 0, but got hop_length={hop}")
    if not 0 < win_length <= n_fft:
        raise RuntimeError(f"{where}0 < win_length <= n_fft, but got win_length={win_length}")
    if window is not None and window._data.shape != (win_length,):
        raise RuntimeError(
            f"{where}a 1D window tensor of size equal to win_length={win_length}, but got window with size {list(window._data.shape)}"
        )
    if window is None:
        warn_once(WITHOUT)
    frames = signal.unfold(-1, n_fft, hop) * _window(window, win_length, n_fft, input)
    one = (not is_complex) if onesided is None else onesided
    if one and is_complex:
        raise RuntimeError("Cannot have onesided output if window or input is complex")
    spectrum = TABLES["fft"]["rfft" if one else "fft"](frames, norm="ortho" if normalized else None).transpose(1, 2)
    spectrum = spectrum if input._data.ndim == 2 else spectrum.squeeze(0)
    if return_complex is False:
        from ..ops.more import view_as_real

        return view_as_real(spectrum)
    return spectrum


@function("torch", "Tensor")
def istft(input, n_fft, hop_length=None, win_length=None, window=None, center=True, normalized=False, onesided=None,
          length=None, return_complex=False):  # fmt: skip
    """The signal whose stft this is, by overlap and add, least squares."""
    if not input.dtype.is_complex:
        raise RuntimeError(
            "istft requires a complex-valued input tensor matching the output from stft with return_complex=True."
        )
    hop = n_fft // 4 if hop_length is None else hop_length
    win_length = n_fft if win_length is None else win_length
    one, have = onesided is not False, input._data.shape[-2] if input._data.ndim > 1 else 1
    wanted = n_fft // 2 + 1 if one else n_fft
    if have != wanted:
        raise RuntimeError(
            f"istft(CPU{input.dtype.legacy}Type{list(input._data.shape)}, n_fft={n_fft}, hop_length={hop}, win_length={win_length}, window="
            f"{None if window is None else f'{_old_type(window)}{{{list(window._data.shape)}}}'}, center={int(center)}, normalized="
            f"{int(normalized)}, onesided={None if onesided is None else int(onesided)}, length={length}, return_complex="
            f"{int(return_complex)}) : expected the frequency dimension (3rd to the last) of the input tensor to match "
            f"{'n_fft / 2 + 1' if one else 'n_fft'} when onesided={one}, but got {have}"
        )
    if window is None:
        warn_once(WITHOUT_BACK)
    spectrum = (input if input._data.ndim == 3 else input.unsqueeze(0)).transpose(1, 2)
    real = wrap(spectrum._data.real[:0])
    window = _window(window, win_length, n_fft, real)
    frames = TABLES["fft"]["irfft"](spectrum, n=n_fft, norm="ortho" if normalized else None) * window
    batch, count = frames._data.shape[:2]
    total = n_fft + hop * (count - 1)
    places = wrap((np.arange(count)[:, None] * hop + np.arange(n_fft)).reshape(-1))
    signal = wrap(np.zeros((batch, total), frames._data.dtype)).index_add(1, places, frames.reshape(batch, -1))
    weight = np.zeros(total, frames._data.dtype)
    np.add.at(weight, places._data, np.tile(np.asarray(window._data) ** 2, count))
    start = n_fft // 2 if center else 0
    end = start + length if length is not None else total - (n_fft // 2 if center else 0)
    if np.abs(weight[start:end]).min() < 1e-11:
        raise RuntimeError("istft(...) window overlap add min: 1")
    signal = signal[:, start:end] / wrap(weight[start:end])
    return signal if input._data.ndim == 3 else signal.squeeze(0)


@function("torch", "Tensor")
def index_reduce(input, dim, index, source, reduce, *, include_self=True):
    """The rows of `source` reduced into those of `input` that `index` names."""
    from .more import scatter_reduce

    if reduce not in ("prod", "mean", "amax", "amin"):
        raise RuntimeError(f"index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got {reduce}.")
    warn_once(BETA)
    dim = check_dim(dim, input._data.ndim)
    if not source._data.ndim:
        source = source.reshape(1)
    shape = [1] * source._data.ndim
    shape[dim] = -1
    spread = index.reshape(*shape).expand(*source._data.shape)
    return scatter_reduce(input, dim, spread, source, reduce, include_self=include_self)


@function("special")
def zeta(input, other):
    """The Hurwitz zeta function."""
    from ..special import hurwitz_zeta

    if not isinstance(input, Tensor) and not isinstance(other, Tensor):
        raise TypeError  # whose words come from the signatures
    x, q = (t._data if isinstance(t, Tensor) else t for t in (input, other))
    dtype = dtypes.result_type(x, q)
    values = hurwitz_zeta(np.asarray(x, np.float64), np.asarray(q, np.float64))
    return made(values.astype((dtype if dtype.category > 1 else dtypes.default).np), "zeta")


inplace_form("index_reduce")
