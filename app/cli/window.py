"""`retrograd [FILE]`: the window. That the file can be read is seen before anything of Qt is loaded."""

from __future__ import annotations

from ..export import carried
from ..model.document import load_document
from ..ui import launch
from .record import is_tape, open_tape_file, run_in


def window(path: str | None) -> int:
    """Open the window, with the file loaded but not run; returns when it is closed, or with a sentence on stderr when
    this machine cannot show one."""
    if path is not None:
        if is_tape(path):
            open_tape_file(path).close()
        elif path.lower().endswith(carried.CARRIERS):
            run_in(path)
        else:
            load_document(path)
    return launch.main(path)
