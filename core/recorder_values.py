"""Parameters of ops as JSON can say them."""

from .recorder_frozen import ndarray
from .wire import json_safe


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
