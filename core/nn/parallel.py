"""DataParallel, which on a machine without GPUs calls its module, and BatchNorm over processes, of which there is one."""

from .. import distributed
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

    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True, process_group=None, device=None,
                 dtype=None, *, bias=True):  # fmt: skip
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)
        self.process_group = process_group

    def forward(self, input):
        if input.dim() < 2:
            raise ValueError(f"expected at least 2D input (got {input.dim()}D input)")
        if input.size(1) == 0:
            raise ValueError("SyncBatchNorm number of input channels should be non-zero")
        if self.training and distributed.is_initialized():
            raise ValueError("SyncBatchNorm expected input tensor to be on GPU or XPU or privateuseone")
        return super().forward(input)

    dims = range(2, 65)

    @classmethod
    def convert_sync_batchnorm(cls, module, process_group=None):
        """The module with a SyncBatchNorm, of the same parameters and buffers, for each batch normalisation in it."""
        made = module
        if isinstance(module, _Norm) and not module.instance:
            made = cls(module.num_features, module.eps, module.momentum, module.affine, module.track_running_stats, process_group,
                       bias=module.bias is not None)  # fmt: skip
            made.weight, made.bias = module.weight, module.bias
            made.running_mean, made.running_var = module.running_mean, module.running_var
            made.num_batches_tracked, made.training = module.num_batches_tracked, module.training
        for name, child in module.named_children():
            made.add_module(name, cls.convert_sync_batchnorm(child, process_group))
        return made


DataParallel.__module__ = "torch.nn.parallel.data_parallel"
SyncBatchNorm.__module__ = "torch.nn.modules.batchnorm"
