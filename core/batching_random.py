"""Random numbers inside vmap, by its `randomness`: each entry's own ("different"), the same for all, or none ("error").

While a vmap runs, the functions of rng.py that draw are others, which draw for all entries at once: in one piece, the axis of entries first,
as PyTorch does (BatchRulesRandomness.cpp), so that the stream of numbers gives each entry what it does there.
"""

import functools

import numpy as np

from . import dtypes, rng, samplers
from .samples import Samples, Unmappable, levels
from .tensor import wrap

RANDOM = (
    "vmap: called random operation while in randomness error mode. Please either use the 'same' or 'different' randomness flags on vmap or "
    "perform the randomness operation out of vmap"
)
MADE = {"uniform": "rand", "normal": "randn", "normal_of": "normal"}  # what a program calls them
SAME = "Vmap does not currently support same randomness with a batched tensor input. Please file an issue with functorch"
IN_PLACE = (
    "vmap: Cannot ask for different inplace randomness on an unbatched tensor. This will appear like same randomness. If this is necessary "
    "for your usage, please file an issue with functorch."
)
SHAPED = "uniform normal randint random bernoulli exponential cauchy geometric log_normal dropout_noise".split()
_inside = []  # the draw that runs: what it calls itself draws plainly


def watch():
    for module, names, build in ((rng, SHAPED, _shaped), (rng, ("normal_of", "multinomial"), _of), (samplers, ("poisson", "binomial"), _of)):
        for name in names:
            setattr(module, name, build(getattr(module, name)))
    rng.randperm, rng.draw_like = _orders(rng.randperm), _in_place(rng.draw_like)


def leave():
    for module in (rng, samplers):
        for name, f in list(vars(module).items()):
            if hasattr(f, "unmapped") and callable(f):
                setattr(module, name, f.unmapped)


def _mapping(build):
    """Makes `build(plain)` a function of rng's for the time of a vmap."""

    def make(plain):
        over_all = build(plain)

        @functools.wraps(plain)
        def run(*args, **kw):
            if _inside or not levels:
                return plain(*args, **kw)
            _inside.append(plain)
            try:
                return over_all(*args, **kw)
            finally:
                _inside.pop()

        run.unmapped = plain
        return run

    return make


def _asked(depth, args):
    """The level, whether its entries differ, and whether one of the arguments is each entry's own."""
    level = levels[depth - 1]
    own = any(a.__class__ is Samples and a.level == depth and a.mapped for a in args)
    if level.randomness == "error":
        raise RuntimeError(RANDOM)
    if own and level.randomness == "same":
        raise RuntimeError(SAME)
    return level, level.randomness == "different"


def _drawn(level, depth, data, plain):
    """The numbers that `plain` drew, an entry's own each: a recorder hears of them as of any that the program makes."""
    t = wrap(data)
    if level.rec is not None:
        level.rec.tensor(t, MADE.get(plain.__name__, plain.__name__))
    return Samples(t, True, depth)


def _whole(a, depth, rank=None):
    """An argument for all entries: with their axis first, and as many behind that as `rank`."""
    if a.__class__ is not Samples or a.level != depth:
        return a
    data = a.whole._data
    if a.mapped and rank is not None and a.ndim < rank:
        if data.__class__ is Samples:
            raise Unmappable("probabilities that are mapped twice")
        data = np.asarray(data).reshape(data.shape[0], *(1,) * (rank - a.ndim), *data.shape[1:])
    return data


@_mapping
def _shaped(plain):
    def draw(depth, shape, args, kw):
        if not depth:
            return plain(shape, *args, **kw)
        level, differ = _asked(depth, (*args, *kw.values()))
        args = [_whole(a, depth, len(shape)) for a in args]
        kw = {k: _whole(a, depth, len(shape)) for k, a in kw.items()}
        if not differ:
            return draw(depth - 1, shape, args, kw)
        return _drawn(level, depth, draw(depth - 1, (level.count, *shape), args, kw), plain)

    return lambda shape, *args, **kw: draw(len(levels), tuple(shape), args, kw)


@_mapping
def _of(plain):
    """Draws of the numbers in arrays: their shape is that of the result, or all of it but the last axis."""

    def draw(depth, args, kw):
        if not depth:
            return _rowwise(plain, args, kw)
        level, differ = _asked(depth, args)
        rank = max((a.ndim for a in args if hasattr(a, "ndim")), default=0)
        over = [_whole(a, depth, rank) for a in args]
        if not differ:
            return draw(depth - 1, over, kw)
        if not any(a.__class__ is Samples and a.level == depth and a.mapped for a in args):
            if any(a.__class__ is Samples for a in over):
                raise Unmappable("numbers of an outer vmap")
            over = [np.broadcast_to(a, (level.count, *a.shape)) if hasattr(a, "ndim") else a for a in over]
        return _drawn(level, depth, draw(depth - 1, over, kw), plain)

    return lambda *args, **kw: draw(len(levels), args, kw)


def _rowwise(plain, args, kw):
    """The draw itself; multinomial's of any number of rows."""
    first = args[0]
    if plain.__name__ == "normal_of":
        return dtypes.cast(plain(*args, **kw), args[2])
    if plain.__name__ != "multinomial" or first.ndim < 3:
        return plain(*args, **kw)
    made = plain(first.reshape(-1, first.shape[-1]), *args[1:], **kw)
    return made.reshape(*first.shape[:-1], -1)


@_mapping
def _orders(plain):
    def draw(depth, args, kw):
        if not depth:
            return plain(*args, **kw)
        level, differ = _asked(depth, ())
        if not differ:
            return draw(depth - 1, args, kw)
        if depth > 1:
            raise Unmappable("permutations of nested entries")
        return _drawn(level, depth, np.stack([plain(*args, **kw) for _ in range(level.count)]), plain)

    return lambda *args, **kw: draw(len(levels), args, kw)


@_mapping
def _in_place(plain):
    """Numbers that are written over a tensor's, whose data is given."""

    def draw(depth, data, how, args, generator, kw):
        if not depth:
            return plain(data, how, *args, generator=generator, **kw)
        _, differ = _asked(depth, (*args, *kw.values()))
        own = data.__class__ is Samples and data.level == depth
        if differ and not (own and data.mapped):
            raise RuntimeError(IN_PLACE)
        args = [_whole(a, depth, data.ndim) for a in args]
        kw = {k: _whole(a, depth, data.ndim) for k, a in kw.items()}
        if differ:
            return Samples(wrap(draw(depth - 1, data.whole._data, how, args, generator, kw)), True, depth)
        under = data.whole._data if own else data
        if own and data.mapped:
            if under.__class__ is Samples:
                raise Unmappable("the same numbers for nested entries")
            under = np.empty(data.shape, data.dtype)
        return draw(depth - 1, under, how, args, generator, kw)

    return lambda data, how, *args, generator=None, **kw: draw(len(levels), data, getattr(how, "unmapped", how), args, generator, kw)
