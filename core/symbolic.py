r"""The third world a gradient rule can run in: symbols, whose result is the rule's formula in LaTeX.

A Sym carries its text, how tightly it binds, and its shape where that is known (rules may ask for `x.ndim`). Every op's text comes from its
declaration's `tex`; the arithmetic that a rule writes with Python's operators is the same ops. Factors of 1 and terms of 0 fall away, so that
`rule(OPS["mul"], "self", …)` reads `\bar z \odot y` and not more.
"""

import numbers
import re
from functools import lru_cache

from .op import OPS
from .worlds import COMPOSITES, world

SYMBOLS = world("symbols")
ATOM = 9


class Sym:
    """An expression: `text` (LaTeX), `prec` (1 sum, 2 product, 3 function, 4 power, 9 atom), `shape` (tuple or None).

    value: the number that it is, where a rule wrote it: 1 and 0 fall away. constant: whether it is a number of the program,
    which stands in front of what it multiplies, too, but is kept.
    """

    def __init__(self, text, prec=ATOM, shape=None, value=None, constant=False):
        self.text, self.prec, self.shape_, self.value = text, prec, shape, value
        self.constant = constant or value is not None

    @property
    def shape(self):
        if self.shape_ is None:
            raise Unknown(self.text)
        return self.shape_

    @property
    def ndim(self):
        return len(self.shape)

    def numel(self):
        n = 1
        for s in self.shape:
            n *= s
        return n

    def tex(self, prec=0):
        """The text, in parentheses where it binds less tightly than `prec`."""
        return rf"\left({self.text}\right)" if self.prec < prec else self.text

    def __add__(self, other):
        return _sum(self, lift(other), "+")

    def __radd__(self, other):
        return _sum(lift(other), self, "+")

    def __sub__(self, other):
        return _sum(self, lift(other), "-")

    def __rsub__(self, other):
        return _sum(lift(other), self, "-")

    def __mul__(self, other):
        return _product(self, lift(other))

    def __rmul__(self, other):
        return _product(lift(other), self)

    def __truediv__(self, other):
        return _quotient(self, lift(other))

    def __rtruediv__(self, other):
        return _quotient(lift(other), self)

    def __pow__(self, other):
        return Sym(f"{self.tex(ATOM)}^{{{lift(other).text}}}", 4, self.shape_)

    def __neg__(self):
        if self.value == 0:
            return self
        if self.text.startswith("-") and self.prec == 2:
            return Sym(self.text[1:], 2, self.shape_)
        return Sym(f"-{self.tex(2)}", 2, self.shape_)

    def _compare(symbol):
        def compare(self, other):
            return Sym(f"[{self.text} {symbol} {lift(other).text}]", ATOM, self.shape_)

        return compare

    __lt__, __le__, __gt__, __ge__ = _compare("<"), _compare(r"\leq"), _compare(">"), _compare(r"\geq")
    __eq__, __ne__ = _compare("="), _compare(r"\neq")
    __hash__ = object.__hash__

    def __and__(self, other):
        return Sym(rf"{self.tex(1)} \wedge {lift(other).tex(1)}", 1, self.shape_)

    def __or__(self, other):
        return Sym(rf"{self.tex(1)} \vee {lift(other).tex(1)}", 1, self.shape_)

    def __invert__(self):
        return Sym(rf"\neg {self.tex(3)}", 3, self.shape_)

    def __bool__(self):
        raise Unknown(self.text)

    def __getitem__(self, i):
        return Sym(f"{self.tex(ATOM)}_{{{i}}}", ATOM)

    def __repr__(self):
        return self.text


class Unknown(Exception):
    """A rule asked for something that only a value could tell."""


def number(x):
    """A Python number as LaTeX reads it: 0.5, 3, 10^{-5}."""
    if isinstance(x, bool):
        return str(x)
    if isinstance(x, float) and x == int(x) and abs(x) < 1e6:
        return str(int(x))
    text = f"{x:.4g}" if isinstance(x, float) else str(x)
    base, e, power = text.partition("e")
    return rf"{base} \cdot 10^{{{int(power)}}}" if e else text


def lift(x):
    """`x` as a Sym."""
    if isinstance(x, Sym):
        return x
    if isinstance(x, numbers.Number):
        text = number(x)
        return Sym(text, 2 if text.startswith("-") else ATOM, (), x)
    return Sym(rf"\mathrm{{{x}}}")


def _shape(*xs):
    known = [x.shape_ for x in xs if x.shape_ is not None and x.value is None]
    return max(known, key=len) if known else None


def _sum(a, b, sign):
    if b.value == 0:
        return a
    if a.value == 0:
        return b if sign == "+" else -b
    return Sym(f"{a.tex(1)} {sign} {b.tex(1 if sign == '+' else 2)}", 1, _shape(a, b))


