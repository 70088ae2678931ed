"""Reading PyTorch's own files of tensors and state_dicts, without unpickling.

Note [PyTorch's files]. Such a file is a zip: PREFIX/data.pkl is a pickle that puts tensors, numbers, texts and
containers together, PREFIX/data/KEY the bytes of each storage. `pickletools` splits the pickle into instructions, which
only names them; the machine here carries out those that build plain data. An instruction that names a global looks it
up in the table below and nowhere else, so nothing of the file's choosing is ever imported or called. PyTorch's
`weights_only=True` has about the same table.
"""

import pickletools
import sys
from collections import Counter, OrderedDict, defaultdict
from pickle import UnpicklingError

import numpy as np

from . import dtypes
from . import state as S
from .device import device
from .size import Size
from .tensor import Parameter, Tensor, new

REFUSED = (
    "Weights only load failed: {} holds an object of type {}, which Retrograd does not make from a file: only tensors, numbers, texts "
    "and containers of them are read from PyTorch's files. With PyTorch, save a state_dict() instead of the object."
)
_STORAGES = {d.legacy + "Storage": d for d in dtypes.ALL}
_MARK = object()
order_of_unmarked = "little"  # the order of the bytes in files that do not say it: torch.serialization.set_default_load_endianness


class _Storage:
    """The memory of one or several tensors: bytes and the type of their elements."""

    def __init__(self, block, dtype):
        self.block, self.dtype, self.users = block, dtype, []


class _Global:
    """A name that the pickle gives, not yet looked up: harmless until something is made of it."""

    def __init__(self, module, name):
        self.module, self.name = module, name


def read(z, name):
    """The object in an opened zip file that PyTorch wrote; `name` is what messages call the file."""
    index = next(n for n in z.namelist() if n.endswith("/data.pkl"))
    prefix = index[: -len("data.pkl")]
    order = z.read(prefix + "byteorder").decode() if prefix + "byteorder" in z.namelist() else order_of_unmarked
    machine = _Machine(z, prefix, order, name)
    result = machine.run(z.read(index))
    machine.finish()
    return result


