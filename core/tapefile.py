"""Reading a tape, finished or growing: events by number, the table of rows, strings, values.

The layout is explained in Note [Tape format] in wire.py.
"""

import json
import os
import struct
import threading
import zlib
from bisect import bisect_right
from collections import OrderedDict

import numpy as np

from .tapeevents import decode
from .tapelog import SCOPES_FROM, Logged, LogReader
from .tapevalue import TensorValue
from .tapewrite import TapeWriter
from .wire import (
    BOOL,
    CHUNK,
    CHUNK_MAGIC,
    DTYPE_NAMES,
    FILE_HEAD,
    FLOAT,
    HERE,
    INLINE,
    INT,
    KIND,
    KINDS,
    LOG_HEAD,
    LOG_MAGIC,
    MAGIC,
    NO_VALUE,
    NUMBERS_FROM,
    ROW,
    STORAGE,
    TEXT,
    VALUE,
    VALUE_STRUCT,
    VERSION,
    TapeError,
    json_safe,
    pad8,
    to_text,
)

__all__ = ["KINDS", "Tape", "TapeError", "TapeWriter", "TensorValue", "open_tape"]

WINDOW = 1 << 20  # bytes read at a time when going through new chunks
CACHED_CHUNKS = 16
GROUP = 1 << 17  # ints of logs that are read together
_END = KIND["end"]


