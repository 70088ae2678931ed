"""torch.nn.utils."""

import importlib as _importlib

from ....nn.gradients import (
    clip_grad_norm,
    clip_grad_norm_,
    clip_grad_value_,
    clip_grads_with_norm_,
    get_total_norm,
    parameters_to_vector,
    vector_to_parameters,
)
from ....nn.reparam import remove_spectral_norm, remove_weight_norm, spectral_norm, weight_norm

__all__ = [
    "clip_grad_norm",
    "clip_grad_norm_",
    "clip_grad_value_",
    "clip_grads_with_norm_",
    "get_total_norm",
    "parameters_to_vector",
    "remove_spectral_norm",
    "remove_weight_norm",
    "spectral_norm",
    "vector_to_parameters",
    "weight_norm",
]
_PARTS = ("prune", "stateless", "rnn", "parametrize", "parametrizations", "clip_grad", "convert_parameters")


def __getattr__(name):
    if name in _PARTS:
        return _importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(
        f"module 'torch.nn.utils' has no attribute '{name}'\n"
        f"(Retrograd's core does not have torch.nn.utils.{name}; `retrograd api` lists what it has.)"
    )
