"""Tensors inside vmap: what the function sees of one entry, while each op computes with all entries at once.

A mapped tensor is a Tensor whose data is a `Samples`: the shape and dtype of one entry, and the tensor of all entries, whose first axis runs
over them. (`mapped` is False where all entries share one tensor: it stands in place of one from outside that is differentiated inside.) Ops
called with such tensors run their own generated function once more, over a forward that hands the tensors of all entries to a batching rule
(batching.py). So nodes, names and gradients inside are made as everywhere; the rule's ops are those that the recorder is told of, and that a
backward from outside goes through. What looks for numbers elsewhere than in an op raises `Unmappable`: vmap then goes entry by entry.
"""

from textwrap import indent

import numpy as np

from . import batching_random
from . import state as S
from .compile_forward import function, identifier
from .compile_record import SHARED
from .entrywise import NO_ITEM, NO_RULE
from .functions import shape
from .op import OPS, WHEN_BUILT
from .recorder_cells import sharing
from .samples import Samples, Unmappable, levels, lifted, numbers, running, samples
from .tensor import Tensor, wrap

NO_BOOL = (
    "vmap: It looks like you're attempting to use a Tensor in some data-dependent control flow. We don't support that yet, please file an "
    "issue at https://github.com/pytorch/pytorch/issues ."
)
NO_DATA = "Cannot access data pointer of Tensor that doesn't have storage"


class Level:
    """One vmap that runs: how many entries it has, and the recorder and grad mode outside of it."""

    def __init__(self, count, randomness="error"):
        self.written = []  # (tensor, what was in it) of those written to that others see
        self.count, self.randomness, self.rec, self.grad = count, randomness, S.rec, S.grad_enabled

    def __enter__(self):
        if not levels:
            _watch()
        levels.append(self)
        running.append(self)
        S.functorch += 1
        self.number = len(levels)
        return self.number

    def __exit__(self, kind, *exc):
        levels.pop()
        if kind is Unmappable:  # the function will run once more
            for whole, values in reversed(self.written):
                whole.copy_(values)
        running.pop()
        S.functorch -= 1
        if not levels:
            _leave()


# --- ops ---------------------------------------------------------------------------------------------------------------------------


class _Unrecorded:
    """The globals of state.py for the functions of mapped ops, which are not told of: their rules' ops are."""

    rec = None

    def __getattr__(self, name):
        return getattr(S, name)


def _watch():
    for op in list(OPS.values()):
        if op.compiled is not None:
            _look(op)
    WHEN_BUILT.append(_look)
    batching_random.watch()
    for name, method in _METHODS.items():
        if getattr(Tensor, name) is not method:
            _before[name] = getattr(Tensor, name)
            setattr(Tensor, name, method)


def _leave():
    WHEN_BUILT.remove(_look)
    batching_random.leave()
    for op in OPS.values():
        plain = getattr(op.compiled, "unmapped", None)
        if plain is not None:
            op.put(plain)
    for name, method in _before.items():
        setattr(Tensor, name, method)


def _look(op):
    """Has the op's function look for mapped tensors first."""
    plain = op.compiled

    def run(*args, **kw):
        level = _highest(args)
        if kw:
            level = max(level, _highest(kw.values()))
        if not level:
            return plain(*args, **kw)
        if op.key not in _over_all:
            _over_all[op.key] = _build(op)
        return _over_all[op.key](*[_inside(a, level) for a in args], **{k: _inside(a, level) for k, a in kw.items()})

    run.__name__, run.__qualname__, run.op, run.unmapped = plain.__name__, plain.__qualname__, op, plain
    op.put(run)


_over_all = {}  # key of an op → its function over all entries
_before = {}  # the methods of Tensor that are other ones while a vmap runs


def _highest(values):
    """The innermost level of the tensors among the values, 0 without a mapped one."""
    level = 0
    for x in values:
        if isinstance(x, Tensor):
            x = x._data
            if x.__class__ is Samples and x.level > level:
                level = x.level
        elif x.__class__ is Samples:  # an index
            level = max(level, x.level)
        elif x.__class__ is tuple or x.__class__ is list:
            level = max(level, _highest(x))
    return level


