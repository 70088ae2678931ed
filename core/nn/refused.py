"""A built-in layer that was given something else than a tensor: PyTorch's error for it, in place of ours."""

from ..api import fault_within
from ..misfit import misfit
from ..tensor import Tensor


def not_a_tensor(module, args, error):
    """The error for a call of one of our own layers with an argument that is no tensor; None if `error` is about something else."""
    if all(isinstance(each, Tensor) for each in args):
        return None
    if not type(module).forward.__module__.startswith(__name__.rpartition(".")[0]):
        return None
    wrong = fault_within(error)
    if wrong is None and type(module).__module__ == "torch.nn.modules.activation" and getattr(error, "obj", None) is args[0]:
        return misfit(error.name, False, args[:1], {})  # we call the method where PyTorch calls the function
    return wrong
