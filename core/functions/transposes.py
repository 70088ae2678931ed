"""x.T, x.mT, x.H, x.mH and adjoint(): the axes of a matrix turned round, by attributes."""

from ..api import function
from ..errors import warn_once
from ..ops import shape as P
from ..tensor import Tensor

WHERE = "(Triggered internally at /__w/pytorch/pytorch/aten/src/ATen/native/TensorShape.cpp:{}.)"
IDENTITY = "{} is deprecated on 0-D tensors. This function is the identity in these cases. "
CONJ = "{} is deprecated on 0-D tensors. Consider using x.conj(). "
NOT_A_MATRIX = (
    "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will throw an error in a future "
    "release. Consider `x.mT` to transpose batches of matrices or `x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions "
    "of a tensor. "
)


def _turned(self, name):
    """The last two axes of a batch of matrices changed over."""
    if self._data.ndim < 2:
        raise RuntimeError(f"tensor.{name} is only supported on matrices or batches of matrices. Got {self._data.ndim}-D tensor.")
    return P.transpose(self, dim0=-2, dim1=-1)


def _t(self):
    n = self._data.ndim
    if n != 2:
        warn_once(NOT_A_MATRIX + WHERE.format(4314) if n else IDENTITY.format("Tensor.T") + WHERE.format(4321))
    return P.permute(self, dims=tuple(range(n - 1, -1, -1)))


def _mt(self):
    if not self._data.ndim:
        warn_once(IDENTITY.format("Tensor.mT") + WHERE.format(4373))
        return self
    return _turned(self, "mT")


def _h(self):
    n = self._data.ndim
    if not n:
        warn_once(CONJ.format("Tensor.H") + WHERE.format(4335))
        return self.conj()
    if n != 2:
        more = " For batches of matrices, consider using tensor.mH" if n > 2 else ""
        raise RuntimeError(f"tensor.H is only supported on matrices (2-D tensors). Got {n}-D tensor.{more}")
    return _turned(self, "H").conj()


def _mh(self):
    if not self._data.ndim:
        warn_once(CONJ.format("Tensor.mH") + WHERE.format(4382))
        return self.conj()
    return _turned(self, "mH").conj()


@function("torch", "Tensor")
def adjoint(input):
    if not input._data.ndim:
        warn_once(CONJ.format("adjoint()") + WHERE.format(4390))
        return input.conj()
    return _turned(input, "adjoint()").conj()


Tensor.T, Tensor.mT, Tensor.H, Tensor.mH = map(property, (_t, _mt, _h, _mh))
