"""What the first rule that is shown needs, loaded piece by piece: all at once takes a tenth of a second of the window's thread."""

from __future__ import annotations

import importlib
from collections.abc import Iterator


def rules() -> Iterator[str]:
    """Loads one family of operations at each step (up to 10 ms), and tells its name; then what rules are written with."""
    from core import ops, symbolic  # not at the program's start, which this would lengthen

    for name in ops.REST:
        importlib.import_module(f"{ops.__name__}.{name}")
        yield name
    symbolic.op_of_node("AddBackward0")
    yield "symbolic"
