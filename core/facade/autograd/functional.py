"""torch.autograd.functional: Jacobians, Hessians and their products."""

from ...engine import grad as _grad
from ...modes import enable_grad as _enable_grad
from ...tensor import Tensor, wrap
from ...worlds import TENSOR as _T


def _as_tuple(x, what, name):
    single = not isinstance(x, tuple)
    xs = x if isinstance(x, tuple) else (x,)
    for i, t in enumerate(xs):
        if not isinstance(t, Tensor):
            if single:
                raise TypeError(
                    f"The {what} given to {name} must be either a Tensor or a tuple of Tensors but the given {what} has type {type(t)}."
                )
            raise TypeError(
                f"The {what} given to {name} must be either a Tensor or a tuple of Tensors but the value at index {i} of the "
                f"given {what} has type {type(t)}."
            )
    return single, xs


def _prepare(inputs, create_graph):
    """The inputs as tensors that a new graph starts from."""
    out = []
    for t in inputs:
        if create_graph:
            out.append(t.view_as(t) if t.requires_grad else t.detach().requires_grad_())
        else:
            out.append(t.detach().requires_grad_())
    return tuple(out)


def _finish(ts, create_graph):
    return ts if create_graph else tuple(t.detach() if t is not None else None for t in ts)


def _zeros_like(t):
    return wrap(t._data * 0)


def _unwrap(single, xs):
    return xs[0] if single else xs


@_enable_grad()
def jacobian(func, inputs, create_graph=False, strict=False, vectorize=False, strategy="reverse-mode"):
    """The Jacobian of func at inputs; nested tuples where there are several outputs or inputs."""
    single_in, xs = _as_tuple(inputs, "inputs", "jacobian")
    xs = _prepare(xs, create_graph)
    single_out, ys = _as_tuple(func(*xs), "outputs of the user-provided function", "jacobian")
    rows = []
    for y in ys:
        flat = y.reshape(-1)
        parts = [[] for _ in xs]
        for j in range(y.numel()):
            got = (
                _grad(flat[j], xs, retain_graph=True, create_graph=create_graph, allow_unused=True)
                if y.requires_grad
                else [None] * len(xs)
            )
            for part, g, x in zip(parts, got, xs):
                part.append(g if g is not None else _zeros_like(x))
        rows.append(
            tuple(
                _T.stack(p, dim=0).reshape(*y.shape, *x.shape) if p else x.new_zeros((*y.shape, *x.shape))
                for p, x in zip(parts, xs)
            )
        )
    rows = tuple(_finish(r, create_graph) for r in rows)
    rows = tuple(_unwrap(single_in, r) for r in rows)
    return _unwrap(single_out, rows)


@_enable_grad()
def hessian(func, inputs, create_graph=False, strict=False, vectorize=False, outer_jacobian_strategy="reverse-mode"):
    """The Hessian of a scalar function."""
    single_in, xs = _as_tuple(inputs, "inputs", "hessian")

    def gradient(*args):
        xs = tuple(a if a.requires_grad else a.detach().requires_grad_() for a in args)
        y = func(*xs)
        _scalar(y, "hessian")
        got = _grad(y, xs, create_graph=True, allow_unused=True) if y.requires_grad else [None] * len(xs)
        return tuple(g if g is not None else _zeros_like(x) for g, x in zip(got, xs))

    out = jacobian(gradient, tuple(xs), create_graph=create_graph)
    return out[0][0] if single_in else out


def _scalar(y, name):
    if not isinstance(y, Tensor):
        raise RuntimeError(f"The function given to {name} should return a single Tensor")
    if y.numel() != 1:
        raise RuntimeError(f"The Tensor returned by the function given to {name} should contain a single element")


@_enable_grad()
def vjp(func, inputs, v=None, create_graph=False, strict=False):
    """(func(inputs), vᵀJ)."""
    single_in, xs = _as_tuple(inputs, "inputs", "vjp")
    xs = _prepare(xs, create_graph)
    single_out, ys = _as_tuple(func(*xs), "outputs of the user-provided function", "vjp")
    vs = _vector(v, ys)
    got = _grad(ys, xs, vs, create_graph=create_graph, allow_unused=True, retain_graph=True)
    got = tuple(g if g is not None else _zeros_like(x) for g, x in zip(got, xs))
    return _unwrap(single_out, _finish(ys, create_graph)), _unwrap(single_in, _finish(got, create_graph))


def _vector(v, like):
    if v is None:
        if len(like) != 1 or like[0].numel() != 1:
            raise RuntimeError(
                "The vector v can only be None if the user-provided function returns a single Tensor with a single element."
            )
        return tuple(wrap(t._data * 0 + t._data.dtype.type(1)) for t in like)
    vs = v if isinstance(v, tuple | list) else (v,)
    for i, (a, b) in enumerate(zip(vs, like)):
        if a.shape != b.shape:
            prefix = f"Entry {i} in " if len(vs) > 1 else ""
            raise RuntimeError(f"{prefix}v has invalid size: should be {b.shape} but got {a.shape}.")
    return tuple(vs)


@_enable_grad()
def jvp(func, inputs, v=None, create_graph=False, strict=False):
    """(func(inputs), J v), by two backward passes."""
    _, xs = _as_tuple(inputs, "inputs", "jvp")
    xs = _prepare(xs, create_graph)
    vs = _vector(v, xs)
    single_out, ys = _as_tuple(func(*xs), "outputs of the user-provided function", "jvp")
    dummy = tuple(_zeros_like(y).requires_grad_() for y in ys)
    first = _grad(ys, xs, dummy, create_graph=True, allow_unused=True)
    used = [(g, w) for g, w in zip(first, vs) if g is not None and g.requires_grad]
    got = (
        _grad([g for g, _ in used], dummy, [w for _, w in used], create_graph=create_graph, allow_unused=True)
        if used
        else [None] * len(ys)
    )
    got = tuple(g if g is not None else _zeros_like(y) for g, y in zip(got, ys))
    return _unwrap(single_out, _finish(ys, create_graph)), _unwrap(single_out, _finish(got, create_graph))


@_enable_grad()
def vhp(func, inputs, v=None, create_graph=False, strict=False):
    """(func(inputs), vᵀH)."""
    single_in, xs = _as_tuple(inputs, "inputs", "vhp")
    xs = _prepare(xs, create_graph)
    vs = _vector(v, xs)
    y = func(*xs)
    _scalar(y, "vhp")
    first = _grad(y, xs, create_graph=True, allow_unused=True)
    first = tuple(g if g is not None else _zeros_like(x) for g, x in zip(first, xs))
    used = [(g, w) for g, w in zip(first, vs) if g.requires_grad]
    got = (
        _grad([g for g, _ in used], xs, [w for _, w in used], create_graph=create_graph, allow_unused=True)
        if used
        else [None] * len(xs)
    )
    got = tuple(g if g is not None else _zeros_like(x) for g, x in zip(got, xs))
    return _finish((y,), create_graph)[0], _unwrap(single_in, _finish(got, create_graph))


def hvp(func, inputs, v=None, create_graph=False, strict=False):
    """(func(inputs), H v): H is symmetric, so this is vhp."""
    return vhp(func, inputs, v, create_graph, strict)
