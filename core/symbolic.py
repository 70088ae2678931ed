r"""The third world a gradient rule can run in: symbols, whose result is the rule's formula in LaTeX.

Every op's text comes from its declaration's `tex`; the arithmetic that a rule writes with Python's operators is that of symbol.py, where
factors of 1 and terms of 0 fall away, so that `gradient(OPS["mul"], "self", …)` reads `\bar z \odot y` and not more.
"""

import numbers
import re
from functools import lru_cache

from .op import OPS
from .symbol import ATOM, Sym, Unknown, binding, escape, known_shape, lift, product
from .worlds import COMPOSITES, world

SYMBOLS = world("symbols")

SAME = {"expand", "unsqueeze", "squeeze_dim", "squeeze_all", "squeeze_dims", "view", "unsafe_view", "reshape_alias", "clone", "to_copy", "as_alias",
        "conj_physical"}  # fmt: skip


def _apply(op):
    """The function of one op on symbols."""

    def run(*args, **params):
        if op.key in SAME:
            return _reshaped(op.key, lift(args[0]), params)
        if op.tex == _TRANSPOSED:
            return _transposed(lift(args[0]))
        made = Sym(_text(op, args, params), op.prec if op.tex else ATOM, None)
        return made if named is None else (made, *named)

    outputs = op.outputs if isinstance(op.outputs, tuple) and op.tex else None
    named = outputs and [Sym(rf"\mathrm{{{escape(o)}}}", ATOM) for o in outputs[1:]]
    return run


_TRANSPOSED = r"{self}^\top"
_MEAN = 1  # torch's number for reduction="mean"
_TIMES_GRAD = r"{grad_output} \odot "


def _transposed(x):
    """The transpose: of a transpose what it is of, of a product of two matrices the product of their transposes."""
    if x.prec >= 4 and x.text.endswith(r"^\top") and _is_whole(x.text[: -len(r"^\top")]):
        return Sym(x.text[: -len(r"^\top")], ATOM)
    pair = _factors(x.text)
    if x.prec == 2 and len(pair) == 2 and all(map(_is_whole, pair)):
        first, second = (_transposed(Sym(one, binding(one))).text for one in pair)
        return Sym(rf"{second}\,{first}", 2)
    return Sym(rf"{x.tex(ATOM)}^\top", 4)


def _factors(text):
    """The matrices that a text multiplies, cut at each `\\,` outside of all brackets."""
    found, depth, start = [], 0, 0
    for i, c in enumerate(text):
        depth += (c in "{(") - (c in "})")
        if depth == 0 and text.startswith(r"\,", i):
            found.append(text[start:i])
            start = i + 2
    return [*found, text[start:]]


def _is_whole(text):
    """Whether a text is one thing: a name, or something in brackets."""
    depth = 0
    for i, c in enumerate(text):
        depth += (c in "{(") - (c in "})")
        if depth == 0 and c in " ,+=" and i < len(text) - 1:
            return False
    return True


def _times_grad(op):
    """The function of an op that multiplies the gradient by something: a gradient of 1 leaves that alone."""

    def run(grad, *args, **params):
        rest = _text(op, (grad, *args), params, op.tex[len(_TIMES_GRAD) :])
        return product(lift(grad), Sym(rest, ATOM if rest[0] in "[\\" else 2))

    return run


def _mse_gradient(grad, one, other, *, reduction):
    """2 / n (x − y), which the op writes as one."""
    one, other = lift(one), lift(other)
    slope = lift(2) * (one - other) * lift(grad)
    if reduction != _MEAN:
        return slope
    return lift(2) * lift(grad) / (lift(one.numel()) if one.shape_ is not None else Sym("n")) * (one - other)


def _reshaped(key, x, params):
    size = params.get("size")
    known = isinstance(size, tuple) and not isinstance(size, _Size)
    return Sym(x.text, x.prec, size if known else None, x.value)


