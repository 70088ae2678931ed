"""torch.autograd.gradcheck and gradgradcheck: analytical gradients against finite differences."""

import numpy as np

from ... import dtypes
from ... import state as S
from ...engine import grad as _grad
from ...tensor import Tensor, wrap
from .forward_ad import dual_level, make_dual, unpack_dual


class GradcheckError(RuntimeError):
    """What gradcheck raises when gradients don't agree."""


GradcheckError.__module__ = "torch.autograd.gradcheck"


STRIDE_0 = (
    "The {}th input has a dimension with stride 0. gradcheck only supports inputs that are non-overlapping to be able to compute the "
    "numerical gradients correctly. You should call .contiguous on the input before passing it to gradcheck."
)
NOT_REENTRANT = (
    "Backward is not reentrant, i.e., running backward with same input and grad_output multiple times gives different values, although "
    "analytical gradient matches numerical gradient.The tolerance for nondeterminism was {}."
)


def _outputs(value):
    return [o for o in (value if isinstance(value, tuple | list) else (value,)) if isinstance(o, Tensor)]


def _numerical(fn, inputs, target, eps):
    """Jacobians (input elements × output elements) of each output, a real one, with respect to inputs[target]; of a complex input by its real
    part and, times 1j, by its imaginary part."""
    found = _differences(fn, inputs, target, eps)
    if inputs[target].is_complex():
        found = [a + 1j * b for a, b in zip(found, _differences(fn, inputs, target, eps * 1j))]
    return found


def _parts(func, inputs):
    """[(what an error begins with, the function of real outputs only)]: the imaginary parts of complex outputs, then the real ones."""
    complex_ = [o.is_complex() for o in _outputs(func(*inputs))]
    if not any(complex_):
        return [("", func)]

    def part(name):
        return lambda *xs: tuple(getattr(o, name) if c else o for o, c in zip(_outputs(func(*xs)), complex_))

    said = "While considering the {} part of complex outputs only, "
    return [(said.format("imaginary"), part("imag")), (said.format("real"), part("real"))]


def _differences(fn, inputs, target, eps):
    x = inputs[target]
    flat = x._data.reshape(-1) if x._data.ndim else None
    rows = []
    for k in range(x._data.size):
        sides = []
        for sign in (1, -1):
            if flat is None:
                was, x._data = x._data, x._data + x._data.dtype.type(sign * eps)
            else:
                was = flat[k]
                flat[k] = was + sign * eps
            sides.append([np.array(o._data, copy=True).reshape(-1) for o in _outputs(fn(*inputs))])
            if flat is None:
                x._data = was
            else:
                flat[k] = was
        rows.append([(a - b) / (2 * abs(eps)) for a, b in zip(*sides)])
    return [np.stack([r[j] for r in rows]) for j in range(len(rows[0]))] if rows else []


def _analytical(output, x):
    n_in, n_out = x._data.size, output._data.size
    jac = np.zeros((n_in, n_out), x._data.dtype)
    for j in range(n_out):
        seed = np.zeros(n_out, output._data.dtype)
        seed[j] = 1
        (g,) = _grad(output, x, wrap(seed.reshape(output._data.shape)[()]), retain_graph=True, allow_unused=True)
        if g is not None:
            jac[:, j] = np.asarray(g._data).reshape(-1)
    return jac


def _pushed(fn, inputs, target):
    """Jacobians (input elements × output elements) of each output by forward mode, a column of the input at a time."""
    x, rows = inputs[target].detach(), []
    for k in range(x._data.size):
        seed = np.zeros(x._data.size, x._data.dtype)
        seed[k] = 1
        with dual_level():
            given = list(inputs)
            given[target] = make_dual(x, wrap(seed.reshape(x._data.shape)[()]))
            outs = _outputs(fn(*given))
            tangents = [unpack_dual(o).tangent for o in outs]
        rows.append([np.zeros(o._data.size, o._data.dtype) if t is None else t._data.reshape(-1) for o, t in zip(outs, tangents)])
    return [np.stack([r[j] for r in rows]) for j in range(len(rows[0]))] if rows else []


def _tensor_text(a):
    return repr(wrap(a))


