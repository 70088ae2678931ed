"""The file of a tape and the chunk that is being gathered for it.

Note [Struck at any instruction]
    A signal handler of the user's that raises may strike within these functions, between any two bytecodes. So each
    step is one store or one append that leaves everything whole: a part is appended together with its end, counts are
    derived from the parts, a new chunk is begun by replacing one object, and a write that was cut short is found out
    by the file's size and done again (`settle`).
"""

import os
import time
import zlib
from contextlib import suppress
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from .tapespace import Space
from .wire import (
    BOOL,
    CHUNK,
    CHUNK_MAGIC,
    FILE_HEAD,
    FLOAT,
    HERE,
    INLINE,
    INT,
    LOG_FROM,
    LOG_HEAD,
    LOG_MAGIC,
    MAGIC,
    TEXT,
    VALUE_STRUCT,
    VERSION,
    TapeError,
    dumps,
    pad8,
    to_bytes,
)

JOIN_UP_TO = 1 << 10  # bytes of arrays, on the average, up to which they are copied into one piece
INTERN_LIMIT = 200_000  # strings remembered to be shared; beyond, new ones are written each time
_INT64 = range(-(1 << 63), 1 << 63)
_nbytes = attrgetter("nbytes")


class Section:
    """Parts of one kind within a chunk: (number of items up to the part's end, its bytes, or a list of arrays)."""

    __slots__ = ("parts",)

    def __init__(self):
        self.parts = []

    def __len__(self):
        return self.parts[-1][0] if self.parts else 0

    def add(self, data, count):
        """Appends a part; returns the index of its first item."""
        start = len(self)
        self.parts.append((start + count, data))
        return start

    def bytes(self):
        return b"".join([data for _, data in self.parts])


class Gathered:
    """What the next chunk will hold, and how many rows, values, strings and templates the file has without it.

    `log`: None, or what a recorder has there in place of rows: see Chunks.set_log.
    """

    def __init__(self, row, value, string, template=LOG_FROM):
        self.first = row, value, string, template
        self.texts = []  # bytes; a list of pieces of text that may still grow
        self.log = None
        self.rows, self.values, self.ints, self.memory = Section(), Section(), Section(), Section()
        self.size = 0  # bytes, roughly: it is no harm if a stroke loses some

    def counts(self):
        """(rows, values) that will be in the chunk."""
        return (len(self.rows), len(self.values)) if self.log is None else (self.log.events, self.log.n_values)

    def next_first(self):
        row, value, string, template = self.first
        rows, values = self.counts()
        more = 0 if self.log is None else len(self.log.templates)
        return row + rows, value + values, string + len(self.texts), template + more

    def parts(self):
        """(the chunk's bytes in parts, offset of its arrays, how many bytes these are). Parts are views or arrays."""
        row, value, string, _ = self.first
        texts = [t if t.__class__ is bytes else to_bytes("".join(t)) for t in self.texts]
        strings = b"".join(texts)
        text = np.array([len(t) for t in texts], "<u8").tobytes() + strings
        text += bytes(pad8(len(text)))
        log, (rows, values) = self.log, self.counts()
        if log is None:
            magic, ints = CHUNK_MAGIC, len(self.ints)
            meta = text + self.rows.bytes() + self.values.bytes() + self.ints.bytes()
        else:
            magic, ints = LOG_MAGIC, log.n_ints
            head = LOG_HEAD.pack(log.start, log.end, log.bare, len(log.templates), *log.bases, 0)
            meta = b"".join((head, text, *log.templates, log.ints, bytes(pad8(len(log.ints))), log.values))
        meta += bytes(pad8(len(meta)))
        arrays = len(self.memory)
        head = CHUNK.pack(
            magic, 0, rows, len(texts), values, ints, len(strings), arrays,
            CHUNK.size + len(meta) + arrays, value + 1, string + 1, row,
        )  # fmt: skip
        crc = zlib.crc32(meta, zlib.crc32(head[8:]))
        head = head[:4] + crc.to_bytes(4, "little") + head[8:]
        memory = [part for _, data in self.memory.parts for part in (data if data.__class__ is list else (data,))]
        return [memoryview(head), memoryview(meta), *memory], CHUNK.size + len(meta), arrays


