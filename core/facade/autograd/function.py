"""torch.autograd.function."""

from ...function import Function, FunctionCtx, once_differentiable

__all__ = ["Function", "FunctionCtx", "InplaceFunction", "once_differentiable"]


class InplaceFunction(Function):
    """Function by its old name; kept for programs that were written for it."""

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace
