"""torch.save and torch.load in a form that cannot run code.

Note [Saved files]. A file is a zip (stored, not compressed): `retrograd.json` says what the object is made of, and
`data/N` are the bytes of its N-th block of memory, little-endian. Tensors that share memory share a block; objects that
are the same are the same again. Loading makes tensors, numbers, strings and containers, and, with weights_only=False,
modules, optimizers and schedulers whose classes the program has already imported: it sets their attributes and calls
nothing of theirs. PyTorch's own files hold a pickle; unpickling can run any code, so it is never done: foreign.py reads
the few kinds of instructions that tensors in containers need, and refuses the rest. Other pickles are refused as such.
"""

import io
import json
import math
import os
import sys
import zipfile
from collections import Counter, OrderedDict, defaultdict
from pickle import UnpicklingError

import numpy as np

from . import dtypes
from . import state as S
from .device import device
from .size import Size
from .storages import TypedStorage, UntypedStorage
from .tensor import Parameter, Tensor, new, wrap

FORMAT, VERSION, INDEX = "retrograd", 1, "retrograd.json"
FOREIGN = (
    "Weights only load failed: {} is neither a file of Retrograd's torch.save nor a zip file of PyTorch's (1.6 or later). Other "
    "files are pickles, and reading a pickle can run any code, so Retrograd never reads one. With PyTorch, load it and save its "
    "state_dict() with torch.save."
)
UNSUPPORTED = (
    "Weights only load failed. This file can still be loaded, to do so you have two options, \033[1mdo those steps "
    "only if you trust "
    "the source of the checkpoint\033[0m. \n\t(1) In PyTorch 2.6, we changed the default value of the `weights_only` "
    "argument in "
    "`torch.load` from `False` to `True`. Re-running `torch.load` with `weights_only` set to `False` will likely "
    "succeed, but it can "
    "result in arbitrary code execution. Do it only if you got the file from a trusted source.\n\t(2) Alternatively, "
    "to load with "
    "`weights_only=True` please check the recommended steps in the following error message.\n\tWeightsUnpickler "
    "error: Unsupported "
    "global: GLOBAL {0} was not an allowed global by default. Please use "
    "`torch.serialization.add_safe_globals([{0}])` or the "
    "`torch.serialization.safe_globals([{0}])` context manager to allowlist this global if you trust this "
    "class/function.\n\nCheck the "
    "documentation of torch.load to learn more about types accepted by default with weights_only "
    "https://pytorch.org/docs/stable/generated/torch.load.html."
)
_FACTORIES = {"list": list, "dict": dict, "int": int, "float": float, "set": set}
_KINDS = ("Module", "Optimizer", "LRScheduler", "BasePruningMethod")


def save(
    obj, f, pickle_module=None, pickle_protocol=2, _use_new_zipfile_serialization=True, _disable_byteorder_record=False
):
    """Writes tensors, numbers, strings, containers, modules to a path or binary file: see Note [Saved files]."""
    if isinstance(f, str | os.PathLike):
        parent = os.path.dirname(os.fspath(f))
        if parent and not os.path.isdir(parent):
            raise RuntimeError(f"Parent directory {parent} does not exist.")
    elif not hasattr(f, "write"):
        raise AttributeError("expected 'f' to be string, path, or a file-like object with a 'write' attribute")
    writer = _Writer()
    root = writer.encode(obj)
    text = json.dumps({"format": FORMAT, "version": VERSION, "root": root}, separators=(",", ":"))
    own = not isinstance(f, str | os.PathLike) and not hasattr(f, "seekable")  # all it has to have is `write`
    with zipfile.ZipFile(io.BytesIO() if own else f, "w") as z:
        file = z.fp
        z.writestr(INDEX, text)
        for i, block in enumerate(writer.blocks):
            z.writestr(f"data/{i}", block)
    if own:
        f.write(file.getvalue())


