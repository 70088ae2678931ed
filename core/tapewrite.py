"""Writing a tape event by event, as any engine may: contract-shaped dicts turned into rows."""

import sys
import threading
import time
from pathlib import Path

import numpy as np

from .tapechunks import Chunks
from .tapeevents import encode
from .tapevalue import TensorValue
from .wire import DTYPE_CODES, STORAGE, dumps

FLUSH_EVENTS, FLUSH_BYTES, FLUSH_SECONDS = 1000, 4 << 20, 0.010


def default_meta(meta):
    """The header's dict: what is given, over what every tape says."""
    return {
        "engine": "retrograd", "created": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "python": sys.version.split()[0],
        "path": None, "source": None, "argv": [], **(meta or {}),
    }  # fmt: skip


class TapeWriter:
    """Writes events of any engine: `append(event)` takes the contract's dicts, in order.

    Values may be ndarrays, numbers, the contract's `{"shape", "dtype", "data"}`, or TensorValue. `seq` is given
    here, and `t` where the event lacks it. Events reach the file every 1000, 4 MB or 10 ms (looked at when one is
    appended), at `flush()` and `close()`. Safe to call from several threads. Raises TapeError when the file cannot be
    written.
    """

    def __init__(self, path, meta=None):
        self._chunks = Chunks(path, default_meta(meta))
        self._lock = threading.RLock()
        self._calls = []
        self._flushed = self._chunks.started
        self._shared, self._scopes = {}, set()
        self.path = Path(path)

    def __len__(self):
        return self._chunks.rows

    def append(self, event):
        """Adds one event, a dict of the contract's keys; returns its seq. Missing keys are taken as null."""
        with self._lock:
            now = time.perf_counter()
            kind = event.get("event")
            if kind == "backward":
                self._calls.append(event.get("call") or 0)
            call = self._calls[-1] if self._calls else 0
            if kind == "backward_end" and self._calls:
                self._calls.pop()
            row = encode(event, self, call, event.get("t", now - self._chunks.started))
            seq = self._chunks.add_rows(row, 1)
            rows, size = self._chunks.waiting
            if rows >= FLUSH_EVENTS or size >= FLUSH_BYTES or now - self._flushed >= FLUSH_SECONDS:
                self.flush()
            return seq

    def value(self, data):
        """Puts a value on the tape and returns its number (0 for None). Part of encoding an event."""
        if data is None:
            return 0
        value = TensorValue.of(data)
        stored = value.key[0] != "new"
        if stored and value.key in self._shared:
            return self._shared[value.key]
        code = DTYPE_CODES[value.dtype]
        number = self._chunks.add_array(np.ascontiguousarray(value.array, STORAGE[code]).reshape(value.shape), code)
        if stored:
            self._shared[value.key] = number
        return number

    def number(self, x):
        return self._chunks.add_values(self._chunks.pack_number(x), 1)

    def intern(self, text):
        return self._chunks.intern(text)

    def scope(self, module, kind, within=0):
        """The number of a new call of a Module (its path, its class, the call around it): the `scope` of events in it."""
        with self._lock:
            number = self._chunks.text(dumps({"module": module, "class": kind, "in": within}))
            self._scopes.add(number)
            return number

    def knows_scope(self, number):
        """Whether `scope` gave this number. Part of encoding an event (those of other tapes have other numbers)."""
        return number in self._scopes

    def text(self, text):
        return self._chunks.text(text)

    def ints(self, numbers):
        """Puts a list of ints on the tape; returns (start, size)."""
        return self._chunks.add_ints(np.array(numbers, "<i4").tobytes(), len(numbers)), len(numbers)

    def flush(self):
        """Everything appended so far reaches the file."""
        with self._lock:
            self._chunks.flush()
            self._flushed = time.perf_counter()

    def close(self):
        with self._lock:
            if not self._chunks.closed:
                self.flush()
                self._chunks.close()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()