def _text(op, args, params, tex=None):
    """The op's `tex` (or the part of it given) filled in; a function's name and arguments where it has none."""
    names = {}
    for name, a in zip(op.args, args):
        names[name] = (
            ", ".join(lift(i).text for i in a)
            if isinstance(a, list | tuple)
            else _operand(op, name, lift(a))
        )
    for name in op.params:
        value = params.get(name, op.defaults.get(name))
        names[name] = lift(value).text if isinstance(value, Sym | numbers.Number) else _plain(value)
    if op.tex is None:
        inner = r",\ ".join(lift(a).text for a in args if not isinstance(a, list | tuple) and a is not None)
        return rf"\mathrm{{{escape(op.name.strip('_'))}}}({inner})"
    return (tex or op.tex).format(**{**dict.fromkeys(op.args, ""), **names})


def _operand(op, name, x):
    """An argument as the op's text needs it: in parentheses where it binds less tightly, unless they are there."""
    tex = op.tex or ""
    if f"({{{name}}})" in tex:
        return x.text
    if f"{{{name}}}^" in tex:
        return x.tex(ATOM)
    return x.tex(op.prec if op.prec < ATOM else 0)


def _plain(value):
    if isinstance(value, tuple | list):  # axes: without their brackets, which a formula would stretch
        return escape(", ".join(str(one) for one in value if one is not None))
    return escape(value) if isinstance(value, str) else ""


def _install():
    from . import ops

    ops.load_all()
    for key, op in OPS.items():
        setattr(SYMBOLS, key, _times_grad(op) if (op.tex or "").startswith(_TIMES_GRAD) else _apply(op))
    for function in COMPOSITES:
        setattr(SYMBOLS, function.__name__, lambda *a, f=function, **k: f(SYMBOLS, *a, **k))
    same = lambda x, *rest, **kw: lift(x)
    SYMBOLS.conj = SYMBOLS.sum_to = SYMBOLS.reshape_like = SYMBOLS.flat = SYMBOLS.placed = SYMBOLS.unplaced = same
    SYMBOLS.zeros_like = lambda x: Sym("0", ATOM, getattr(x, "shape_", None), 0)
    SYMBOLS.ones_like = lambda x: Sym("1", ATOM, getattr(x, "shape_", None), 1)
    SYMBOLS.new_zeros = lambda x, size: Sym("0", ATOM, tuple(size), 0)
    SYMBOLS.mul_mat, SYMBOLS.mH = SYMBOLS.mm, lambda x: _transposed(lift(x))  # matrices, however many of them
    SYMBOLS.where = _where
    SYMBOLS.real = lambda x: Sym(rf"\mathrm{{Re}}\,{lift(x).tex(8)}", 8)
    SYMBOLS.imag = lambda x: Sym(rf"\mathrm{{Im}}\,{lift(x).tex(8)}", 8)
    SYMBOLS.mse_loss_backward = _mse_gradient
    SYMBOLS.unreduce = lambda grad, *rest: lift(grad)
    SYMBOLS.restore_dims = lambda x, *rest: lift(x)
    SYMBOLS.pow_number = lambda x, *, exponent: (
        lift(x) if exponent == 1 else Sym("1", ATOM, None, 1) if exponent == 0 else lift(x) ** exponent
    )
    SYMBOLS.contract = lambda equation, *xs: Sym(r"\,".join(lift(x).tex(2) for x in xs), 2)
    SYMBOLS.installed = True


def _where(condition, a, b):
    a, b = lift(a), lift(b)
    if b.value == 0:
        return a if a.value == 0 else product(a, lift(condition))
    return Sym(
        rf"\begin{{cases}} {a.text} & {lift(condition).text} \\ {b.text} & \text{{otherwise}} \end{{cases}}",
        ATOM,
        known_shape(a, b),
    )


