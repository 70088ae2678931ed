"""The one declaration of an op: from it come the torch function, the node, its backward (twice), its formula and its test.

    @op(kind="arith", tex=r"{self} \\odot {other}", prec=2)
    def mul(self, other):
        return self * other                                   # ndarrays or NumPy scalars in, the same out

    mul.vjp(
        self=lambda W, grad, other: grad * W.conj(other),     # the gradient of one argument
        other=lambda W, grad, self: grad * W.conj(self),
    )

Positional parameters are tensors, keyword-only ones are plain parameters. A rule's parameter names say what it needs, and so what is saved:
tensor arguments, parameters, `result` (or a named output), `X_sym_sizes`, `X_sym_strides` (in bytes) and `X_sym_numel` of an argument. `W`
is the world the rule runs in (worlds.py): on plain arrays in a first-order backward, on tensors under create_graph, on symbols for the
formula. Broadcasting is undone after the rule, in one place (`fit` in engine_math.py).

The Python code of an op is generated from its declaration when the op is first called (compile.py): a general `apply(op, *inputs)` would more
than double the time of a scalar op, and generating hundreds at import would make every start slow.
"""

import sys
from types import FunctionType, ModuleType

from .dtypes import BFloat16Array, in_float32
from .node import Node
from .worlds import RAW, TENSOR

OPS = {}  # key → Op: every op there is
WHEN_BUILT = []  # called with each op that is compiled from here on
OPERATORS = {}  # (an op's function, operator) → that function as the operator: `_as_operator`
NUMBERED = []  # the same by `number`, in which the recorder's log tells them apart


def _rounding(forward):
    """A function of floats for use in rules, where it rounds bfloat16 as the op itself does."""

    def of_one(x):
        return in_float32(forward, x) if x.__class__ is BFloat16Array else forward(x)

    def run(x, *rest, **params):
        if x.__class__ is BFloat16Array:
            return in_float32(forward, x, *rest, **params)
        return forward(x, *rest, **params)

    code = forward.__code__
    return of_one if code.co_argcount + code.co_kwonlyargcount == 1 else run


