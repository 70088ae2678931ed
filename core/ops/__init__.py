"""Every op, declared once: forward, gradient rules, node name, saved values, formula. See ../op.py for the form."""

from . import bounds, convert, elementwise, indexing, linear, pointwise, reduce, shape, special  # noqa: F401