def gradient(op, arg, names=None, params=None, shapes=None, constants=()):
    r"""The formula of one argument's gradient, as LaTeX.

    op: an Op; arg: the argument; names: LaTeX of each argument, of `result` and of `grad` (what arrives: `\bar z`); params: the values of its
    parameters at this call; shapes: of arguments, where rules ask; constants: the arguments that are plain numbers of the program. Where a
    rule depends on values, the text names the op's backward instead.
    """
    if not SYMBOLS.__dict__.get("installed"):
        _install()
    names, params, shapes = names or {}, {**op.defaults, **(params or {})}, shapes or {}
    env = {a: _argument(names, a, constants, shapes.get(a)) for a in op.args}
    env["result"] = Sym(names.get("result", "z"), binding(names.get("result", "z")), shapes.get("result"))
    arrived = names.get("grad", r"\bar{z}")
    grad = Sym(arrived, binding(arrived), shapes.get("result"), 1 if arrived == "1" else None, bool(_FRACTION.match(arrived)))
    outputs = op.outputs if isinstance(op.outputs, tuple) else ()
    env.update({o: Sym(rf"\mathrm{{{escape(o)}}}", ATOM, shapes.get(o)) for o in outputs if o not in env})
    for a in op.args:
        size = shapes.get(a)
        env[f"{a}_sym_sizes"] = size if size is not None else _Size(a)
        env[f"{a}_sym_strides"] = _Size(a)
        env[f"{a}_sym_numel"] = Sym(f"n_{{{names.get(a, letter(a))}}}") if size is None else _numel(size)
    env.update({p: params.get(p) for p in op.params})
    if "result" not in shapes and op.args[0] in shapes and op.kind in ("arith", "float"):
        grad.shape_ = shapes[op.args[0]]
    env.update(
        W=SYMBOLS, grad=grad, grads=[Sym(rf"\bar{{z}}_{{{i}}}") for i in range(max(len(outputs), 1))], need=[True] * 8
    )
    try:
        out = op.rules[arg](*(env[n] for n in op.uses[arg]))
        if isinstance(out, list):
            out = next(o for o in out if o is not None)
        return lift(out).text
    except (Unknown, RuntimeError, TypeError, AttributeError, IndexError, ValueError, KeyError, StopIteration):
        return rf"\mathrm{{{escape(op.node_name)}}}({grad.text})"


def _argument(names, arg, constants, shape=None):
    return Sym(names.get(arg, letter(arg)), binding(names.get(arg, arg)), shape, constant=arg in constants)


def forward(op, names=None, params=None, constants=()):
    """The op itself as LaTeX: `y + 2`; `constants` as for `gradient`."""
    if not SYMBOLS.__dict__.get("installed"):
        _install()
    names = names or {}
    args = [_argument(names, a, constants) for a in op.args]
    if op.key == "mul" and constants:
        return product(*args).text
    if op.tex == _TRANSPOSED:
        return _transposed(args[0]).text
    if op.key == "addmm" and (params or {}).get("alpha", 1) == (params or {}).get("beta", 1) == 1:
        return rf"{args[1].tex(2)}\,{args[2].tex(2)} + {args[0].tex(1)}"
    return _text(op, args, {**op.defaults, **(params or {})})


def op_of_node(grad_fn, params=()):
    """The Op whose node is called `grad_fn` (and whose parameters these are, where several share the name), or None."""
    if not SYMBOLS.__dict__.get("installed"):
        _install()
    fits = [op for op in _ops_of_node(grad_fn, len(OPS)) if op.rules]
    return next((op for op in fits if set(params) == set(op.params)), fits[0] if fits else None)


@lru_cache(maxsize=1024)
def _ops_of_node(grad_fn, _count):
    """The ops with this node; looked up again once there are more ops."""
    return [op for op in OPS.values() if op.node_name == grad_fn]


class _Size(tuple):
    """A shape that is not known: any question is answered by Unknown."""

    def __new__(cls, arg):
        return tuple.__new__(cls)

    def _unknown(self, *args):
        raise Unknown("shape")

    __len__ = __iter__ = __getitem__ = _unknown


def _numel(size):
    n = 1
    for s in size:
        n *= s
    return n


LETTERS = {"self": "x", "other": "y", "input": "x", "weight": "w", "target": "t", "mat2": "Y", "exponent": "n"}


def letter(arg):
    return LETTERS.get(arg, rf"\mathrm{{{escape(arg)}}}" if len(arg) > 1 else arg)


_FRACTION = re.compile(r"\\frac\{\d+\}\{\d+\}$")
