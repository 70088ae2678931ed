"""A Module in another dtype or on another device: what is done to each of its parameters and buffers, and to those of its children."""

import warnings

from .. import future, moving
from .. import state as S
from ..sparse import SparseTensor as Sparse
from ..swapping import swap_tensors
from ..tensor import Parameter

COMPLEX = (
    "Complex modules are a new feature under active development whose design may change, and some modules might not work as expected when "
    "using complex tensors as parameters or buffers. Please file an issue at "
    "https://github.com/pytorch/pytorch/issues/new?template=bug-report.yml if a complex module does not work as expected."
)


def _overwrites(t, made):
    """Must `made` take t's place as another tensor, since t cannot become it or the program wants it so?"""
    return isinstance(made, Sparse) != isinstance(t, Sparse) or future.overwrite_module_params_on_conversion


class Moves:
    """The methods of a Module that change all its tensors at once."""

    def _apply(self, fn, recurse=True):
        for m in self.children() if recurse else ():
            m._apply(fn)
        for name, p in self._parameters.items():
            if p is not None:
                was, S.grad_enabled = S.grad_enabled, False
                try:
                    self._apply_to(name, p, fn)
                finally:
                    S.grad_enabled = was
        for k, b in self._buffers.items():
            if b is not None:
                self._buffers[k] = fn(b)
        return self

    def _apply_to(self, name, p, fn):
        """The parameter becomes fn(parameter), and its gradient fn(gradient): the same tensors with other data, if that can be."""
        made, grad = fn(p), p._grad
        if _overwrites(p, made):
            self._parameters[name] = new = Parameter(made, p._rg)
            if grad is not None:
                new.grad = fn(grad).requires_grad_(grad._rg)
            return
        if future.swap_module_params_on_conversion:
            swap_tensors(p, Parameter(made, p._rg))
        else:
            p.data = made
        if grad is not None:
            other = fn(grad)
            if _overwrites(grad, other):
                p.grad = other.requires_grad_(grad._rg)
            else:
                grad.data = other
                p._grad = grad

    def to(self, *args, **kw):
        given = moving.read(args, kw)
        if "copy" in given:
            raise RuntimeError(".to() does not accept copy argument")
        format, dt, device = (given.get(name) for name in ("memory_format", "dtype", "device"))
        if dt is not None and dt.category < 2:
            raise TypeError(f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dt}")
        if dt is not None and dt.category > 2:
            warnings.warn(COMPLEX, UserWarning, stacklevel=2)
        if format is not None:  # torch lays only what has as many axes as the format
            axes = 5 if format == "torch.channels_last_3d" else 4
            self._apply(lambda t: t.to(memory_format=format) if t.dim() == axes else t)
        if device is not None:
            self._move(device)
        if dt is None:
            return self
        return self._apply(lambda t: t.to(dt) if t.is_floating_point() or t.is_complex() else t)

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

        check(device if isinstance(device, int) else "cuda")

    def share_memory(self):
        return self._apply(lambda t: t.share_memory_())

    def compile(self, *args, **kw):
        return None
