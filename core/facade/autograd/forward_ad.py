"""torch.autograd.forward_ad: dual numbers, their tangents found by two backward passes when a dual is unpacked."""

from collections import namedtuple

from ...engine import grad as _grad
from ...modes import enable_grad
from ...tensor import Tensor, wrap

UnpackedDualTensor = namedtuple("UnpackedDualTensor", ["primal", "tangent"])
UnpackedDualTensor.__module__ = "torch.autograd.forward_ad"
_level = []


class dual_level:
    """The context in which dual tensors live."""

    def __enter__(self):
        if _level:
            raise RuntimeError("Nested forward mode AD is not supported at the moment")
        self._grad = enable_grad()
        self._grad.__enter__()
        _level.append([])
        return 0

    def __exit__(self, *exc):
        _level.pop()
        self._grad.__exit__(*exc)


def enter_dual_level():
    dual_level().__enter__()


def make_dual(tensor, tangent, *, level=None):
    """`tensor` with a tangent beside it."""
    if not _level:
        raise RuntimeError(
            "Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() first."
        )
    if tensor.shape != tangent.shape:
        raise RuntimeError(
            f"Expected tangent to have the same shape as primal, but got {list(tensor.shape)} and {list(tangent.shape)}"
        )
    dual = tensor.view_as(tensor) if tensor.requires_grad else tensor.detach().requires_grad_()
    _level[-1].append((dual, tangent))
    return dual


def unpack_dual(tensor, *, level=None):
    """(primal, tangent or None)."""
    for dual, tangent in _level[-1] if _level else ():
        if dual is tensor:
            return UnpackedDualTensor(tensor.detach(), tangent)
    if not _level or not isinstance(tensor, Tensor) or not tensor.requires_grad:
        return UnpackedDualTensor(tensor, None)
    duals = [d for d, _ in _level[-1]]
    dummy = wrap(tensor._data * 0).requires_grad_()
    first = _grad(tensor, duals, dummy, create_graph=True, allow_unused=True)
    pairs = [(g, t) for g, (_, t) in zip(first, _level[-1]) if g is not None and g.requires_grad]
    if not pairs:
        return UnpackedDualTensor(tensor.detach(), None)
    (tangent,) = _grad([g for g, _ in pairs], [dummy], [t for _, t in pairs], retain_graph=True, allow_unused=True)
    return UnpackedDualTensor(tensor.detach(), tangent)
