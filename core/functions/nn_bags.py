"""Bags of embeddings: rows of a table, summed, averaged or their maximum taken."""

import warnings

import numpy as np

from ..api import function
from ..dtypes import legacy_name
from ..ops import nn_recurrent as N
from ..tensor import wrap
from .nn_layers import _renorm

MODES = {"sum": N.SUM, "mean": N.MEAN, "max": N.MAX}


def _flat(input, offsets, weights):
    """2-D input is a batch of bags of equal size."""
    if input.dim() == 2:
        if offsets is not None:
            raise ValueError(
                "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences. However, "
                f"found offsets of type {type(offsets)}"
            )
        n, size = input.shape
        offsets = wrap(np.arange(0, n * size, size, dtype=input._data.dtype) if size else np.zeros(n, np.int64))
        return input.reshape(-1), offsets, None if weights is None else weights.reshape(-1)
    if input.dim() != 1:
        raise ValueError(f"input has to be 1D or 2D Tensor, but got Tensor of dimension {input.dim()}")
    if offsets is None:
        raise ValueError("offsets has to be a 1D Tensor but got None")
    if offsets.dim() != 1:
        raise ValueError("offsets has to be a 1D Tensor")
    return input, offsets, weights


@function("F")
def embedding_bag(input, weight, offsets=None, max_norm=None, norm_type=2, scale_grad_by_freq=False, mode="mean", sparse=False,
                  per_sample_weights=None, include_last_offset=False, padding_idx=None):  # fmt: skip
    """The reduced rows of each bag: (bags, embedding_dim)."""
    if weight.dtype.name == "int64" and input.is_floating_point():
        warnings.warn(
            "Argument order of nn.functional.embedding_bag was changed. Usage `embedding_bag(weight, input, ...)` is deprecated, and should "
            "now be `embedding_bag(input, weight, ...)`.",
            stacklevel=2,
        )
        weight, input = input, weight
    if per_sample_weights is not None and input.shape != per_sample_weights.shape:
        raise ValueError(
            f"embedding_bag: If per_sample_weights ({per_sample_weights.shape}) is not None, then it must have the same shape as the "
            f"input ({input.shape})"
        )
    input, offsets, per_sample_weights = _flat(input, offsets, per_sample_weights)
    if weight.dim() != 2:
        raise ValueError(f"weight has to be a 2D Tensor, but got Tensor of dimension {weight.dim()}")
    if mode not in MODES:
        raise ValueError("mode has to be one of sum, mean or max")
    if mode == "max" and scale_grad_by_freq:
        raise ValueError("max mode does not support scaling the gradient by the frequency")
    if mode == "max" and sparse:
        raise ValueError("max mode does not support sparse weights")
    if per_sample_weights is not None and mode != "sum":
        raise NotImplementedError(
            "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' (got "
            f"mode='{mode}'). Please open a feature request on GitHub."
        )
    if per_sample_weights is not None and per_sample_weights.dtype is not weight.dtype:
        raise RuntimeError(
            "Expected tensor for argument #1 'weight' to have the same type as tensor for argument #1 'per_sample_weights'; but type "
            f"{legacy_name(weight._data)} does not equal {legacy_name(per_sample_weights._data)} (while checking arguments for embedding_bag)"
        )
    places, starts = input._data, offsets._data
    if starts.size and starts[-1] > places.size:
        raise RuntimeError(
            f"offsets[-1] can not be greater than input's length {places.size} but got offsets[-1] of {starts[-1]}"
        )
    if starts.size and starts[0] != 0:
        raise RuntimeError(
            f"offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got {starts[0]}"
        )
    if places.size and (places.max() >= weight._data.shape[0] or places.min() < 0):
        bad = places[(places < 0) | (places >= weight._data.shape[0])][0]
        raise RuntimeError(f"embedding_bag: Expected idx >= 0 && idx < num_embeddings but found idx to be {bad}")
    if include_last_offset:
        offsets = wrap(starts[:-1])
    if max_norm is not None:
        _renorm(weight, places, max_norm, norm_type)
    rows = weight._data.shape[0]
    if padding_idx is not None and not -rows <= padding_idx < rows:
        raise RuntimeError(f"padding_idx must be within the number of embeddings, {-rows} through {rows - 1}, but got {padding_idx}")
    padding = -1 if padding_idx is None else padding_idx % rows
    return N.embedding_bag_forward(weight, input, offsets, per_sample_weights, mode=MODES[mode], padding_idx=padding,
                                   scale_grad_by_freq=scale_grad_by_freq)[0]  # fmt: skip
