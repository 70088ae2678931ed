"""torch.func: grad, vjp, jvp, jacrev, jacfwd and hessian over functions of tensors, and what they ask of those.

They make fresh leaves of their arguments and differentiate with the engine under create_graph, so they nest. (vmap: vmapping.py.)
"""

import functools
from contextlib import nullcontext

import numpy as np

from . import state as S
from .engine import grad as _grad
from .facade.utils._pytree import tree_flatten, tree_leaves, tree_map, tree_map_only, tree_structure, tree_unflatten
from .modes import asking, enable_grad
from .rng import default_generator
from .samples import Samples, is_mapped, levels, lifted
from .tensor import Tensor, wrap
from .transforms import Columns, Following
from .vmapping import RANDOM, vmap
from .worlds import TENSOR

JVP = "jvp(f, primals, tangents)"
NO_AUX = "output of function f should be a tuple: (output, aux) if has_aux is True"


class _Star:
    """What stands for a leaf where a structure is printed."""

    def __repr__(self):
        return "*"


def _tensors(tree):
    return [t for t in tree_leaves(tree) if isinstance(t, Tensor)]


def _map(f, tree):
    return tree_map_only(Tensor, f, tree)


def _fresh(tree, level):
    """The same tree with every tensor as the start of a new graph that still hangs on the old one."""

    def begin(t):
        if not isinstance(t, Tensor):
            raise ValueError(f"Thing passed to transform API must be Tensor, got {type(t)}")
        made = _start(t)
        level.given[id(made)] = made, t
        return made

    return tree_map(begin, tree)


def _start(t):
    if levels:  # within vmap: the graph of this transform is that of mapped tensors
        t = lifted(t)
        return TENSOR.as_alias(t) if t._rg else asking(wrap(t._data))
    return t.view_as(t) if t.requires_grad else asking(t.detach())


def _zeros(t):
    return wrap(np.zeros_like(t._data)[()] if is_mapped(t) else t._data * 0)


def _chosen(argnums, args):
    """The places, counted from the front, that `argnums` names."""
    if not isinstance(argnums, int | tuple):
        raise RuntimeError(f"argnums must be int or Tuple[int, ...], got: {type(argnums)}")
    places = []
    for n in (argnums,) if isinstance(argnums, int) else argnums:
        if not isinstance(n, int):
            raise RuntimeError(f"argnum must be int, got: {type(n)}")
        if not -len(args) <= n < len(args):
            raise RuntimeError(f"Got argnum={n}, but only {len(args)} positional inputs")
        places.append(n % len(args))
    if not places:
        raise RuntimeError("argnums must be non-empty")
    if len(set(places)) < len(places):
        raise RuntimeError(f"argnums elements must be unique, got {tuple(places)}")
    return places


def _with_fresh(args, places, level):
    args = list(args)
    for i in places:
        args[i] = _fresh(args[i], level)
    level.allow(args)
    return args, [t for i in places for t in _tensors(args[i])]


def _as_arguments(values, args, places, argnums):
    """The values of all tensors of the chosen arguments, as trees like those."""
    values = iter(values)
    trees = [_map(lambda t: next(values), args[i]) for i in places]
    return trees[0] if isinstance(argnums, int) else tuple(trees)


def _with_aux(out, has_aux, who):
    """(output, aux) of a function; aux holds tensors only."""
    if not has_aux:
        return out, None
    if not (isinstance(out, tuple) and len(out) == 2):
        raise RuntimeError(f"{who}: {NO_AUX}")
    for x in tree_leaves(out[1]):
        if not isinstance(x, Tensor):
            raise RuntimeError(f"Expected tensors, got unsupported type {type(x)}")
    return out


def _only_tensors(value, who):
    leaves = tree_leaves(value)
    if not leaves or (len(leaves) == 1 and leaves[0] is None):
        raise RuntimeError(f"{who}: Expected f to be a function that has non-empty output (got output = {leaves})")
    for x in leaves:
        if not isinstance(x, Tensor):
            raise RuntimeError(f"{who}: expected f(*primals) to return only tensors, got unsupported type {type(x)}")