class LoggedBatch(NamedTuple):
    """What a recorder has in a chunk in place of rows: the log and its values as bytes, and how many they are.

    bare: dtype code + 1 of values that are bare numbers, 0 of records. templates: packed rows, new in this chunk. bases:
    what ids of tensors and nodes count from.
    """

    ints: bytes
    n_ints: int
    events: int
    values: bytes
    n_values: int
    bare: int
    templates: list
    start: float
    end: float
    bases: tuple


class Chunks:
    """The file and the chunk being gathered. Not thread-safe: its owner holds a lock.

    `bases`: {chunk number: file offset of its arrays} of the chunks written. Raises TapeError, after which it is
    closed.
    """

    def __init__(self, path, meta):
        self.path = os.fspath(path)
        self._file, self._space = _create(self.path), Space()
        self.started = time.perf_counter()
        self.bases = {}
        self._ids, self._words, self._layouts = {}, {}, {}
        self._new = Gathered(0, 0, 0)
        self._end = 0
        head = to_bytes(dumps(meta))
        head += b" " * pad8(len(head) + FILE_HEAD.size)
        parts = [memoryview(FILE_HEAD.pack(MAGIC, VERSION, len(head), zlib.crc32(head), 0)), memoryview(head)]
        self._writing = parts, 0, FILE_HEAD.size + len(head), None, 0, self._new
        self.settle()

    @property
    def size(self):
        """Bytes in the file and waiting."""
        return self._end + self._new.size

    @property
    def waiting(self):
        """(rows, bytes) not yet in the file."""
        return len(self._new.rows), self._new.size

    @property
    def rows(self):
        """How many rows there are, written or waiting."""
        return self._new.first[0] + self._new.counts()[0]

    @property
    def templates(self):
        """The number of the first template that is not in the file."""
        return self._new.first[3]

    @property
    def number(self):
        """Of the chunk being gathered."""
        return len(self.bases)

    # --- parts ----------------------------------------------------------------------------------------------------

    def intern(self, text):
        """The number of a string that will be met again (0 for None)."""
        if text is None:
            return 0
        number = self._ids.get(text)
        if number is None:
            number = self.text(text)
            if len(self._ids) < INTERN_LIMIT:
                self._words[number] = text
                self._ids[text] = number
        return number

    def word(self, number):
        """The string that `intern` gave this number to; None if it is not known any more."""
        return self._words.get(number)

    def text(self, text):
        """The number of a string that is not likely to come again."""
        data, new = to_bytes(text), self._new
        new.size += len(data) + 8
        number = new.first[2] + len(new.texts) + 1
        new.texts.append(data)
        return number

    def set_log(self, *batch):
        """Has the chunk be one with a log: the fields of a LoggedBatch. Done twice, the last one counts."""
        self._new.log = LoggedBatch(*batch)

    def pieces(self, text):
        """(number of a string that begins with `text`, the list to append more of it to until the next flush)."""
        new, pieces = self._new, [text]
        number = new.first[2] + len(new.texts) + 1
        new.texts.append(pieces)
        return number, pieces

    def add_rows(self, data, count):
        """Appends packed rows; returns the number (seq) of the first."""
        self._new.size += len(data)
        return self._new.first[0] + self._new.rows.add(data, count)

    def add_ints(self, data, count):
        """Appends packed i4's; returns where they start in the chunk."""
        self._new.size += len(data)
        return self._new.ints.add(data, count)

    def add_values(self, data, count):
        """Appends packed values; returns the number of the first."""
        self._new.size += len(data)
        return self._new.first[1] + self._new.values.add(data, count) + 1

    def add_memory(self, data):
        """Appends raw memory (anything with the buffer protocol, contiguous, not changed until the next flush).

        Returns its start within the arrays of this chunk.
        """
        view = memoryview(data)
        self._new.size += view.nbytes
        return self._new.memory.add(view, view.nbytes)

    def add_arrays(self, arrays, nbytes):
        """Appends what these small arrays (a list) hold in C order, nbytes in all; returns the start of the first."""
        self._new.size += nbytes
        return self._new.memory.add(_in_order(arrays, nbytes), nbytes)

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

    def pack_number(self, x):
        """A Python number as a packed value."""
        if isinstance(x, bool):
            return VALUE_STRUCT.pack(BOOL, INLINE, 0, 0, x)
        if isinstance(x, int) and x in _INT64:
            return VALUE_STRUCT.pack(INT, INLINE, 0, 0, x & 0xFFFFFFFFFFFFFFFF)
        if isinstance(x, float):
            return VALUE_STRUCT.pack(FLOAT, INLINE, 0, 0, int.from_bytes(np.float64(x).tobytes(), "little"))
        return VALUE_STRUCT.pack(TEXT, INLINE, 0, 0, self.text(repr(x)))

    # --- the file -------------------------------------------------------------------------------------------------

    def flush(self):
        """Writes what waits as one chunk."""
        self.settle()
        new = self._new
        first = new.next_first()
        if first != new.first or new.log is not None:  # a log may hold what is no event, as the end of a call
            parts, arrays_at, arrays = new.parts()
            end = self._end + arrays_at + arrays
            self._writing = parts, self._end, end, self.number, self._end + arrays_at, Gathered(*first)
            self.settle()

    def settle(self):
        """Ends a write that was begun; all of it may be done twice, as its effects are told by absolute numbers."""
        if self._writing is None:
            return
        parts, start, end, number, arrays_at, following = self._writing
        try:
            if self._file is None:
                raise OSError("the tape is closed")
            size = os.fstat(self._file).st_size
            if size != end:
                if size > start:
                    os.ftruncate(self._file, start)
                self._space.before(self._file, start, end)
                _write_all(self._file, parts)
        except OSError as e:
            if from_outside(e):  # TimeoutError is an OSError, too
                raise
            if self._file is not None:
                with suppress(OSError):  # a chunk cut off at the end does no harm
                    os.ftruncate(self._file, start)
            self.close()
            raise TapeError(f"cannot write the tape {self.path}: {e.strerror or e}") from None
        self._end = end
        if number is not None:
            self.bases[number] = arrays_at
        self._new = following
        self._writing = None

    def close(self, ours=True):
        """Does nothing the second time. ours: False in a forked child, whose parent goes on writing."""
        file, self._file = self._file, None
        if file is not None and not ours:
            os.close(file)
        elif file is not None:
            with suppress(OSError):  # it only takes more of the disk
                self._space.give_back(file, self._end)
            os.close(file)

    @property
    def closed(self):
        return self._file is None