class Op:
    """A primitive of the core. Attributes: key (unique), name (torch's), args, params, rules, saved, node_name, tex, prec, …"""

    def __init__(self, forward, key, name, node, kind, view, outputs, differentiable, listed, optional, also, tex, prec, numbers,
                 saved, fixed, inline):  # fmt: skip
        code = forward.__code__
        n, k = code.co_argcount, code.co_kwonlyargcount
        self.forward, self.key, self.name = forward, key, name
        self.args = code.co_varnames[:n]
        self.params = code.co_varnames[n : n + k]
        self.defaults = forward.__kwdefaults__ or {}
        self.node_name = node
        self.kind, self.view, self.outputs, self.differentiable = kind, view, outputs, differentiable
        self.listed = listed  # the argument that is a list of tensors, or None
        self.optional = optional  # arguments that may be None
        self.numbers = numbers  # arguments that may be Python numbers
        self.fixed = fixed  # tensor arguments that take no part in promotion
        self.also = also  # saved names that torch shows beyond what our rules use
        self.tex, self.prec = tex, prec
        self.inline = inline  # what the generated code has in place of a call of `forward`
        self.rules, self.uses = {}, {}  # of each differentiable argument: its rule, and the names of the rule's parameters
        self.gradients = self.together = None
        self.materialize = True  # do missing gradients of several outputs come as zeros?
        self.number = len(NUMBERED)
        NUMBERED.append(self)
        self.saved, self._saved_given = (), saved
        self.kept = ()  # names of `saved` that no rule uses
        self.sites = []  # (namespace, name): where the compiled function replaces the stub
        self.compiled = self.put_there = None
        self.node_class = None
        self.public = False  # a user may call it by torch's name
        self.home = None  # (how good it is, module, name there): by what its function is pickled
        setattr(RAW, key, _rounding(forward) if kind == "float" else forward)

        def stub(*args, **kw):
            return (self.compiled or self.build())(*args, **kw)

        stub.__name__ = stub.__qualname__ = name
        stub.op = self
        self.stub = stub
        self.install(TENSOR, key)

    def vjp(op, /, **rules):
        """Declares the gradient rule of each differentiable tensor argument."""
        outs = op.outputs if isinstance(op.outputs, tuple) else ()
        known = {"W", "grad", "grads", "result", "need", *op.params, *op.args, *outs}
        known |= {f"{a}_sym_{what}" for a in op.args for what in ("sizes", "strides", "numel")}
        names = set()
        for arg, rule in rules.items():
            uses = rule.__code__.co_varnames[: rule.__code__.co_argcount]
            if (arg not in op.args) or not set(uses) <= known:
                raise TypeError(
                    f"{op.key}: rule for {arg!r} names {sorted(set(uses) - known) or arg}, which the op has not"
                )
            op.uses[arg] = uses
            names |= set(uses) - {"W", "grad", "grads", "need"}
        op.rules = rules
        op.saved = tuple(sorted(names))
        return op.keep(*(name for name in (*(op._saved_given or ()), *op.also) if name in op.params))

    def keep(op, *names):
        """Has nodes hold, besides what the rules use, what `_saved_*` shows: parameters, arguments, their `_sym_sizes`, outputs."""
        op.kept = (*op.kept, *(name for name in names if name not in op.saved))
        op.saved = tuple(sorted({*op.saved, *names}))
        return op

    def first_order(op, gradients):
        """Declares, besides the rules, one function that gives all gradients of a first-order backward at once, faster: a tuple, on arrays.
        Its parameters are `grad`, `need` (an edge or None for each gradient) and saved names; what no rule needs now is None. A function
        with lines of its own is written out in the node's backward (compile_backward.py), where it is the last thing: it ends with a return."""
        op.gradients, op.uses[None] = gradients, gradients.__code__.co_varnames[: gradients.__code__.co_argcount]
        return op

    def as_one(op, gradients):
        """Declares, besides the rules, one function that gives all gradients under create_graph, since in PyTorch one node makes them: a
        tuple of tensors and Nones. Its parameters are a rule's; `need` has an edge or None for each gradient."""
        op.together, op.uses["together"] = gradients, gradients.__code__.co_varnames[: gradients.__code__.co_argcount]
        op.saved = tuple(sorted({*op.saved, *op.uses["together"]} - {"W", "grad", "grads", "need"}))
        return op

    def install(self, namespace, name):
        """Have `namespace.name` be this op's function. Where users find it (in a module, in Tensor) that is the generated one from the first
        look on: tables that they key by functions find them again. Our own rules get one that generates at the first call."""
        self.sites.append((namespace, name))
        if namespace is TENSOR:
            setattr(namespace, name, self.compiled or self.stub)
        elif isinstance(namespace, ModuleType):
            setattr(namespace, name, self.compiled or self.build())
        else:
            setattr(namespace, name, _as_operator(self.compiled, name) if self.compiled else Generated(self, name))

    def build(self):
        """Generate and compile this op's function and node class."""
        from .compile import build

        build(self)
        if self.home is not None:
            _, self.compiled.__module__, self.compiled.__qualname__ = self.home
        self.put(self.compiled)
        for told in WHEN_BUILT:
            told(self)
        return self.compiled

    def put(self, compiled):
        """Have every name of this op stand for the compiled function."""
        before, self.compiled = self.put_there, compiled
        self.put_there = compiled
        for namespace, name in self.sites:
            setattr(namespace, name, _as_operator(compiled, name))
        home = sys.modules[self.forward.__module__]
        if home.__dict__.get(self.key) in (self, before):
            setattr(home, self.key, compiled)  # composites call it as `L.mm(…)`, now without `__call__`

    def saved_names(self):
        """The `_saved_*` attributes that torch's node has."""
        return self._saved_given if self._saved_given is not None else tuple(sorted({*self.saved, *self.also}))

    def saves_tensor(self, key):
        """Is what the node shows as `_saved_KEY` a tensor, not one of its sizes or a parameter of the op?"""
        return key not in self.params and "_sym_" not in key

    def saved_places(self):
        """The name of the output without gradient that the node saves (the places of maxima, an order), and whose changes are noticed."""
        if not isinstance(self.outputs, tuple):
            return None
        saved = [k for k, name in enumerate(self.outputs) if name in self.saved]
        return self.outputs[saved[0]] if len(saved) == 1 and saved[0] not in self.differentiable else None

    def __call__(op, /, *args, **kw):
        return (op.compiled or op.build())(*args, **kw)

    def __repr__(self):
        return f"<op {self.key}>"


