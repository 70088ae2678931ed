"""torch's public functions and methods: composites over the ops, and the ops themselves under all their names."""

from . import (  # noqa: F401
    arithmetic,
    create,
    files,
    indexing,
    linear,
    orders,
    picking,
    pieces,
    pointwise,
    random,
    reduce,
    shape,
    tensor_methods,
    tests_and_types,
)