def load(f, map_location=None, pickle_module=None, *, weights_only=None, mmap=None, **pickle_load_args):
    """Reads what save() wrote; `map_location` may be anything, as there is only the CPU."""
    if not isinstance(f, str | os.PathLike):
        if not hasattr(f, "seek"):
            raise AttributeError(
                f"'{type(f).__name__}' object has no attribute 'seek'. You can only torch.load from a file that is "
                "seekable. Please "
                "pre-load the data into a buffer like io.BytesIO and try to load from it instead."
            )
        return _read(f if hasattr(f, "seekable") else _held(f), getattr(f, "name", "this"), weights_only)
    with open(f, "rb") as stream:
        return _read(stream, os.fspath(f), weights_only)


def _held(f):
    """What is left in a file-like object that has little more than `read`, `seek` and `tell`."""
    if not hasattr(f, "readinto"):
        return io.BytesIO(f.read())
    start = f.tell()
    f.seek(0, os.SEEK_END)
    rest = bytearray(f.tell() - start)
    f.seek(start)
    f.readinto(rest)
    return io.BytesIO(rest)


def _read(stream, name, weights_only):
    start = stream.tell()
    if not stream.read(1):
        raise EOFError("Ran out of input")
    stream.seek(start)
    try:
        with zipfile.ZipFile(stream) as z:
            names = z.namelist()
            if INDEX not in names:
                if any(n.endswith("/data.pkl") for n in names):
                    from .foreign import read

                    return read(z, name)
                raise UnpicklingError(FOREIGN.format(name))
            head = json.loads(z.read(INDEX))
            if head["version"] > VERSION:
                raise RuntimeError(f"{name} was written by a newer Retrograd (form {head['version']})")
            reader = _Reader(z, weights_only is None or bool(weights_only))
            result = reader.decode(head["root"])
            reader.finish()
            return result
    except zipfile.BadZipFile:
        raise UnpicklingError(FOREIGN.format(name)) from None
    except (KeyError, ValueError, TypeError, IndexError) as e:
        raise RuntimeError(f"{name} is damaged: {type(e).__name__}: {e}") from None


def _class_name(cls):
    return f"{cls.__module__}.{cls.__qualname__}"


def _is_kept(cls):
    """May objects of this class be kept: modules, optimizers, schedulers, pruning methods?"""
    return any(c.__name__ in _KINDS and ("torch." in c.__module__ or "core." in c.__module__) for c in cls.__mro__)


