"""torch.masked.MaskedTensor: a tensor with a mask of the elements that count. What is masked takes no part in reductions and prints as --.

It is a subclass that answers torch's functions: one of elements keeps the mask, one of shapes moves it along, a reduction is that of
torch.masked.
"""

import importlib
import warnings

from . import dtypes, memory_format, subclasses
from .tensor import Tensor

PROTOTYPE = (
    "The PyTorch API of MaskedTensors is in prototype stage and will change in the near future. Please open a Github issue for features "
    "requests and see our documentation on the torch.masked module for further information about the project."
)
REDUCTIONS = frozenset("sum mean amax amin prod argmax argmin std var norm".split())
ALONG = frozenset("softmax log_softmax softmin cumsum cumprod".split())
SHAPES = frozenset(
    "view reshape t transpose permute unsqueeze squeeze __getitem__ getitem expand flatten unflatten select narrow movedim stack cat flip "
    "roll".split()
)
WIDTH = 8  # columns of a number, and of -- in its place


class MaskedTensor(Tensor):
    """`data` where the boolean `mask` is True; `requires_grad` makes it a leaf of its own."""

    _sparse = None  # (data, mask) as they lie, where that is not densely; what is computed is dense

    @staticmethod
    def __new__(cls, data, mask, requires_grad=False):
        if not isinstance(data, Tensor):
            raise TypeError("data must be a Tensor")
        if not isinstance(mask, Tensor):
            raise TypeError("mask must be a Tensor")
        _check(data, mask)
        warnings.warn(PROTOTYPE, UserWarning, stacklevel=3)
        sparse = mask.layout is not memory_format.strided
        data = _only_masked(data, mask) if sparse else data
        out = _leaf(data.to_dense().detach().clone(), mask.to_dense(), requires_grad)
        if sparse:
            out._sparse = data, mask
        return out

    def __init__(self, *args, **kw):
        pass

    def get_data(self):
        return _plain(self) if self._sparse is None else self._sparse[0]

    def get_mask(self):
        return self._mask if self._sparse is None else self._sparse[1]

    def to_dense(self):
        return _masked(_plain(self), self._mask)

    def to_sparse_coo(self):
        return self._laid("to_sparse")

    to_sparse = to_sparse_coo

    def to_sparse_csr(self):
        return self._laid("to_sparse_csr")

    def _laid(self, how):
        out, mask = _masked(_plain(self).masked_fill(~self._mask, 0), self._mask), getattr(self._mask, how)()
        out._sparse = _only_masked(getattr(_plain(self).detach().sparse_mask(self._mask.to_sparse()), how)(), mask), mask
        return out

    def to_tensor(self, value):
        return _plain(self).masked_fill(~self._mask, value)

    is_sparse = property(lambda self: self._sparse is not None)

    def is_sparse_coo(self):
        return self._sparse is not None and self._sparse[1].layout is memory_format.sparse_coo

    def is_sparse_csr(self):
        return self._sparse is not None and self._sparse[1].layout is memory_format.sparse_csr

    @property
    def grad(self):
        found = Tensor.grad.__get__(self, Tensor)
        return None if found is None else _masked(found, self._mask)

    @grad.setter
    def grad(self, value):
        Tensor.grad.__set__(self, value if value is None else _plain(value))

    def numpy(self):
        raise RuntimeError(".numpy() is not supported for tensor subclasses.")

    def __repr__(self, **settings):
        data, mask = _plain(self).detach(), self._mask
        if data.dim() == 0:
            return f"MaskedTensor({_number(data.item()) if mask.item() else '--'}, {mask.item()})"
        return "MaskedTensor(\n" + _indented(_block(data.tolist(), mask.tolist())) + "\n)"

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return _answer(func, args, kwargs or {})


def _check(data, mask):
    if mask.dtype is not dtypes.bool_:
        raise TypeError("mask must have dtype bool.")
    if data.dim() != mask.dim():
        raise ValueError("data.dim() must equal mask.dim()")
    if data.shape != mask.shape:
        raise ValueError("data.size() must equal mask.size()")


def _only_masked(data, mask):
    """Sparse data with the elements that the mask specifies, where those are fewer."""
    return data if data._nnz() == mask._nnz() else data.sparse_mask(mask)


def _leaf(data, mask, requires_grad=False):
    data.__class__, data._mask = MaskedTensor, mask
    return data.requires_grad_() if requires_grad else data


def _masked(data, mask):
    out = subclasses.as_subclass(data, MaskedTensor)
    out._mask = mask
    return out


