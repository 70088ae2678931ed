"""torch.amp: autocast and GradScaler on a machine without CUDA.

For "cuda" both are switched off with torch's warning, as on any CPU-only PyTorch. On the CPU a GradScaler scales and
steps; `autocast("cpu")` computes in bfloat16 what torch computes so (../functions/autocast.py).
"""

import functools
import warnings
from collections import defaultdict

import numpy as np

from .. import dtypes, modes
from ..functions import autocast as _casting
from ..tensor import Tensor
from .autocast_state import get_autocast_dtype

_DEVICES = ("cpu", "cuda", "xpu", "ipu", "hpu", "xla", "mps", "mtia", "maia", "meta", "privateuseone")


def is_autocast_available(device_type):
    """Is autocast to be had on this kind of device?"""
    if device_type not in _DEVICES:
        raise RuntimeError(f"Expected one of {', '.join(_DEVICES)} device type at start of device string: {device_type}")
    return device_type in ("cpu", "cuda")


class autocast:
    """Context manager and decorator: inside, the CPU's matrix products and convolutions compute in `dtype`."""

    def __init__(self, device_type, dtype=None, enabled=True, cache_enabled=None):
        if not isinstance(device_type, str):
            raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")
        self.device = device_type
        if not is_autocast_available(device_type):
            raise RuntimeError(f"User specified an unsupported autocast device_type '{device_type}'")
        self.fast_dtype = dtype or get_autocast_dtype(device_type)
        self._enabled = bool(enabled)
        if device_type == "cuda" and self._enabled:
            warnings.warn("CUDA is not available or torch_xla is imported. Disabling autocast.", stacklevel=2)
            self._enabled = False
        elif self._enabled and self.fast_dtype not in (dtypes.bfloat16, dtypes.float16):
            warnings.warn(
                "In CPU autocast, but the target dtype is not supported. Disabling autocast.\n"
                "CPU Autocast only supports dtype of torch.bfloat16, torch.float16 currently.",
                stacklevel=2,
            )
            self._enabled = False
        self._was = []

    def __enter__(self):
        if self.device == "cpu":
            self._was.append(_casting.target())
            _casting.switch(self.fast_dtype if self._enabled else None)
        return self

    def __exit__(self, *exc):
        if self.device == "cpu":
            _casting.switch(self._was.pop())
        return False

    def __call__(self, func):
        @functools.wraps(func)
        def decorated(*args, **kw):
            with self:
                return func(*args, **kw)

        return decorated


def custom_fwd(fwd=None, *, device_type="cuda", cast_inputs=None):
    """Marks the forward of an autograd.Function; without CUDA it runs as it is."""
    return fwd if fwd is not None else lambda f: f


def custom_bwd(bwd=None, *, device_type="cuda"):
    """Marks the backward of an autograd.Function; without CUDA it runs as it is."""
    return bwd if bwd is not None else lambda f: f


class GradScaler:
    """Scales losses so that small gradients do not vanish, and skips steps whose gradients are not finite."""

    def __init__(self, device="cuda", init_scale=2.0**16, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000,
                 enabled=True):  # fmt: skip
        self._device, self._enabled = device, enabled
        if device == "cuda" and enabled:
            warnings.warn("torch.cuda.amp.GradScaler is enabled, but CUDA is not available.  Disabling.", stacklevel=2)
            self._enabled = False
        if not self._enabled:
            return
        if growth_factor <= 1.0:
            raise AssertionError("The growth factor must be > 1.0.")
        if backoff_factor >= 1.0:
            raise AssertionError("The backoff factor must be < 1.0.")
        self._scale, self._growth_factor, self._backoff_factor = float(init_scale), growth_factor, backoff_factor
        self._growth_interval, self._growth_tracker = growth_interval, 0
        self._stages = defaultdict(dict)  # id of an optimizer: what was done to it since the last update()

    def scale(self, outputs):
        """`outputs` (a tensor, or a list or tuple of tensors) times the scale."""
        if not self._enabled:
            return outputs
        if isinstance(outputs, Tensor):
            return outputs * self._scale
        return type(outputs)(self.scale(each) for each in outputs)

    def unscale_(self, optimizer):
        """Divides the gradients of the optimizer's parameters by the scale, and notes whether all are finite."""
        if not self._enabled:
            return
        stage = self._stages[id(optimizer)]
        if "finite" in stage:
            raise RuntimeError("unscale_() has already been called on this optimizer since the last update().")
        if stage.get("stepped"):
            raise RuntimeError("unscale_() is being called after step().")
        finite = True
        with modes.no_grad():
            for group in optimizer.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        finite = finite and bool(np.isfinite(np.asarray(p.grad._data)).all())
                        p.grad.mul_(1.0 / self._scale)
        stage["finite"] = finite

    def step(self, optimizer, *args, **kw):
        """The optimizer's step, unless a gradient is infinite or NaN."""
        if not self._enabled:
            return optimizer.step(*args, **kw)
        if "closure" in kw:
            raise RuntimeError("Closure use is not currently supported if GradScaler is enabled.")
        stage = self._stages[id(optimizer)]
        if stage.get("stepped"):
            raise RuntimeError("step() has already been called since the last update().")
        if "finite" not in stage:
            self.unscale_(optimizer)
        stage["stepped"] = True
        return optimizer.step(*args, **kw) if stage["finite"] else None

    def update(self, new_scale=None):
        """The next scale: smaller after a skipped step, larger after `growth_interval` good ones in a row."""
        if not self._enabled:
            return
        if new_scale is not None:
            self._scale = float(new_scale)
        else:
            found = [stage["finite"] for stage in self._stages.values() if "finite" in stage]
            if not found:
                raise AssertionError("No inf checks were recorded prior to update.")
            if not all(found):
                self._scale, self._growth_tracker = self._scale * self._backoff_factor, 0
            else:
                self._growth_tracker += 1
                if self._growth_tracker == self._growth_interval:
                    self._scale, self._growth_tracker = self._scale * self._growth_factor, 0
        self._stages.clear()

    def get_scale(self):
        return self._scale if self._enabled else 1.0

    def is_enabled(self):
        return self._enabled

    def get_growth_factor(self):
        return self._growth_factor

    def set_growth_factor(self, new_factor):
        self._growth_factor = new_factor

    def get_backoff_factor(self):
        return self._backoff_factor

    def set_backoff_factor(self, new_factor):
        self._backoff_factor = new_factor

    def get_growth_interval(self):
        return self._growth_interval

    def set_growth_interval(self, new_interval):
        self._growth_interval = new_interval

    def state_dict(self):
        if not self._enabled:
            return {}
        return {
            "scale": self._scale,
            "growth_factor": self._growth_factor,
            "backoff_factor": self._backoff_factor,
            "growth_interval": self._growth_interval,
            "_growth_tracker": self._growth_tracker,
        }

    def load_state_dict(self, state_dict):
        if not self._enabled:
            return
        if not state_dict:
            raise RuntimeError(
                "The source state dict is empty, possibly because it was saved from a disabled instance of GradScaler."
            )
        self._scale, self._growth_factor = state_dict["scale"], state_dict["growth_factor"]
        self._backoff_factor, self._growth_interval = state_dict["backoff_factor"], state_dict["growth_interval"]
        self._growth_tracker = state_dict["_growth_tracker"]


autocast.__module__ = "torch.amp.autocast_mode"
GradScaler.__module__ = "torch.amp.grad_scaler"
