"""Parts of a tape's events by their numbers: strings, what places in the source say, values, Python numbers, Module calls."""

import json
import struct
from bisect import bisect_right
from collections import OrderedDict
from operator import itemgetter

import numpy as np

from .tapearound import SCOPES_FROM
from .tapederived import DERIVED_HEAD, Recent, compute
from .tapevalue import TensorValue
from .wire import (
    BOOL,
    DERIVED,
    DTYPE_NAMES,
    FLOAT,
    HERE,
    INLINE,
    INT,
    NO_VALUE,
    NUMBERS_FROM,
    STORAGE,
    TEXT,
    VALUE,
    VALUE_STRUCT,
    TapeError,
    to_text,
)  # fmt: skip

CACHED_CHUNKS = 16


class Parts:
    """What Tape (tapefile.py) is besides the file and its chunks. Needs of the class that it is part of: path, _lock, _rows,
    _chunks, _first_row, _first_value, _first_string, _next_value, _next_string, _log, _logged, _read(at, length).
    """

    def __init__(self):
        self._loaded = OrderedDict()  # chunk → (its values, its ints) of those used last
        self._strings, self._forms, self._layouts = {0: None}, {0: {}}, {}
        self._recent = Recent()

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
        key, store = (self.path, at, layout, code), STORAGE[code]
        if flags & DERIVED:
            return TensorValue(shape, dtype, key, lambda: self._of_derived(at, shape, strides, store))
        return TensorValue(shape, dtype, key, lambda: self._array(at, shape, strides, store))

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

    def _of_derived(self, at, shape, strides, dtype):
        """A derived array: what its step makes of its operands (Note [Derived values] in tapederived.py), or a view of that."""
        whole = self._recent.get(at)
        if whole is None:
            number, count = DERIVED_HEAD.unpack(self._bytes(at, DERIVED_HEAD.size))
            operands = np.frombuffer(self._bytes(at + DERIVED_HEAD.size, VALUE.itemsize * count), VALUE).tolist()
            try:
                whole = np.ascontiguousarray(compute(number, [self._operand(at, *x) for x in operands]))
            except (LookupError, TypeError, ValueError):
                raise TapeError(f"the tape {self.path} is damaged: it does not tell what a value follows from") from None
            self._recent.put(at, whole)
        array = np.ndarray(shape, dtype, whole.data.cast("B"), 0, strides)
        array.flags.writeable = False
        return array

    def _operand(self, before, code, flags, _, layout, data):
        """An operand, by the fields of its record, of the derived array that is told of at `before`."""
        store = STORAGE[code]
        if flags & INLINE:
            return np.frombuffer(data.to_bytes(8, "little"), store, 1)[0]
        if flags & HERE:
            data += self._chunks[bisect_right(self._chunks, before, key=itemgetter(3)) - 1][3]
        if data >= before:
            raise ValueError
        return (self._of_derived if flags & DERIVED else self._array)(data, *self._layout(layout), store)

    def _bytes(self, at, length):
        data = self._read(at, length)
        if len(data) < length:
            raise TapeError(f"the tape {self.path} was cut off while it was being read")
        return data
