"""torch.func: grad, vjp, jvp, jacrev, hessian and vmap over functions of tensors.

grad and its kin make fresh leaves of their arguments and differentiate with the engine under create_graph, so they nest. vmap runs the
function once for each entry and stacks what it returns: right, if not fast.
"""

import functools

from .engine import grad as _grad
from .modes import enable_grad
from .tensor import Tensor, wrap
from .worlds import TENSOR


def _map(f, tree):
    if isinstance(tree, Tensor):
        return f(tree)
    if isinstance(tree, dict):
        return {k: _map(f, v) for k, v in tree.items()}
    if isinstance(tree, tuple | list):
        out = [_map(f, v) for v in tree]
        return type(tree)(*out) if hasattr(tree, "_fields") else type(tree)(out)
    return tree


def _leaves(tree):
    found = []
    _map(found.append, tree)
    return found


def _fresh(tree):
    """The same tree with every tensor as the start of a new graph that still hangs on the old one."""
    return _map(
        lambda t: t.view_as(t) if t.requires_grad else t.detach().requires_grad_() if t.is_floating_point() else t, tree
    )


def _put(tree, values):
    values = iter(values)
    return _map(lambda t: next(values), tree)


def _argnums(argnums, args):
    return (argnums,) if isinstance(argnums, int) else tuple(argnums)


def _zeros(t):
    return wrap(t._data * 0)


def grad_and_value(func, argnums=0, has_aux=False):
    """A function that returns (gradient, value)."""

    @functools.wraps(func)
    def run(*args, **kw):
        nums = _argnums(argnums, args)
        outer = any(t.requires_grad for a in args for t in _leaves(a))
        with enable_grad():
            args = list(args)
            for i in nums:
                args[i] = _fresh(args[i])
            out = func(*args, **kw)
            value, aux = out if has_aux else (out, None)
            if value.dim() or not isinstance(value, Tensor):
                raise RuntimeError(
                    "grad_and_value(f)(*args): Expected f(*args) to return a scalar tensor, got tensor with "
                    f"{value.dim()} dims. Maybe you wanted to use the vjp or jacrev APIs instead?"
                )
            wanted = [t for i in nums for t in _leaves(args[i])]
            got = (
                _grad(value, wanted, create_graph=True, allow_unused=True)
                if value.requires_grad
                else [None] * len(wanted)
            )
            got = [_zeros(t) if g is None else g for g, t in zip(got, wanted)]
        if not outer:
            got, value, aux = [g.detach() for g in got], value.detach(), _map(lambda t: t.detach(), aux)
        got = iter(got)
        trees = [_map(lambda t: next(got), args[i]) for i in nums]
        result = trees[0] if isinstance(argnums, int) else tuple(trees)
        return (result, (value, aux)) if has_aux else (result, value)

    return run


def grad(func, argnums=0, has_aux=False):
    """A function that returns the gradient of scalar `func`."""

    @functools.wraps(func)
    def run(*args, **kw):
        result, value = grad_and_value(func, argnums, has_aux)(*args, **kw)
        return (result, value[1]) if has_aux else result

    return run


def vjp(func, *primals, has_aux=False):
    """(func(*primals), a function from cotangents to gradients)."""
    with enable_grad():
        inputs = tuple(_fresh(p) for p in primals)
        out = func(*inputs)
    value, aux = out if has_aux else (out, None)
    wanted = [t for p in inputs for t in _leaves(p)]

    def pull(*cotangents, retain_graph=True, create_graph=True):
        cotangents = cotangents[0] if len(cotangents) == 1 else cotangents
        outs = _leaves(value)
        got = _grad(outs, wanted, _leaves(cotangents), retain_graph=True, create_graph=any(c.requires_grad for c in _leaves(cotangents)),
                    allow_unused=True)  # fmt: skip
        got = iter([_zeros(t) if g is None else g for g, t in zip(got, wanted)])
        return tuple(_map(lambda t: next(got), p) for p in inputs)

    shown = value if any(t.requires_grad for p in primals for t in _leaves(p)) else _map(lambda t: t.detach(), value)
    return (shown, pull, aux) if has_aux else (shown, pull)


def jvp(func, primals, tangents, *, strict=False, has_aux=False):
    """(func(*primals), J · tangents), by two backward passes."""
    with enable_grad():
        inputs = tuple(_fresh(p) for p in primals)
        out = func(*inputs)
        value, aux = out if has_aux else (out, None)
        outs, wanted = _leaves(value), [t for p in inputs for t in _leaves(p)]
        dummies = [_zeros(o).requires_grad_() for o in outs]
        first = _grad(outs, wanted, dummies, create_graph=True, allow_unused=True)
        pairs = [(g, t) for g, t in zip(first, _leaves(tangents)) if g is not None]
        got = _grad([g for g, _ in pairs], dummies, [t for _, t in pairs], create_graph=True, allow_unused=True)
    got = iter([_zeros(o) if g is None else g.detach() for g, o in zip(got, outs)])
    result = (_map(lambda t: t.detach(), value), _map(lambda t: next(got), value))
    return (*result, aux) if has_aux else result