def _in_order(arrays, nbytes):
    """What arrays (of so many bytes in all) hold, in C order, as one buffer; or as a list of arrays, where to copy them would cost more."""
    if nbytes > JOIN_UP_TO * len(arrays):
        return [a if a.flags.c_contiguous else a.copy() for a in arrays]
    try:
        return memoryview(b"".join(arrays))
    except (BufferError, TypeError):  # one is not contiguous
        return memoryview(b"".join([a if a.flags.c_contiguous else a.tobytes() for a in arrays]))


def from_outside(error):
    """Was this raised by code that is not the core's: by a signal handler that struck, or Ctrl+C?"""
    if not isinstance(error, Exception):
        return True
    trace = error.__traceback__
    while trace.tb_next is not None:
        trace = trace.tb_next
    return not trace.tb_frame.f_code.co_filename.startswith(os.path.dirname(__file__))


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
            left = sum(map(_nbytes, group)) - os.writev(file, group)
            if left:
                _write_slowly(file, b"".join(group)[-left:])
    else:
        small = []
        for part in parts:
            small.append(part)
            if part.nbytes > 1 << 16:
                _write_slowly(file, b"".join(small))
                small = []
        _write_slowly(file, b"".join(small))


def _write_slowly(file, data):
    data = memoryview(data)
    while len(data):
        data = data[os.write(file, data[: 1 << 30]) :]