class _Machine:
    """The stack machine of pickles, for the instructions that plain data needs."""

    def __init__(self, z, prefix, order, name):
        self._zip, self._prefix, self._order, self._name = z, prefix, order, name
        self._stack, self._memo, self._storages = [], {}, {}

    def run(self, data):
        for opcode, arg, _ in pickletools.genops(data):
            if opcode.name == "STOP":
                return self._value(self._stack.pop())
            step = getattr(self, "_do_" + opcode.name, None)
            if step is not None:
                step(arg)
            elif opcode.name in _CONSTANT:
                self._stack.append(arg)
            elif opcode.name not in ("PROTO", "FRAME"):
                raise UnpicklingError(
                    f"Weights only load failed: {self._name} uses the pickle instruction {opcode.name}"
                )
        raise UnpicklingError(f"Weights only load failed: {self._name} ends too early")

    def finish(self):
        """Marks tensors that share memory, makes 0-d ones scalars, and tells the recorder."""
        for storage in self._storages.values():
            shared = len({id(t) for t in storage.users}) > 1
            for t in storage.users:
                t._alias = shared
                if not shared and not t._data.ndim and type(t._data) is np.ndarray:
                    t._data = t._data[()]
                if S.rec is not None:
                    S.rec.tensor(t, "load")

    # --- what instructions do -------------------------------------------------------------------------------------------------

    def _value(self, x):
        """A value that may stand in a result: a global that names a dtype, or a type of storages, is that dtype."""
        if isinstance(x, _Global):
            if x.module in ("torch", "torch.storage") and x.name in _STORAGES:
                return _STORAGES[x.name]
            found = getattr(dtypes, "bool_" if x.name == "bool" else x.name, None) if x.module == "torch" else None
            if not isinstance(found, dtypes.dtype):
                raise UnpicklingError(REFUSED.format(self._name, f"{x.module}.{x.name}"))
            return found
        return x

    def _pop_mark(self):
        items = []
        while (top := self._stack.pop()) is not _MARK:
            items.append(self._value(top))
        return items[::-1]

    def _do_MARK(self, _):
        self._stack.append(_MARK)

    def _do_NONE(self, _):
        self._stack.append(None)

    def _do_NEWTRUE(self, _):
        self._stack.append(True)

    def _do_NEWFALSE(self, _):
        self._stack.append(False)

    def _do_EMPTY_DICT(self, _):
        self._stack.append({})

    def _do_EMPTY_LIST(self, _):
        self._stack.append([])

    def _do_EMPTY_SET(self, _):
        self._stack.append(set())

    def _do_EMPTY_TUPLE(self, _):
        self._stack.append(())

    def _do_TUPLE(self, _):
        self._stack.append(tuple(self._pop_mark()))

    def _last(self, n):
        items = [self._value(x) for x in self._stack[-n:]]
        del self._stack[-n:]
        self._stack.append(tuple(items))

    def _do_TUPLE1(self, _):
        self._last(1)

    def _do_TUPLE2(self, _):
        self._last(2)

    def _do_TUPLE3(self, _):
        self._last(3)

    def _do_MEMOIZE(self, _):
        self._memo[len(self._memo)] = self._stack[-1]

    def _do_BINPUT(self, arg):
        self._memo[arg] = self._stack[-1]

    def _do_BINGET(self, arg):
        self._stack.append(self._memo[arg])

    _do_LONG_BINPUT, _do_LONG_BINGET = _do_BINPUT, _do_BINGET

    def _do_APPEND(self, _):
        value = self._value(self._stack.pop())
        self._container(list).append(value)

    def _do_APPENDS(self, _):
        items = self._pop_mark()
        self._container(list).extend(items)

    def _do_ADDITEMS(self, _):
        items = self._pop_mark()
        self._container(set).update(items)

    def _do_SETITEM(self, _):
        value, key = self._value(self._stack.pop()), self._value(self._stack.pop())
        self._container(dict)[key] = value

    def _do_SETITEMS(self, _):
        items = self._pop_mark()
        self._container(dict).update(zip(items[::2], items[1::2]))

    def _container(self, kind):
        top = self._stack[-1]
        if not isinstance(top, kind):
            raise UnpicklingError(f"Weights only load failed: {self._name} puts items into a {type(top).__name__}")
        return top

    def _do_GLOBAL(self, arg):
        self._stack.append(_Global(*arg.split(" ")))

    def _do_STACK_GLOBAL(self, _):
        name, module = self._stack.pop(), self._stack.pop()
        self._stack.append(_Global(str(module), str(name)))

    def _do_BINPERSID(self, _):
        """A storage: ("storage", its type, key, device, number of elements)."""
        kind, storage, key, _, _ = self._raw_tuple(self._stack.pop())
        if kind != "storage":
            raise UnpicklingError(f"Weights only load failed: {self._name} refers to a {kind!r}")
        if key not in self._storages:
            self._storages[key] = _Storage(bytearray(self._zip.read(f"{self._prefix}data/{key}")), storage)
        self._stack.append(self._storages[key])

    def _raw_tuple(self, x):
        if not isinstance(x, tuple) or len(x) != 5:
            raise UnpicklingError(f"Weights only load failed: {self._name} refers to something unknown")
        return x

    def _do_REDUCE(self, _):
        args, made = self._stack.pop(), self._stack.pop()
        key = f"{made.module}.{made.name}" if isinstance(made, _Global) else repr(made)
        maker = _MAKERS.get(key)
        if maker is None or not isinstance(args, tuple):
            raise UnpicklingError(REFUSED.format(self._name, key))
        self._stack.append(maker(self, *args))

    def _do_NEWOBJ(self, _):
        made = self._stack[-2]
        kind = f"{made.module}.{made.name}" if isinstance(made, _Global) else type(made).__name__
        raise UnpicklingError(REFUSED.format(self._name, kind))

    def _do_BUILD(self, _):
        state, top = self._stack.pop(), self._stack[-1]
        if isinstance(top, OrderedDict) and isinstance(state, dict):
            if "_metadata" in state:
                top._metadata = state["_metadata"]
        elif not (isinstance(top, Tensor) and not state):
            raise UnpicklingError(REFUSED.format(self._name, type(top).__name__))

    # --- what may be made -----------------------------------------------------------------------------------------------------

    def _tensor(self, storage, offset, size, stride, requires_grad=False, *rest):
        kind = storage.dtype
        dtype = np.dtype(kind.np)
        width, block = dtype.itemsize, storage.block
        if kind is dtypes.bfloat16:  # two bytes each in the file, float32 in memory
            wide = np.frombuffer(block, "<u2" if self._order == "little" else ">u2").astype(np.uint32) << 16
            block, width = bytearray(wide.astype(np.uint32).view(np.float32).tobytes()), 4
            storage.block, storage.dtype = block, _WIDENED
        elif kind is _WIDENED:
            kind, dtype, width = dtypes.bfloat16, np.dtype(np.float32), 4
        elif self._order != sys.byteorder:
            dtype = dtype.newbyteorder()
        t = new(Tensor)
        strides = tuple(int(s) * width for s in stride)
        if 0 in size:
            data = np.zeros(size, dtype)
        else:
            data = np.ndarray(
                tuple(size), dtype, buffer=block, offset=int(offset) * width, strides=strides
            )  # checks its bounds
        if not dtype.isnative:
            data = data.astype(dtype.newbyteorder("="))
        t._data = data.view(dtypes.BFloat16Array) if kind is dtypes.bfloat16 else data
        t._rg = bool(requires_grad)
        storage.users.append(t)
        return t

    def _parameter(self, t, requires_grad=True, *rest):
        p = new(Parameter)
        p._data, p._rg = t._data, bool(requires_grad)
        for storage in self._storages.values():
            storage.users = [p if u is t else u for u in storage.users]
        return p


class _Widened:
    """The dtype of a bfloat16 storage whose elements have been widened to float32."""

    np = np.float32


_WIDENED = _Widened()
_CONSTANT = {"INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT", "UNICODE", "BINUNICODE",
             "SHORT_BINUNICODE", "BINUNICODE8", "STRING", "BINSTRING", "SHORT_BINSTRING", "BINBYTES", "SHORT_BINBYTES",
             "BINBYTES8", "BYTEARRAY8"}  # fmt: skip
_MAKERS = {
    "torch._utils._rebuild_tensor_v2": _Machine._tensor,
    "torch._utils._rebuild_tensor": _Machine._tensor,
    "torch._utils._rebuild_parameter": _Machine._parameter,
    "collections.OrderedDict": lambda machine, items=(): OrderedDict(items),
    "collections.Counter": lambda machine, items=(): Counter(items),
    "collections.defaultdict": lambda machine, *args: defaultdict(),
    "builtins.set": lambda machine, items=(): set(items),
    "builtins.complex": lambda machine, real, imag: complex(real, imag),
    "builtins.bytearray": lambda machine, items=b"": bytearray(items),
    "torch.Size": lambda machine, items=(): Size(items),
    "torch.device": lambda machine, kind, index=None: device(kind, index),
}
