"""Reading a tape, finished or growing: its chunks, the table of rows, events by number (their parts: tapeparts.py).

The layout is explained in Note [Tape format] in wire.py.
"""

import json
import os
import threading
import zlib

import numpy as np

from .tapeevents import decode
from .tapelog import LogReader
from .tapeparts import Parts
from .taperecords import Logged
from .tapevalue import TensorValue
from .tapewrite import TapeWriter
from .wire import (
    CHUNK,
    CHUNK_MAGIC,
    FILE_HEAD,
    KIND,
    KINDS,
    LOG_HEAD,
    LOG_MAGIC,
    MAGIC,
    ROW,
    VALUE_STRUCT,
    VERSION,
    TapeError,
    json_safe,
    pad8,
    to_text,
)

__all__ = ["KINDS", "Tape", "TapeError", "TapeWriter", "TensorValue", "open_tape"]

WINDOW = 1 << 20  # bytes read at a time when going through new chunks
GROUP = 1 << 17  # ints of logs that are read together
_END = KIND["end"]


class Tape(Parts):
    """The events of a run: `len(tape)`, `tape[i]` (a dict of the contract's keys), slices, iteration.

    `meta`: the header's dict. `table`: the rows read so far, a read-only structured array (see wire.ROW). `complete`:
    an `end` event was seen. `refresh()` reads what a running program has added, or all of it the first time where the
    tape was opened with `read=False`; it may be called in a thread, which `close()` stops. `share`: how much of what there
    is it has read, 0 to 1. Raises TapeError, one clear line.
    """

    def __init__(self, path, read=True):
        super().__init__()
        self.path = os.fspath(path)
        self._lock = threading.RLock()
        self._fd = _open(self.path)
        self._rows = np.zeros(0, ROW)
        self._n = 0
        self._chunks = []  # (values at, ints at, ints, arrays at, first string, strings at)
        self._first_row, self._first_value, self._first_string = [], [], []
        self._next_value = self._next_string = 1
        self._picture = -1, {}
        self._log = LogReader(self)
        self._logged = {}  # chunks with a log: (their ints, dtype code + 1 of bare values, how many)
        self.complete = self._closing = False
        self.share = 0.0
        try:
            self.meta, self._at = self._read_head()
            if read:
                self.refresh()
        except BaseException:
            self.close()
            raise

    # --- the file -------------------------------------------------------------------------------------------------

    def _read_head(self):
        head = self._read(0, FILE_HEAD.size)
        if not head:
            raise TapeError(f"{self.path} is empty, not a tape")
        if not head.startswith(MAGIC[: len(head)]):
            raise TapeError(f"{self.path} is not a tape")
        if len(head) < FILE_HEAD.size:
            raise TapeError(f"{self.path} is cut off within its first bytes")
        _, version, length, crc, _ = FILE_HEAD.unpack(head)
        if not 1 <= version <= VERSION:
            raise TapeError(
                f"{self.path} is a tape of version {version}, made by a newer Retrograd: this one reads versions 1 to {VERSION}"
            )
        meta = self._read(FILE_HEAD.size, length)
        if len(meta) < length:
            raise TapeError(f"{self.path} is cut off within its first bytes")
        if zlib.crc32(meta) != crc:
            raise TapeError(f"{self.path} is damaged in its first bytes")
        return json.loads(to_text(meta)), FILE_HEAD.size + length

    def _read(self, at, length):
        """Up to `length` bytes from offset `at`."""
        if self._fd is None:
            raise TapeError(f"the tape {self.path} is closed")
        try:
            if hasattr(os, "pread"):
                data = os.pread(self._fd, length, at)
                while len(data) < length and (more := os.pread(self._fd, length - len(data), at + len(data))):
                    data += more
                return data
            with self._lock:
                os.lseek(self._fd, at, os.SEEK_SET)
                parts = []
                while length > 0 and (part := os.read(self._fd, min(length, 1 << 30))):
                    parts.append(part)
                    length -= len(part)
                return b"".join(parts)
        except OSError as e:
            raise TapeError(f"cannot read the tape {self.path}: {e.strerror or e}") from None

    def refresh(self):
        """Reads the chunks added since; returns the new length. Cheap when nothing was added."""
        with self._lock:
            if self._fd is None:
                return self._n
            size = os.fstat(self._fd).st_size
            window, base, blocks = b"", self._at, []
            while self._at + CHUNK.size <= size and not self._closing:
                start = self._at - base
                if start < 0 or start + CHUNK.size > len(window):
                    window, base, start = self._read(self._at, min(WINDOW, size - self._at)), self._at, 0
                if len(window) < start + CHUNK.size:
                    break
                head = CHUNK.unpack_from(window, start)
                total, arrays = head[8], head[7]
                if head[0] not in (CHUNK_MAGIC, LOG_MAGIC) or total < CHUNK.size + arrays or self._at + total > size:
                    break  # the tail of a write that never ended, or has not yet
                length = total - arrays
                data = memoryview(window)[start : start + length]
                if len(data) < length:
                    data = memoryview(self._read(self._at, length))
                if len(data) < length or zlib.crc32(data[8:]) != head[1]:
                    break
                blocks.append(self._take(head, data))
                self._at += total
            if blocks:
                self._grow(blocks)
            return self._n

    def _take(self, head, data):
        """Notes where the parts of a chunk lie; returns its rows, or its log."""
        magic, _, rows, strings, values, ints, text, arrays, total, first_value, first_string, first_row = head
        start = CHUNK.size + (LOG_HEAD.size if magic == LOG_MAGIC else 0)
        rows_at = start + 8 * strings + text
        rows_at += pad8(rows_at)
        at, chunk = self._at, len(self._chunks)
        if magic == LOG_MAGIC:
            begin, end, bare, templates, *bases, _ = LOG_HEAD.unpack_from(data, CHUNK.size)
            log_at = rows_at + ROW.itemsize * templates
            values_at = log_at + 4 * ints + pad8(4 * ints)
            log = np.frombuffer(data, "<i4", ints, log_at)
            taken = Logged(chunk, log, np.frombuffer(data, ROW, templates, rows_at), begin, end, rows, tuple(bases))
            self._logged[chunk] = None, bare, values
        else:
            taken = np.frombuffer(data, ROW, rows, rows_at)
            values_at = rows_at + ROW.itemsize * rows
        ints_at = values_at + VALUE_STRUCT.size * values
        self._chunks.append((at + values_at, at + ints_at, ints, at + total - arrays, first_string, at + start, strings))
        self._first_row.append(first_row)
        self._first_value.append(first_value)
        self._first_string.append(first_string)
        self._next_value, self._next_string = first_value + values, first_string + strings
        return taken

    def _made_of(self, blocks):
        """Rows of chunks: those that have logs are taken some at a time, which is quicker."""
        group, size = [], 0
        for number, block in enumerate([*blocks, None]):
            if self._closing:
                return
            self.share = number / len(blocks)
            if group and (not isinstance(block, Logged) or size > GROUP or block.bases != group[0].bases):
                rows, ints = self._log.rows(group)
                for log in group:
                    self._logged[log.chunk] = ints, *self._logged[log.chunk][1:]
                if len(rows) != sum(log.events for log in group):
                    raise TapeError(f"the tape {self.path} is damaged: a chunk has not as many events as it says")
                yield rows
                group, size = [], 0
            if isinstance(block, Logged):
                group.append(block)
                size += len(block.ints)
            elif block is not None:
                yield block

    def _grow(self, blocks):
        blocks = list(self._made_of(blocks))
        added = sum(map(len, blocks))
        if self._n + added > len(self._rows):
            rows = np.zeros(max(2 * len(self._rows), self._n + added, 1024), ROW)
            rows[: self._n] = self._rows[: self._n]
            self._rows = rows
        first = self._n
        for block in blocks:
            self._rows[self._n : self._n + len(block)] = block
            self._n += len(block)
        if self._log.named:
            self._rename(self._log.named)
            self._log.named = {}
        self.complete = self.complete or bool((self._rows["kind"][first : self._n] == _END).any())
        if self.complete:
            self._log.forget()

    def _rename(self, names):
        """Tensors have got other names, which they have from the start."""
        rows = self._rows[: self._n]
        tensors, strings = np.array(sorted(names.items()), "i8").T
        place = np.minimum(np.searchsorted(tensors, rows["tensor"]), len(tensors) - 1)
        hit = (tensors[place] == rows["tensor"]) & (rows["name"] != 0)
        rows["name"][hit] = strings[place[hit]]

    def close(self):
        self._closing = True
        with self._lock:
            if self._fd is not None:
                os.close(self._fd)
                self._fd = None

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    # --- in a notebook --------------------------------------------------------------------------------------------

    def _shown(self, kind):
        """The picture of the graph as a notebook takes it; drawn once for each length of the tape."""
        from .tapedisplay import bundle

        if self._picture[0] != self._n:
            self._picture = self._n, bundle(self.path)
        return self._picture[1].get(kind)

    def _repr_html_(self):
        return self._shown("text/html")

    def _repr_svg_(self):
        return self._shown("image/svg+xml")

    # --- events ---------------------------------------------------------------------------------------------------

    def __len__(self):
        return self._n

    def __getitem__(self, i):
        if isinstance(i, slice):
            return [decode(self, k) for k in range(*i.indices(self._n))]
        if not -self._n <= i < self._n:
            raise IndexError(f"the tape has {self._n} events, not one number {i}")
        return decode(self, int(i) % self._n)

    def __iter__(self):
        i = 0
        while i < self._n:
            yield decode(self, i)
            i += 1

    @property
    def table(self):
        """The rows read so far, a read-only structured array; an older one stays valid after a refresh."""
        table = self._rows[: self._n]
        table.flags.writeable = False
        return table

    def to_json(self, i, full=False):
        """Event `i` as a dict for `json.dumps`, after the contract. `full`: data of large tensors, not stats."""
        return _json(self[i], full)


def _open(path):
    try:
        if os.path.isdir(path):
            raise TapeError(f"{path} is a directory, not a tape")
        return os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
    except FileNotFoundError:
        raise TapeError(f"there is no file {path}") from None
    except (OSError, ValueError) as e:
        raise TapeError(f"cannot open the tape {path}: {getattr(e, 'strerror', None) or e}") from None


def _json(x, full):
    if isinstance(x, TensorValue):
        return x.to_json(full)
    if isinstance(x, dict):
        return {k: _json(v, full) for k, v in x.items()}
    if isinstance(x, list):
        return [_json(v, full) for v in x]
    return json_safe(x)


def open_tape(path, read=True):
    """The tape of a finished or growing run; see Tape."""
    return Tape(path, read)
