"""default_collate: a list of samples made one batch, structure kept; default_convert: arrays made tensors."""

import collections.abc
import copy

import numpy as np

from .... import dtypes
from ....functions.create import as_tensor, tensor
from ....functions.pieces import stack
from ....tensor import Tensor

_NOT_THESE = "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {}"
Mapping, Sequence = collections.abc.Mapping, collections.abc.Sequence


def _rebuilt(elem, items):
    """A mapping or sequence like `elem` (a copy of it where it can be filled) with these items, keyed or in order."""
    is_map = isinstance(elem, Mapping)
    plain = dict(items) if is_map else [value for _, value in items]
    try:
        if isinstance(elem, collections.abc.MutableMapping | collections.abc.MutableSequence):
            clone = copy.copy(elem)
            for key, value in items:
                clone[key] = value
            return clone
        return type(elem)(plain)
    except TypeError:
        return plain


def default_convert(data):
    """NumPy data anywhere in `data` made tensors."""
    if isinstance(data, Tensor):
        return data
    if isinstance(data, np.ndarray | np.generic) and not isinstance(data, np.str_):
        return data if data.dtype.kind in "SaUO" else as_tensor(data)
    if isinstance(data, Mapping):
        return _rebuilt(data, [(key, default_convert(data[key])) for key in data])
    if isinstance(data, tuple):
        converted = [default_convert(d) for d in data]
        return type(data)(*converted) if hasattr(data, "_fields") else converted
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        return _rebuilt(data, [(i, default_convert(d)) for i, d in enumerate(data)])
    return data


def default_collate(batch):
    """A batch of samples: tensors stacked, numbers in a tensor, the structure of a sample around them."""
    elem = batch[0]
    if isinstance(elem, Tensor):
        return stack(batch, 0)
    if isinstance(elem, np.ndarray):
        if elem.dtype.kind in "SaUO":
            raise TypeError(_NOT_THESE.format(elem.dtype))
        return default_collate([as_tensor(b) for b in batch])
    if isinstance(elem, str | bytes):
        return batch
    if isinstance(elem, np.bool_ | np.number | np.object_) and not isinstance(elem, float):
        return as_tensor(np.array(batch))
    if isinstance(elem, float):
        return tensor(batch, dtype=dtypes.float64)
    if isinstance(elem, int):
        return tensor(batch)
    if isinstance(elem, Mapping):
        return _rebuilt(elem, [(key, default_collate([d[key] for d in batch])) for key in elem])
    if isinstance(elem, tuple) and hasattr(elem, "_fields"):
        return type(elem)(*(default_collate(samples) for samples in zip(*batch)))
    if isinstance(elem, Sequence):
        return _collate_sequences(elem, batch)
    raise TypeError(_NOT_THESE.format(type(elem)))


def _collate_sequences(elem, batch):
    if any(len(sample) != len(elem) for sample in batch):
        raise RuntimeError("each element in list of batch should be of equal size")
    columns = [default_collate(samples) for samples in zip(*batch)]
    return columns if isinstance(elem, tuple) else _rebuilt(elem, list(enumerate(columns)))
