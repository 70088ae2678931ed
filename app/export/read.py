"""What a figure may be made of: a trace, a tape or a tape's path, as a trace that has been read to its end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from app.model.trace import Trace
from app.model.translate import tr
from core.tapefile import TapeError, open_tape

from .options import ExportError


@contextmanager
def trace_of(given) -> Iterator[Trace]:
    """The trace of what was given; a tape opened here is closed at the end. ExportError if it cannot be read."""
    if isinstance(given, Trace):
        yield given
        return
    opened = None
    try:
        if isinstance(given, str | os.PathLike):
            given = opened = open_tape(given)
        elif not hasattr(given, "table"):
            raise ExportError(tr("a figure is made of a tape or its path, not of “{kind}”.", kind=type(given).__name__))
        trace = Trace(given)
        trace.extend()
        yield trace
    except TapeError as error:
        raise ExportError(f"{error}.") from None
    finally:
        if opened is not None:
            opened.close()

