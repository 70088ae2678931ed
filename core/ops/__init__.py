"""Every op, declared once: forward, gradient rules, node name, saved values, formula. See ../op.py for the form."""

from . import convert, elementwise, indexing, linear, reduce, shape  # noqa: F401
