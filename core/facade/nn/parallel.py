"""torch.nn.parallel: on a machine without GPUs a model runs where it is."""

from ...nn.distributed import DistributedDataParallel
from ...nn.parallel import DataParallel
from ..parts import missing, part


def data_parallel(module, inputs, device_ids=None, output_device=None, dim=0, module_kwargs=None):
    """module(*inputs, **module_kwargs): there are no devices to spread it over."""
    return module(*(inputs if isinstance(inputs, tuple) else (inputs,)), **(module_kwargs or {}))


def scatter(inputs, target_gpus, dim=0):
    raise ValueError(f"Expected a non cpu device, but got: {target_gpus[0]}")


def gather(outputs, target_device, dim=0):
    raise AssertionError("Gather function not implemented for CPU tensors")


def replicate(network, devices, detach=False):
    raise AssertionError("Broadcast function not implemented for CPU tensors")


part(__name__, "scatter_gather", scatter=scatter, gather=gather)
part(__name__, "distributed", DistributedDataParallel=DistributedDataParallel)
__all__ = ["DataParallel", "DistributedDataParallel", "data_parallel", "gather", "replicate", "scatter"]
__getattr__ = missing("torch.nn.parallel")
