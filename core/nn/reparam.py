"""Weight and spectral normalisation: the older ones of torch.nn.utils, by hooks, and those of torch.nn.utils.parametrizations."""

import warnings

from ..functions.linear import vdot
from ..functions.nn_layers import normalize_vector
from ..functions.random import randn
from ..modes import no_grad
from ..ops import nn_layers as N
from ..tensor import Parameter, Tensor
from .lazy import is_lazy
from .module import Module
from .parametrize import register_parametrization

_LAZY = "The module passed to `{}` can't have uninitialized parameters. Make sure to run the dummy forward before applying {} normalization"


def norm_except_dim(v, pow=2, dim=0):
    """The norm of each slice of `dim`, kept as axes of size 1; of the whole for dim -1."""
    if dim == -1:
        return v.norm(pow)
    axes = tuple(i for i in range(v.dim()) if i != dim)
    return v.norm(pow, axes, keepdim=True) if axes else v.abs()


def weight_norm_of(v, g, dim=0):
    """g v / ‖v‖."""
    if dim in (0, v.dim() - 1):
        return N.weight_norm(v, g, dim=dim)[0]
    return v * (g / norm_except_dim(v, 2, dim))


class WeightNorm:
    """The hook of weight_norm: before each call the weight is computed from its length g and direction v."""

    def __init__(self, name, dim):
        self.name, self.dim = name, -1 if dim is None else dim

    def compute_weight(self, module):
        return weight_norm_of(getattr(module, self.name + "_v"), getattr(module, self.name + "_g"), self.dim)

    def __call__(self, module, inputs):
        module.__dict__[self.name] = self.compute_weight(module)

    def remove(self, module):
        weight = self.compute_weight(module)
        delattr(module, self.name)
        del module._parameters[self.name + "_g"], module._parameters[self.name + "_v"]
        setattr(module, self.name, Parameter(weight.data))


def weight_norm(module, name="weight", dim=0):
    """Splits module.NAME into NAME_g and NAME_v."""
    warnings.warn(
        "`torch.nn.utils.weight_norm` is deprecated in favor of `torch.nn.utils.parametrizations.weight_norm`.",
        FutureWarning,
        stacklevel=2,
    )
    if any(isinstance(h, WeightNorm) and h.name == name for h in module._forward_pre_hooks.values()):
        raise RuntimeError(f"Cannot register two weight_norm hooks on the same parameter {name}")
    hook = WeightNorm(name, dim)
    weight = getattr(module, name)
    if is_lazy(weight):
        raise ValueError(_LAZY.format("WeightNorm", "weight"))
    del module._parameters[name]
    with no_grad():
        length = norm_except_dim(weight, 2, hook.dim)
    module.register_parameter(name + "_g", Parameter(length.data))
    module.register_parameter(name + "_v", Parameter(weight.data))
    module.__dict__[name] = hook.compute_weight(module)
    module.register_forward_pre_hook(hook)
    return module


def _remove(module, name, kind, what):
    for k, hook in list(module._forward_pre_hooks.items()):
        if isinstance(hook, kind) and hook.name == name:
            hook.remove(module)
            del module._forward_pre_hooks[k]
            return module
    raise ValueError(f"{what} of '{name}' not found in {module}")


def remove_weight_norm(module, name="weight"):
    return _remove(module, name, WeightNorm, "weight_norm")


def _as_matrix(weight, dim):
    if dim != 0:
        weight = weight.permute(dim, *(d for d in range(weight.dim()) if d != dim))
    return weight.reshape(weight.shape[0], -1)


def _start(n, eps, dtype):
    return normalize_vector(randn(n, dtype=dtype), eps)


class SpectralNorm:
    """The hook of spectral_norm: power iteration, then division by the largest singular value."""

    def __init__(self, name, n_power_iterations, dim, eps):
        if n_power_iterations <= 0:
            raise ValueError(
                f"Expected n_power_iterations to be positive, but got n_power_iterations={n_power_iterations}"
            )
        self.name, self.n_power_iterations, self.dim, self.eps = name, n_power_iterations, dim, eps

    def compute_weight(self, module, do_power_iteration):
        weight, u, v = (getattr(module, self.name + tail) for tail in ("_orig", "_u", "_v"))
        matrix = _as_matrix(weight, self.dim)
        if do_power_iteration:
            with no_grad():
                for _ in range(self.n_power_iterations):
                    v.copy_(normalize_vector(matrix.t().mv(u), self.eps))
                    u.copy_(normalize_vector(matrix.mv(v), self.eps))
                u, v = u.clone(), v.clone()
        return weight / u.dot(matrix.mv(v))

    def __call__(self, module, inputs):
        module.__dict__[self.name] = self.compute_weight(module, module.training)

    def remove(self, module):
        with no_grad():
            weight = self.compute_weight(module, False)
        for tail in ("", "_u", "_v", "_orig"):
            delattr(module, self.name + tail)
        module.register_parameter(self.name, Parameter(weight.detach()))


