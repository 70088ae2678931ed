"""torch.vmap: a function over one axis of its arguments, run once over tensors of all entries (mapped.py).

Where the function looks into its arguments in a way that has no rule, it is run once for each entry instead, and the results are stacked.
"""

import functools
import weakref

from . import state as S
from .batching_random import RANDOM
from .facade.utils._pytree import tree_flatten, tree_leaves, tree_structure, tree_unflatten
from .functions.pieces import stack
from .mapped import Level
from .rng import default_generator
from .samples import Samples, Unmappable, is_mapped
from .tensor import Tensor, wrap
from .worlds import TENSOR


def _spread(dims, tree):
    """The dim of each leaf of `tree`, of dims that hold for whole branches of it; None where they do not fit."""
    if not isinstance(dims, tuple | list | dict):
        return [dims] * len(tree_leaves(tree))
    if isinstance(tree, dict):
        if not isinstance(dims, dict) or list(dims) != list(tree):
            return None
        pairs = [(dims[k], tree[k]) for k in tree]
    elif isinstance(tree, tuple | list) and type(dims) is type(tree) and len(dims) == len(tree):
        pairs = list(zip(dims, tree))
    else:
        return None
    parts = [_spread(*pair) for pair in pairs]
    return None if None in parts else [d for part in parts for d in part]


def _name(func):
    return getattr(func, "__name__", repr(func))


def _entering(func, in_dims, args):
    """(leaves of the arguments, the dim of each, their structure, how many entries)."""
    where = f"vmap({_name(func)}, in_dims={in_dims}, ...)(<inputs>): "
    if not isinstance(in_dims, int | tuple):
        raise ValueError(
            f"{where}expected `in_dims` to be int or a (potentially nested) tuple matching the structure of inputs, got: {type(in_dims)}."
        )
    if not args:
        raise ValueError(
            f"vmap({_name(func)})(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are trying to vmap over a function with no "
            "inputs. The latter is unsupported."
        )
    leaves, spec = tree_flatten(args)
    dims = _spread(in_dims, args)
    if dims is None:
        raise ValueError(
            f"{where}in_dims is not compatible with the structure of `inputs`. in_dims has structure {tree_structure(in_dims)} but inputs has "
            f"structure {spec}."
        )
    for i, (x, d) in enumerate(zip(leaves, dims)):
        if d is None:
            continue
        if not isinstance(d, int):
            raise ValueError(f"{where}Got in_dim={d} for an input but in_dim must be either an integer dimension or None.")
        if not isinstance(x, Tensor):
            raise ValueError(
                f"{where}Got in_dim={d} for an input but the input is of type {type(x)}. We cannot vmap over non-Tensor arguments, please use "
                "None as the respective in_dim"
            )
        n = x.dim()
        if not -n <= d < n:
            raise ValueError(
                f"{where}Got in_dim={d} for some input, but that input is a Tensor of dimensionality {n} so expected in_dim to satisfy "
                f"-{n} <= in_dim < {n}."
            )
        dims[i] = d % n
    sizes = [x.shape[d] for x, d in zip(leaves, dims) if d is not None]
    if not sizes:
        raise ValueError("vmap: Expected at least one Tensor to vmap over")
    if len(set(sizes)) > 1:
        raise ValueError(
            f"vmap: Expected all tensors to have the same size in the mapped dimension, got sizes {sizes} for the mapped dimension"
        )
    return leaves, dims, spec, sizes[0]


def _place():
    """Where the stream of random numbers is."""
    g = default_generator
    return g._seed, g._words, g._at, g._next_normal


def _moved(before):
    now = _place()
    return now[1] is not before[1] or now[0] != before[0] or now[2:] != before[2:]


def vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None):
    """`func` over one axis of its arguments, entry by entry, the results stacked."""
    if randomness not in ("error", "different", "same"):
        raise RuntimeError(f"Only allowed values for randomness are 'error', 'different', or 'same'. Got {randomness}")
    if not (chunk_size is None or chunk_size > 0):
        raise ValueError(f"vmap: chunk_size should be None or greater than 0. (got {chunk_size})")

    @functools.wraps(func)
    def run(*args, **kw):
        leaves, dims, spec, count = _entering(func, in_dims, args)
        if chunk_size is None or count <= chunk_size:
            return _mapped_over(func, (leaves, dims, spec, kw), count, out_dims, randomness)
        start, outs = default_generator.state_bytes(), []
        for at in range(0, count, chunk_size):
            if randomness == "same":
                default_generator.set_state_bytes(start)
            n = min(chunk_size, count - at)
            part = [x if d is None else x.narrow(d, at, n) for x, d in zip(leaves, dims)]
            outs.append(_mapped_over(func, (part, dims, spec, kw), n, out_dims, randomness))
        spec_out, dims_out = _out_dims(func, outs[0], out_dims)
        columns = zip(*(tree_leaves(out) for out in outs))
        return tree_unflatten([each[0] if d is None else TENSOR.cat(list(each), dim=d) for each, d in zip(columns, dims_out)], spec_out)

    return run