def _inside(x, level):
    if isinstance(x, Tensor):
        return lifted(x, level)
    if (x.__class__ is tuple or x.__class__ is list) and any(isinstance(y, Tensor) for y in x):
        return [_inside(y, level) for y in x]
    return x


def _build(op):
    """The op's function over a forward for all entries: nothing is promoted, viewed or told of but by the rule's own ops."""
    inline, op.inline = op.inline, None
    text = f"def make({', '.join(SHARED)}):\n{indent(function(op), '    ')}    return {identifier(op)}\n"
    op.inline = inline
    unchanged = lambda *a: a
    nothing = lambda *a: None
    scope = {
        **getattr(op.compiled, "unmapped", op.compiled).__globals__, "S": _Unrecorded(), "forward": _forward(op), "promote": unchanged,
        "in_common": lambda arrays: arrays, "as_float": lambda a: a, "HALF": None, "viewable": lambda t: t._data, "link_view": _link,
        "link_inner": _link, "refuse_kind": nothing,
    }  # fmt: skip
    exec(compile(text, f"<{op.key} over all>", "exec"), scope)
    return sharing(scope["make"])


def _link(view, of, why=None):
    """Two mapped tensors that are one in memory, or should be: a change of one then asks for the numbers one by one."""
    view._alias = of._alias = True
    one, other = view._data, of._data
    if one.__class__ is Samples is other.__class__ and not np.may_share_memory(numbers(view), numbers(of)):
        one.torn = other.torn = True


def _forward(op):
    from .batching import one_by_one, shared
    from .batching_layers import rule_of

    rule = rule_of(op)

    def forward(*arrays, **params):
        params = {k: v._data if isinstance(v, Tensor) else v for k, v in params.items()}
        flat = samples(*arrays, *params.values())
        level = flat[0].level
        outside = levels[level - 1]
        was = S.rec, S.grad_enabled
        S.rec, S.grad_enabled = outside.rec, outside.grad and S.grad_enabled
        try:
            if not any(a.mapped for a in flat):
                if op.key in ("view", "unsafe_view", "reshape_alias"):  # a mapped tensor says that it lies in one piece
                    return _as_data(shape.reshape(arrays[0].whole, *params["size"]), False, level)
                return _as_data(op.compiled(*_wholes(arrays), **{k: shared(v) for k, v in params.items()}), False, level)
            made = None if rule is None else rule(op, arrays, params)
            return _as_data(one_by_one(op, arrays, params) if made is None else made, True, level)
        finally:
            S.rec, S.grad_enabled = was

    return forward


def _wholes(arrays):
    return [a.whole if a.__class__ is Samples else _wholes(a) if a.__class__ in (tuple, list) else a for a in arrays]


def _as_data(made, mapped, level):
    if made.__class__ is Samples:
        return made
    if isinstance(made, tuple | list):
        return [_as_data(t, mapped, level) for t in made]
    return Samples(made, mapped, level)


# --- methods -----------------------------------------------------------------------------------------------------------------------


def _method(name, mapped):
    def method(self, *args, **kw):
        return mapped(self) if self._data.__class__ is Samples else _before[name](self, *args, **kw)

    method.__name__ = name
    return method


def _refused(said):
    def read(t):
        if t._data.mapped:
            raise RuntimeError(said)
        raise Unmappable(said)

    return read


def _detached(t):
    return wrap(Samples(t._data.whole.detach(), t._data.mapped, t._data.level))


_METHODS = {
    "item": _method("item", _refused(NO_ITEM)), "__bool__": _method("__bool__", _refused(NO_BOOL)),
    "__float__": _method("__float__", _refused(NO_ITEM)), "__int__": _method("__int__", _refused(NO_ITEM)),
    "__index__": _method("__index__", _refused(NO_ITEM)), "tolist": _method("tolist", _refused(NO_DATA)),
    "numpy": _method("numpy", _refused(NO_DATA)), "data_ptr": _method("data_ptr", _refused(NO_DATA)),
    "is_pinned": _method("is_pinned", _refused(NO_RULE.format("is_pinned"))),
    "detach": _method("detach", _detached),
}  # fmt: skip
