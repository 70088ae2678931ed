"""torch.cuda.amp and torch.cpu.amp: the older names of what torch.amp has, which say so when they are used."""

import functools
import warnings

from . import amp
from .parts import part


def _tell(module, name, device):
    text = f"`torch.{module}.amp.{name}(args...)` is deprecated. Please use `torch.amp.{name}('{device}', args...)` instead."
    warnings.warn(text, FutureWarning, stacklevel=3)


def _classes(device, narrow):
    class autocast(amp.autocast):
        def __init__(self, enabled=True, dtype=narrow, cache_enabled=True):
            _tell(device, "autocast", device)
            super().__init__(device, dtype, enabled, cache_enabled)

    class GradScaler(amp.GradScaler):
        def __init__(self, *args, **kw):
            _tell(device, "GradScaler", device)
            super().__init__(device, *args, **kw)

    autocast.__doc__ = GradScaler.__doc__ = "The older name."
    for kind, place in ((autocast, "autocast_mode"), (GradScaler, "grad_scaler")):
        kind.__qualname__, kind.__module__ = kind.__name__, f"torch.{device}.amp.{place}"
    return autocast, GradScaler


def names(parent, device, narrow):
    """The module torch.DEVICE.amp, with those that its classes lie in; `narrow` is the dtype that autocast computes in."""
    autocast, scaler = _classes(device, narrow)
    made = part(parent, "amp", autocast=autocast, GradScaler=scaler)
    modes = {"autocast": autocast}
    if device == "cuda":
        wraps = {name: functools.partial(getattr(amp, name), device_type=device) for name in ("custom_fwd", "custom_bwd")}
        made.__dict__.update(wraps)
        modes.update(wraps)
        part(made.__name__, "common", amp_definitely_not_available=lambda: True)
    part(made.__name__, "autocast_mode", **modes)
    part(made.__name__, "grad_scaler", GradScaler=scaler)
    return made