def _product(a, b):
    if a.value == 1 or b.value == 0:
        return b
    if b.value == 1 or a.value == 0:
        return a
    if a.value is not None and b.value is not None and a.prec == b.prec == ATOM:
        return lift(a.value * b.value)
    if b.constant and not a.constant and b.prec == ATOM and a.prec >= 2:
        a, b = b, a  # the number first, as people write it
    number = a.constant and a.prec == ATOM and not b.constant and not b.text[:1].isdigit()
    dot = r"\," if number else r"\cdot" if a.constant or b.constant else r"\odot"
    return Sym(rf"{a.tex(2)} {dot} {b.tex(2 if not b.constant or b.prec == ATOM else 3)}", 2, _shape(a, b))


def _quotient(a, b):
    if b.value == 1 or a.value == 0:
        return a
    if a.prec >= 2 and a.text.startswith("-"):
        return -Sym(rf"\frac{{{a.text[1:]}}}{{{b.text}}}", ATOM, _shape(a, b))
    constant = a.value is not None and b.value is not None
    return Sym(rf"\frac{{{a.text}}}{{{b.text}}}", ATOM, _shape(a, b), constant=constant)


# --- ops in this world ------------------------------------------------------------------------------------------------------------------

SAME = {"expand", "unsqueeze", "squeeze_dim", "squeeze_all", "squeeze_dims", "view", "unsafe_view", "reshape_alias", "clone", "to_copy", "as_alias",
        "conj_physical"}  # fmt: skip


def _apply(op):
    """The function of one op on symbols."""

    def run(*args, **params):
        if op.key in SAME:
            return _reshaped(op.key, lift(args[0]), params)
        if op.tex == _TRANSPOSED:
            return _transposed(lift(args[0]))
        return Sym(_text(op, args, params), op.prec if op.tex else ATOM, None)

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
        return _product(lift(grad), Sym(rest, ATOM if rest[0] in "[\\" else 2))

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


def escape(text):
    """A name or value for use in LaTeX's text."""
    for c in r"\{}$&#%_^~":
        text = text.replace(c, {"\\": r"\backslash ", "^": r"\hat{}", "~": r"\sim "}.get(c, "\\" + c))
    return text


def _install():
    from . import ops

    ops.load_all()
    for key, op in OPS.items():
        setattr(SYMBOLS, key, _times_grad(op) if (op.tex or "").startswith(_TIMES_GRAD) else _apply(op))
    for function in COMPOSITES:
        setattr(SYMBOLS, function.__name__, lambda *a, f=function, **k: f(SYMBOLS, *a, **k))
    same = lambda x, *rest, **kw: lift(x)
    SYMBOLS.conj = SYMBOLS.sum_to = SYMBOLS.reshape_like = SYMBOLS.flat = same
    SYMBOLS.zeros_like = lambda x: Sym("0", ATOM, getattr(x, "shape_", None), 0)
    SYMBOLS.ones_like = lambda x: Sym("1", ATOM, getattr(x, "shape_", None), 1)
    SYMBOLS.new_zeros = lambda x, size: Sym("0", ATOM, tuple(size), 0)
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
        return a if a.value == 0 else _product(a, lift(condition))
    return Sym(
        rf"\begin{{cases}} {a.text} & {lift(condition).text} \\ {b.text} & \text{{otherwise}} \end{{cases}}",
        ATOM,
        _shape(a, b),
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
        env[f"{a}_sym_numel"] = Sym(f"n_{{{names.get(a, _letter(a))}}}") if size is None else _numel(size)
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
    return Sym(names.get(arg, _letter(arg)), binding(names.get(arg, arg)), shape, constant=arg in constants)


def forward(op, names=None, params=None, constants=()):
    """The op itself as LaTeX: `y + 2`; `constants` as for `gradient`."""
    if not SYMBOLS.__dict__.get("installed"):
        _install()
    names = names or {}
    args = [_argument(names, a, constants) for a in op.args]
    if op.key == "mul" and constants:
        return _product(*args).text
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


def _letter(arg):
    return LETTERS.get(arg, rf"\mathrm{{{escape(arg)}}}" if len(arg) > 1 else arg)


def binding(text):
    """How tightly a given name binds: a sum or product spelled out must be put in parentheses, a power where it is raised."""
    bare = _outside(text.lstrip("-"))
    if any(s in bare for s in (" + ", " - ")):
        return 1
    if any(s in bare for s in (r"\odot", r"\cdot", " * ", r"\,", r"\otimes")) or text.startswith("-"):
        return 2
    return 3 if bare.startswith(_FUNCTIONS) else 4 if "^" in bare else ATOM


_FRACTION = re.compile(r"\\frac\{\d+\}\{\d+\}$")
_FUNCTIONS = tuple(f"\\{name}" for name in ("sum", "prod", "max", "min", "ln", "tanh", "sin", "cos", "tan", "exp"))


def _outside(text):
    """What stands outside of all brackets of a text."""
    kept, depth = [], 0
    for c in text:
        depth += (c in "{([") - (c in "})]")
        if depth == 0:
            kept.append(c)
    return "".join(kept)
