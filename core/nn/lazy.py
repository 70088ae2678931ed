"""Lazy modules: they take the sizes that were left out from their first input, and are ordinary modules from then on."""

from ..functions.create import empty
from ..tensor import Parameter, Tensor, new
from . import convolution, linear, norms
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
        self._data = empty(shape, dtype=dtype or self.dtype)._data
        self.__class__ = self.becomes

    def detach(self):
        return self

    def share_memory_(self):
        raise RuntimeError(
            "Can't share memory on an uninitialized parameter or buffer. Call `forward` to initialize the parameters before calling "
            "`module.share_memory()`."
        )


class UninitializedParameter(_Uninitialized, Parameter):
    """A parameter of unknown shape."""

    becomes = Parameter

    def __new__(cls, requires_grad=True, device=None, dtype=None):
        t = new(cls)
        t._data, t._rg = empty(0, dtype=dtype)._data, requires_grad
        return t


class UninitializedBuffer(_Uninitialized, Tensor):
    """A buffer of unknown shape."""

    becomes = Tensor

    def __new__(cls, requires_grad=False, device=None, dtype=None, persistent=True):
        t = new(cls)
        t._data = empty(0, dtype=dtype)._data
        return t


UninitializedParameter.__module__ = UninitializedBuffer.__module__ = "torch.nn.parameter"


def is_lazy(param):
    return isinstance(param, _Uninitialized)


class _Lazy:
    """Mixed in before the class that it becomes (`cls_to_become`; None: it keeps its own) once its first input was seen."""

    cls_to_become = None

    def __init__(self, *args, **kw):
        super().__init__(*args, **kw)
        self._wait()

    def _wait(self):
        """From here on a state that is loaded, or else the first input, says the sizes."""
        self._load_hook = self._register_load_state_dict_pre_hook(self._lazy_load_hook)
        self._initialize_hook = self.register_forward_pre_hook(self._infer_parameters, with_kwargs=True)

    def _lazy_load_hook(self, state_dict, prefix, *rest):
        for name, t in (*self._parameters.items(), *self._buffers.items()):
            given = state_dict.get(prefix + name)
            if is_lazy(t) and given is not None and not is_lazy(given):
                t.materialize(given.shape)

    def initialize_parameters(self, *args, **kw):
        raise NotImplementedError(f"initialize_parameters is not implemented for {type(self).__name__}")

    def _infer_parameters(self, module, args, kwargs=None):
        module.initialize_parameters(*args, **(kwargs or {}))
        if module.has_uninitialized_params():
            raise RuntimeError(f"module {self._get_name()} has not been fully initialized")
        module._initialize_hook.remove()
        module._load_hook.remove()
        del module._initialize_hook, module._load_hook
        if module.cls_to_become is not None:
            module.__class__ = module.cls_to_become

    def __call__(self, *args, **kw):
        if "_initialize_hook" in self.__dict__:  # now, so that what watches the call sees the class that it becomes
            self._infer_parameters(self, args, kw)
            return self(*args, **kw)
        return super().__call__(*args, **kw)

    def _apply(self, fn, recurse=True):
        unknown = {k: b for k, b in self._buffers.items() if is_lazy(b)}
        super()._apply(fn, recurse)
        for k, b in unknown.items():  # of another dtype, still of unknown shape
            b._data, self._buffers[k] = self._buffers[k]._data, b
        return self

    def has_uninitialized_params(self):
        return any(is_lazy(t) for t in (*self._parameters.values(), *self._buffers.values()))

    def reset_parameters(self):
        if "_initialize_hook" in self.__dict__ and not self.has_uninitialized_params():
            super().reset_parameters()

    def _materialize(self, shapes):
        """Those of {name: shape} that are still of unknown shape get it, and all get their first values."""
        for name, shape in shapes.items():
            t = getattr(self, name)
            if is_lazy(t):
                t.materialize(shape)
        self.reset_parameters()

    def _replicate_for_data_parallel(self):
        raise RuntimeError(
            "Modules with uninitialized parameters can't be used with `DataParallel`. Run a dummy forward pass to correctly initialize the "
            "modules"
        )


class LazyLinear(_Lazy, linear.Linear):
    """A Linear whose in_features is taken from its first input."""

    cls_to_become = linear.Linear

    def __init__(self, out_features, bias=True, device=None, dtype=None):
        Module.__init__(self)
        self.in_features, self.out_features = 0, out_features
        self.weight = UninitializedParameter(dtype=dtype)
        self.register_parameter("bias", UninitializedParameter(dtype=dtype) if bias else None)
        self._wait()

    def initialize_parameters(self, input):
        self.in_features = input.shape[-1]
        if self.has_uninitialized_params():
            self._materialize({"weight": (self.out_features, self.in_features), "bias": (self.out_features,)})
        elif self.weight.shape[-1] != self.in_features:
            raise AssertionError(
                f"The in_features inferred from input: {self.in_features} is not equal to in_features from self.weight: "
                f"{self.weight.shape[-1]}"
            )


def _lazy_conv(name, base):
    def __init__(self, out_channels, kernel_size, *args, bias=True, **kw):
        base.__init__(self, 0, 0, kernel_size, *args, bias=False, **kw)
        self.out_channels = out_channels
        self.weight = UninitializedParameter()
        if bias:
            self.bias = UninitializedParameter()
        self._wait()

    def initialize_parameters(self, input, *args, **kw):
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
        if self.has_uninitialized_params():
            self._materialize({"weight": (first, second // groups, *self.kernel_size), "bias": (self.out_channels,)})

    body = {"__init__": __init__, "initialize_parameters": initialize_parameters, "cls_to_become": base,
            "__module__": "torch.nn.modules.conv"}  # fmt: skip
    return type(name, (_Lazy, base), body)


LazyConv1d, LazyConv2d, LazyConv3d = (
    _lazy_conv(f"Lazy{c.__name__}", c) for c in (convolution.Conv1d, convolution.Conv2d, convolution.Conv3d)
)
LazyConvTranspose1d, LazyConvTranspose2d, LazyConvTranspose3d = (
    _lazy_conv(f"Lazy{c.__name__}", c)
    for c in (convolution.ConvTranspose1d, convolution.ConvTranspose2d, convolution.ConvTranspose3d)
)


def _lazy_norm(name, base):
    def __init__(self, eps=1e-5, momentum=0.1, affine=None, track_running_stats=None, device=None, dtype=None):
        base.__init__(self, 0, eps, momentum, affine, track_running_stats)
        if self.affine:
            self.weight, self.bias = UninitializedParameter(), UninitializedParameter()
        if self.track_running_stats:
            self._buffers["running_mean"], self._buffers["running_var"] = UninitializedBuffer(), UninitializedBuffer()
        self._wait()

    def initialize_parameters(self, input):
        self.num_features = input.shape[1]
        if self.has_uninitialized_params():
            self._materialize(dict.fromkeys(("weight", "bias", "running_mean", "running_var"), (self.num_features,)))

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
