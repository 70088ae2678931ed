"""DistributedDataParallel in a group of one process: the module itself, whose gradients are those of all processes."""

from contextlib import contextmanager

from .. import distributed as dist
from ..function import Function
from .module import Module


class _DDPSink(Function):
    """The identity that PyTorch puts behind a module that may leave parameters out."""

    @staticmethod
    def forward(ctx, *outputs):
        return tuple(t.clone() for t in outputs)

    @staticmethod
    def backward(ctx, *grads):
        return grads


class DistributedDataParallel(Module):
    """Wraps a module whose gradients are averaged over the processes; torch.distributed must have been started."""

    def __init__(self, module, device_ids=None, output_device=None, dim=0, broadcast_buffers=True, init_sync=True, process_group=None,
                 bucket_cap_mb=None, find_unused_parameters=False, check_reduction=False, gradient_as_bucket_view=False, static_graph=False,
                 **kw):  # fmt: skip
        super().__init__()
        self.process_group = dist.the(process_group)
        parameters = [p for p in module.parameters() if p.requires_grad]
        if not parameters:
            raise RuntimeError("DistributedDataParallel is not needed when a module doesn't have any parameter that requires a gradient.")
        if device_ids:
            raise ValueError(
                "DistributedDataParallel device_ids and output_device arguments only work with single-device/multiple-device GPU modules or "
                f"CPU modules, but got device_ids {device_ids}, output_device {output_device}, and module parameters "
                f"{ {p.device for p in module.parameters()} }."
            )
        self.module, self.device, self.dim = module, parameters[0].device, dim
        self.device_ids = self.output_device = None
        self.broadcast_buffers, self.find_unused_parameters = broadcast_buffers, find_unused_parameters
        self.require_backward_grad_sync = self.require_forward_param_sync = True
        self.gradient_as_bucket_view, self.static_graph = gradient_as_bucket_view, static_graph

    def forward(self, *inputs, **kwargs):
        out = self.module(*inputs, **kwargs)
        return _sunk(out) if self.find_unused_parameters and not self.static_graph and self.require_backward_grad_sync else out

    @contextmanager
    def no_sync(self):
        """Within, gradients stay this process's own, as they are here in any case."""
        was, self.require_backward_grad_sync = self.require_backward_grad_sync, False
        try:
            yield
        finally:
            self.require_backward_grad_sync = was

    @contextmanager
    def join(self, divide_by_initial_world_size=True, enable=True, throw_on_early_termination=False):
        """Within, a process that has run out of data does not hold up the others."""
        yield

    def register_comm_hook(self, state, hook):
        if not callable(hook):
            raise TypeError("Communication hook must be callable.")
        raise RuntimeError(
            "DistributedDataParallel.register_comm_hook: Retrograd runs one process, whose gradients are not sent, so the hook would never "
            "be called."
        )

    def train(self, mode=True):
        super().train(mode)
        return self


def _sunk(out):
    """Outputs, alone or in a tuple, list or dict, behind one sink."""
    if isinstance(out, dict):
        return type(out)(zip(out, _sunk(list(out.values()))))
    outs = list(out) if isinstance(out, tuple | list) else [out]
    places = [i for i, t in enumerate(outs) if getattr(t, "requires_grad", False)]
    if places:
        for i, t in zip(places, _DDPSink.apply(*(outs[i] for i in places))):
            outs[i] = t
    return outs[0] if out is outs[0] or not isinstance(out, tuple | list) else type(out)(outs)


DistributedDataParallel.__module__ = "torch.nn.parallel.distributed"
