"""DataParallel, which on a machine without GPUs calls its module, and BatchNorm over processes, of which there is one."""

from .module import Module
from .norms import _Norm


class DataParallel(Module):
    """Wraps a module; without GPUs it is that module."""

    def __init__(self, module, device_ids=None, output_device=None, dim=0):
        super().__init__()
        self.module, self.device_ids, self.dim = module, [], dim

    def forward(self, *inputs, **kw):
        return self.module(*inputs, **kw)


class SyncBatchNorm(_Norm):
    """Batch normalisation; with one process the statistics are its own."""

    dims = (2, 3, 4, 5)


DataParallel.__module__ = "torch.nn.parallel.data_parallel"
SyncBatchNorm.__module__ = "torch.nn.modules.batchnorm"
