"""`with record(path):` writes what the facade does inside the block on a tape; `open_tape(path)` reads one."""

import sys
import traceback

from .recorder import LimitReached, Recorder
from .tapefile import open_tape

__all__ = ["LimitReached", "open_tape", "record"]


class record:
    """Records everything done through the facade inside the block: from a notebook, a script or a test.

    `with record("out.tape") as recorder: …`; max_events and max_bytes end the block with LimitReached. Raises TapeError
    if the file cannot be made, RuntimeError if a recording is under way already.
    """

    def __init__(self, path, *, max_events=None, max_bytes=None):
        caller = sys._getframe(1)
        self._main = caller.f_code.co_filename
        self._path, self._limits = path, {"max_events": max_events, "max_bytes": max_bytes}

    def __enter__(self):
        from .source import text_of

        text = text_of(self._main)
        meta = {"path": self._main, "source": text, "argv": sys.argv}
        self._recorder = Recorder(self._path, meta, main=self._main, text=text, **self._limits)
        return self._recorder.start()

    def __exit__(self, kind, error, trace):
        if error is None:
            self._recorder.close()
        elif isinstance(error, LimitReached):
            self._recorder.close("limit", str(error))
        else:
            text = "".join(traceback.format_exception(kind, error, trace))
            lines = [f.lineno for f in traceback.extract_tb(trace) if f.filename == self._main]
            self._recorder.error(kind.__name__, str(error), text, lines[-1] if lines else None)
            self._recorder.close("error", f"{kind.__name__}: {error}")
