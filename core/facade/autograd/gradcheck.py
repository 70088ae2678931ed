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
NOT_ZERO = (
    "Expected all input grads to be undefined or zero when all output grads are undefined or zero. Please look at "
    '"Notes about undefined output gradients" in "tools/autograd/derivatives.yaml"'
)


def _outputs(value):
    return [o for o in (value if isinstance(value, tuple | list) else (value,)) if isinstance(o, Tensor)]


def _parts(complex_):
    """[(what an error begins with, what makes real outputs of all)]: imaginary parts of complex outputs, then real ones. complex_: which
    outputs are complex."""
    if not any(complex_):
        return [("", list)]
    said = "While considering the {} part of complex outputs only, "
    return [
        (said.format(word), lambda outs, name=name: [getattr(o, name) if c else o for o, c in zip(outs, complex_)])
        for word, name in (("imaginary", "imag"), ("real", "real"))
    ]


def _numerical(fn, inputs, target, eps):
    """Jacobians (input elements × output elements) of each output, a real one, with respect to inputs[target]; of a complex input by its real
    part and, times 1j, by its imaginary part."""
    x, rows = inputs[target], []
    for k in range(x._data.size):
        row = _moved(fn, inputs, x, k, eps)
        if x.is_complex():
            row = [a + 1j * b for a, b in zip(row, _moved(fn, inputs, x, k, eps * 1j))]
        rows.append(row)
    if not rows:  # an input without elements
        return [np.zeros((0, o._data.size), o._data.dtype) for o in fn(*inputs)]
    return [np.stack(of_output) for of_output in zip(*rows)]


def _moved(fn, inputs, x, k, by):
    """Differences of each output, flat, per step, as element k of the input x moves by `by` to either side."""
    sides, was = [], x._data
    for step in (-by, by):
        if was.ndim:
            element = was.flat[k]
            was.flat[k] = element + step
        else:
            x._data = was + was.dtype.type(step)
        sides.append([np.array(o._data, copy=True).reshape(-1) for o in fn(*inputs)])
        if was.ndim:
            was.flat[k] = element
        else:
            x._data = was
    return [(after - before) / (2 * abs(by)) for before, after in zip(*sides)]


def _analytical(output, xs):
    """The Jacobian (input elements × output elements) of an output with respect to each of xs."""
    size = output._data.size
    found = [np.zeros((x._data.size, size), x._data.dtype) for x in xs]
    for j in range(size):
        seed = np.zeros(size, output._data.dtype)
        seed[j] = 1
        gs = _grad(output, xs, wrap(seed.reshape(output._data.shape)[()]), retain_graph=True, allow_unused=True)
        for jacobian, g in zip(found, gs):
            if g is not None:
                jacobian[:, j] = np.asarray(g._data).reshape(-1)
    return found


def _of_zeros(outs, xs):
    """Are all gradients 0, or None, where those of the outputs are 0?"""
    outs = [o for o in outs if o.requires_grad]
    gs = _grad(outs, xs, [wrap(np.zeros_like(o._data)) for o in outs], allow_unused=True) if outs else ()
    return all(g is None or not np.any(g._data) for g in gs)


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
    if not (check_forward_ad or check_backward_ad):
        raise AssertionError("Expected at least one of check_forward_ad or check_backward_ad to be True")
    try:
        outs = _outputs(func(*inputs))
        if check_backward_ad:
            complex_ = [o.is_complex() for o in outs]
            for said, part in _parts(complex_):
                shown = part(_outputs(func(*inputs))) if any(complex_) else outs
                _backward(said, lambda *xs, part=part: part(_outputs(func(*xs))), inputs, tracked, shown, eps, atol, rtol, nondet_tol)
        if check_forward_ad:
            _forward(func, inputs, tracked, eps, atol, rtol)
        if check_backward_ad:
            xs = [inputs[i] for i in tracked]
            if not _of_zeros(outs, xs):
                raise GradcheckError("backward not multiplied by grad_output")
            if check_undefined_grad:
                anew = [_outputs(func(*inputs)) for _ in range(1 + (len(outs) if len(outs) > 1 else 0))]
                if not all(_of_zeros(them, xs) for them in anew):
                    raise GradcheckError(NOT_ZERO)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def _backward(said, fn, inputs, tracked, outs, eps, atol, rtol, nondet_tol):
    """Compares what backward gives for the outputs, real ones, that fn(*inputs) made with differences."""
    numerical = [_numerical(fn, inputs, i, eps) for i in tracked]
    if not any(o.requires_grad for o in outs):
        if any(np.any(jacobian) for of_input in numerical for jacobian in of_input):
            raise GradcheckError("Numerical gradient for function expected to be zero")
        return
    xs = [inputs[i] for i in tracked]
    for j, k in enumerate([k for k, o in enumerate(outs) if o.requires_grad]):
        found, again = _analytical(outs[k], xs), _analytical(outs[k], xs)
        if any(not np.allclose(a, b, 0, nondet_tol) for a, b in zip(found, again)):
            raise GradcheckError(NOT_REENTRANT.format(nondet_tol))
        for i, (a, n) in enumerate(zip(found, numerical)):
            _compare(said, "", a, n[k], j, i, atol, rtol)


def _forward(func, inputs, tracked, eps, atol, rtol):
    """Compares what forward mode gives with differences, by real inputs."""
    for at, i in enumerate(tracked):
        if not inputs[i].is_complex():
            numerical = _numerical(lambda *xs: _outputs(func(*xs)), inputs, i, eps)
            for j, (a, n) in enumerate(zip(_pushed(func, inputs, i), numerical)):
                _compare("", "computed with forward mode ", a, n, j, at, atol, rtol)


def _compare(said, mode, analytical, numerical, j, i, atol, rtol):
    if not np.allclose(analytical, numerical, rtol, atol):
        raise GradcheckError(
            f"{said}Jacobian {mode}mismatch for output {j} with respect to input {i},\nnumerical:{_tensor_text(numerical)}\n"
            f"analytical:{_tensor_text(analytical)}\n"
        )


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
