"""The tape of one run, as the run sees it: the recorder switched on and off, output, error and end, limits of its size."""

from __future__ import annotations

import contextlib
import threading

from ...core.tapefile import TapeWriter


class Recording:
    def __init__(self, path, meta, filename, source):
        self._writer = TapeWriter(path, meta)

    def output(self, stream, text):
        self._writer.append({"event": "output", "stream": stream, "text": text, "line": None, "during": None})

    def error(self, name, message, text, line):
        self._writer.append({"event": "error", "type": name, "message": message, "traceback": text, "line": line})

    def end(self, status, reason):
        self._writer.append({"event": "end", "status": status, "reason": reason})
        self._writer.close()

    @contextlib.contextmanager
    def on(self, limits, over):
        yield

    def count(self): return len(self._writer)

    def flush(self):
        self._writer.flush()

    flush_waiting = flush

    def before_fork(self): pass
    def after_fork_here(self): pass
    def after_fork_there(self): pass
