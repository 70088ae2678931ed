"""torch.autograd."""

from ...engine import backward, grad
from ...functions.autograd import Variable
from ...modes import enable_grad, inference_mode, no_grad, set_grad_enabled

__all__ = ["Variable", "backward", "enable_grad", "grad", "inference_mode", "no_grad", "set_grad_enabled"]