def _plain(x):
    """The data of a masked tensor, in the graph; other things as they are."""
    if isinstance(x, MaskedTensor):
        return subclasses.as_subclass(x, Tensor)
    if isinstance(x, tuple | list):
        return type(x)(map(_plain, x))
    return x


def _masks(x):
    """`x` with the masks in place of masked tensors."""
    if isinstance(x, tuple | list):
        return type(x)(map(_masks, x))
    return x._mask if isinstance(x, MaskedTensor) else x


def _found(args):
    for x in args:
        if isinstance(x, tuple | list):
            yield from _found(x)
        elif isinstance(x, MaskedTensor):
            yield x


def _answer(func, args, kw):
    name, masked = func.__name__, importlib.import_module(".facade.masked", __package__)
    first = next(_found((*args, *kw.values())))
    data, rest = _plain(args), {k: _plain(v) for k, v in kw.items()}
    if name in REDUCTIONS:
        dim = rest.pop("dim", data[1] if len(data) > 1 else None)
        dim = tuple(range(first.dim())) if dim is None and name in ("norm",) else dim
        kept = first._mask.any() if dim is None else _any(first._mask, dim, rest.get("keepdim", False))
        return _masked(getattr(masked, name)(data[0], dim=dim, mask=first._mask, **rest), kept)
    if name in ALONG:
        dim = rest.pop("dim", data[1] if len(data) > 1 else None)
        return _masked(getattr(masked, name)(data[0], dim, mask=first._mask, **rest), first._mask)
    if name == "all":
        return _masked(data[0].masked_fill(~first._mask, True).all(*data[1:], **rest), first._mask.any())
    if name == "where":
        condition, x, y = args
        return _masked(func(condition, *data[1:]), func(condition, _masks(x), _masks(y)))
    if name in ("matmul", "mm", "__matmul__"):
        raise TypeError("unsupported operand type(s) for @: 'MaskedTensor' and 'MaskedTensor'")
    if name == "any":
        raise TypeError(
            "Multiple dispatch failed for 'torch._ops.aten.any.default'; all __torch_dispatch__ handlers returned NotImplemented:\n\n"
            f"  - tensor subclass {MaskedTensor!r}\n\nFor more information, try re-running with TORCH_LOGS=not_implemented"
        )
    if name in SHAPES:
        return _each(func(*data, **rest), func(*_masks(args), **rest))
    if any(not x._mask.equal(first._mask) for x in _found(args)):
        raise ValueError("Input masks must match. If you need support for this, please open an issue on Github.")
    return _each(func(*data, **rest), first._mask)


def _any(mask, dim, keepdim):
    for d in sorted((dim,) if isinstance(dim, int) else dim, key=lambda d: d % mask.dim(), reverse=True):
        mask = mask.any(d, keepdim)
    return mask


def _each(out, mask):
    if isinstance(out, Tensor):
        return _masked(out, mask) if out.shape == mask.shape else out
    if isinstance(out, tuple | list):
        return type(out)(map(_each, out, mask))
    return out


def _number(x):
    return f"{x:{WIDTH}.4f}" if isinstance(x, float) else str(x)


def _indented(text):
    return "\n".join(f"  {line}" for line in text.split("\n"))


def _block(data, mask):
    """The rows of a (nested) list and its mask, as they are printed."""
    if not isinstance(data[0] if data else 0, list):
        shown = [_number(x) for x in data]
        width = max((WIDTH if not m else len(s) for s, m in zip(shown, mask)), default=0)
        return "[" + ", ".join(s if m else "--".rjust(width) for s, m in zip(shown, mask)) + "]"
    return "[\n" + ",\n".join(_indented(_block(d, m)) for d, m in zip(data, mask)) + "\n]"


def masked_tensor(data, mask, requires_grad=False):
    """A masked tensor with a copy of `data`, and a gradient of its own."""
    return MaskedTensor(data, mask, requires_grad)


def as_masked_tensor(data, mask):
    """A masked tensor of `data` itself: gradients go on to it."""
    _check(data, mask)
    warnings.warn(PROTOTYPE, UserWarning, stacklevel=2)
    return _masked(data, mask)


def is_masked_tensor(obj):
    return isinstance(obj, MaskedTensor)


importlib.import_module(".facade.nn.functional", __package__)  # its functions are to look for masked tensors too
subclasses.defined(MaskedTensor)
MaskedTensor.__module__ = "torch.masked.maskedtensor.core"