class Tape:
    """The events of a run: `len(tape)`, `tape[i]` (a dict of the contract's keys), slices, iteration.

    `meta`: the header's dict. `table`: the rows read so far, a read-only structured array (see wire.ROW). `complete`:
    an `end` event was seen. `refresh()` reads what a running program has added, or all of it the first time where the
    tape was opened with `read=False`; it may be called in a thread, which `close()` stops. `share`: how much of what there
    is it has read, 0 to 1. Raises TapeError, one clear line.
    """

    def __init__(self, path, read=True):
        self.path = os.fspath(path)
        self._lock = threading.RLock()
        self._fd = _open(self.path)
        self._rows = np.zeros(0, ROW)
        self._n = 0
        self._chunks = []  # (values at, ints at, ints, arrays at, first string, strings at)
        self._first_row, self._first_value, self._first_string = [], [], []
        self._next_value = self._next_string = 1
        self._loaded = OrderedDict()
        self._strings, self._forms, self._layouts = {0: None}, {0: {}}, {}
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

    # --- parts of events ------------------------------------------------------------------------------------------

    def raw(self, seq):
        """(chunk number, the row's fields as Python numbers, its ints) of an event."""
        fields = self._rows[seq].item()
        chunk = bisect_right(self._first_row, seq) - 1
        body, size = fields[14], fields[15]
        return chunk, fields, self._load(chunk)[1][body : body + size].tolist() if size else []

    def _load(self, chunk):
        """(values as bytes, ints as a memoryview) of a chunk."""
        loaded = self._loaded.get(chunk)
        if loaded is None:
            values_at, ints_at, ints, *_ = self._chunks[chunk]
            if chunk in self._logged:
                loaded = self._logged_values(chunk, values_at), self._logged[chunk][0]
            else:
                data = self._bytes(values_at, ints_at - values_at + 4 * ints)
                split = ints_at - values_at
                loaded = data[:split], np.frombuffer(data, "<i4", ints, split)
            with self._lock:
                self._loaded[chunk] = loaded
                if len(self._loaded) > CACHED_CHUNKS:
                    self._loaded.popitem(last=False)
        return loaded

    def _logged_values(self, chunk, at):
        """The values of a chunk with a log, as bytes of whole ones."""
        _, bare, count = self._logged[chunk]
        if not bare:
            return self._bytes(at, VALUE_STRUCT.size * count)
        store = STORAGE[bare - 1]
        numbers = np.frombuffer(self._bytes(at, store.itemsize * count), store)
        values = np.zeros(count, VALUE)
        values["dtype"], values["flags"] = bare - 1, INLINE
        values["data"] = numbers.view(f"<u{store.itemsize}")
        return values.tobytes()

    def know_string(self, number, text):
        """A string that is on no tape has this number."""
        self._strings[number] = text

    def string(self, number):
        """The string with this number (op and name of the table); None for 0."""
        text = self._strings.get(number, self)
        if text is not self:
            return text
        chunk = bisect_right(self._first_string, number) - 1
        if chunk < 0 or number >= self._next_string:
            raise TapeError(f"the tape {self.path} is damaged: it has no string {number}")
        *_, first, at, count = self._chunks[chunk]
        lengths = np.frombuffer(self._read(at, 8 * count), "<u8")
        k = number - first
        start = at + 8 * count + int(lengths[:k].sum())
        data = self._read(start, int(lengths[k]))
        text = to_text(data)
        if len(data) < 4096:
            self._strings[number] = text
        return text

    def form(self, number):
        """The dict of what an event's place in the source says: span, grad_fn, saved …"""
        form = self._forms.get(number)
        if form is None:
            form = self._forms[number] = json.loads(self.string(number))
        return form

    def scope(self, number):
        """The call of a Module with this number (the `scope` of an event): {"module": path, "class", "in": the call around
        it, or 0}."""
        return self._log.scope(number) if number >= SCOPES_FROM else self.form(number)

    @property
    def exits(self):
        """Where plain numbers were taken out of tensors that have gradients: [(seq of the next event, tensor, how, line)],
        `how` ".item()", ".tolist()", ".numpy()", "float()" …"""
        return self._log.exits

    @property
    def switches(self):
        """Where requires_grad of a tensor was set to something else: [(seq of the next event, tensor, to what, line)]."""
        return self._log.switches

    def layout_shape(self, number):
        """The shape (a tuple) of the values with this layout; () for 0."""
        return self._layout(number)[0] if number else ()

    def _value_row(self, number):
        chunk = bisect_right(self._first_value, number) - 1
        # Chunks without values share their first number with the next: the rightmost of them has it.
        if chunk < 0 or number >= self._next_value:
            raise TapeError(f"the tape {self.path} is damaged: it has no value {number}")
        start = VALUE_STRUCT.size * (number - self._first_value[chunk])
        return chunk, VALUE_STRUCT.unpack_from(self._load(chunk)[0], start)

    def value(self, number):
        """The TensorValue with this number; None for 0."""
        if not number:
            return None
        chunk, (code, flags, _, layout, data) = self._value_row(number)
        if code == NO_VALUE:
            return None
        dtype = DTYPE_NAMES[code]
        if flags & INLINE:
            store = STORAGE[code]
            array = np.frombuffer(data.to_bytes(8, "little"), store, 1).reshape(())
            return TensorValue((), dtype, (dtype, data), array=array)
        shape, strides = self._layout(layout)
        at = data + (self._chunks[chunk][3] if flags & HERE else 0)
        key = self.path, at, layout, code
        return TensorValue(shape, dtype, key, lambda: self._array(at, shape, strides, STORAGE[code]))

    def number(self, number):
        """The Python number with this number."""
        if number >= NUMBERS_FROM:
            return self._log.numbers[number - NUMBERS_FROM]
        _, (code, _, _, _, data) = self._value_row(number)
        if code == INT:
            return data - (1 << 64) if data >> 63 else data
        if code == FLOAT:
            return struct.unpack("<d", data.to_bytes(8, "little"))[0]
        if code == BOOL:
            return bool(data)
        assert code == TEXT
        text = self.string(data)
        try:
            return int(text)
        except ValueError:
            try:
                return complex(text)
            except ValueError:
                return text

    def _layout(self, number):
        layout = self._layouts.get(number)
        if layout is None:
            layout = json.loads(self.string(number))
            if layout and isinstance(layout[0], list):
                layout = tuple(layout[0]), tuple(layout[1])
            else:
                layout = tuple(layout), None
            self._layouts[number] = layout
        return layout

    def _array(self, at, shape, strides, dtype):
        """Reads an array; with strides, `at` is where its first element lies."""
        count = 1
        for n in shape:
            count *= n
        if count == 0:
            array = np.zeros(shape, dtype)
        elif strides is None:
            array = np.frombuffer(self._bytes(at, count * dtype.itemsize), dtype).reshape(shape)
        else:
            low = sum((n - 1) * s for n, s in zip(shape, strides) if s < 0)
            high = sum((n - 1) * s for n, s in zip(shape, strides) if s > 0) + dtype.itemsize
            array = np.ndarray(shape, dtype, self._bytes(at + low, high - low), -low, strides)
        array.flags.writeable = False
        return array

    def _bytes(self, at, length):
        data = self._read(at, length)
        if len(data) < length:
            raise TapeError(f"the tape {self.path} was cut off while it was being read")
        return data


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
