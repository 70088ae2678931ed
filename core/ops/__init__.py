"""Every op, declared once: forward, gradient rules, node name, saved values, formula. See ../op.py for the form."""

from . import bounds, convert, elementwise, extremes, indexing, linear, pointwise, reduce, running, shape, special  # noqa: F401