def linearize(func, *primals):
    """(func(*primals), a function from tangents to their images under the derivative there)."""
    value = func(*primals)

    def push(*tangents):
        return jvp(func, primals, tangents)[1]

    return value, push


def jacrev(func, argnums=0, *, has_aux=False, chunk_size=None):
    """A function that returns the Jacobian of `func`: one backward an output element."""

    @functools.wraps(func)
    def run(*args, **kw):
        nums = _argnums(argnums, args)
        outer = any(t.requires_grad for a in args for t in _leaves(a))
        with enable_grad():
            args = list(args)
            for i in nums:
                args[i] = _fresh(args[i])
            out = func(*args, **kw)
            value, aux = out if has_aux else (out, None)
            wanted = [t for i in nums for t in _leaves(args[i])]
            result = _map(lambda y: _jacobian(y, wanted, args, nums, argnums, outer), value)
        if has_aux and not outer:
            aux = _map(lambda t: t.detach(), aux)
        return (result, aux) if has_aux else result

    return run


jacfwd = jacrev


def _jacobian(y, wanted, args, nums, argnums, outer):
    rows = [[] for _ in wanted]
    flat = y.reshape(-1)
    for j in range(y.numel()):
        got = (
            _grad(flat[j], wanted, retain_graph=True, create_graph=True, allow_unused=True)
            if y.requires_grad
            else [None] * len(wanted)
        )
        for row, g, t in zip(rows, got, wanted):
            row.append(_zeros(t) if g is None else g)
    made = [TENSOR.stack(r, dim=0).reshape(*y.shape, *t.shape) for r, t in zip(rows, wanted)]
    made = iter(made if outer else [m.detach() for m in made])
    trees = [_map(lambda t: next(made), args[i]) for i in nums]
    return trees[0] if isinstance(argnums, int) else tuple(trees)


def hessian(func, argnums=0):
    """A function that returns the second derivatives of `func`, each output's as a Hessian."""
    return jacrev(jacrev(func, argnums), argnums)


def vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None):
    """`func` over one axis of its arguments, entry by entry, the results stacked."""

    @functools.wraps(func)
    def run(*args, **kw):
        dims = in_dims if isinstance(in_dims, tuple | list) else (in_dims,) * len(args)
        sizes = {t.shape[d] for a, d in zip(args, dims) if isinstance(d, int) for t in _leaves(a)}
        if not sizes:
            raise ValueError(
                f"vmap({getattr(func, '__name__', func)}, in_dims={in_dims}, ...)(<inputs>): at least one of the inputs must be batched"
            )
        if len(sizes) > 1:
            raise ValueError(
                f"vmap: Expected all tensors to have the same size in the mapped dimension, got sizes {sorted(sizes)} for the mapped dimension"
            )
        outs = []
        for i in range(sizes.pop()):
            each = [_map(lambda t, d=d, i=i: t.select(d, i), a) if isinstance(d, int) else a for a, d in zip(args, dims)]
            outs.append(func(*each, **kw))
        return _stacked(outs, out_dims)

    return run


def _stacked(outs, out_dims):
    first = outs[0]
    if isinstance(first, Tensor):
        return TENSOR.stack(outs, dim=out_dims if isinstance(out_dims, int) else out_dims[0])
    if isinstance(first, dict):
        return {k: _stacked([o[k] for o in outs], out_dims) for k in first}
    dims = out_dims if isinstance(out_dims, tuple | list) else (out_dims,) * len(first)
    return type(first)(_stacked([o[k] for o in outs], dims[k]) for k in range(len(first)))


def functional_call(module, parameter_and_buffer_dicts, args=None, kwargs=None, *, tie_weights=True, strict=False):
    """Calls `module` with other tensors in the places of its parameters and buffers."""
    dicts = (
        parameter_and_buffer_dicts
        if isinstance(parameter_and_buffer_dicts, tuple | list)
        else [parameter_and_buffer_dicts]
    )
    swapped = []
    try:
        for name, value in (item for d in dicts for item in d.items()):
            path, _, last = name.rpartition(".")
            home = module.get_submodule(path)
            kind = home._parameters if last in home._parameters else home._buffers
            swapped.append((kind, last, kind[last]))
            kind[last] = value
        args = () if args is None else args if isinstance(args, tuple) else (args,)
        return module(*args, **(kwargs or {}))
    finally:
        for kind, last, old in reversed(swapped):
            kind[last] = old


def stack_module_state(models):
    """(parameters, buffers) of equal modules, stacked along a new first axis."""
    params = {k: TENSOR.stack([dict(m.named_parameters())[k] for m in models], dim=0).detach().requires_grad_()
              for k, _ in models[0].named_parameters()}  # fmt: skip
    buffers = {
        k: TENSOR.stack([dict(m.named_buffers())[k] for m in models], dim=0) for k, _ in models[0].named_buffers()
    }
    return params, buffers