class _Writer:
    """Makes JSON of an object, and blocks of the memory of its tensors."""

    def __init__(self):
        self.blocks, self._block_of, self._seen, self._alive = [], {}, {}, []

    def encode(self, x):
        if x is None or (isinstance(x, bool | str) and type(x) in (bool, str)):
            return x
        if type(x) is int:
            return x
        if type(x) is float:
            return x if math.isfinite(x) else {"t": "float", "v": repr(x)}
        if id(x) in self._seen:
            return {"t": "ref", "id": self._seen[id(x)]}
        self._seen[id(x)] = n = len(self._seen)
        self._alive.append(x)
        return {**self._object(x), "id": n}

    def _object(self, x):
        kind = type(x)
        if isinstance(x, Tensor):
            return self._tensor(x)
        if kind in (list, tuple, set, frozenset, Size):
            return {"t": kind.__name__, "v": [self.encode(v) for v in x]}
        if kind in (dict, OrderedDict, Counter, defaultdict):
            return self._dict(x, kind)
        if isinstance(x, np.ndarray | np.generic):
            return {"t": "ndarray" if isinstance(x, np.ndarray) else "number", **self._memory(np.asarray(x))}
        if isinstance(x, dtypes.dtype):
            return {"t": "dtype", "v": x.name}
        if kind is device:
            return {"t": "device", "v": str(x)}
        if kind is TypedStorage:
            return {"t": "storage", "v": self.encode(x._flat())}
        if kind is UntypedStorage:
            return {"t": "bytes_under", **self._memory(x._bytes)}
        if kind is complex:
            return {"t": "complex", "v": [self.encode(x.real), self.encode(x.imag)]}
        if kind in (bytes, bytearray):
            return {"t": kind.__name__, **self._memory(np.frombuffer(bytes(x), np.uint8))}
        if kind is range:
            return {"t": "range", "v": [x.start, x.stop, x.step]}
        if _is_kept(kind):
            state = {k: v for k, v in x.__dict__.items() if k != "step"}  # a scheduler's wrapper of step()
            return {"t": "object", "class": [kind.__module__, kind.__qualname__], "v": self.encode(state)}
        raise TypeError(
            f"torch.save of Retrograd keeps data, not code: it cannot store an object of type {_class_name(kind)}. "
            "Save a state_dict()."
        )

    def _dict(self, x, kind):
        out = {"t": kind.__name__, "v": [[self.encode(k), self.encode(v)] for k, v in x.items()]}
        if kind is defaultdict and x.default_factory is not None:
            out["factory"] = x.default_factory.__name__
        metadata = getattr(x, "_metadata", None)
        if metadata is not None:
            out["metadata"] = self.encode(metadata)
        return out

    def _tensor(self, t):
        out = {"t": "tensor", **self._memory(t._data), "grad": bool(t._rg)}
        out["dtype"] = t.dtype.name
        if isinstance(t, Parameter):
            out["class"] = "Parameter"
        own = {k: v for k, v in t.__dict__.items() if k != "_data" and not hasattr(Tensor, k)}  # what the program hung on it
        if own:
            out["own"] = self.encode(own)
        return out

    def _memory(self, data):
        """Where an array lies in a block: the whole memory that its owner holds is kept once."""
        data = np.asarray(data)
        owner = data
        while isinstance(owner.base, np.ndarray):
            owner = owner.base
        low, high = np.lib.array_utils.byte_bounds(owner) if owner.size else (0, 0)
        inside = low <= data.__array_interface__["data"][0] < high
        if owner.size == 0 or high - low != owner.nbytes or not inside or min(data.strides, default=0) < 0:
            owner = data = np.ascontiguousarray(data).reshape(data.shape)
            low = data.__array_interface__["data"][0]
        key = (low, owner.nbytes)
        if key not in self._block_of:
            self._block_of[key] = len(self.blocks)
            self.blocks.append(owner.astype(owner.dtype.newbyteorder("<"), copy=False).ravel(order="K").tobytes())
            self._alive.append(owner)
        return {
            "block": self._block_of[key],
            "dtype": data.dtype.name,
            "shape": list(data.shape),
            "strides": list(data.strides),
            "offset": data.__array_interface__["data"][0] - low if data.size else 0,
        }


