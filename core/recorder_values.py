"""Values that waited by reference, as records of the tape: wire.VALUE, 16 bytes each."""

import numpy as np

from .recorder_memory import ndarray
from .wire import DTYPE_CODES, INLINE, NO_VALUE, VALUE, VALUE_STRUCT, json_safe

FEW = 12  # values that are packed one by one
SCALARS = {np.dtype(n).type: (DTYPE_CODES[n], np.dtype(n)) for n in DTYPE_CODES if n not in ("bfloat16", "complex128")}
_NONE = VALUE_STRUCT.pack(NO_VALUE, INLINE, 0, 0, 0)


def pack_few(vals, memory, frozen):
    """Records of values (arrays, NumPy scalars, None), where NumPy would cost more than it saves."""
    out = []
    for i, x in enumerate(vals):
        if isinstance(x, ndarray):
            if frozen is not None:
                x = frozen.as_it_was(i, x, memory)
            out.append(VALUE_STRUCT.pack(*memory.fields(x)))
        else:
            out.append(_single(x, memory))
    return b"".join(out)


def pack_values(vals, memory, frozen):
    """The same for many, as an array."""
    classes = set(map(type, vals))
    if len(classes) == 1 and (scalar := next(iter(classes))) in SCALARS:
        return _scalars(vals, *SCALARS[scalar])
    out = np.zeros(len(vals), VALUE)
    places = {c: [] for c in classes}
    for i, x in enumerate(vals):
        places[x.__class__].append(i)
    for c, where in places.items():
        if c in SCALARS:
            out[where] = _scalars([vals[i] for i in where], *SCALARS[c])
        elif issubclass(c, ndarray):
            arrays = [vals[i] for i in where]
            if frozen is not None:
                arrays = [frozen.as_it_was(i, a, memory) for i, a in zip(where, arrays)]
            out[where] = memory.rows(arrays)
        else:
            out[where] = np.frombuffer(b"".join([_single(vals[i], memory) for i in where]), VALUE)
    return out


def _scalars(scalars, code, dtype):
    out = np.zeros(len(scalars), VALUE)
    out["dtype"], out["flags"] = code, INLINE
    out["data"] = np.fromiter(scalars, dtype, len(scalars)).view(f"u{dtype.itemsize}")
    return out


def _single(x, memory):
    """The record of a NumPy scalar, or of None: no value."""
    if x is None:
        return _NONE
    if x.__class__ in SCALARS:
        return VALUE_STRUCT.pack(SCALARS[x.__class__][0], INLINE, 0, 0, int.from_bytes(x.tobytes(), "little"))
    return VALUE_STRUCT.pack(*memory.fields(np.asarray(x)))


def describe(x):
    """A parameter of an op as JSON can say it."""
    if x is None or isinstance(x, bool | int | float | str):
        return json_safe(x)
    if isinstance(x, tuple | list):
        return [describe(v) for v in x]
    if isinstance(x, ndarray):
        return f"array of shape {list(x.shape)}"
    if hasattr(x, "_data"):
        return f"tensor {x._id}" if x._id else f"tensor of shape {list(x._data.shape)}"
    try:
        return str(x)
    except Exception:  # a __str__ of the user's that fails
        return f"a {type(x).__name__}"
