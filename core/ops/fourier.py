"""Ops of torch.fft: complex to complex, real to complex, complex to real; unnormalised, times `scale`."""

import numpy as np

from ..op import op


def _complex(out, like):
    return out.astype(np.complex64 if like.dtype.itemsize <= 4 or like.dtype == np.complex64 else np.complex128)


@op("_fft_c2c", node="FftC2CBackward0", tex=r"\mathcal{{F}}({self})", prec=8, saved=("dim", "forward", "normalization"))
def fft_c2c(self, *, dim, scale, inverse=False):
    out = np.fft.ifftn(self, axes=dim, norm="forward") if inverse else np.fft.fftn(self, axes=dim)
    return _complex(out * scale, self)


fft_c2c.vjp(self=lambda W, grad, dim, scale, inverse: W.fft_c2c(grad, dim=dim, scale=scale, inverse=not inverse)).keep("self_sym_sizes")


@op("_fft_r2c", node="FftR2CBackward0", tex=r"\mathcal{{F}}({self})", prec=8, saved=("dim", "normalization", "onesided", "self"))
def fft_r2c(self, *, dim, scale, onesided):
    out = np.fft.rfftn(self, axes=dim) if onesided else np.fft.fftn(self, axes=dim)
    return _complex(out * scale, self)


def _r2c_self(W, grad, self_sym_sizes, dim, scale, onesided):
    if onesided:
        last, size = dim[-1], list(grad.shape)
        half, size[last] = size[last], self_sym_sizes[last]
        grad = W.slice_backward(grad, size=tuple(size), dim=last, start=0, end=half, step=1)
    return W.real(W.fft_c2c(grad, dim=dim, scale=scale, inverse=True))


fft_r2c.vjp(self=_r2c_self).keep("self")


@op("_fft_c2r", node="FftC2RBackward0", tex=r"\mathcal{{F}}^{{-1}}({self})", prec=8, saved=("dim", "normalization"))
def fft_c2r(self, *, dim, scale, last_size):
    sizes = [self.shape[d] for d in dim[:-1]] + [last_size]
    out = np.fft.irfftn(self, sizes, axes=dim, norm="forward") * scale
    return out.astype(np.float32 if self.dtype == np.complex64 else np.float64)


def _c2r_self(W, grad, dim, scale, last_size):
    out = W.fft_r2c(grad, dim=dim, scale=scale, onesided=True)
    return W.double_middle(out, dim=dim[-1], last=last_size - out.shape[dim[-1]])


fft_c2r.vjp(self=_c2r_self).keep("self_sym_sizes")


@op("mul", node="MulBackward0", tex=r"{self}", prec=8)
def double_middle(self, *, dim, last):
    """Twice the entries 1 to `last` along dim: those that a one-sided transform stands for two of."""
    out = np.array(self)
    out[(slice(None),) * (dim % self.ndim) + (slice(1, 1 + last),)] *= 2
    return out


double_middle.vjp(self=lambda W, grad, dim, last: W.double_middle(grad, dim=dim, last=last))