def _default_dim(module, dim):
    if dim is not None:
        return dim
    return 1 if getattr(module, "transposed", False) and type(module).__name__.startswith("ConvTranspose") else 0


def spectral_norm(module, name="weight", n_power_iterations=1, eps=1e-12, dim=None):
    """Divides module.NAME by its largest singular value before each call."""
    if any(isinstance(h, SpectralNorm) and h.name == name for h in module._forward_pre_hooks.values()):
        raise RuntimeError(f"Cannot register two spectral_norm hooks on the same parameter {name}")
    hook = SpectralNorm(name, n_power_iterations, _default_dim(module, dim), eps)
    weight = module._parameters[name]
    if weight is None:
        raise ValueError(f"`SpectralNorm` cannot be applied as parameter `{name}` is None")
    if is_lazy(weight):
        raise ValueError(_LAZY.format("SpectralNorm", "spectral"))
    with no_grad():
        h, w = _as_matrix(weight, hook.dim).shape
        u, v = (_start(n, eps, weight.dtype) for n in (h, w))
    delattr(module, name)
    module.register_parameter(name + "_orig", weight)
    module.__dict__[name] = weight.data
    module.register_buffer(name + "_u", u)
    module.register_buffer(name + "_v", v)
    module.register_forward_pre_hook(hook)
    return module


def remove_spectral_norm(module, name="weight"):
    return _remove(module, name, SpectralNorm, "spectral_norm")


class _WeightNorm(Module):
    def __init__(self, dim=0):
        super().__init__()
        self.dim = -1 if dim is None else dim

    def forward(self, weight_g, weight_v):
        return weight_norm_of(weight_v, weight_g, self.dim)

    def right_inverse(self, weight):
        return norm_except_dim(weight, 2, self.dim), weight


class _SpectralNorm(Module):
    def __init__(self, weight, n_power_iterations=1, dim=0, eps=1e-12):
        super().__init__()
        n = weight.dim()
        if not -n <= dim < n:
            raise IndexError(f"Dimension out of range (expected to be in range of [-{n}, {n - 1}] but got {dim})")
        if n_power_iterations <= 0:
            raise ValueError(
                f"Expected n_power_iterations to be positive, but got n_power_iterations={n_power_iterations}"
            )
        self.dim, self.eps = dim % n, eps
        if n > 1:
            self.n_power_iterations = n_power_iterations
            matrix = self._matrix(weight)
            u, v = (randn(n, dtype=weight.dtype) for n in matrix.shape)
            self.register_buffer("_u", normalize_vector(u, eps))
            self.register_buffer("_v", normalize_vector(v, eps))
            self._power_method(matrix, 15)

    def _matrix(self, weight):
        if self.dim != 0:
            weight = weight.permute(self.dim, *(d for d in range(weight.dim()) if d != self.dim))
        return weight.flatten(1)

    def _power_method(self, matrix, n_power_iterations):
        with no_grad():
            turned = matrix.t().conj() if matrix.is_complex() else matrix.t()
            for _ in range(n_power_iterations):
                self._u.copy_(normalize_vector(matrix.mv(self._v), self.eps))
                self._v.copy_(normalize_vector(turned.mv(self._u), self.eps))

    def forward(self, weight):
        if weight.dim() == 1:
            return normalize_vector(weight, self.eps)
        matrix = self._matrix(weight)
        if self.training:
            self._power_method(matrix, self.n_power_iterations)
        u, v = self._u.clone(), self._v.clone()
        return weight / vdot(u, matrix.mv(v))

    def right_inverse(self, value):
        return value


def _tensor_of(module, name):
    weight = getattr(module, name, None)
    if not isinstance(weight, Tensor):
        raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    return weight


def parametrized_weight_norm(module, name="weight", dim=0):
    """torch.nn.utils.parametrizations.weight_norm."""
    register_parametrization(module, name, _WeightNorm(dim), unsafe=True)

    def from_older(state, prefix, *rest):
        """What the older weight_norm saved has other names."""
        keys = [f"{prefix}{name}_{letter}" for letter in "gv"]
        if all(key in state for key in keys):
            for i, key in enumerate(keys):
                state[f"{prefix}parametrizations.{name}.original{i}"] = state.pop(key)

    module._register_load_state_dict_pre_hook(from_older)
    return module


def parametrized_spectral_norm(module, name="weight", n_power_iterations=1, eps=1e-12, dim=None):
    """torch.nn.utils.parametrizations.spectral_norm."""
    weight = _tensor_of(module, name)
    made = _SpectralNorm(weight, n_power_iterations, _default_dim(module, dim), eps)
    return register_parametrization(module, name, made)


for _f, _said in ((parametrized_weight_norm, "weight_norm"), (parametrized_spectral_norm, "spectral_norm")):
    _f.__name__ = _f.__qualname__ = _said
for _class in (_WeightNorm, _SpectralNorm):
    _class.__module__ = "torch.nn.utils.parametrizations"
