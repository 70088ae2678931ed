"""A built-in layer that was given something else than a tensor: PyTorch's error for it, in place of ours."""

from ..misfit import misfit
from ..tensor import Tensor

ONE = ("relu", "sigmoid", "tanh", "softplus", "elu", "selu", "celu", "gelu", "silu", "mish", "hardtanh", "leaky_relu",
       "logsigmoid", "softsign", "tanhshrink", "dropout", "flatten", "softmax", "log_softmax")  # fmt: skip


def not_a_tensor(module, args, error):
    """The TypeError for a call of one of our own layers whose first argument is no tensor; None if `error` is about something else."""
    if not args or isinstance(args[0], Tensor) or "object has no attribute" not in str(error):
        return None
    if not type(module).forward.__module__.startswith(__name__.rpartition(".")[0]):
        return None
    name, given, x = type(module).__name__.lower(), module.__dict__, args[0]
    held = module._parameters
    if name == "linear":
        return misfit("linear", False, (x, held["weight"], held["bias"]), {})
    if name in ("conv1d", "conv2d", "conv3d"):
        rest = [given[k] for k in ("stride", "padding", "dilation", "groups")]
        return misfit(name, False, (x, held["weight"], held["bias"], *rest), {})
    kind = type(x).__name__
    if name == "embedding":
        return TypeError(f"embedding(): argument 'indices' (position 2) must be Tensor, not {kind}")
    if name in ONE:
        return TypeError(f"{name}(): argument 'input' (position 1) must be Tensor, not {kind}")
    return None
