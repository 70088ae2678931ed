"""torch's old constructors: torch.Tensor(2, 3), torch.FloatTensor and its like."""

import numpy as np

from .. import dtypes
from ..size import Size
from ..tensor import Parameter, Tensor
from .create import array_of, made, size_of


def legacy_tensor(cls, *args, dtype=None, device=None, requires_grad=False):
    """torch.Tensor(2, 3), torch.Tensor([1, 2]), FloatTensor(…): uninitialised memory is zeros here."""
    dt = dtype or getattr(cls, "_legacy", None) or dtypes.default
    if not args:
        raw = np.zeros(0, dt.np)
    elif len(args) == 1 and isinstance(args[0], Tensor):
        raw = dtypes.cast(args[0]._data, dt) if hasattr(cls, "_legacy") else args[0]._data
    elif len(args) == 1 and isinstance(args[0], Size):
        raw = np.zeros(tuple(args[0]), dt.np)
    elif len(args) == 1 and (isinstance(args[0], bool) or not isinstance(args[0], int)):
        if isinstance(args[0], bool | float | complex):
            raise TypeError(f"new(): data must be a sequence (got {type(args[0]).__name__})")
        try:
            raw = array_of(args[0], dt)
        except TypeError as error:
            if "complex" in str(error):
                raise TypeError("must be real number, not complex") from None
            raise
        raw = raw.copy() if raw is args[0] else raw
    else:
        raw = np.zeros(size_of(args), dt.np)
    t = made(raw, "Tensor", requires_grad)
    if cls is not Tensor and not hasattr(cls, "_legacy") and issubclass(cls, Tensor) and cls is not Parameter:
        t.__class__ = cls
    return t


def legacy_class(name, dt):
    """The class behind torch.FloatTensor and its like: makes Tensors, and knows one when it sees it."""

    class Meta(type):
        def __instancecheck__(cls, t):
            return isinstance(t, Tensor) and t.dtype is dt

        def __call__(cls, *args, **kw):
            return legacy_tensor(cls, *args, **kw)

    made_class = Meta(name, (), {"_legacy": dt, "__module__": "torch", "dtype": dt})
    return made_class
