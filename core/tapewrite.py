"""Writing a tape: chunks gathered in memory and appended to the file, and events of any engine turned into rows."""

import os
import sys
import threading
import time
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np

from .tapeevents import encode
from .tapevalue import TensorValue
from .wire import (
    BOOL,
    CHUNK,
    CHUNK_MAGIC,
    DTYPE_CODES,
    FILE_HEAD,
    FLOAT,
    HERE,
    INLINE,
    INT,
    MAGIC,
    STORAGE,
    TEXT,
    VALUE_STRUCT,
    VERSION,
    TapeError,
    dumps,
    pad8,
    to_bytes,
)

INTERN_LIMIT = 200_000  # strings remembered to be shared; beyond, new ones are written each time
FLUSH_EVENTS, FLUSH_BYTES, FLUSH_SECONDS = 1000, 4 << 20, 0.010
_INT64 = range(-(1 << 63), 1 << 63)


class Chunks:
    """The file and the chunk being gathered. Not thread-safe: its owner holds a lock.

    `size`: bytes written and waiting; `rows`, `values`, `strings`: how many there are in all, flushed or not.
    """

    def __init__(self, path, meta):
        self.path = os.fspath(path)
        self._file = _create(self.path)
        self.started = time.perf_counter()
        self.rows, self.values, self.strings = 0, 0, 0
        self._ids, self._words = {}, {}
        self._layouts = {}
        self._files = 0  # bytes in the file
        head = to_bytes(dumps(meta))
        head += b" " * pad8(len(head) + FILE_HEAD.size)
        self._begin()
        self._write([FILE_HEAD.pack(MAGIC, VERSION, len(head), zlib.crc32(head), 0), head])

    def _begin(self):
        self._lengths, self._texts, self._row, self._value = [], [], [], []
        self._ints, self._n_ints, self._arrays, self._array_bytes, self._waiting = [], 0, [], 0, 0
        self._first = self.rows, self.values, self.strings

    @property
    def size(self):
        return self._files + self._waiting

    @property
    def waiting(self):
        """Rows not yet in the file."""
        return self.rows - self._first[0]

    @property
    def waiting_bytes(self):
        return self._waiting

    # --- parts ----------------------------------------------------------------------------------------------------

    def intern(self, text):
        """The number of a string that will be met again (0 for None)."""
        if text is None:
            return 0
        number = self._ids.get(text)
        if number is None:
            number = self.text(text)
            if len(self._ids) < INTERN_LIMIT:
                self._ids[text], self._words[number] = number, text
        return number

    def word(self, number):
        """The string that `intern` gave this number to; None if it is not known any more."""
        return self._words.get(number)

    def text(self, text):
        """The number of a string that is not likely to come again."""
        data = to_bytes(text)
        self._lengths.append(len(data))
        self._texts.append(data)
        self._waiting += len(data) + 8
        self.strings += 1
        return self.strings

    def add_rows(self, data, count):
        """Appends packed rows; returns the number (seq) of the first."""
        self._row.append(data)
        self._waiting += len(data)
        self.rows += count
        return self.rows - count

    def add_ints(self, data, count):
        """Appends packed i4's; returns where they start in the chunk."""
        self._ints.append(data)
        self._n_ints += count
        self._waiting += 4 * count
        return self._n_ints - count

    def add_values(self, data, count):
        """Appends packed values; returns the number of the first."""
        self._value.append(data)
        self._waiting += len(data)
        self.values += count
        return self.values - count + 1

    def add_memory(self, data):
        """Appends raw memory (anything with the buffer protocol, contiguous, not changed until the next flush).

        Returns its start within the arrays of this chunk.
        """
        view = memoryview(data).cast("B") if len(data) else b""
        start = self._array_bytes
        self._arrays.append(view)
        self._array_bytes += len(view)
        self._waiting += len(view)
        return start

    @property
    def memory_at(self):
        """Where the next memory added will start within the arrays of this chunk."""
        return self._array_bytes

    def layout(self, shape, strides=None):
        """The number of the string that tells a shape, and the strides (bytes) where they are not the C order's."""
        key = shape, strides
        number = self._layouts.get(key)
        if number is None:
            text = dumps(list(shape) if strides is None else [list(shape), list(strides)])
            if len(self._layouts) > INTERN_LIMIT:
                self._layouts.clear()
            number = self._layouts[key] = self.text(text)
        return number

    def add_array(self, array, code):
        """Appends a C-contiguous ndarray's bytes and a value for it; returns the value's number."""
        if array.ndim == 0 and array.itemsize <= 8:
            data = int.from_bytes(array.tobytes(), "little")
            return self.add_values(VALUE_STRUCT.pack(code, INLINE, 0, 0, data), 1)
        start = self.add_memory(array.reshape(-1).view(np.uint8))
        return self.add_values(VALUE_STRUCT.pack(code, HERE, array.ndim, self.layout(array.shape), start), 1)

    def add_number(self, x):
        """A Python number as a value; returns its number."""
        if isinstance(x, bool):
            data = VALUE_STRUCT.pack(BOOL, INLINE, 0, 0, x)
        elif isinstance(x, int) and x in _INT64:
            data = VALUE_STRUCT.pack(INT, INLINE, 0, 0, x & 0xFFFFFFFFFFFFFFFF)
        elif isinstance(x, float):
            data = VALUE_STRUCT.pack(FLOAT, INLINE, 0, 0, int.from_bytes(np.float64(x).tobytes(), "little"))
        else:
            data = VALUE_STRUCT.pack(TEXT, INLINE, 0, 0, self.text(repr(x)))
        return self.add_values(data, 1)

    # --- the file -------------------------------------------------------------------------------------------------

    def flush(self):
        """Writes what waits as one chunk; returns the file offset of the chunk's arrays."""
        if self.rows == self._first[0] and self.values == self._first[1] and self.strings == self._first[2]:
            return self._files
        strings = b"".join(self._texts)
        lengths = np.array(self._lengths, "<u8").tobytes()
        text = lengths + strings
        meta = text + bytes(pad8(len(text))) + b"".join(self._row) + b"".join(self._value) + b"".join(self._ints)
        meta += bytes(pad8(len(meta)))
        first_row, first_value, first_string = self._first
        total = CHUNK.size + len(meta) + self._array_bytes
        head = CHUNK.pack(
            CHUNK_MAGIC, 0, self.rows - first_row, self.strings - first_string, self.values - first_value, self._n_ints,
            len(strings), self._array_bytes, total, first_value + 1, first_string + 1, first_row,
        )  # fmt: skip
        crc = zlib.crc32(meta, zlib.crc32(head[8:]))
        arrays_at = self._files + CHUNK.size + len(meta)
        parts = [head[:4] + crc.to_bytes(4, "little") + head[8:], meta, *self._arrays]
        self._begin()
        self._write(parts)
        return arrays_at

    def _write(self, parts):
        try:
            _write_all(self._file, parts)
        except OSError as e:
            if self._file is not None:
                with suppress(OSError):  # a chunk cut off at the end does no harm
                    os.ftruncate(self._file, self._files)
            self.close()
            raise TapeError(f"cannot write the tape {self.path}: {e.strerror or e}") from None
        self._files += sum(map(len, parts))

    def close(self):
        if self._file is not None:
            os.close(self._file)
            self._file = None

    @property
    def closed(self):
        return self._file is None


