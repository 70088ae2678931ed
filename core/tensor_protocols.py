"""What a Tensor is to Python: its text, a number, a truth value, something with a length, something to copy."""

import warnings

import numpy as np

from . import state as S


def _warn_scalar():
    """Says, once, what PyTorch says of a number taken out of the graph by float() or complex()."""
    if "scalar" in S.told or not S.grad_enabled:
        return
    S.told.add("scalar")
    warnings.warn(
        "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\nConsider using tensor.detach() first. "
        "(Triggered internally at /__w/pytorch/pytorch/torch/csrc/autograd/generated/python_variable_methods.cpp:822.)",
        stacklevel=3,
    )


def disabled(cls, func, types, args=(), kwargs=None):
    """The `__torch_function__` of classes whose operations give plain tensors, such as parameters."""
    return NotImplemented


class Protocols:
    """The methods with two underscores, and `item` and `tolist`, over `_data`, `dtype` and `_rg` of the Tensor that inherits them."""

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        """Does what `func` does, and makes what comes of it tensors of this class."""
        from .subclasses import default

        return default(cls, func, types, args, kwargs or {})

    def __repr__(self, *, tensor_contents=None):
        from .printing import tensor_repr

        return tensor_repr(self, tensor_contents)

    def __format__(self, spec):
        if self._data.ndim == 0 and type(self).__base__ is Protocols:
            return self.item().__format__(spec)
        return object.__format__(self, spec)

    def item(self):
        d = self._data
        if d.__class__ is not np.float32 and d.size != 1:
            raise RuntimeError(f"a Tensor with {d.size} elements cannot be converted to Scalar")
        if self._rg and S.rec is not None:
            S.rec.left(self, ".item()")
        return d.item()

    def tolist(self):
        if self._rg and S.rec is not None:
            S.rec.left(self, ".tolist()")
        return self._data.tolist()

    def __hash__(self):
        return id(self)

    _cdata = property(id)  # libraries compare it to see whether two are the same tensor

    def __bool__(self):
        d = self._data
        if d.size != 1:
            empty = "no values" if d.size == 0 else "more than one value"
            raise RuntimeError(f"Boolean value of Tensor with {empty} is ambiguous")
        if self._rg and S.rec is not None:
            S.rec.left(self, "bool()")
        return bool(d.item())

    def __array__(self, dtype=None, copy=None):
        data = self.numpy()
        return data.astype(dtype) if dtype is not None else data

    def __array_wrap__(self, array):
        """What NumPy's functions of a tensor return: `np.sin(t)`, and `t - array`, too, which NumPy works out."""
        from .functions.create import from_numpy

        return from_numpy(np.asarray(array.astype(np.uint8) if array.dtype.kind == "b" else array))

    def __float__(self):
        if self._rg and S.rec is not None:
            S.rec.left(self, "float()")
        value = float(self._real_item("float"))
        if self._rg:
            _warn_scalar()
        return value

    def __int__(self):
        if self._rg and S.rec is not None:
            S.rec.left(self, "int()")
        return int(self._real_item("int64_t"))

    def _real_item(self, kind):
        if self._data.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        x = self._data.item()
        if x.__class__ is complex:
            if x.imag:
                raise RuntimeError(f"value cannot be converted to type {'double' if kind == 'float' else kind} without overflow")
            return x.real
        return x

    def __complex__(self):
        if self._data.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        if self._rg:
            _warn_scalar()
        return complex(self.item())

    def __index__(self):
        d = self._data
        if d.size != 1 or d.dtype.kind not in "iub":
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(d.item())

    def __len__(self):
        if self._data.ndim == 0:
            raise TypeError("len() of a 0-d tensor")
        return self._data.shape[0]

    def __contains__(self, element):
        if isinstance(element, Protocols | int | float | complex):
            other = element._data if isinstance(element, Protocols) else element
            return bool((self._data == other).any())
        raise RuntimeError(f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(element)}.")

    def __reduce_ex__(self, protocol):
        from .copying import rebuild

        return rebuild, (type(self), np.array(self._data), self._rg, str(self.dtype)[6:])

    def __copy__(self):
        from .copying import copy

        return copy(self)

    def __deepcopy__(self, memo):
        from .copying import deepcopy

        return deepcopy(self, memo)
