"""torch's public functions and methods: composites over the ops, and the ops themselves under all their names.

The few that every tutorial uses are imported with the facade. The rest come with `load_all()`, at the first name that is not there: a program
that adds, multiplies and calls backward starts without them, and start-up is what a student sees first.
"""

import importlib

from . import (  # noqa: F401
    arithmetic,
    create,
    indexing,
    inplace_shapes,
    late,
    random,
    ranges,
    reduce,
    shape,
    tensor_methods,
    transposes,
)

REST = ("cuts", "covariances", "decompositions", "files", "linear", "orders", "picking", "pieces", "repeats", "pointwise",
        "tests_and_types", "more", "differences", "special_more", "special_polynomials", "machine", "memory", "windows", "ranks",
        "factorisations", "ldl", "signal", "sparse", "sparse_compressed", "counts", "segments", "rarer_methods", "mirrored", "foreach",
        "checks", "removed")  # fmt: skip
_loaded = False
late.install()


def load_all():
    """Imports everything that is registered in torch's tables; False if that had been done."""
    global _loaded
    if _loaded:
        return False
    _loaded = True
    from .. import ops

    ops.load_all()
    for name in REST:
        importlib.import_module(f"{__name__}.{name}")
    return True