class _Reader:
    """Makes the object again."""

    def __init__(self, z, weights_only):
        self._zip, self._weights_only, self._blocks, self._made, self._users = z, weights_only, {}, {}, {}

    def decode(self, node):
        if not isinstance(node, dict):
            return node
        kind = node["t"]
        if kind == "ref":
            return self._made[node["id"]]
        if kind == "float":
            return float(node["v"])
        make = getattr(self, "_" + kind, None)
        if make is None:
            raise ValueError(f"an unknown kind of object, {kind!r}")
        x = make(node)
        self._made[node["id"]] = x
        return x

    def _items(self, node):
        return [self.decode(v) for v in node["v"]]

    def _list(self, node):
        x = self._made[node["id"]] = []  # before its items: they may refer to it
        x.extend(self.decode(v) for v in node["v"])
        return x

    def _dict(self, node, x=None):
        x = self._made[node["id"]] = {} if x is None else x
        for key, value in node["v"]:
            x[self.decode(key)] = self.decode(value)
        if "metadata" in node:
            x._metadata = self.decode(node["metadata"])
        return x

    def _OrderedDict(self, node):
        return self._dict(node, OrderedDict())

    def _Counter(self, node):
        return self._dict(node, Counter())

    def _defaultdict(self, node):
        return self._dict(node, defaultdict(_FACTORIES.get(node.get("factory"))))

    def _tuple(self, node):
        return tuple(self._items(node))

    def _set(self, node):
        return set(self._items(node))

    def _frozenset(self, node):
        return frozenset(self._items(node))

    def _Size(self, node):
        return Size(self._items(node))

    def _range(self, node):
        return range(*node["v"])

    def _complex(self, node):
        return complex(*self._items(node))

    def _dtype(self, node):
        return getattr(dtypes, "bool_" if node["v"] == "bool" else node["v"])

    def _device(self, node):
        return device(node["v"])

    def _storage(self, node):
        return TypedStorage(self.decode(node["v"]))

    def _bytes_under(self, node):
        """Bytes come back as elements of one byte, as from PyTorch's files."""
        return TypedStorage(wrap(self._array(node)))

    def _bytes(self, node):
        return self._array(node).tobytes()

    def _bytearray(self, node):
        return bytearray(self._array(node).tobytes())

    def _ndarray(self, node):
        return self._array(node)

    def _number(self, node):
        return self._array(node)[()]

    def _array(self, node, dtype=None):
        block = self._blocks.get(node["block"])
        if block is None:
            block = self._blocks[node["block"]] = bytearray(self._zip.read(f"data/{int(node['block'])}"))
        dtype = np.dtype(dtype or node["dtype"]).newbyteorder("<")
        shape, strides = (tuple(int(n) for n in node[k]) for k in ("shape", "strides"))
        if not math.prod(shape):
            return np.zeros(shape, dtype.newbyteorder("="))
        x = np.ndarray(shape, dtype, buffer=block, offset=int(node["offset"]), strides=strides)  # checks its bounds
        return x if sys.byteorder == "little" else x.astype(dtype.newbyteorder("="))

    def _tensor(self, node):
        kind = self._dtype({"v": node["dtype"]})
        t = new(Parameter if node.get("class") == "Parameter" else Tensor)
        data = self._array(node, kind.np)
        t._data = data.view(dtypes.BFloat16Array) if kind is dtypes.bfloat16 else data
        t._rg = bool(node["grad"])
        if "own" in node:
            self._made[node["id"]] = t
            t.__dict__.update({k: v for k, v in self.decode(node["own"]).items() if k != "_data" and not hasattr(Tensor, k)})
        self._users.setdefault(node["block"], []).append(t)
        return t

    def finish(self):
        """Marks tensors that share memory, makes the 0-d ones that do not share scalars, and tells the recorder."""
        for tensors in self._users.values():
            for t in tensors:
                t._alias = len(tensors) > 1
                if not t._alias and not t._data.ndim and type(t._data) is np.ndarray:
                    t._data = t._data[()]
                if S.rec is not None:
                    S.rec.tensor(t, "load")

    def _object(self, node):
        module, name = node["class"]
        if self._weights_only:
            raise UnpicklingError(UNSUPPORTED.format(f"{module}.{name}"))
        cls = _find_class(module, name)
        x = self._made[node["id"]] = object.__new__(cls)
        x.__dict__.update(self.decode(node["v"]))
        if "_load_state_dict_post_hooks" not in x.__dict__ and "_parameters" in x.__dict__:  # a module of before it had them
            from .nn.module_hooks import new_hooks

            x.__dict__.update({**new_hooks(), **x.__dict__})
        if hasattr(x, "_make_hooks"):
            x._make_hooks()
        return x


def _find_class(module, name):
    """A class that the program has already imported, if it may be kept in a file."""
    if module.startswith("torch."):
        from . import facade

        found = None
        for place in (facade.nn, facade.optim, facade.optim.lr_scheduler, facade.nn.utils.prune):
            try:
                found = found or getattr(place, name)
            except AttributeError:
                continue
    else:
        found = sys.modules.get(module)
        for part in name.split("."):
            found = getattr(found, part, None)
    if found is None:
        raise AttributeError(f"Can't get attribute '{name}' on {sys.modules.get(module, module)!r}")
    if not (isinstance(found, type) and _is_kept(found)):
        raise UnpicklingError(f"{module}.{name} is not a class of modules, optimizers, schedulers or pruning methods")
    return found
