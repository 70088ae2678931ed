"""Lazy modules: they take the sizes that were left out from their first input, and are ordinary modules from then on."""

import numpy as np

from ..functions.create import empty
from ..tensor import Parameter, Tensor, new
from . import linear, norms, spatial
from .module import Module

_SHAPE = (
    "Can't access the shape of an uninitialized parameter or buffer. This error usually happens in `load_state_dict` when trying to load "
    "an uninitialized parameter into an initialized one. Call `forward` to initialize the parameters before accessing their attributes."
)
_USE = (
    "Attempted to use an uninitialized parameter in {}. This error happens when you are using a `LazyModule` or explicitly manipulating "
    "`torch.nn.parameter.{}` objects. When using LazyModules Call `forward` with a dummy batch to initialize the parameters before "
    "calling torch functions"
)


class _Uninitialized:
    """A tensor whose shape is not yet known."""

    def __repr__(self):
        return f"<{type(self).__name__}>"

    @property
    def shape(self):
        raise RuntimeError(_SHAPE)

    def numel(self):
        raise ValueError(_USE.format("<method 'numel' of 'torch._C.TensorBase' objects>", type(self).__name__))

    def materialize(self, shape, device=None, dtype=None):
        """Become an ordinary one, of this shape, values undefined."""
        self._data = empty(*shape, dtype=dtype or self.dtype)._data
        self.__class__ = self.becomes

    def detach(self):
        return self


class UninitializedParameter(_Uninitialized, Parameter):
    """A parameter of unknown shape."""

    becomes = Parameter

    def __new__(cls, requires_grad=True, device=None, dtype=None):
        t = new(cls)
        t._data, t._rg = np.zeros(0, np.float32 if dtype is None else dtype.np), requires_grad
        return t


class UninitializedBuffer(_Uninitialized, Tensor):
    """A buffer of unknown shape."""

    becomes = Tensor

    def __new__(cls, requires_grad=False, device=None, dtype=None, persistent=True):
        t = new(cls)
        t._data = np.zeros(0, np.float32 if dtype is None else dtype.np)
        return t


UninitializedParameter.__module__ = UninitializedBuffer.__module__ = "torch.nn.parameter"


def is_lazy(param):
    return isinstance(param, _Uninitialized)


class _Lazy:
    """Mixed in before the class that it becomes (`cls_to_become`)."""

    cls_to_become = None

    def _apply(self, fn, recurse=True):
        unknown = {k: b for k, b in self._buffers.items() if is_lazy(b)}
        super()._apply(fn, recurse)
        for k, b in unknown.items():  # of another dtype, still of unknown shape
            b._data, self._buffers[k] = self._buffers[k]._data, b
        return self

    def has_uninitialized_params(self):
        return any(is_lazy(t) for t in (*self._parameters.values(), *self._buffers.values()))

    def reset_parameters(self):
        if self.__dict__.get("_sized"):
            super().reset_parameters()

    def __call__(self, *args, **kw):
        self.__dict__["_sized"] = True
        self.initialize_parameters(*args, **kw)
        del self.__dict__["_sized"]
        self.__class__ = self.cls_to_become
        return self(*args, **kw)


class LazyLinear(_Lazy, linear.Linear):
    """A Linear whose in_features is taken from its first input."""

    cls_to_become = linear.Linear

    def __init__(self, out_features, bias=True, device=None, dtype=None):
        Module.__init__(self)
        self.in_features, self.out_features = 0, out_features
        self.weight = UninitializedParameter(dtype=dtype)
        self.register_parameter("bias", UninitializedParameter(dtype=dtype) if bias else None)

    def initialize_parameters(self, input):
        self.in_features = input.shape[-1]
        self.weight.materialize((self.out_features, self.in_features), dtype=None)
        if self.bias is not None:
            self.bias.materialize((self.out_features,))
        self.reset_parameters()


def _lazy_conv(name, base):
    def __init__(self, out_channels, kernel_size, *args, bias=True, **kw):
        base.__init__(self, 0, 0, kernel_size, *args, bias=False, **kw)
        self.out_channels = out_channels
        self.weight = UninitializedParameter()
        if bias:
            self.bias = UninitializedParameter()

    def initialize_parameters(self, input):
        groups, n = self.groups, self.n
        if input.dim() not in (n + 1, n + 2):
            raise RuntimeError(
                f"Expected {n + 1}D (unbatched) or {n + 2}D (batched) input to {type(self).__name__}, but got input of size: {input.shape}"
            )
        self.in_channels = input.shape[-n - 1]
        first, second = (
            (self.in_channels, self.out_channels) if self.transposed else (self.out_channels, self.in_channels)
        )
        if self.in_channels % groups:
            raise ValueError("in_channels must be divisible by groups")
        self.weight.materialize((first, second // groups, *self.kernel_size))
        if self.bias is not None:
            self.bias.materialize((self.out_channels,))
        self.reset_parameters()

    body = {"__init__": __init__, "initialize_parameters": initialize_parameters, "cls_to_become": base,
            "__module__": "torch.nn.modules.conv"}  # fmt: skip
    return type(name, (_Lazy, base), body)


LazyConv1d, LazyConv2d, LazyConv3d = (
    _lazy_conv(f"Lazy{c.__name__}", c) for c in (spatial.Conv1d, spatial.Conv2d, spatial.Conv3d)
)
LazyConvTranspose1d, LazyConvTranspose2d, LazyConvTranspose3d = (
    _lazy_conv(f"Lazy{c.__name__}", c)
    for c in (spatial.ConvTranspose1d, spatial.ConvTranspose2d, spatial.ConvTranspose3d)
)


def _lazy_norm(name, base):
    def __init__(self, eps=1e-5, momentum=0.1, affine=None, track_running_stats=None, device=None, dtype=None):
        base.__init__(self, 0, eps, momentum, affine, track_running_stats)
        if self.affine:
            self.weight, self.bias = UninitializedParameter(), UninitializedParameter()
        if self.track_running_stats:
            self._buffers["running_mean"], self._buffers["running_var"] = UninitializedBuffer(), UninitializedBuffer()

    def initialize_parameters(self, input):
        self.num_features = input.shape[1]
        for t in (*self._parameters.values(), *self._buffers.values()):
            if is_lazy(t):
                t.materialize((self.num_features,))
        self.reset_parameters()

    body = {
        "__init__": __init__,
        "initialize_parameters": initialize_parameters,
        "cls_to_become": base,
        "__module__": base.__module__,
    }
    return type(name, (_Lazy, base), body)


LazyBatchNorm1d, LazyBatchNorm2d, LazyBatchNorm3d, LazyInstanceNorm1d, LazyInstanceNorm2d, LazyInstanceNorm3d = (
    _lazy_norm(f"Lazy{c.__name__}", c)
    for c in (norms.BatchNorm1d, norms.BatchNorm2d, norms.BatchNorm3d, norms.InstanceNorm1d, norms.InstanceNorm2d,
              norms.InstanceNorm3d)
)  # fmt: skip
LazyLinear.__module__ = "torch.nn.modules.linear"