def gradcheck(func, inputs, *, eps=1e-6, atol=1e-5, rtol=1e-3, raise_exception=True, nondet_tol=0.0, check_undefined_grad=True,
              check_grad_dtypes=False, check_batched_grad=False, check_batched_forward_grad=False, check_forward_ad=False,
              check_backward_ad=True, fast_mode=False, masked=None):  # fmt: skip
    """Compares gradients with finite differences; raises GradcheckError or returns False where they differ."""
    inputs = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    tracked = [i for i, t in enumerate(inputs) if isinstance(t, Tensor) and t.requires_grad]
    if not tracked:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True."
        )
    _warn_single(inputs, tracked)
    for i in tracked:
        if 0 in inputs[i].stride() and inputs[i]._data.size > 1:
            raise RuntimeError(STRIDE_0.format(i))
    try:
        for said, fn in _parts(func, inputs):
            for i in tracked:
                _check(said, fn, inputs, i, eps, atol, rtol, nondet_tol, check_backward_ad, check_forward_ad)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def _check(said, fn, inputs, i, eps, atol, rtol, nondet_tol, backward, forward):
    """What `fn`, of real outputs, has for its derivatives by inputs[i]."""
    x, numerical = inputs[i], _numerical(fn, inputs, i, eps)
    checked = [_analytical(o, x) for o in _outputs(fn(*inputs)) if o.requires_grad] if backward else []
    pushed = _pushed(fn, inputs, i) if forward and not x.is_complex() else []
    for j, analytical in enumerate([*checked, *pushed]):
        j %= len(numerical)
        if not np.allclose(analytical, numerical[j], rtol, atol):
            raise GradcheckError(
                f"{said}Jacobian mismatch for output {j} with respect to input {i},\nnumerical:{_tensor_text(numerical[j])}\n"
                f"analytical:{_tensor_text(analytical)}\n"
            )
    if backward:
        again = [_analytical(o, x) for o in _outputs(fn(*inputs)) if o.requires_grad]
        if any(not np.allclose(a, b, 0, nondet_tol) for a, b in zip(checked, again)):
            raise GradcheckError(NOT_REENTRANT.format(nondet_tol))


def _warn_single(inputs, tracked):
    import warnings

    for i in tracked:
        if inputs[i].dtype.name not in ("float64", "complex128"):
            warnings.warn(
                f"Input #{i} requires gradient and is not a double precision floating point or complex. This check will likely fail if "
                "all the inputs are not of double precision floating point or complex. ",
                UserWarning,
                stacklevel=3,
            )


def gradgradcheck(func, inputs, grad_outputs=None, *, eps=1e-6, atol=1e-5, rtol=1e-3, gen_non_contig_grad_outputs=False,
                  raise_exception=True, nondet_tol=0.0, check_undefined_grad=True, check_grad_dtypes=False, check_batched_grad=False,
                  check_fwd_over_rev=False, check_rev_over_rev=True, fast_mode=False, masked=False):  # fmt: skip
    """gradcheck of the gradient itself."""
    inputs = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    n = sum(isinstance(t, Tensor) and t.requires_grad for t in inputs)
    if grad_outputs is None:
        from ..testing import make_tensor

        grad_outputs = [
            make_tensor(o.shape, dtype=o.dtype if o.dtype.category > 1 else dtypes.float64, device=o.device, low=-1, high=1,
                        requires_grad=True, noncontiguous=gen_non_contig_grad_outputs)
            for o in _outputs(func(*inputs)) if o.requires_grad
        ]  # fmt: skip
    grad_outputs = (grad_outputs,) if isinstance(grad_outputs, Tensor) else tuple(grad_outputs)

    def gradient(*args):
        xs, gs = args[: len(inputs)], args[len(inputs) :]
        want = [x for x in xs if isinstance(x, Tensor) and x.requires_grad]
        S_was, S.grad_enabled = S.grad_enabled, True
        try:
            outs = [o for o in _outputs(func(*xs)) if o.requires_grad]
            got = _grad(outs, want, gs, create_graph=True, allow_unused=True)
        finally:
            S.grad_enabled = S_was
        return tuple(g for g in got if g is not None)

    return (
        gradcheck(gradient, (*inputs, *grad_outputs), eps=eps, atol=atol, rtol=rtol, raise_exception=raise_exception, nondet_tol=nondet_tol)
        if n
        else True
    )
