"""A symbol of a formula: LaTeX that knows how tightly it binds, and its arithmetic. Factors of 1 and terms of 0 fall away.

What ops make of symbols is in symbolic.py.
"""

import numbers

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
        return product(self, lift(other))

    def __rmul__(self, other):
        return product(lift(other), self)

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


def known_shape(*xs):
    known = [x.shape_ for x in xs if x.shape_ is not None and x.value is None]
    return max(known, key=len) if known else None


def _sum(a, b, sign):
    if b.value == 0:
        return a
    if a.value == 0:
        return b if sign == "+" else -b
    return Sym(f"{a.tex(1)} {sign} {b.tex(1 if sign == '+' else 2)}", 1, known_shape(a, b))


def product(a, b):
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
    return Sym(rf"{a.tex(2)} {dot} {b.tex(2 if not b.constant or b.prec == ATOM else 3)}", 2, known_shape(a, b))


def _quotient(a, b):
    if b.value == 1 or a.value == 0:
        return a
    if a.prec >= 2 and a.text.startswith("-"):
        return -Sym(rf"\frac{{{a.text[1:]}}}{{{b.text}}}", ATOM, known_shape(a, b))
    constant = a.value is not None and b.value is not None
    return Sym(rf"\frac{{{a.text}}}{{{b.text}}}", ATOM, known_shape(a, b), constant=constant)


def escape(text):
    """A name or value for use in LaTeX's text."""
    for c in r"\{}$&#%_^~":
        text = text.replace(c, {"\\": r"\backslash ", "^": r"\hat{}", "~": r"\sim "}.get(c, "\\" + c))
    return text


def binding(text):
    """How tightly a given name binds: a sum or product spelled out must be put in parentheses, a power where it is raised."""
    bare = _outside(text.lstrip("-"))
    if any(s in bare for s in (" + ", " - ")):
        return 1
    if any(s in bare for s in (r"\odot", r"\cdot", " * ", r"\,", r"\otimes")) or text.startswith("-"):
        return 2
    return 3 if bare.startswith(_FUNCTIONS) else 4 if "^" in bare else ATOM


_FUNCTIONS = tuple(f"\\{name}" for name in ("sum", "prod", "max", "min", "ln", "tanh", "sin", "cos", "tan", "exp"))


def _outside(text):
    """What stands outside of all brackets of a text."""
    kept, depth = [], 0
    for c in text:
        depth += (c in "{([") - (c in "})]")
        if depth == 0:
            kept.append(c)
    return "".join(kept)
