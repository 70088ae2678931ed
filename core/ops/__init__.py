"""Every op, declared once: forward, gradient rules, node name, saved values, formula. See ../op.py for the form.

As with ../functions, the common families come at once and the others at the first use of one of their names.
"""

import importlib

from . import convert, elementwise, indexing, powers, reduce, shape  # noqa: F401

REST = ("bounds", "copies", "decompositions", "extremes", "linear", "picking", "pointwise", "running", "special", "nn_activations",
        "nn_conv", "nn_layers", "nn_batch_norm", "nn_losses", "nn_pool", "nn_attention", "nn_margins", "nn_recurrent",
        "nn_sampling", "nn_unpool", "layouts", "fourier", "more", "composed", "factorings", "nn_fractional", "segments", "sparse",
        "whole_matrices")  # fmt: skip


def load_all():
    """Declares every op there is: for tests and for names not yet seen."""
    for name in REST:
        importlib.import_module(f"{__name__}.{name}")
