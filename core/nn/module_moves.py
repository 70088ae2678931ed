"""A Module in another dtype or on another device: what is done to each of its parameters and buffers, and to those of its children."""

from .. import state as S
from ..tensor import Tensor


class Moves:
    """The methods of a Module that change all its tensors at once."""

    def _apply(self, fn, recurse=True):
        for m in self.children() if recurse else ():
            m._apply(fn)
        for p in self._parameters.values():
            if p is not None:
                was, S.grad_enabled = S.grad_enabled, False
                try:
                    p.data = fn(p)
                    if p._grad is not None:
                        p._grad.data = fn(p._grad)
                finally:
                    S.grad_enabled = was
        for k, b in self._buffers.items():
            if b is not None:
                self._buffers[k] = fn(b)
        return self

    def to(self, *args, **kw):
        from ..dtypes import dtype

        format = kw.pop("memory_format", None)
        if format is not None:  # torch lays only what has as many axes as the format
            axes = 5 if format == "torch.channels_last_3d" else 4
            self._apply(lambda t: t.to(memory_format=format) if t.dim() == axes else t)
        dt = next((a for a in [*args, *kw.values()] if isinstance(a, dtype)), None)
        for a in [*args, *kw.values()]:
            if not isinstance(a, dtype | bool | Tensor):
                self._move(a)
        return self._apply(lambda t: t.to(dt) if t.is_floating_point() else t) if dt is not None else self

    def float(self):
        return self._apply(lambda t: t.float() if t.is_floating_point() else t)

    def double(self):
        return self._apply(lambda t: t.double() if t.is_floating_point() else t)

    def half(self):
        return self._apply(lambda t: t.half() if t.is_floating_point() else t)

    def bfloat16(self):
        return self._apply(lambda t: t.bfloat16() if t.is_floating_point() else t)

    def type(self, dst_type):
        return self._apply(lambda t: t.type(dst_type))

    def to_empty(self, *, device, recurse=True):
        """Parameters and buffers of the same shapes with whatever the memory holds."""
        from ..functions.create import empty_like
        from ..meta import placed

        return self._apply(lambda t: placed(empty_like(t), device), recurse=recurse)

    def _move(self, device):
        """Everything to a device; from the meta device only to_empty() leads away."""
        from .. import meta

        if meta.wanted(device):
            self._apply(lambda t: t.to("meta").detach())
        elif S.meta and any(meta.is_meta(t) for t in (*self.parameters(), *self.buffers())):
            raise NotImplementedError(meta.NO_DATA + meta.TO_EMPTY)

    def cpu(self):
        return self

    def cuda(self, device=None):
        from ..device import check

        check("cuda")

    def share_memory(self):
        return self

    def compile(self, *args, **kw):
        return None
