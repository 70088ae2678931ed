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
from ....nn.module import Module as _Module
from ....nn.reparam import remove_spectral_norm, remove_weight_norm, spectral_norm, weight_norm
from ....rng import default_generator as _default_generator

__all__ = [
    "clip_grad_norm",
    "clip_grad_norm_",
    "clip_grad_value_",
    "clip_grads_with_norm_",
    "get_total_norm",
    "parameters_to_vector",
    "remove_spectral_norm",
    "remove_weight_norm",
    "skip_init",
    "spectral_norm",
    "vector_to_parameters",
    "weight_norm",
]


def skip_init(module_cls, *args, **kwargs):
    """A module whose parameters are not initialised, and for which no random numbers are drawn."""
    if not issubclass(module_cls, _Module):
        raise RuntimeError(f"Expected a Module; got {module_cls}")
    device = kwargs.pop("device", "cpu")
    state = _default_generator.get_state()
    try:
        return module_cls(*args, **kwargs).to_empty(device=device)
    finally:
        _default_generator.set_state(state)


_PARTS = ("prune", "stateless", "rnn", "parametrize", "parametrizations", "clip_grad", "convert_parameters")


def __getattr__(name):
    if name in _PARTS:
        return _importlib.import_module(f"{__package__}.{name}")
    raise AttributeError(
        f"module 'torch.nn.utils' has no attribute '{name}'\n"
        f"(Retrograd's core does not have torch.nn.utils.{name}; `retrograd api` lists what it has.)"
    )