def _no_complex(name, tree, which):
    for i, x in enumerate(tree_leaves(tree)):
        if isinstance(x, Tensor) and x.is_complex():
            raise RuntimeError(f"{name}: Expected all {which} to be real but received complex tensor at flattened input idx: {i}")


def hangs_on(value, fresh):
    """Does the graph of some of these tensors reach a leaf beside the fresh ones?"""
    own = {id(t) for t in fresh}
    seen, waiting = set(), [t.grad_fn for t in _tensors(value) if t.grad_fn is not None]
    for t in _tensors(value):
        if t.requires_grad and t.grad_fn is None and id(t) not in own:
            return True
    while waiting:
        node = waiting.pop()
        for n, _ in node.next_functions:
            if n is None or id(n) in seen:
                continue
            seen.add(id(n))
            leaf = getattr(n, "variable", None)
            if leaf is not None:
                if id(leaf) not in own:
                    return True
            else:
                waiting.append(n)
    return False


def _letting_go(fresh, was, *trees):
    """The trees, cut off from the graph of the transform unless that hangs on tensors outside it and gradients were wanted there."""
    if was and hangs_on(trees, fresh):
        return trees
    return tuple(_map(lambda t: _cut(t, fresh, was), tree) for tree in trees)


def _cut(t, fresh, was):
    """The tensor outside the graph of the transform; one that is mapped keeps what all its entries hang on beside the fresh ones."""
    if not is_mapped(t):
        return t.detach()
    whole, d = t._data.whole, t._data
    if not was or not hangs_on(whole, fresh):
        whole = _cut(whole, fresh, was)
    return wrap(Samples(whole, d.mapped, d.level))


def _gradients(outs, wanted, cotangents=None, create=True):
    """Of the outputs that have some; zeros for a tensor that has none."""
    pairs = [(o, c) for o, c in zip(outs, cotangents or [None] * len(outs)) if o.requires_grad]
    if not pairs or not wanted:
        return [_zeros(t) for t in wanted]
    outs, cotangents = zip(*pairs)
    rec, S.rec = S.rec, None if levels else S.rec  # within vmap it hears of the ops over all entries
    try:
        got = _grad(outs, wanted, cotangents, retain_graph=True, create_graph=create, allow_unused=True)
    finally:
        S.rec = rec
    return [_zeros(t) if g is None else g for g, t in zip(got, wanted)]


def grad_and_value(func, argnums=0, has_aux=False):
    """A function that returns (gradient, value)."""

    @functools.wraps(func)
    def run(*args, **kw):
        places, was, who = _chosen(argnums, args), S.grad_enabled, "grad_and_value(f)(*args)"
        with enable_grad(), Following(func) as level:
            args, wanted = _with_fresh(args, places, level)
            value, aux = _with_aux(func(*args, **kw), has_aux, who)
            if not isinstance(value, Tensor):
                raise RuntimeError(f"{who}: Expected f(*args) to return a Tensor, got {type(value)}")
            if value.dim():
                raise RuntimeError(
                    f"{who}: Expected f(*args) to return a scalar Tensor, got tensor with {value.dim()} dims. Maybe you wanted to use the "
                    "vjp or jacrev APIs instead?"
                )
            got = _gradients([value], wanted)
        fresh = [t for t in wanted if t.grad_fn is None]
        got, value, aux = _letting_go(fresh, was, got, value, aux)
        result = _as_arguments(got, args, places, argnums)
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
    was = S.grad_enabled
    with enable_grad(), Following(func) as level:
        inputs, wanted = _with_fresh(primals, range(len(primals)), level)
        value, aux = _with_aux(func(*inputs), has_aux, "vjp(f, *primals)")
    _only_tensors(value, "vjp(f, *primals)")
    fresh = [t for t in wanted if t.grad_fn is None]
    shape = tree_structure(value)

    def pull(*cotangents, retain_graph=True, create_graph=None):
        if not cotangents:
            raise TypeError("_vjp_with_argnums.<locals>.wrapper() missing 1 required positional argument: 'cotangents'")
        cotangents = cotangents[0] if len(cotangents) == 1 else cotangents
        leaves, given = tree_flatten(cotangents)
        if given != shape:
            drawn = [repr(tree_map(lambda x: _Star(), tree)) for tree in (cotangents, value)]
            raise RuntimeError(
                "Expected pytree structure of cotangents to be the same as pytree structure of outputs to the function. cotangents: "
                f"{drawn[0]}, primal output: {drawn[1]}"
            )
        with enable_grad():
            got = _gradients(tree_leaves(value), wanted, leaves)
        (got,) = _letting_go(fresh, S.grad_enabled, got)
        got = iter(got)
        return tuple(_map(lambda t: next(got), p) for p in inputs)

    shown, aux = _letting_go(fresh, was, value, aux)
    return (shown, pull, aux) if has_aux else (shown, pull)