def _create(path):
    """A new file, opened for writing. An old one is unlinked, not emptied: who is reading it keeps what he reads."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        if os.path.isfile(path) and not os.path.islink(path):
            with suppress(OSError):  # Windows refuses while another process reads it; then it is emptied
                os.unlink(path)
        return os.open(path, flags | os.O_TRUNC, 0o666)
    except (OSError, ValueError) as e:
        raise TapeError(f"cannot write the tape {path}: {getattr(e, 'strerror', None) or e}") from None


def _write_all(file, parts):
    if file is None:
        raise OSError("the tape is closed")
    if hasattr(os, "writev"):
        for i in range(0, len(parts), 512):
            group = parts[i : i + 512]
            left = sum(map(len, group)) - os.writev(file, group)
            if left:
                _write_slowly(file, b"".join(group)[-left:])
    else:
        small = []
        for part in parts:
            small.append(part)
            if len(part) > 1 << 16:
                _write_slowly(file, b"".join(small))
                small = []
        _write_slowly(file, b"".join(small))


def _write_slowly(file, data):
    data = memoryview(data)
    while len(data):
        data = data[os.write(file, data[: 1 << 30]) :]


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
        self._shared = {}
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
            if (
                self._chunks.waiting >= FLUSH_EVENTS
                or self._chunks.waiting_bytes >= FLUSH_BYTES
                or now - self._flushed >= FLUSH_SECONDS
            ):
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
        return self._chunks.add_number(x)

    def intern(self, text):
        return self._chunks.intern(text)

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
