"""torch.autograd.variable."""

from ...functions.autograd import Variable

__all__ = ["Variable"]