def camel(name):
    """torch's way from an op's name to its node's: log1p → Log1P, max_pool2d → MaxPool2D."""
    out, up = [], True
    for c in name.strip("_"):
        if c == "_":
            up = True
        else:
            out.append(c.upper() if up else c)
            up = c.isdigit()
    return "".join(out)


def op(name=None, *, node=None, nr=0, kind="same", view=False, outputs=None, differentiable=None, listed=None, optional=(), also=(),
       tex=None, prec=9, numbers=None, saved=None, fixed=(), inline=None):  # fmt: skip
    """Declares an op; see the module's text. Keywords beyond the obvious:

    nr: torch's overload number; node: the node's name where it isn't NameBackward{nr}; kind: "arith" promotes all arguments, "float" promotes
    and makes integers floats, "bool" promotes and yields booleans, "cast" has its gradient cast back, "same" does nothing; view: the result
    shares memory ("inner": and only a node will hold it); outputs: names of several outputs, or "list"; differentiable: the indices of those
    that have gradients; fixed: arguments left out of promotion; also: further saved names; saved: all of them, if derivation is off; inline:
    Python for what `forward` does, over its arguments as a0, a1, …, its parameters and names of its module, where a call costs as much as the work.
    """

    def declare(forward):
        key = forward.__name__
        torch_name = name or key
        if key in OPS:
            raise TypeError(f"op {key!r} is declared twice")
        node_name = node or f"{camel(torch_name)}Backward{nr}"
        diff = differentiable if differentiable is not None else (0,) if isinstance(outputs, tuple) else None
        takes = kind in ("arith", "float", "bool") and "other" in forward.__code__.co_varnames
        nums = (("other",) if takes else ()) if numbers is None else numbers
        OPS[key] = made = Op(forward, key, torch_name, node_name, kind, view, outputs, diff, listed, optional, also, tex, prec, nums,
                             saved, fixed, inline)  # fmt: skip
        return made

    return declare


def _as_operator(compiled, name):
    """The op's function as the operator `name` (`__add__`): the same, but its frame tells by its name that Python may ask the other operand.
    One object, however often it is made: of two, Python would take a Parameter's for one of its own, and ask it first."""
    if not name.startswith("__") or not isinstance(compiled, FunctionType) or not compiled.__code__.co_name.startswith("op_"):
        return compiled
    if (compiled, name) in OPERATORS:
        return OPERATORS[compiled, name]
    made = FunctionType(compiled.__code__.replace(co_name=name), compiled.__globals__, compiled.__name__, compiled.__defaults__, compiled.__closure__)
    made.__kwdefaults__, made.__module__, made.__qualname__ = compiled.__kwdefaults__, compiled.__module__, compiled.__qualname__
    made.__dict__.update(vars(compiled))
    OPERATORS[compiled, name] = made
    return made


class Generated:
    """Stands in Tensor for an op's function until that is first looked at, and generates it then."""

    def __init__(self, op, name):
        self.op, self.name = op, name

    def __get__(self, tensor, cls):
        return _as_operator(self.op.compiled or self.op.build(), self.name).__get__(tensor, cls)


class OpNode(Node):
    """A node made by an op; its subclasses get `raw` and `graph`, the two backwards, from compile.py."""

    op = None
    IN_USE = "next saved meta seq _id _made mark g need result_muts".split()  # what its instances may have of their own

    def saved_value(self, key):
        from .saved import show

        return show(self, key)
