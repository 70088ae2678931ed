"""Random tensors and the seed: torch's functions over rng.py."""

import numpy as np

from .. import device as _device
from .. import dtypes, rng
from .. import state as S
from ..api import function
from ..inplace import check, commit, tell, write
from ..memory_format import dense
from ..ops.convert import fill_number, normal_of_both
from ..samples import Samples
from ..tensor import Tensor, wrap
from .create import _dtype, made, size_of
from .tensor_methods import _named as named


@function("torch")
def manual_seed(seed):
    return rng.default_generator.manual_seed(int(seed))


@function("torch")
def seed():
    return rng.default_generator.seed()


@function("torch")
def initial_seed():
    return rng.default_generator.initial_seed()


def _drawn(how, draw, out, requires_grad):
    if out is not None:
        from ..outs import write_out

        return write_out(how, out, (), lambda: wrap(draw()))
    return _tensor(draw(), how, requires_grad)


def _tensor(values, how, requires_grad=False):
    """A tensor of what was drawn; within vmap it may be mapped."""
    if values.__class__ is not Samples:
        return made(values, how, requires_grad)
    out = wrap(values)
    out.requires_grad = requires_grad
    return out


def _hanging(how, node, sources, draw, out, requires_grad=False):
    """`draw()`; where one of the sources is tracked, it hangs on that with a gradient of zero, by a node of this name."""
    t = next((t for t in sources if isinstance(t, Tensor) and t.requires_grad), None)
    if t is None or out is not None or not S.grad_enabled:
        return _drawn(how, draw, out, requires_grad)
    drawn = _overwritten(t, draw(), node)
    if S.rec is not None:
        S.rec.op(how, (t,), (drawn,), drawn._fn)
    return drawn


def _size(given, size=None):
    """The shape that rand and randn were told, one way or the other; TypeError for any other keyword."""
    return size_of(given or (size,)) if given or size is not None else ()


@function("torch")
def rand(
    *size, generator=None, out=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, **kw
):
    _device.check(device)
    shape = _size(size, **kw)
    dtype = _dtype(dtype, None if out is None else out.dtype)
    return _drawn("rand", lambda: rng.uniform(shape, dtype=dtype, generator=generator), out, requires_grad)


@function("torch")
def randn(
    *size, generator=None, out=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, **kw
):
    _device.check(device)
    shape = _size(size, **kw)
    dtype = _dtype(dtype, None if out is None else out.dtype)
    return _drawn("randn", lambda: rng.normal(shape, dtype=dtype, generator=generator), out, requires_grad)


@function("torch")
def randint(
    low=None,
    high=None,
    size=None,
    *,
    generator=None,
    out=None,
    dtype=None,
    layout=None,
    device=None,
    requires_grad=False,
):
    if size is None:
        low, high, size = 0, low, high  # randint(high, size)
    elif high is None:
        low, high = 0, low
    dt = _dtype(dtype, dtypes.int64)
    return _drawn(
        "randint",
        lambda: rng.randint(size_of((size,)), low or 0, high, dtype=dt, generator=generator),
        out,
        requires_grad,
    )


@function("torch")
def randperm(
    n, *, generator=None, out=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False
):
    return _drawn(
        "randperm", lambda: rng.randperm(n, dtype=_dtype(dtype, dtypes.int64), generator=generator), out, requires_grad
    )


def _like(draw, t, dtype):
    """Random numbers in t's shape and in the order in which t's axes lie in memory."""
    want, data = _dtype(dtype, t.dtype), t._data
    if not isinstance(data, np.ndarray) or data.flags.c_contiguous:
        return draw(data.shape, dtype=want)
    raw = dense(data, want.np)
    return rng.draw_like(raw.view(dtypes.BFloat16Array) if want is dtypes.bfloat16 else raw, draw)


@function("torch")
def rand_like(input, *, dtype=None, layout=None, device=None, requires_grad=False, memory_format=None):
    return _tensor(_like(rng.uniform, input, dtype), "rand_like", requires_grad)


@function("torch")
def randn_like(input, *, dtype=None, layout=None, device=None, requires_grad=False, memory_format=None):
    return _tensor(_like(rng.normal, input, dtype), "randn_like", requires_grad)


@function("torch")
def randint_like(
    input, low=0, high=None, *, dtype=None, layout=None, device=None, requires_grad=False, memory_format=None
):
    low, high = (0, low) if high is None else (low, high)

    def draw(shape, *, dtype, generator=None):
        return rng.randint(shape, low, high, dtype=dtype, generator=generator)

    return _tensor(_like(draw, input, dtype), "randint_like", requires_grad)


