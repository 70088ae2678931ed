"""Normalisation modules."""

import warnings

from .. import state as S
from ..functions import nn_layers as N
from ..functions.create import ones, tensor, zeros
from ..meta import is_meta, placed
from ..tensor import Parameter
from .linear import _init
from .module import Module


class _Norm(Module):
    """Batch and instance normalisation."""

    _version = 2
    dims = (2, 3)
    instance = False

    def __init__(
        self,
        num_features,
        eps=1e-5,
        momentum=0.1,
        affine=None,
        track_running_stats=None,
        device=None,
        dtype=None,
        *,
        bias=True,
    ):
        super().__init__()
        usual = not self.instance
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine = usual if affine is None else affine
        self.track_running_stats = usual if track_running_stats is None else track_running_stats
        if self.affine:
            self.weight = Parameter(placed(ones(num_features, dtype=dtype), device))
            self.register_parameter("bias", Parameter(placed(zeros(num_features, dtype=dtype), device)) if bias else None)
        else:
            self.register_parameter("weight", None)
            self.register_parameter("bias", None)
        for name, make in (("running_mean", lambda: placed(zeros(num_features, dtype=dtype), device)),
                           ("running_var", lambda: placed(ones(num_features, dtype=dtype), device)),
                           ("num_batches_tracked", lambda: placed(tensor(0), device))):  # fmt: skip
            self.register_buffer(name, make() if self.track_running_stats else None)

    def reset_running_stats(self):
        if self.track_running_stats:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self):
        self.reset_running_stats()
        if self.affine:
            _init().ones_(self.weight)
            if self.bias is not None:
                _init().zeros_(self.bias)

    def _load_from_state_dict(self, state_dict, prefix, local_metadata, *rest):
        version, key = local_metadata.get("version"), prefix + "num_batches_tracked"
        if (version is None or version < 2) and self.track_running_stats and key not in state_dict:  # older ones had none
            have = self.num_batches_tracked
            state_dict[key] = have if have is not None and not is_meta(have) else tensor(0)
        super()._load_from_state_dict(state_dict, prefix, local_metadata, *rest)

    def forward(self, input):
        if input.dim() not in self.dims:
            words = " or ".join(f"{d}D" for d in self.dims)
            raise ValueError(f"expected {words} input (got {input.dim()}D input)")
        if self.instance:
            single = input.dim() == self.dims[0]
            self._check_features(input, 1 - single)
            x = input.unsqueeze(0) if single else input
            out = N.instance_norm(x, self.running_mean, self.running_var, self.weight, self.bias,
                                  self.training or not self.track_running_stats, self.momentum or 0.0, self.eps)  # fmt: skip
            return out.squeeze(0) if single else out
        factor = 0.0 if self.momentum is None else self.momentum
        if self.training and self.track_running_stats:
            was, S.grad_enabled = S.grad_enabled, False
            try:
                self.num_batches_tracked.add_(1)
            finally:
                S.grad_enabled = was
            if self.momentum is None:
                factor = 1.0 / float(self.num_batches_tracked)
        if input.shape[1] != self.num_features and (self.affine or self.track_running_stats):
            what = "running_mean" if self.track_running_stats else "weight"
            raise RuntimeError(f"{what} should contain {input.shape[1]} elements not {self.num_features}")
        by_batch = self.training or self.running_mean is None
        use = not self.training or self.track_running_stats
        return N.batch_norm(input, self.running_mean if use else None, self.running_var if use else None, self.weight, self.bias, by_batch, factor,
                            self.eps)  # fmt: skip

    def _check_features(self, input, axis):
        """Instance normalisation: that the channels are as many as was said; where nothing is learned, only a warning."""
        have = input.shape[axis]
        if have == self.num_features:
            return
        if self.affine:
            raise ValueError(f"expected input's size at dim={axis} to match num_features ({self.num_features}), but got: {have}.")
        warnings.warn(
            f"input's size at dim={axis} does not match num_features. You can silence this warning by not passing in num_features, which is "
            "not used because affine=False",
            stacklevel=2,
        )

    def _get_no_batch_dim(self):
        return self.dims[0]

    def extra_repr(self):
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )


def _norm(name, dims, instance=False):
    module = "torch.nn.modules.instancenorm" if instance else "torch.nn.modules.batchnorm"
    return type(name, (_Norm,), {"dims": dims, "instance": instance, "__module__": module})


BatchNorm1d, BatchNorm2d, BatchNorm3d = (
    _norm("BatchNorm1d", (2, 3)),
    _norm("BatchNorm2d", (4,)),
    _norm("BatchNorm3d", (5,)),
)
InstanceNorm1d, InstanceNorm2d = _norm("InstanceNorm1d", (2, 3), True), _norm("InstanceNorm2d", (3, 4), True)
InstanceNorm3d = _norm("InstanceNorm3d", (4, 5), True)


class LayerNorm(Module):
    def __init__(self, normalized_shape, eps=1e-5, elementwise_affine=True, bias=True, device=None, dtype=None):
        super().__init__()
        self.normalized_shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        self.register_parameter("weight", Parameter(placed(ones(*self.normalized_shape), device)) if elementwise_affine else None)
        self.register_parameter(
            "bias", Parameter(placed(zeros(*self.normalized_shape), device)) if elementwise_affine and bias else None
        )

    def forward(self, input):
        return N.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self):
        text = f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"
        return text if isinstance(self, RMSNorm) else f"{text}, bias={self.bias is not None}"


class RMSNorm(Module):
    def __init__(self, normalized_shape, eps=None, elementwise_affine=True, device=None, dtype=None):
        super().__init__()
        self.normalized_shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        self.register_parameter("weight", Parameter(placed(ones(*self.normalized_shape), device)) if elementwise_affine else None)

    def forward(self, input):
        return N.rms_norm(input, self.normalized_shape, self.weight, self.eps)

    extra_repr = LayerNorm.extra_repr


class GroupNorm(Module):
    def __init__(self, num_groups, num_channels, eps=1e-5, affine=True, device=None, dtype=None, *, bias=True):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})")
        self.num_groups, self.num_channels, self.eps, self.affine = num_groups, num_channels, eps, affine
        self.register_parameter("weight", Parameter(placed(ones(num_channels), device)) if affine else None)
        self.register_parameter("bias", Parameter(placed(zeros(num_channels), device)) if affine and bias else None)

    def forward(self, input):
        return N.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self):
        text = f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}"
        return f"{text}, bias={self.bias is not None}"


class LocalResponseNorm(Module):
    def __init__(self, size, alpha=1e-4, beta=0.75, k=1.0):
        super().__init__()
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, input):
        return N.local_response_norm(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self):
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


class CrossMapLRN2d(LocalResponseNorm):
    """The older name of the same, for images."""

    def __init__(self, size, alpha=1e-4, beta=0.75, k=1):
        super().__init__(size, alpha, beta, k)


for _class in (LayerNorm, RMSNorm, GroupNorm, LocalResponseNorm, CrossMapLRN2d):
    _class.__module__ = "torch.nn.modules.normalization"