def _check_tangents(primals, tangents):
    if not isinstance(primals, tuple):
        raise RuntimeError(f"{JVP}: Expected primals to be a tuple. E.g. it should be valid to call f(*primals).")
    shapes = [tree_structure(tree) for tree in (primals, tangents)]
    if shapes[0] != shapes[1]:
        raise RuntimeError(
            f"{JVP}: Expected primals and tangents to have the same python structure. For example, if primals is a tuple of 3 tensors, "
            f"tangents also must be. Got primals with structure {shapes[0]} and tangents with structure {shapes[1]}"
        )
    for name, tree in (("primals", primals), ("tangents", tangents)):
        leaves = tree_leaves(tree)
        if not leaves:
            raise RuntimeError(f"{JVP}: Expected {name} to contain at least one Tensor.")
        for x in leaves:
            if not isinstance(x, Tensor):
                raise RuntimeError(f"{JVP}: Expected {name} to only contain Tensors, got {type(x)}")


SIZES = (
    "Trying to set a forward gradient that has a different size than that of the original Tensor, this is not supported. Tensor is of size "
    "{} while the given forward gradient is of size {}."
)


def _check_pairs(primals, tangents):
    """What make_dual asks of each tensor and its tangent."""
    for p, t in zip(tree_leaves(primals), tree_leaves(tangents)):
        for name, x in (("primal", p), ("tangent", t)):
            if not (x.is_floating_point() or x.is_complex()):
                raise ValueError(f"Expected {name} to be floating point or complex, but got: {x.dtype}")
        if p.shape != t.shape:
            raise RuntimeError(SIZES.format(list(p.shape), list(t.shape)))


def jvp(func, primals, tangents, *, strict=False, has_aux=False):
    """(func(*primals), J · tangents), by two backward passes."""
    _check_tangents(primals, tangents)
    _check_pairs(primals, tangents)
    was = S.grad_enabled
    with enable_grad(), Following(func) as level:
        inputs, wanted = _with_fresh(primals, range(len(primals)), level)
        value, aux = _with_aux(func(*inputs), has_aux, JVP)
        _only_tensors(value, JVP)
        outs = tree_leaves(value)
        if strict and not all(o.requires_grad for o in outs):
            raise RuntimeError(f"{JVP[:-1]}, strict=True): The output of f is independent of the inputs. This is not allowed with strict=True.")
        dummies = [_start(_zeros(o)) for o in outs]
        got = _gradients(_gradients(outs, wanted, dummies), dummies, tree_leaves(tangents))
    fresh = [t for t in wanted if t.grad_fn is None] + dummies
    shown, pushed, aux = _letting_go(fresh, was, value, got, aux)
    result = shown, tree_unflatten(pushed, tree_structure(value))
    return (*result, aux) if has_aux else result


def linearize(func, *primals):
    """(func(*primals), a function from tangents to their images under the derivative there)."""
    value = func(*primals)

    def push(*tangents):
        given, asked = tree_structure(tangents), tree_structure(primals)
        if given != asked:
            raise RuntimeError(f"Expected the tangents {given} to have the same argspec as the primals {asked}")
        for i, (t, p) in enumerate(zip(tree_leaves(tangents), tree_leaves(primals))):
            for what in ("shape", "dtype"):
                if getattr(t, what) != getattr(p, what):
                    raise RuntimeError(
                        f"tangent:{i} with {what} {getattr(t, what)} in flattened pytree doesn't match the {what} {getattr(p, what)} of the "
                        "corresponding primal."
                    )
        return jvp(func, primals, tangents)[1]

    return value, push


