"""Every op, declared once: forward, gradient rules, node name, saved values, formula. See ../op.py for the form."""

from . import (  # noqa: F401
    bounds,
    convert,
    copies,
    elementwise,
    extremes,
    indexing,
    linear,
    picking,
    pointwise,
    reduce,
    running,
    shape,
    special,
)