def _cast(values, kind):
    return values if values.__class__ is Samples else dtypes.cast(values, kind)


@function("torch")
def normal(mean=0.0, std=1.0, size=None, *, generator=None, out=None, dtype=None, device=None, requires_grad=False):
    if isinstance(mean, Tensor) or isinstance(std, Tensor):
        m = mean._data if isinstance(mean, Tensor) else mean
        s = std._data if isinstance(std, Tensor) else std
        kind = (mean if isinstance(mean, Tensor) else std).dtype
        draw = lambda: _cast(rng.normal_of(m, s, kind, generator), kind)
        tensors = [isinstance(t, Tensor) for t in (mean, std)]
        node = f"NormalBackward{1 if not tensors[1] else 3 if tensors[0] else 2}"
        if all(tensors) and out is None and S.grad_enabled and (mean.requires_grad or std.requires_grad):
            return normal_of_both(mean, std, values=draw())
        return _hanging("normal", node, (mean, std), draw, out, requires_grad)
    shape = size_of((size,))
    return _drawn(
        "normal", lambda: rng.normal(shape, mean, std, dtype=_dtype(dtype), generator=generator), out, requires_grad
    )


@function("torch")
def bernoulli(input, p=None, *, generator=None, out=None):
    probs = input._data if p is None else p
    draw = lambda: rng.bernoulli(input._data.shape, probs, dtype=(input if out is None else out).dtype, generator=generator)
    return _hanging("bernoulli", "BernoulliBackward0", (input,), draw, out)


@function("torch", "Tensor")
def multinomial(input, num_samples, replacement=False, *, generator=None, out=None):
    if out is not None and out.dtype.name != "int64":
        raise RuntimeError(f"multinomial expects Long tensor out, got: {out.dtype.legacy}")
    if input._data.ndim and input._data.shape[-1] > 1 << 24:
        raise RuntimeError("number of categories cannot exceed 2^24")
    return _drawn(
        "multinomial", lambda: rng.multinomial(input._data, num_samples, replacement, generator=generator), out, False
    )


@function("torch")
def poisson(input, generator=None):
    from .. import samplers

    return _tensor(samplers.poisson(input._data, generator), "poisson", False)


@function("torch")
def binomial(count, prob, generator=None):
    from .. import samplers

    return _tensor(samplers.binomial(count._data, prob._data, generator), "binomial", False)


@function("torch")
def get_rng_state():
    return rng.default_generator.get_state()


@function("torch")
def set_rng_state(new_state):
    rng.default_generator.set_state(new_state)


_RENAMED = {"from": "low", "to": "high"}  # torch's keywords of uniform_ and random_


def _filler(name, draw):
    """An in-place method `name_` whose values `draw(shape, *args, dtype, generator)` makes."""

    def fill(self, *args, generator=None, **kw):
        check(self)
        args = [a._data if isinstance(a, Tensor) else a for a in args]
        kw = {_RENAMED.get(k, k): v._data if isinstance(v, Tensor) else v for k, v in kw.items()}
        if name == "random_" and len(args) == 1 and not kw:
            args = [0, *args]  # random_(to)
        drawn = rng.draw_like(self._data, draw, *args, generator=generator, **kw)
        if S.grad_enabled and self.requires_grad:
            return commit(self, _overwritten(self, drawn, name.strip("_").title().replace("_", "") + "Backward0"), name)
        write(self, drawn, name)
        if S.rec is not None:
            tell(name, self)
        return self

    function("Tensor", name=name)(fill)


def _overwritten(t, values, node):
    """`values` as a result that hangs, by a node of this name, on t with a gradient of zero."""
    rec, S.rec = S.rec, None
    try:
        result = fill_number(t, value=0)
        if result._fn is not None:
            result._fn.__class__ = named(result._fn.__class__, node)
    finally:
        S.rec = rec
    result._data = values
    return result


for _name, _draw in (("uniform_", rng.uniform), ("normal_", rng.normal), ("exponential_", rng.exponential), ("random_", rng.random),
                     ("cauchy_", rng.cauchy), ("geometric_", rng.geometric), ("log_normal_", rng.log_normal),
                     ("bernoulli_", rng.bernoulli)):  # fmt: skip
    _filler(_name, _draw)