def _jacobian_of(name, who, func, argnums, has_aux, parts, randomness=None):
    @functools.wraps(func)
    def run(*args, **kw):
        _no_complex(name, args, "inputs")
        places, was, before = _chosen(argnums, args), S.grad_enabled, randomness and default_generator.state_bytes()
        with enable_grad(), Columns() if name == "jacfwd" else nullcontext(), Following(func) as level:
            args, wanted = _with_fresh(args, places, level)
            value, aux = _with_aux(func(*args, **kw), has_aux, who)
            if randomness == "error" and default_generator.state_bytes() != before:
                default_generator.set_state_bytes(before)
                raise RuntimeError(RANDOM)
            _only_tensors(value, who)
            _no_complex(name, value, "outputs")
            for y in tree_leaves(value) if name == "jacrev" else ():
                if not y.is_floating_point():
                    raise RuntimeError(f"vjp(f, ...): All outputs of f must be floating-point or complex Tensors, got Tensor with dtype {y.dtype}")
            rows = parts(tree_leaves(value), wanted)
        fresh = [t for t in wanted if t.grad_fn is None]
        rows, aux = _letting_go(fresh, was, rows, aux)
        result = tree_unflatten([_as_arguments(r, args, places, argnums) for r in rows], tree_structure(value))
        return (result, aux) if has_aux else result

    return run


def jacrev(func, argnums=0, *, has_aux=False, chunk_size=None, _preallocate_and_copy=False):
    """A function that returns the Jacobian of `func`: one backward an output element."""
    if not (chunk_size is None or chunk_size > 0):
        raise ValueError("jacrev: `chunk_size` should be greater than 0.")
    return _jacobian_of("jacrev", "vjp(f, *primals)", func, argnums, has_aux, _rows)


def jacfwd(func, argnums=0, has_aux=False, *, randomness="error"):
    """The same, for a function of few inputs: a push forward, as in `jvp`, for each of their elements."""
    return _jacobian_of("jacfwd", JVP, func, argnums, has_aux, _columns, randomness)


def _basis(tensors):
    """How many elements each tensor has, and tensors of zeros like them, with a first axis on which each element of all has its turn to be one."""
    counts = [t._data.size for t in tensors]
    basis, start = [], 0
    for t, n in zip(tensors, counts):
        rows = np.zeros((sum(counts), n), t._data.dtype)
        rows[start : start + n] = np.eye(n, dtype=rows.dtype)
        basis.append(wrap(rows.reshape(-1, *t.shape)))
        start += n
    return counts, basis


def _rows(outs, wanted):
    """The Jacobians of each output by each of the wanted tensors: one backward for all elements of all outputs."""
    counts, basis = _basis(outs)
    if not any(counts):
        return [[_zeros(t).new_zeros((*y.shape, *t.shape)) for t in wanted] for y in outs]
    found = vmap(lambda *rows: _gradients(outs, wanted, rows))(*basis)
    parts = [TENSOR.split_with_sizes(g, split_sizes=tuple(counts), dim=0) for g in found]
    return [[p[k].view(*y.shape, *t.shape) for p, t in zip(parts, wanted)] for k, y in enumerate(outs)]


def _columns(outs, wanted):
    """The same by one push forward for all elements of all the wanted tensors."""
    counts, basis = _basis(wanted)
    if not any(counts):
        return _rows(outs, wanted)
    dummies = [_start(_zeros(y)) for y in outs]
    pulled = _gradients(outs, wanted, dummies)
    found = vmap(lambda *columns: _gradients(pulled, dummies, columns))(*basis)
    parts = [TENSOR.split_with_sizes(g, split_sizes=tuple(counts), dim=0) for g in found]
    return [
        [p[k].movedim(0, -1).view(*y.shape, *t.shape) for k, t in enumerate(wanted)] for p, y in zip(parts, outs)
    ]


def hessian(func, argnums=0):
    """A function that returns the second derivatives of `func`, each output's as a Hessian."""
    return jacfwd(jacrev(func, argnums), argnums)