def _mapped_over(func, given, count, out_dims, randomness):
    """The results for these entries: at once, or one by one where that cannot be."""
    leaves, dims, spec, kw = given
    start, place = default_generator.state_bytes(), _place()
    if func not in each_apart:
        try:
            return _at_once(func, given, count, out_dims, randomness)
        except Unmappable:
            if _moved(place):
                default_generator.set_state_bytes(start)
            _remember(func)
    outs = []
    for i in range(count):
        if randomness == "same" and outs:
            default_generator.set_state_bytes(start)
        before = _place()
        each = tree_unflatten(_entries(leaves, dims, i), spec)
        outer, S.entries_left = S.entries_left, count - 1 - i + S.entries_left
        try:
            outs.append(func(*each, **kw))
        finally:
            S.entries_left = outer
        if randomness == "error" and _moved(before):
            raise RuntimeError(RANDOM)
    return _joined(func, outs, out_dims)


def _remember(func):
    """Functions that cannot be run once over all entries are not tried again: what they do besides would be done twice each time."""
    try:
        each_apart.add(func)
    except TypeError:  # it has no hash, or no weak reference
        return


each_apart = weakref.WeakSet()


def _at_once(func, given, count, out_dims, randomness):
    """The results of the function over tensors of all entries. Unmappable where that cannot be."""
    leaves, dims, spec, kw = given
    with Level(count, randomness) as level:
        each = [x if d is None else _mapped(x, d, level) for x, d in zip(leaves, dims)]
        out = func(*tree_unflatten(each, spec), **kw)
    spec, dims = _out_dims(func, out, out_dims)
    return tree_unflatten([_result(func, x, d, level, count) for x, d in zip(tree_leaves(out), dims)], spec)


def _mapped(x, dim, level):
    if x.dtype.category == 2 and x.dtype.itemsize == 2:
        raise Unmappable("16-bit floats")
    mapped = wrap(Samples(x.movedim(dim, 0) if dim else x, True, level, dim))
    mapped._alias = True  # a change in place is one of the caller's tensor
    return mapped


def _result(func, x, dim, level, count):
    """An output of the function as the caller has it: of all entries, which run along `dim`."""
    own = is_mapped(x) and x._data.level == level
    mapped, inner = (x._data.mapped, x._data.whole) if own else (False, x)
    if dim is None:
        if mapped:
            raise ValueError(f"vmap({_name(func)}, ...): `{_name(func)}` can not return a BatchedTensor when out_dim is None")
        return inner
    _check_output(func, x, dim)
    whole = inner if mapped else TENSOR.expand(inner, size=(count, *inner.shape))
    return whole.movedim(0, dim) if dim % (x.dim() + 1) else whole


def _entries(leaves, dims, i):
    return [x if d is None else x.select(d, i) for x, d in zip(leaves, dims)]


def _joined(func, outs, out_dims):
    spec, dims = _out_dims(func, outs[0], out_dims)
    columns = zip(*(tree_leaves(o) for o in outs))
    return tree_unflatten([_column(func, each, d) for each, d in zip(columns, dims)], spec)


def _out_dims(func, out, out_dims):
    """(structure of the output, the dim of each leaf of it)."""
    spec = tree_structure(out)
    if not all(d is None or isinstance(d, int) for d in tree_leaves(out_dims)):
        raise ValueError(
            f"vmap({_name(func)}, ..., out_dims={out_dims}): `out_dims` must be an int, None or a python collection of ints representing where "
            "in the outputs the vmapped dimension should appear."
        )
    dims = _spread(out_dims, out)
    if dims is None and isinstance(out_dims, tuple) and len(out_dims) == 1 and isinstance(out, Tensor):
        dims = [out_dims[0]]
    if dims is None:
        raise ValueError(
            f"vmap({_name(func)}, ..., out_dims={out_dims})(<inputs>): out_dims is not compatible with the structure of `outputs`. out_dims has "
            f"structure {tree_structure(out_dims)} but outputs has structure {spec}."
        )
    return spec, dims


def _column(func, each, dim):
    """One output of all entries."""
    first, name = each[0], _name(func)
    if dim is None:
        if isinstance(first, Tensor) and any(x is not first for x in each):
            raise ValueError(f"vmap({name}, ...): `{name}` can not return a BatchedTensor when out_dim is None")
        return first
    _check_output(func, first, dim)
    return stack(list(each), dim)


def _check_output(func, x, dim):
    if not isinstance(x, Tensor):
        raise ValueError(
            f"vmap({_name(func)}, ...): `{_name(func)}` must only return Tensors, got type {type(x)}. Did you mean to set out_dims= to None for "
            "output?"
        )
    n = x.dim()
    if not -n - 1 <= dim <= n:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-n - 1}, {n}], but got {dim})")
