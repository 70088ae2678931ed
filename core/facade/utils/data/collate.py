"""default_collate: a list of samples made one batch, structure kept; default_convert: arrays made tensors."""

import collections.abc
import copy
import re

import numpy as np

from .... import dtypes
from ....functions.create import as_tensor, tensor
from ....functions.pieces import stack
from ....tensor import Tensor

_NOT_THESE = "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {}"
np_str_obj_array_pattern = re.compile(r"[SaUO]")
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
        return data if np_str_obj_array_pattern.search(data.dtype.str) else as_tensor(data)
    if isinstance(data, Mapping):
        return _rebuilt(data, [(key, default_convert(data[key])) for key in data])
    if isinstance(data, tuple):
        converted = [default_convert(d) for d in data]
        return type(data)(*converted) if hasattr(data, "_fields") else converted
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        return _rebuilt(data, [(i, default_convert(d)) for i, d in enumerate(data)])
    return data


def collate_tensor_fn(batch, *, collate_fn_map=None):
    return stack(batch, 0)


def collate_numpy_array_fn(batch, *, collate_fn_map=None):
    if np_str_obj_array_pattern.search(batch[0].dtype.str) is not None:
        raise TypeError(_NOT_THESE.format(batch[0].dtype))
    return collate([as_tensor(b) for b in batch], collate_fn_map=collate_fn_map)


def collate_numpy_scalar_fn(batch, *, collate_fn_map=None):
    return as_tensor(np.array(batch))


def collate_float_fn(batch, *, collate_fn_map=None):
    return tensor(batch, dtype=dtypes.float64)


def collate_int_fn(batch, *, collate_fn_map=None):
    return tensor(batch)


def collate_str_fn(batch, *, collate_fn_map=None):
    return batch


# Programs add their own types to this table.
default_collate_fn_map = {
    Tensor: collate_tensor_fn,
    np.ndarray: collate_numpy_array_fn,
    (np.bool_, np.number, np.object_): collate_numpy_scalar_fn,
    float: collate_float_fn,
    int: collate_int_fn,
    str: collate_str_fn,
    bytes: collate_str_fn,
}


def collate(batch, *, collate_fn_map=None):
    """A batch of samples: leaves by the function that the table has for their type, the structure of a sample around them."""
    elem, table = batch[0], collate_fn_map or {}
    how = table.get(type(elem)) or next((f for kind, f in table.items() if isinstance(elem, kind)), None)
    if how is not None:
        return how(batch, collate_fn_map=collate_fn_map)
    if isinstance(elem, Mapping):
        return _rebuilt(elem, [(key, collate([d[key] for d in batch], collate_fn_map=collate_fn_map)) for key in elem])
    if isinstance(elem, tuple) and hasattr(elem, "_fields"):
        return type(elem)(*(collate(samples, collate_fn_map=collate_fn_map) for samples in zip(*batch)))
    if isinstance(elem, Sequence):
        return _collate_sequences(elem, batch, collate_fn_map)
    raise TypeError(_NOT_THESE.format(type(elem)))


def default_collate(batch):
    """A batch of samples: tensors stacked, numbers in a tensor, the structure of a sample around them."""
    return collate(batch, collate_fn_map=default_collate_fn_map)


def _collate_sequences(elem, batch, table):
    if any(len(sample) != len(elem) for sample in batch):
        raise RuntimeError("each element in list of batch should be of equal size")
    columns = [collate(samples, collate_fn_map=table) for samples in zip(*batch)]
    return columns if isinstance(elem, tuple) else _rebuilt(elem, list(enumerate(columns)))
