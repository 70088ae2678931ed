"""torch.nn.parallel: on a machine without GPUs a model runs where it is."""

from ...nn.parallel import DataParallel
from ..distributed import DistributedDataParallel
from ..parts import missing


def data_parallel(module, inputs, device_ids=None, output_device=None, dim=0, module_kwargs=None):
    """module(*inputs, **module_kwargs): there are no devices to spread it over."""
    return module(*(inputs if isinstance(inputs, tuple) else (inputs,)), **(module_kwargs or {}))


__all__ = ["DataParallel", "DistributedDataParallel", "data_parallel"]
__getattr__ = missing("torch.nn.parallel")
