"""TensorValue: what a tensor held at one moment, read from the tape when it is first looked at."""

from collections.abc import Mapping

import numpy as np

from .wire import DTYPE_CODES, STORAGE, TapeError, json_number

FULL_UP_TO = 64  # elements; beyond, `data` is replaced by `stats`


class TensorValue(Mapping):
    """A value or gradient of an event: `.shape` (tuple), `.dtype` ("float32"), `.array`, `.key`, `.to_json()`.

    As a mapping it is the contract's dict: shape, dtype, and data (or stats past 64 elements). Two values with the same
    `.key` are the same stored bytes, shape and dtype.
    """

    __slots__ = ("_array", "_json", "_load", "_stats", "dtype", "key", "shape")

    def __init__(self, shape, dtype, key, load=None, array=None):
        self.shape, self.dtype, self.key, self._load, self._array, self._json = shape, dtype, key, load, array, None
        self._stats = None

    @classmethod
    def of(cls, data, dtype=None):
        """A value that is on no tape yet, of an array, number or nested lists. `dtype`: its name if not the array's."""
        if isinstance(data, TensorValue):
            return data
        if isinstance(data, Mapping):
            if "data" not in data:
                raise TapeError("a value without its data cannot be written on a tape")
            shape, dtype = tuple(data["shape"]), data["dtype"]
            array = np.array(_from_json(data["data"]), _storage(dtype)).reshape(shape)
        else:
            guess = {bool: "bool", int: "int64", float: "float32", complex: "complex64"}.get(type(data))
            if not isinstance(data, np.ndarray | np.generic):
                array = np.array(data, _storage(dtype or guess) if dtype or guess else None)
                if array.dtype == np.float64 and dtype is None:
                    array = array.astype(np.float32)  # torch's default for nested lists of floats
            else:
                array = np.asarray(data)
            dtype = dtype or array.dtype.name
            array = array.astype(_storage(dtype))  # a copy: the caller may write to his own
        array.flags.writeable = False
        return cls(array.shape, dtype, ("new", id(array)), array=array)

    @property
    def array(self):
        """A read-only ndarray (0-d for scalars; bfloat16 as float32)."""
        if self._array is None:
            self._array = self._load()
            self._load = None
        return self._array

    @property
    def numel(self):
        n = 1
        for s in self.shape:
            n *= s
        return n

    def statistics(self):
        """`stats` of the array, found once."""
        if self._stats is None:
            self._stats = stats(self.array)
        return self._stats

    def to_json(self, full=False):
        """The contract's dict. `full`: the data of large tensors too, instead of their statistics."""
        if self._json is None or (full and "stats" in self._json):
            out = {"shape": list(self.shape), "dtype": self.dtype}
            if full or self.numel <= FULL_UP_TO:
                out["data"] = _to_json(self.array)
            else:
                out["stats"] = {k: json_number(v) for k, v in self.statistics().items()}
            if full:
                return out
            self._json = out
        return self._json

    def __getitem__(self, key):
        return self.to_json()[key]

    def __iter__(self):
        return iter(self.to_json())

    def __len__(self):
        return 3

    def __repr__(self):
        return f"TensorValue({list(self.shape)}, {self.dtype})"


def stats(array):
    """min, max, mean and (unbiased) std of the finite elements, and how many are NaN and infinite."""
    a = np.abs(array) if array.dtype.kind == "c" else array
    a = a.astype(np.float64) if a.dtype.kind == "f" else a
    finite = a
    nan = inf = 0
    if a.dtype.kind == "f":
        nan, inf = int(np.isnan(a).sum()), int(np.isinf(a).sum())
        if nan or inf:
            finite = a[np.isfinite(a)]
    if not finite.size:
        return dict.fromkeys(("min", "max", "mean", "std"), float("nan")) | {"nan": nan, "inf": inf}
    low, high = finite.min().item(), finite.max().item()
    wide = finite.astype(np.float64)
    scale = max(abs(low), abs(high), 1.0) if max(abs(low), abs(high)) > 1e150 else 1.0  # squares of more overflow
    mean = (wide / scale).mean().item()
    std = np.sqrt(((wide / scale - mean) ** 2).sum() / (finite.size - 1)).item() if finite.size > 1 else float("nan")
    if finite.dtype.kind == "b":
        low, high = int(low), int(high)
    return {"min": low, "max": high, "mean": mean * scale, "std": std * scale, "nan": nan, "inf": inf}


def _storage(dtype):
    name = str(dtype).removeprefix("torch.")
    if name not in DTYPE_CODES:
        raise TapeError(f"a tape cannot hold values of dtype {name}")
    return STORAGE[DTYPE_CODES[name]]


def _to_json(array):
    nested = array.tolist()
    if array.dtype.kind == "c" or (array.dtype.kind == "f" and not np.isfinite(array).all()):
        return _each(nested, json_number)
    return nested


def _from_json(nested):
    words = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
    return _each(nested, lambda x: words[x] if x in words else complex(x) if isinstance(x, str) else x)


def _each(nested, change):
    return [_each(x, change) for x in nested] if isinstance(nested, list | tuple) else change(nested)
